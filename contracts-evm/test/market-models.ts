/** Small models of every kind, and samples of which each matters to the others. */
import {
  type LabelledSample,
  type ModelConfig,
  modelDefinition,
  packCounts,
  packDense,
  packHeader,
  packSparse,
} from "@omnisum/core";
import type { Random } from "./random.ts";

export interface MarketModel extends ModelConfig {
  readonly name: string;
}

const LESSONS = 12;
/** Samples have entries among the first features only. */
const FEATURES_USED = 12;

const perceptron = (learningRate: bigint, trainBias: bigint) => ({ learningRate, trainBias });
const NAMELESS: readonly ModelConfig[] = [
  { kind: "sparse-perceptron", features: 12, classes: 2, parameters: perceptron(1n, 0n) },
  { kind: "sparse-perceptron", features: 12, classes: 2, parameters: perceptron(20_000n, 1n) },
  { kind: "sparse-perceptron", features: 12, classes: 3, parameters: perceptron(65_535n, 1n) },
  { kind: "sparse-perceptron", features: 300, classes: 4, parameters: perceptron(9_000n, 0n) },
  { kind: "dense-perceptron", features: 5, classes: 2, parameters: perceptron(1n, 1n) },
  { kind: "dense-perceptron", features: 33, classes: 3, parameters: perceptron(40n, 0n) },
  { kind: "naive-bayes", features: 12, classes: 2, parameters: { smoothing: 1_000n } },
  { kind: "naive-bayes", features: 300, classes: 3, parameters: { smoothing: 10n } },
  { kind: "sparse-nearest-centroid", features: 12, classes: 2, parameters: {} },
  { kind: "sparse-nearest-centroid", features: 300, classes: 3, parameters: {} },
  { kind: "dense-nearest-centroid", features: 5, classes: 2, parameters: {} },
  { kind: "dense-nearest-centroid", features: 33, classes: 3, parameters: {} },
];
export const MARKET_MODELS: readonly MarketModel[] = NAMELESS.map((config) => {
  const { kind, features, classes, parameters } = config;
  const values = Object.entries(parameters).map(([name, value]) => `, ${name} ${value}`);
  return { ...config, name: `${kind}, ${features} features, ${classes} classes${values.join("")}` };
});

export function headerOf(model: MarketModel): Uint8Array {
  return packHeader(modelDefinition(model.kind), model);
}

/** Weights of all sizes for a perceptron; for the others, what a few lessons come to. */
export function bodyOf(model: MarketModel, random: Random): Uint8Array {
  const definition = modelDefinition(model.kind);
  const length = definition.bodyLength(model);
  if (model.kind.endsWith("perceptron")) return random.bytes(length);
  const learner = definition.create(model, new Uint8Array(length));
  for (let lesson = 0; lesson < LESSONS; lesson++) {
    const { sample, label } = itemOf(model, random);
    learner.learn(sample, label, false);
  }
  return learner.body();
}

export function itemOf(model: MarketModel, random: Random): LabelledSample {
  return { sample: sampleOf(model, random), label: random.below(model.classes) };
}

function sampleOf({ kind, features }: MarketModel, random: Random): Uint8Array {
  const { encoding } = modelDefinition(kind);
  if (encoding === "dense") {
    return packDense(
      Array.from({ length: features }, () => random.below(256) - 128),
      features,
    );
  }
  const among = Math.min(features, FEATURES_USED);
  const chosen = Array.from({ length: among }, (_, i) => i).filter(() => random.once(3));
  const indices = chosen.length === 0 ? [random.below(among)] : chosen;
  if (encoding === "sparse") return packSparse(indices, features);
  return packCounts(
    indices.map((index) => ({ index, count: 1 + random.below(3) })),
    features,
  );
}
