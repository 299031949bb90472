import { readSparse } from "../samples/sparse.ts";
import { SparseVector } from "../samples/vector.ts";
import type { ModelDefinition } from "./model.ts";
import { perceptron } from "./perceptron.ts";

/** Perceptron over samples that list the features present (docs/protocol.md §4.1). */
export const SPARSE_PERCEPTRON: ModelDefinition = {
  kind: "sparse-perceptron",
  id: 1,
  encoding: "sparse",
  ...perceptron((features) => new SparseVector(features)),
  checkSample: ({ features }, sample) => void readSparse(sample, features),
};
