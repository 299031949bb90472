import { OmnisumError } from "../errors.ts";
import { DENSE_NEAREST_CENTROID } from "./dense-nearest-centroid.ts";
import { DENSE_PERCEPTRON } from "./dense-perceptron.ts";
import type { ModelDefinition } from "./model.ts";
import { NAIVE_BAYES } from "./naive-bayes.ts";
import { SPARSE_NEAREST_CENTROID } from "./sparse-nearest-centroid.ts";
import { SPARSE_PERCEPTRON } from "./sparse-perceptron.ts";

/** Every kind of model; a new one is added here and nowhere else. */
export const MODELS: readonly ModelDefinition[] = [
  SPARSE_PERCEPTRON,
  DENSE_PERCEPTRON,
  NAIVE_BAYES,
  SPARSE_NEAREST_CENTROID,
  DENSE_NEAREST_CENTROID,
];

/** The definition of a kind; throws `UnknownKind` with those that exist. */
export function modelDefinition(kind: string): ModelDefinition {
  const definition = MODELS.find((model) => model.kind === kind);
  if (definition === undefined) {
    throw new OmnisumError("UnknownKind", { role: "model", kind, known: MODELS.map((model) => model.kind).join(", ") });
  }
  return definition;
}
