import {
  type Account,
  type ChainAdapter,
  deployTrainer,
  memoryJournal,
  type Trainer,
  type TrainerPlan,
} from "@omnisum/core";
import { seeded } from "../../../test/support/random.mjs";

/** Seconds; the mechanism's waits in every plan here. */
export const REFUND_WAIT = 15n;
export const ANYONE_WAIT = 60n;

export interface Wishes {
  readonly features?: number;
  readonly classes?: number;
  readonly firstBytes?: number;
  readonly owner?: string;
  readonly name?: string;
}

/** A plan with random weights, always the same ones. */
export function planOf({
  features = 100,
  classes = 2,
  firstBytes,
  owner = "",
  name = "test",
}: Wishes = {}): TrainerPlan {
  const rows = classes === 2 ? 1 : classes;
  return {
    model: { kind: "sparse-perceptron", features, classes, parameters: { learningRate: 128n, trainBias: 0n } },
    body: seeded("weights").bytes(rows * (4 + 2 * features)),
    incentive: {
      kind: "deposit-refund-take",
      parameters: {
        refundWait: REFUND_WAIT,
        ownerWait: 30n,
        anyoneWait: ANYONE_WAIT,
        costWeight: 1_000n,
        minDeposit: 0n,
        maxDeposit: 0n,
        credit: 0n,
      },
    },
    owner,
    metadata: { name, labels: Array.from({ length: classes }, (_, i) => `label ${i}`), encoder: { kind: "raw" } },
    ...(firstBytes === undefined ? {} : { firstBytes }),
  };
}

export async function deploy(chain: ChainAdapter, from: Account, wishes: Wishes = {}): Promise<Trainer> {
  const { trainer } = await deployTrainer({ chain, from, plan: planOf(wishes), journal: memoryJournal() });
  return trainer;
}
