import { checkDense } from "../samples/dense.ts";
import { DenseVector } from "../samples/vector.ts";
import type { ModelDefinition } from "./model.ts";
import { perceptron } from "./perceptron.ts";

/** Perceptron over samples that have a value for every feature (docs/protocol.md §4.1). */
export const DENSE_PERCEPTRON: ModelDefinition = {
  kind: "dense-perceptron",
  id: 2,
  encoding: "dense",
  ...perceptron((features) => new DenseVector(features)),
  checkSample: ({ features }, sample) => checkDense(sample, features),
};
