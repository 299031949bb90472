import {
  type LogEvent,
  OmnisumError,
  type Outcome,
  type ReferenceEvent,
  type ReferenceTrainer,
  utf8,
} from "@omnisum/core";

/** What every account begins with. */
const ENDOWMENT = 10n ** 15n;
const ACCOUNTS = 10;
/** 2026-01-01; a memory chain does not follow the computer's clock. */
const GENESIS_TIME = 1_767_225_600n;

/** Something that a block does: it may throw, and has then done nothing. */
export interface MemoryTransaction {
  readonly from: string;
  readonly funds: bigint;
  run(context: { readonly now: bigint; readonly height: bigint }): {
    readonly outcome: Outcome;
    readonly contract: string;
  };
}

/** Accounts, balances, time, blocks of one transaction each, and the reference trainers that live here. */
export class MemoryChain {
  readonly #balances = new Map<string, bigint>();
  readonly #trainers = new Map<string, ReferenceTrainer>();
  readonly #logs = new Map<string, LogEvent[]>();
  /** Accounts that refuse payments, as a contract without a receive function does. */
  readonly refusing = new Set<string>();
  /** What draws by lot use in the place of numbers made from blocks, so that they can follow another chain's. */
  random?: bigint;
  now = GENESIS_TIME;
  height = 0n;
  readonly #name: string;

  /** `name` is the chain's own, for errors. */
  constructor(name = "memory") {
    this.#name = name;
    for (let i = 0; i < ACCOUNTS; i++) this.#balances.set(accountAddress(i), ENDOWMENT);
  }

  get accounts(): readonly string[] {
    return Array.from({ length: ACCOUNTS }, (_, i) => accountAddress(i));
  }

  balance(address: string): bigint {
    return this.#balances.get(address) ?? 0n;
  }

  /** Throws `ContractMismatch`. */
  trainer(address: string): ReferenceTrainer {
    const trainer = this.#trainers.get(address);
    if (trainer === undefined) throw new OmnisumError("ContractMismatch", { address, chain: this.#name });
    return trainer;
  }

  logs(address: string): readonly LogEvent[] {
    return this.#logs.get(address) ?? [];
  }

  /** Registers a new trainer; returns its address. */
  create(trainer: ReferenceTrainer): string {
    const address = `memory-trainer-${this.#trainers.size}`;
    this.#trainers.set(address, trainer);
    return address;
  }

  /** Runs a transaction in a block of its own; refusals throw and change nothing. */
  mine(hash: string, transaction: MemoryTransaction): readonly LogEvent[] {
    const { from, funds } = transaction;
    this.checkFunds(from, funds);
    this.height += 1n;
    const { outcome, contract } = transaction.run(this);
    this.#move(from, contract, funds);
    this.#move(contract, from, outcome.paid);
    const events = toLog(outcome.events, { block: this.height, transaction: hash });
    this.#logs.set(contract, [...this.logs(contract), ...events]);
    return events;
  }

  /** Throws `InsufficientFunds`. */
  checkFunds(account: string, required: bigint): void {
    const available = this.balance(account);
    if (available < required) throw new OmnisumError("InsufficientFunds", { account, available, required });
  }

  #move(from: string, to: string, amount: bigint): void {
    this.#balances.set(from, this.balance(from) - amount);
    this.#balances.set(to, this.balance(to) + amount);
  }
}

/** Numbers the events of one transaction. */
export function toLog(
  events: readonly ReferenceEvent[],
  at: { block: bigint; transaction: string },
): readonly LogEvent[] {
  return events.map(({ name, values }, index) => ({ name, values, index, ...at }));
}

/** The author bytes of an account: the text of its address. */
export function authorBytes(address: string): Uint8Array {
  return utf8(address);
}

function accountAddress(index: number): string {
  return `memory-account-${index}`;
}
