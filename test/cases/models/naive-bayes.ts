import { bigEndian, concat, type ModelConfig, packCounts } from "@omnisum/core";
import type { Random } from "../../support/random.mjs";
import { FEATURES, packIndices, randomSample } from "../encodings.ts";
import type { ModelCase } from "../model-case.ts";

const KIND = "naive-bayes";
const GREATEST_COUNT = 2 ** 32 - 1;
const GREATEST_TOTAL = 2 ** 48 - 1;

/** One class of a canonical body: its samples, and the counts of its features, zero where none is given; T follows. */
function classOf(samples: number, counts: readonly number[], features = FEATURES): Uint8Array {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return concat(
    bigEndian(samples, 4),
    bigEndian(total, 6),
    ...Array.from({ length: features }, (_, i) => bigEndian(counts[i] ?? 0, 4)),
  );
}

/** Small counts, so that lessons matter; now and then no samples, or numbers at the ends of their ranges. */
function randomClass(features: number, random: Random): Uint8Array {
  const samples = random.oneIn(6) ? random.pick([0, 0, GREATEST_COUNT, GREATEST_COUNT - 2]) : 1 + random.below(30);
  const extreme = random.oneIn(6);
  const count = () => (extreme && random.oneIn(8) ? GREATEST_COUNT - random.below(4) : random.below(12));
  const whole = classOf(samples, Array.from({ length: features }, count), features);
  if (!random.oneIn(12)) return whole;
  // What is imported need not be consistent.
  const total = random.pick([0, 1, GREATEST_TOTAL, GREATEST_TOTAL - 3]);
  return concat(bigEndian(samples, 4), bigEndian(total, 6), whole.subarray(10));
}

function configOf(features: number, classes: number, smoothing: bigint): ModelConfig {
  return { kind: KIND, features, classes, parameters: { smoothing } };
}

const sampleOf = (...indices: readonly number[]) => packIndices("counts", FEATURES, indices);
/** Feature 1 as often as a sample can have it. */
const OFTEN = packCounts([{ index: 1, count: 255 }], FEATURES);

/** What the features that no test asks about were counted: it makes the others rare. */
const BULK = Array.from({ length: 11 }, () => 0).concat(2_000);

/** Class 0 is twice as common; feature 0 speaks for label 1, feature 1 for label 0, 2 and 3 more softly, the others for nothing. */
export const modelCase: ModelCase = {
  kind: KIND,
  model: configOf(FEATURES, 2, 1_000n),
  body: concat(classOf(2_000, [0, 400, 0, 200, ...BULK]), classOf(1_000, [400, 0, 200, 0, ...BULK])),
  sampleOf,
  positive: sampleOf(0),
  negative: sampleOf(1),
  strange: sampleOf(7, 9),
  knows: false,
  persuasion: Array.from({ length: 24 }, () => ({ sample: OFTEN, label: 1 })),
  overflow: {
    body: concat(classOf(5, [1, GREATEST_COUNT - 1]), classOf(5, [9])),
    lesson: { sample: packCounts([{ index: 1, count: 2 }], FEATURES), label: 0 },
  },
  configs: [configOf(12, 2, 1_000n), configOf(8, 3, 1n), configOf(300, 4, 2n ** 20n), configOf(5, 2, 77n)],
  randomBody: ({ features, classes }, random) =>
    concat(...Array.from({ length: classes }, () => randomClass(features, random))),
  randomSample,
};
