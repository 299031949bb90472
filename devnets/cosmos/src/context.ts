/** What a message runs in: the state it may change, the gas it may use, the block and the transaction it is part of. */

import type { ChainEvent } from "./events.ts";
import type { GasMeter } from "./gas-meter.ts";
import type { Router } from "./modules/router.ts";
import { GasStore, type StoreName } from "./store/gas-store.ts";
import { Overlay } from "./store/overlay.ts";
import type { StateView } from "./store/view.ts";
import type { Vm } from "./vm/vm.ts";

/** What does not change while a chain runs. */
export interface ChainConfig {
  readonly chainId: string;
  /** Human-readable part of addresses. */
  readonly prefix: string;
  /** The coin that fees are paid in. */
  readonly denom: string;
  /** Fee a unit of gas, in `denom`, as a decimal number. */
  readonly minGasPrice: string;
}

export interface BlockInfo {
  readonly height: number;
  /** Nanoseconds since 1970. */
  readonly time: bigint;
  /** Hash of the state before the block. */
  readonly appHash: Uint8Array;
}

export interface TxInfo {
  readonly bytes: Uint8Array;
  /** Position in the block; −1 in simulations. */
  readonly index: number;
  /** As `index`, for contracts; simulations have none. */
  readonly counter: number | undefined;
  readonly simulate: boolean;
  /** Code that this transaction has called already, by checksum: the next call is cheaper. */
  readonly usedCode: Set<string>;
}

interface ContextParts {
  readonly config: ChainConfig;
  readonly vm: Vm;
  readonly router: Router;
  readonly block: BlockInfo;
  readonly tx: TxInfo | undefined;
  readonly meter: GasMeter;
  readonly callDepth: number;
  readonly queryDepth: number;
}

export class Context {
  readonly config: ChainConfig;
  readonly vm: Vm;
  readonly router: Router;
  readonly block: BlockInfo;
  /** None in queries. */
  readonly tx: TxInfo | undefined;
  readonly meter: GasMeter;
  /** How deep contracts call each other, by messages and by queries. */
  readonly callDepth: number;
  readonly queryDepth: number;
  readonly state: Overlay;
  readonly events: ChainEvent[];

  constructor(parts: ContextParts, state: Overlay, events: ChainEvent[] = []) {
    this.config = parts.config;
    this.vm = parts.vm;
    this.router = parts.router;
    this.block = parts.block;
    this.tx = parts.tx;
    this.meter = parts.meter;
    this.callDepth = parts.callDepth;
    this.queryDepth = parts.queryDepth;
    this.state = state;
    this.events = events;
  }

  /** A context over a state, with nothing called yet. */
  static over(state: StateView, parts: Omit<ContextParts, "callDepth" | "queryDepth">): Context {
    return new Context({ ...parts, callDepth: 0, queryDepth: 0 }, new Overlay(state));
  }

  store(name: StoreName): GasStore {
    return new GasStore(this.state, name, this.meter);
  }

  /** Runs work on a branch of the state; its changes and its events count only if it returns. */
  attempt<T>(work: (branch: Context) => T): { readonly result: T; readonly events: ChainEvent[] } {
    const branch = new Context(this, new Overlay(this.state));
    const result = work(branch);
    this.state.absorb(branch.state.changes);
    return { result, events: branch.events };
  }

  /** The same state, with events of its own. */
  withOwnEvents(): Context {
    return new Context(this, this.state);
  }

  withMeter(meter: GasMeter): Context {
    return new Context({ ...this.#parts, meter }, this.state, this.events);
  }

  deeper(): Context {
    return new Context({ ...this.#parts, callDepth: this.callDepth + 1 }, this.state, this.events);
  }

  /** A branch for a query: another meter, and changes that nobody keeps. */
  forQuery(meter: GasMeter): Context {
    return new Context({ ...this.#parts, meter }, new Overlay(this.state));
  }

  deeperQuery(): Context {
    return new Context({ ...this.#parts, queryDepth: this.queryDepth + 1 }, this.state, this.events);
  }

  get #parts(): ContextParts {
    const { config, vm, router, block, tx, meter, callDepth, queryDepth } = this;
    return { config, vm, router, block, tx, meter, callDepth, queryDepth };
  }
}
