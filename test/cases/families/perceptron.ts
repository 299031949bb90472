import { bigEndian, concat, type ModelConfig, modelDefinition } from "@omnisum/core";
import type { Random } from "../../support/random.mjs";
import { FEATURES, packIndices, randomSample } from "../encodings.ts";
import type { ModelCase } from "../model-case.ts";

/** One row of a canonical body: bias, then the weights, zero where none is given. */
export function rowOf(bias: number, weights: readonly number[], features = FEATURES): Uint8Array {
  return concat(bigEndian(bias, 4), ...Array.from({ length: features }, (_, i) => bigEndian(weights[i] ?? 0, 2)));
}

/** A small bias, and weights of which most are so small that lessons turn them round, and some at the ends of their range. */
export function randomRow(features: number, random: Random): Uint8Array {
  const weight = () => (random.oneIn(6) ? random.pick([-32_768, 32_767]) : random.below(2_001) - 1_000);
  const bias = random.oneIn(12) ? random.pick([-(2 ** 31), 2 ** 31 - 1]) : random.below(201) - 100;
  return concat(bigEndian(bias, 4), ...Array.from({ length: features }, () => bigEndian(weight(), 2)));
}

/** What perceptrons have in common: feature 0 speaks for label 1, feature 1 for label 0, 2 and 3 more softly, the others for nothing. */
export function perceptronCase(kind: string, configs: ModelCase["configs"]): ModelCase {
  const { encoding } = modelDefinition(kind);
  const sampleOf = (...indices: readonly number[]) => packIndices(encoding, FEATURES, indices);
  return {
    kind,
    model: { kind, features: FEATURES, classes: 2, parameters: { learningRate: 4n, trainBias: 0n } },
    body: rowOf(0, [10, -10, 3, -3]),
    sampleOf,
    positive: sampleOf(0),
    negative: sampleOf(1),
    strange: sampleOf(7, 9),
    knows: true,
    persuasion: [1, 2, 3].map(() => ({ sample: sampleOf(1), label: 1 })),
    configs,
    randomBody: ({ features, classes }, random) =>
      concat(...Array.from({ length: classes === 2 ? 1 : classes }, () => randomRow(features, random))),
    randomSample,
  };
}

/** A perceptron's configuration in one line. */
export function perceptronConfig(
  kind: string,
  [features, classes]: readonly [number, number],
  [learningRate, trainBias]: readonly [bigint, bigint],
): ModelConfig {
  return { kind, features, classes, parameters: { learningRate, trainBias } };
}
