/** Trainers that differ in everything that a rule depends on. */
import { bigEndian, concat } from "@omnisum/core";

export interface Config {
  readonly name: string;
  readonly features: number;
  readonly classes: number;
  readonly learningRate: number;
  readonly trainBias: number;
  readonly costWeight: bigint;
  readonly minDeposit: bigint;
  readonly maxDeposit: bigint;
  readonly credit: number;
}

export const REFUND_WAIT = 15;
export const OWNER_WAIT = 60;
export const ANYONE_WAIT = 120;

const USUAL = {
  features: 12,
  classes: 2,
  learningRate: 1,
  trainBias: 0,
  costWeight: 10n ** 15n,
  minDeposit: 0n,
  maxDeposit: 0n,
  credit: 0,
};

export const CONFIGS: readonly Config[] = [
  { ...USUAL, name: "two classes, bytes as indices, small weights" },
  { ...USUAL, name: "two classes, weights that saturate, biases trained", learningRate: 20_000, trainBias: 1 },
  {
    ...USUAL,
    name: "three classes, the greatest rate, credit for lessons only",
    classes: 3,
    learningRate: 65_535,
    trainBias: 1,
    credit: 1,
  },
  {
    ...USUAL,
    name: "300 features, four classes, free",
    features: 300,
    classes: 4,
    learningRate: 9_000,
    costWeight: 0n,
  },
  {
    ...USUAL,
    name: "300 features, deposits of a few wei, lessons of several words that train the bias",
    features: 300,
    learningRate: 500,
    trainBias: 1,
    costWeight: 1n,
    minDeposit: 2n,
    maxDeposit: 5n,
  },
];

export function packedHeader({ features, classes, learningRate, trainBias }: Config): Uint8Array {
  const numbers = [
    [1, 2],
    [1, 1],
    [features, 4],
    [classes, 2],
    [learningRate, 2],
    [trainBias, 1],
  ] as const;
  return concat(...numbers.map(([value, size]) => bigEndian(value, size)));
}

export function packedIncentive({ costWeight, minDeposit, maxDeposit, credit }: Config): Uint8Array {
  const numbers = [
    [1, 1],
    [REFUND_WAIT, 4],
    [OWNER_WAIT, 4],
    [ANYONE_WAIT, 4],
    [costWeight, 12],
    [minDeposit, 12],
    [maxDeposit, 12],
    [credit, 1],
  ] as const;
  return concat(...numbers.map(([value, size]) => bigEndian(value, size)));
}

export function bodyLength({ features, classes }: Config): number {
  return (classes === 2 ? 1 : classes) * (4 + 2 * features);
}
