import { bigEndian, concat, type ModelConfig, modelDefinition } from "@omnisum/core";
import type { Random } from "../../support/random.mjs";
import { FEATURES, packIndices, randomSample } from "../encodings.ts";
import type { ModelCase } from "../model-case.ts";

const MOST_SAMPLES = 2 ** 24 - 1;
const GREATEST_SUM = 2 ** 31 - 1;

/** One class of a canonical body: its samples, and the sums of its features, zero where none is given; Q follows. */
export function classOf(samples: number, sums: readonly number[], features = FEATURES): Uint8Array {
  const squared = sums.reduce((sum, value) => sum + BigInt(value) ** 2n, 0n);
  return concat(
    bigEndian(samples, 4),
    bigEndian(squared, 12),
    ...Array.from({ length: features }, (_, i) => bigEndian(sums[i] ?? 0, 4)),
  );
}

/** Few samples, so that lessons move the centroid; now and then none, or numbers at the ends of their ranges. */
function randomClass(features: number, random: Random): Uint8Array {
  const samples = random.oneIn(4) ? random.pick([0, 0, MOST_SAMPLES, MOST_SAMPLES - 2]) : 1 + random.below(30);
  const extreme = random.oneIn(6);
  const sum = () =>
    extreme && random.oneIn(8) ? random.pick([-GREATEST_SUM - 1, GREATEST_SUM]) : random.below(21) - 8;
  const whole = classOf(
    samples,
    Array.from({ length: features }, () => (samples === 0 && !random.oneIn(20) ? 0 : sum())),
    features,
  );
  if (!random.oneIn(12)) return whole;
  // What is imported need not be consistent.
  return concat(bigEndian(samples, 4), random.oneIn(2) ? random.bytes(12) : bigEndian(0, 12), whole.subarray(16));
}

/** What nearest centroids have in common: class 0 lies towards feature 1, class 1 towards feature 0, a little further out. */
export function centroidCase(kind: string, configs: readonly (readonly [number, number])[]): ModelCase {
  const { encoding } = modelDefinition(kind);
  const sampleOf = (...indices: readonly number[]) => packIndices(encoding, FEATURES, indices);
  const configOf = (features: number, classes: number): ModelConfig => ({ kind, features, classes, parameters: {} });
  const full = classOf(MOST_SAMPLES, [0, 3]);
  return {
    kind,
    model: configOf(FEATURES, 2),
    body: concat(classOf(10, [0, 5, 0, 1]), classOf(10, [6, 0, 2])),
    sampleOf,
    positive: sampleOf(0),
    negative: sampleOf(1),
    strange: sampleOf(7, 9),
    knows: false,
    persuasion: Array.from({ length: 40 }, () => ({ sample: sampleOf(1), label: 1 })),
    overflow: { body: concat(full, classOf(1, [6])), lesson: { sample: sampleOf(3), label: 0 } },
    configs: configs.map(([features, classes]) => configOf(features, classes)),
    randomBody: ({ features, classes }, random) =>
      concat(...Array.from({ length: classes }, () => randomClass(features, random))),
    randomSample,
  };
}
