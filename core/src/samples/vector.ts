import { checkDense } from "./dense.ts";
import { EntryReader } from "./entries.ts";

/** Rows of D numbers each, one after the other. */
export type Table = Int16Array | Int32Array;

/** The last sample that was read, as a vector x. It is used again and again, so that a prediction allocates nothing. */
export interface SampleVector {
  /** How many entries may be other than zero. */
  readonly length: number;
  /** Throws `InvalidSample`; an empty sample is zero everywhere. */
  read(sample: Uint8Array): void;
  /** Σ x_i·table[at + i] over the entries from `first` up to `end`; exact while the sums stay within 2^53. */
  dot(table: Table, at: number, first: number, end: number): number;
  /** Σ x_i². */
  squaredLength(): number;
  /** table[at + i] += by·x_i, saturating at the bounds of the table's type. */
  add(table: Table, at: number, by: number): void;
  /** Whether no table[at + i] + x_i leaves the bounds of the table's type. */
  fits(table: Table, at: number): boolean;
}

/** A sample of the encoding `sparse`: x_i = 1 for every feature it names. */
export class SparseVector implements SampleVector {
  readonly #entries: EntryReader;

  constructor(features: number) {
    this.#entries = new EntryReader(features, false);
  }

  get length(): number {
    return this.#entries.length;
  }

  read(sample: Uint8Array): void {
    this.#entries.read(sample);
  }

  dot(table: Table, at: number, first: number, end: number): number {
    const { indices } = this.#entries;
    let sum = 0;
    for (let i = first; i < end; i++) sum += table[at + (indices[i] ?? 0)] ?? 0;
    return sum;
  }

  squaredLength(): number {
    return this.length;
  }

  add(table: Table, at: number, by: number): void {
    const { indices, length } = this.#entries;
    const limit = limitOf(table);
    for (let i = 0; i < length; i++) {
      const index = at + (indices[i] ?? 0);
      table[index] = clamp((table[index] ?? 0) + by, limit);
    }
  }

  fits(table: Table, at: number): boolean {
    const { indices, length } = this.#entries;
    const limit = limitOf(table);
    for (let i = 0; i < length; i++) if ((table[at + (indices[i] ?? 0)] ?? 0) + 1 >= limit) return false;
    return true;
  }
}

/** A sample of the encoding `dense`: an int8 a feature. */
export class DenseVector implements SampleVector {
  readonly #features: number;
  #sample: Uint8Array = new Uint8Array();

  constructor(features: number) {
    this.#features = features;
  }

  get length(): number {
    return this.#sample.length;
  }

  read(sample: Uint8Array): void {
    checkDense(sample, this.#features);
    this.#sample = sample;
  }

  dot(table: Table, at: number, first: number, end: number): number {
    const sample = this.#sample;
    let sum = 0;
    for (let i = first; i < end; i++) sum += int8(sample[i] ?? 0) * (table[at + i] ?? 0);
    return sum;
  }

  squaredLength(): number {
    return this.#sample.reduce((sum, byte) => sum + int8(byte) ** 2, 0);
  }

  add(table: Table, at: number, by: number): void {
    const limit = limitOf(table);
    this.#sample.forEach((byte, i) => {
      table[at + i] = clamp((table[at + i] ?? 0) + by * int8(byte), limit);
    });
  }

  fits(table: Table, at: number): boolean {
    const limit = limitOf(table);
    return this.#sample.every((byte, i) => {
      const sum = (table[at + i] ?? 0) + int8(byte);
      return sum < limit && sum >= -limit;
    });
  }
}

/** The least number above the range of a table's type; its negative is the least within. */
function limitOf(table: Table): number {
  return 2 ** (8 * table.BYTES_PER_ELEMENT - 1);
}

function clamp(value: number, limit: number): number {
  return Math.min(Math.max(value, -limit), limit - 1);
}

function int8(byte: number): number {
  return (byte << 24) >> 24;
}
