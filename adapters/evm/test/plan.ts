import {
  type Account,
  type ChainAdapter,
  concat,
  deployTrainer,
  memoryJournal,
  type Trainer,
  type TrainerPlan,
} from "@omnisum/core";
import { seeded } from "../../../test/support/random.mjs";

/** Seconds; the mechanism's waits in every plan here. */
export const REFUND_WAIT = 15n;

export interface Wishes {
  readonly features?: number;
  /** How many of the first weights are not zero; all if absent. */
  readonly weights?: number;
  readonly firstBytes?: number;
  readonly costWeight?: bigint;
}

/** A plan with random weights, always the same ones. */
export function planOf({
  features = 100,
  weights = features,
  firstBytes,
  costWeight = 10n ** 12n,
}: Wishes = {}): TrainerPlan {
  const parameters = { learningRate: 128n, trainBias: 0n };
  return {
    model: { kind: "sparse-perceptron", features, classes: 2, parameters },
    body: concat(seeded("weights").bytes(4 + 2 * weights), new Uint8Array(2 * (features - weights))),
    incentive: {
      kind: "deposit-refund-take",
      parameters: {
        refundWait: REFUND_WAIT,
        ownerWait: 30n,
        anyoneWait: 60n,
        costWeight,
        minDeposit: 0n,
        maxDeposit: 0n,
        credit: 0n,
      },
    },
    owner: "",
    metadata: { name: "test", labels: ["no", "yes"], encoder: { kind: "raw" } },
    ...(firstBytes === undefined ? {} : { firstBytes }),
  };
}

export async function deploy(chain: ChainAdapter, from: Account, wishes: Wishes = {}): Promise<Trainer> {
  const { trainer } = await deployTrainer({ chain, from, plan: planOf(wishes), journal: memoryJournal() });
  return trainer;
}
