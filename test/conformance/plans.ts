import { bigEndian, concat, packSparse, type TrainerPlan } from "@omnisum/core";
import type { PlanChanges } from "./fixture.ts";

/** Features of most models here: feature 0 speaks for label 1, feature 1 for label 0, 2 and 3 more softly, the others for nothing. */
export const FEATURES = 16;
/** What a contribution costs in most tests, in the smallest unit. */
export const PRICE = 1_000n;
/** A wait that no test sits out, in seconds. */
export const LONG = 1_000_000n;

/** A packed sample of the usual model. */
export function sampleOf(...indices: readonly number[]): Uint8Array {
  return packSparse(indices, FEATURES);
}

/** Samples whose label the untouched model knows: 1, and 0. */
export const POSITIVE = sampleOf(0);
export const NEGATIVE = sampleOf(1);
/** A sample that the untouched model knows nothing about, so that it predicts 0. */
export const STRANGE = sampleOf(7, 9);

/** One row of a canonical body: bias, then the weights, zero where none is given. */
export function rowOf(bias: number, weights: readonly number[], features = FEATURES): Uint8Array {
  return concat(bigEndian(bias, 4), ...Array.from({ length: features }, (_, i) => bigEndian(weights[i] ?? 0, 2)));
}

/** A plan with a fixed price and no wait before a refund or a report, but for `changes`. */
export function planOf({ model, incentive, ...changes }: PlanChanges = {}): TrainerPlan {
  const classes = model?.classes ?? 2;
  return {
    body: rowOf(0, [10, -10, 3, -3]),
    owner: "",
    metadata: {
      name: "Conformance — ü 評",
      description: "A small model.",
      labels: Array.from({ length: classes }, (_, i) => `label ${i}`),
      encoder: { kind: "raw" },
    },
    ...changes,
    model: {
      kind: "sparse-perceptron",
      features: FEATURES,
      classes,
      ...model,
      parameters: { learningRate: 4n, trainBias: 0n, ...model?.parameters },
    },
    incentive: {
      kind: "deposit-refund-take",
      parameters: {
        refundWait: 0n,
        ownerWait: LONG,
        anyoneWait: 2n * LONG,
        costWeight: 0n,
        minDeposit: PRICE,
        maxDeposit: PRICE,
        credit: 0n,
        ...incentive,
      },
    },
  };
}

/** Without bounds, the price that the plan's formula gives (docs/protocol.md §6.1), with floor(elapsed ÷ count) already taken. */
export function costOf(costWeight: bigint, elapsed: bigint): bigint {
  const root = BigInt(Math.floor(Math.sqrt(Number(elapsed))));
  return (costWeight * 3_600n) / (root > 1n ? root : 1n);
}
