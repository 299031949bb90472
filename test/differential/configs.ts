import { bigEndian, concat, type IncentiveConfig, type ModelConfig, type TrainerPlan } from "@omnisum/core";
import type { Random } from "../support/random.mjs";

/** Seconds until the windows of docs/protocol.md §6.1. */
export const WINDOWS = { refundWait: 10n, ownerWait: 300n, anyoneWait: 600n } as const;
const NO_BOUNDS = { costWeight: 1_000n, minDeposit: 0n, maxDeposit: 0n, credit: 0n } as const;

export interface Config {
  readonly features: number;
  readonly classes: number;
  readonly model: ModelConfig["parameters"];
  readonly incentive: IncentiveConfig["parameters"];
}

/** Trainers that differ in everything that a rule depends on. */
export const CONFIGS: readonly Config[] = [
  { features: 12, classes: 2, model: { learningRate: 1n, trainBias: 0n }, incentive: NO_BOUNDS },
  {
    features: 12,
    classes: 2,
    model: { learningRate: 20_000n, trainBias: 1n },
    incentive: { ...NO_BOUNDS, credit: 1n },
  },
  {
    features: 8,
    classes: 3,
    model: { learningRate: 65_535n, trainBias: 1n },
    incentive: { ...NO_BOUNDS, minDeposit: 2n, maxDeposit: 3n },
  },
  {
    features: 300,
    classes: 4,
    model: { learningRate: 9_000n, trainBias: 0n },
    incentive: { ...NO_BOUNDS, costWeight: 0n },
  },
  {
    features: 40,
    classes: 2,
    model: { learningRate: 500n, trainBias: 0n },
    incentive: { ...NO_BOUNDS, costWeight: 0n, minDeposit: 1n, maxDeposit: 1n },
  },
  {
    features: 40,
    classes: 2,
    model: { learningRate: 128n, trainBias: 1n },
    incentive: { ...NO_BOUNDS, minDeposit: 700_000n },
  },
];

/** The plan of a config, with random weights; half of them are deployed in parts. */
export function planOf({ features, classes, model, incentive }: Config, random: Random): TrainerPlan {
  const rows = Array.from({ length: classes === 2 ? 1 : classes }, () => rowOf(features, random));
  const body = concat(...rows);
  return {
    model: { kind: "sparse-perceptron", features, classes, parameters: model },
    body,
    incentive: { kind: "deposit-refund-take", parameters: { ...WINDOWS, ...incentive } },
    owner: "",
    metadata: { name: "random", labels: Array.from({ length: classes }, (_, i) => `${i}`), encoder: { kind: "raw" } },
    ...(random.oneIn(2) ? { firstBytes: random.below(body.length) } : {}),
  };
}

/** A small bias, and weights of which most are so small that lessons turn them round, and some at the ends of their range. */
function rowOf(features: number, random: Random): Uint8Array {
  const weight = () => (random.oneIn(6) ? random.pick([-32_768, 32_767]) : random.below(2_001) - 1_000);
  const weights = Array.from({ length: features }, () => bigEndian(weight(), 2));
  return concat(bigEndian(random.below(201) - 100, 4), ...weights);
}
