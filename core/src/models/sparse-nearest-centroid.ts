import { readSparse } from "../samples/sparse.ts";
import { SparseVector } from "../samples/vector.ts";
import type { ModelDefinition } from "./model.ts";
import { nearestCentroid } from "./nearest-centroid.ts";

/** Nearest centroid over samples that list the features present (docs/protocol.md §4.3). */
export const SPARSE_NEAREST_CENTROID: ModelDefinition = {
  kind: "sparse-nearest-centroid",
  id: 4,
  encoding: "sparse",
  ...nearestCentroid((features) => new SparseVector(features)),
  checkSample: ({ features }, sample) => void readSparse(sample, features),
};
