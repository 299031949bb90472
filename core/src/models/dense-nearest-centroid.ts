import { checkDense } from "../samples/dense.ts";
import { DenseVector } from "../samples/vector.ts";
import type { ModelDefinition } from "./model.ts";
import { nearestCentroid } from "./nearest-centroid.ts";

/** Nearest centroid over samples that have a value for every feature (docs/protocol.md §4.3). */
export const DENSE_NEAREST_CENTROID: ModelDefinition = {
  kind: "dense-nearest-centroid",
  id: 5,
  encoding: "dense",
  ...nearestCentroid((features) => new DenseVector(features)),
  checkSample: ({ features }, sample) => checkDense(sample, features),
};
