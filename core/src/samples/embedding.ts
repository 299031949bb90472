import { OmnisumError } from "../errors.ts";

/** The greatest absolute value in an embedding's int8: −128 is left out, so that a sample and its negative are alike. */
const GREATEST = 127;

/**
 * An embedding as the values of a dense sample: each number times `scale`, rounded to the nearest (halves up) and cut off at
 * ±127. `picked` are the numbers that the model takes, in its order; all of them if not given. Throws `InvalidInput` for
 * a number that is none, or a picked one that is not there.
 */
export function quantiseEmbedding(
  embedding: readonly number[],
  scale: number,
  picked: readonly number[] = [...embedding.keys()],
): readonly number[] {
  return picked.map((index) => {
    const value = embedding[index] ?? Number.NaN;
    if (Number.isFinite(value)) return Math.max(-GREATEST, Math.min(GREATEST, Math.floor(value * scale + 0.5)));
    throw new OmnisumError("InvalidInput", { name: "embedding", reason: `there is no number at index ${index}` });
  });
}
