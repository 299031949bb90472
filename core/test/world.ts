import {
  type Account,
  bigEndian,
  concat,
  deployTrainer,
  memoryJournal,
  OmnisumError,
  type Trainer,
  type TrainerPlan,
} from "@omnisum/core";
import { MemoryAdapter, MemoryChain } from "@omnisum/memory";

/** Features of the model in most tests here. */
export const FEATURES = 8;
/** What a contribution costs, in the smallest unit. */
export const PRICE = 1_000n;
/** Seconds. */
export const WAITS = { refundWait: 10n, ownerWait: 20n, anyoneWait: 30n } as const;

/** One row of a canonical body: bias, then weights, zero where none is given. */
export function rowOf(bias: number, weights: readonly number[], features = FEATURES): Uint8Array {
  return concat(bigEndian(bias, 4), ...Array.from({ length: features }, (_, i) => bigEndian(weights[i] ?? 0, 2)));
}

/** Feature 0 speaks for label 1, feature 1 for label 0, the others for nothing. */
export function planOf(changes: Partial<TrainerPlan> = {}): TrainerPlan {
  return {
    model: {
      kind: "sparse-perceptron",
      features: FEATURES,
      classes: 2,
      parameters: { learningRate: 4n, trainBias: 0n },
    },
    body: rowOf(0, [10, -10]),
    incentive: {
      kind: "deposit-refund-take",
      parameters: { ...WAITS, costWeight: 0n, minDeposit: PRICE, maxDeposit: PRICE, credit: 0n },
    },
    owner: "",
    metadata: { name: "test", labels: ["no", "yes"], encoder: { kind: "raw" } },
    ...changes,
  };
}

export interface World {
  readonly chain: MemoryAdapter;
  readonly accounts: readonly Account[];
}

/** A new memory chain. */
export async function openWorld(chainId = "memory"): Promise<World> {
  const chain = new MemoryAdapter(
    {
      name: "memory",
      family: "memory",
      chainId,
      stage: "development",
      endpoint: "memory:",
      currency: { symbol: "MEM", decimals: 6 },
    },
    new MemoryChain(),
  );
  return { chain, accounts: await chain.accounts() };
}

export function account({ accounts }: World, index: number): Account {
  const found = accounts[index];
  if (found === undefined) throw new OmnisumError("UnknownAccount", { account: index, chain: "memory", known: "" });
  return found;
}

/** A trainer deployed by account 0. */
export async function deploy(world: World, plan: TrainerPlan = planOf()): Promise<Trainer> {
  const from = account(world, 0);
  const { trainer } = await deployTrainer({ chain: world.chain, from, plan, journal: memoryJournal() });
  return trainer;
}
