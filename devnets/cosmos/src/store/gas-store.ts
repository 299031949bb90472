/** One module's key-value store, whose every operation costs gas (cosmos-sdk store/v2 `gaskv/store.go`, `types/gas.go`). */

import { fromLatin1, latin1 } from "../bytes.ts";
import type { GasMeter } from "../gas-meter.ts";
import type { Overlay } from "./overlay.ts";
import type { KeyRange } from "./view.ts";

/** `KVGasConfig`, in SDK gas. */
const HAS_COST = 1000n;
const DELETE_COST = 1000n;
const READ_COST_FLAT = 1000n;
const READ_COST_PER_BYTE = 3n;
const WRITE_COST_FLAT = 2000n;
const WRITE_COST_PER_BYTE = 30n;
const ITER_NEXT_COST_FLAT = 30n;

/** The modules' stores; the letter keeps their keys apart in one state. */
export type StoreName = "a" | "b" | "w";
export const storeNames = { auth: "a", bank: "b", wasm: "w" } as const satisfies Record<string, StoreName>;

export class GasStore {
  readonly #state: Overlay;
  readonly #name: StoreName;
  readonly #meter: GasMeter;

  constructor(state: Overlay, name: StoreName, meter: GasMeter) {
    this.#state = state;
    this.#name = name;
    this.#meter = meter;
  }

  get(key: Uint8Array): Uint8Array | undefined {
    this.#meter.consume(READ_COST_FLAT, "ReadFlat");
    const value = this.#state.get(this.#full(key));
    this.#meter.consume(READ_COST_PER_BYTE * BigInt(key.length), "ReadPerByte");
    this.#meter.consume(READ_COST_PER_BYTE * BigInt(value?.length ?? 0), "ReadPerByte");
    return value;
  }

  set(key: Uint8Array, value: Uint8Array): void {
    this.#meter.consume(WRITE_COST_FLAT, "WriteFlat");
    this.#meter.consume(WRITE_COST_PER_BYTE * BigInt(key.length), "WritePerByte");
    this.#meter.consume(WRITE_COST_PER_BYTE * BigInt(value.length), "WritePerByte");
    this.#state.set(this.#full(key), value);
  }

  has(key: Uint8Array): boolean {
    this.#meter.consume(HAS_COST, "Has");
    return this.#state.get(this.#full(key)) !== undefined;
  }

  delete(key: Uint8Array): void {
    this.#meter.consume(DELETE_COST, "Delete");
    this.#state.set(this.#full(key), undefined);
  }

  /** An iterator that stands on the first entry of a range. */
  iterator(start: Uint8Array, end: Uint8Array | undefined, descending: boolean): GasIterator {
    const range = { start: this.#full(start), end: end === undefined ? this.#end : this.#full(end) };
    return new GasIterator(this.#state, range, descending, this.#meter);
  }

  get #end(): string {
    return String.fromCharCode(this.#name.charCodeAt(0) + 1);
  }

  #full(key: Uint8Array): string {
    return this.#name + latin1(key);
  }
}

/** A walk; the seek and each step pay for the entry that it stands on. */
export class GasIterator {
  readonly #state: Overlay;
  readonly #keys: Iterator<string>;
  readonly #meter: GasMeter;
  #current: string | undefined;

  constructor(state: Overlay, range: KeyRange, descending: boolean, meter: GasMeter) {
    this.#state = state;
    this.#meter = meter;
    this.#keys = state.keys(range, descending)[Symbol.iterator]();
    this.#advance();
    this.#paySeek();
  }

  get valid(): boolean {
    return this.#current !== undefined;
  }

  /** The entry it stands on, its key as in the store. */
  entry(): { key: Uint8Array; value: Uint8Array } | undefined {
    if (this.#current === undefined) return undefined;
    return { key: fromLatin1(this.#current.slice(1)), value: this.#state.get(this.#current) ?? new Uint8Array() };
  }

  next(): void {
    this.#paySeek();
    this.#advance();
  }

  #advance(): void {
    const { done, value } = this.#keys.next();
    this.#current = done === true ? undefined : value;
  }

  #paySeek(): void {
    if (this.#current !== undefined) {
      const value = this.#state.get(this.#current);
      this.#meter.consume(READ_COST_PER_BYTE * BigInt(this.#current.length - 1), "ValuePerByte");
      this.#meter.consume(READ_COST_PER_BYTE * BigInt(value?.length ?? 0), "ValuePerByte");
    }
    this.#meter.consume(ITER_NEXT_COST_FLAT, "IterNextFlat");
  }
}
