import { bigEndian } from "../bytes.ts";
import { OmnisumError } from "../errors.ts";

/** The most features of a model (docs/protocol.md §2). */
export const MAX_FEATURES = 2 ** 24;

/** Bytes of a feature index: the least w with `features` ≤ 256^w. */
export function indexWidth(features: number): number {
  let width = 1;
  while (features > 256 ** width) width++;
  return width;
}

/** Packs feature indices, strictly ascending and below `features`; throws `InvalidSample` otherwise. */
export function packSparse(indices: readonly number[], features: number): Uint8Array {
  const width = indexWidth(features);
  const sample = new Uint8Array(indices.length * width);
  indices.forEach((index, i) => {
    if (!Number.isInteger(index) || index < 0 || index >= 256 ** width)
      throw new OmnisumError("InvalidSample", { reason: "range" });
    sample.set(bigEndian(index, width), i * width);
  });
  readSparse(sample, features);
  return sample;
}

/** The feature indices of a packed sample; throws `InvalidSample` with the first reason that applies (§3). */
export function readSparse(sample: Uint8Array, features: number): readonly number[] {
  const width = indexWidth(features);
  if (sample.length % width !== 0) throw new OmnisumError("InvalidSample", { reason: "length" });
  const indices: number[] = [];
  for (let at = 0; at < sample.length; at += width) {
    let index = 0;
    for (let i = 0; i < width; i++) index = index * 256 + (sample[at + i] ?? 0);
    if (index <= (indices.at(-1) ?? -1)) throw new OmnisumError("InvalidSample", { reason: "order" });
    indices.push(index);
  }
  if ((indices.at(-1) ?? 0) >= features) throw new OmnisumError("InvalidSample", { reason: "range" });
  return indices;
}
