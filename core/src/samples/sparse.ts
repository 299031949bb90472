import { bigEndian } from "../bytes.ts";
import { OmnisumError } from "../errors.ts";
import { EntryReader, indexWidth } from "./entries.ts";

/** Packs feature indices, strictly ascending and below `features`; throws `InvalidSample` otherwise. */
export function packSparse(indices: readonly number[], features: number): Uint8Array {
  const width = indexWidth(features);
  const sample = new Uint8Array(indices.length * width);
  indices.forEach((index, i) => void sample.set(packIndex(index, width), i * width));
  readSparse(sample, features);
  return sample;
}

/** An index in its `width` bytes; throws `InvalidSample{range}` if it does not fit. */
export function packIndex(index: number, width: number): Uint8Array {
  if (!Number.isInteger(index) || index < 0 || index >= 256 ** width) {
    throw new OmnisumError("InvalidSample", { reason: "range" });
  }
  return bigEndian(index, width);
}

/** The feature indices of a packed sample; throws `InvalidSample` with the first reason that applies (§3). */
export function readSparse(sample: Uint8Array, features: number): readonly number[] {
  const entries = new EntryReader(features, false);
  entries.read(sample);
  return [...entries.indices.subarray(0, entries.length)];
}
