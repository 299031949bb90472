import { OmnisumError } from "../../errors.ts";
import { readCounts } from "../../samples/counts.ts";
import { readDense } from "../../samples/dense.ts";
import { MAX_FEATURES } from "../../samples/entries.ts";
import { readSparse } from "../../samples/sparse.ts";
import { modelDefinition } from "../index.ts";
import type { ModelConfig } from "../model.ts";
import type { Quantisation } from "../quantise.ts";

/** A model that was read from a file, made integer where it was not. */
export interface ImportedModel {
  readonly config: ModelConfig;
  /** The body of the canonical state (docs/protocol.md §8). */
  readonly body: Uint8Array;
  readonly labels: readonly string[];
  readonly quantisation: Quantisation;
  /** Which features of a wider encoding the model takes, in its own order; all of them if not given. */
  readonly featureIndices?: readonly number[];
  /** What the model of the file itself predicts for a packed sample. */
  predictFloat(sample: Uint8Array): number;
}

/** What an importer may be told besides the file. */
export interface ImportOptions {
  /**
   * What the values of dense samples are multiplied by to become int8, as the encoder does it. If neither this nor the
   * file says: 127 for a perceptron (values from −1 to 1), for nearest centroids the greatest power of two at which no
   * value of a centroid passes 32, which leaves samples room for four times as much.
   */
  readonly sampleScale?: number;
}

/** A packed sample as pairs of a feature's index and its value, those of a dense one divided by the samples' scale. */
export function readFloats(
  { kind, features }: ModelConfig,
  sampleScale: number,
  sample: Uint8Array,
): readonly (readonly [number, number])[] {
  switch (modelDefinition(kind).encoding) {
    case "sparse":
      return readSparse(sample, features).map((index) => [index, 1]);
    case "counts":
      return readCounts(sample, features).map(({ index, count }) => [index, count]);
    case "dense":
      return readDense(sample, features).map((value, index) => [index, value / sampleScale]);
  }
}

/** The first label with the greatest score. */
export function greatestLabel(scores: readonly number[]): number {
  return scores.reduce((best, score, label) => (score > (scores[best] ?? Number.NEGATIVE_INFINITY) ? label : best), 0);
}

/** Throws `InvalidModel` unless a model can have so many features; `field` says where they come from. */
export function checkFeatures(field: string, features: number): void {
  if (features < 1 || features > MAX_FEATURES) throw invalid(field, `must be 1 to ${MAX_FEATURES}, not ${features}`);
}

/** Throws `InvalidModel` unless the scale of samples, if it is given, is a number above zero. */
export function checkSampleScale(sampleScale: number | undefined): void {
  if (sampleScale === undefined || (Number.isFinite(sampleScale) && sampleScale > 0)) return;
  throw invalid("sampleScale", "must be a number above zero");
}

/** What is wrong with which field of a model file. */
export function invalid(field: string, reason: string, cause?: unknown): OmnisumError {
  return new OmnisumError("InvalidModel", { field, reason }, { cause });
}
