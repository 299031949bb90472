import { OmnisumError } from "../errors.ts";

/** The most features of a model (docs/protocol.md §2). */
export const MAX_FEATURES = 2 ** 24;

/** Bytes of a feature index: the least w with `features` ≤ 256^w. */
export function indexWidth(features: number): number {
  let width = 1;
  while (features > 256 ** width) width++;
  return width;
}

/**
 * Reads packed entries, each a feature index and, in the encoding `counts`, a count (docs/protocol.md §3). What it read
 * stands in arrays that it uses again, so that a prediction allocates nothing.
 */
export class EntryReader {
  readonly #features: number;
  readonly #width: number;
  readonly #counted: boolean;
  /** How many entries the last sample had; the arrays may be longer. */
  length = 0;
  indices = new Uint32Array(64);
  /** All 1 where entries have no count. */
  counts = new Uint8Array(64).fill(1);

  constructor(features: number, counted: boolean) {
    this.#features = features;
    this.#width = indexWidth(features);
    this.#counted = counted;
  }

  /** Throws `InvalidSample` with the first reason that applies; an empty sample has no entries. */
  read(sample: Uint8Array): void {
    const entry = this.#width + (this.#counted ? 1 : 0);
    const length = sample.length / entry;
    if (!Number.isInteger(length)) throw invalid("length");
    if (length > this.indices.length) this.#grow(length);
    const last = this.#readIndices(sample, length, entry);
    if (last >= this.#features) throw invalid("range");
    if (this.#counted) this.#readCounts(sample, length, entry);
    this.length = length;
  }

  /** Returns the last, greatest index; −1 if there is none. */
  #readIndices(sample: Uint8Array, length: number, entry: number): number {
    const { indices } = this;
    const width = this.#width;
    let last = -1;
    for (let i = 0; i < length; i++) {
      let index = 0;
      for (let at = i * entry, end = at + width; at < end; at++) index = index * 256 + (sample[at] ?? 0);
      if (index <= last) throw invalid("order");
      indices[i] = index;
      last = index;
    }
    return last;
  }

  #readCounts(sample: Uint8Array, length: number, entry: number): void {
    for (let i = 0; i < length; i++) {
      const count = sample[i * entry + this.#width] ?? 0;
      if (count === 0) throw invalid("count");
      this.counts[i] = count;
    }
  }

  #grow(length: number): void {
    this.indices = new Uint32Array(2 * length);
    this.counts = new Uint8Array(2 * length).fill(1);
  }
}

function invalid(reason: string): OmnisumError {
  return new OmnisumError("InvalidSample", { reason });
}
