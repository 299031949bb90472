import { OmnisumError } from "../errors.ts";

/** Packs one int8 a feature; throws `InvalidSample` for another number of them, or one that is no int8. */
export function packDense(values: readonly number[], features: number): Uint8Array {
  if (values.some((value) => !Number.isInteger(value) || value < -128 || value > 127)) {
    throw new OmnisumError("InvalidSample", { reason: "range" });
  }
  const sample = Uint8Array.from(values);
  checkDense(sample, features);
  return sample;
}

/** The values of a packed sample, one a feature; none for an empty one. Throws `InvalidSample` (docs/protocol.md §3). */
export function readDense(sample: Uint8Array, features: number): readonly number[] {
  checkDense(sample, features);
  return [...new Int8Array(sample)];
}

/** Throws `InvalidSample` unless there is a byte a feature, or none at all. */
export function checkDense(sample: Uint8Array, features: number): void {
  if (sample.length !== features && sample.length !== 0) throw new OmnisumError("InvalidSample", { reason: "length" });
}
