import { OmnisumError } from "../errors.ts";
import { EntryReader, indexWidth } from "./entries.ts";
import { packIndex } from "./sparse.ts";

/** The greatest count of a feature in a sample. */
export const MAX_COUNT = 255;

/** How often a sample has a feature. */
export interface FeatureCount {
  readonly index: number;
  /** 1 … 255. */
  readonly count: number;
}

/** Packs counts of features, indices strictly ascending and below `features`; throws `InvalidSample` otherwise. */
export function packCounts(entries: readonly FeatureCount[], features: number): Uint8Array {
  const width = indexWidth(features);
  const sample = new Uint8Array(entries.length * (width + 1));
  entries.forEach(({ index, count }, i) => {
    if (!Number.isInteger(count) || count < 0 || count > MAX_COUNT) {
      throw new OmnisumError("InvalidSample", { reason: "count" });
    }
    sample.set(packIndex(index, width), i * (width + 1));
    sample[i * (width + 1) + width] = count;
  });
  readCounts(sample, features);
  return sample;
}

/** The counts of a packed sample; throws `InvalidSample` with the first reason that applies (docs/protocol.md §3). */
export function readCounts(sample: Uint8Array, features: number): readonly FeatureCount[] {
  const entries = new EntryReader(features, true);
  entries.read(sample);
  return Array.from({ length: entries.length }, (_, i) => ({
    index: entries.indices[i] ?? 0,
    count: entries.counts[i] ?? 0,
  }));
}
