import {
  type Account,
  type LabelledSample,
  PREDICTION_MARKET_SPEC,
  packLabelledList,
  readBigEndian,
  revealOf,
  type TestSet,
  type Trainer,
  type TrainerPlan,
  type TypedClient,
  testSetCommitments,
} from "@omnisum/core";
import type { MemoryAdapter } from "@omnisum/memory";
import { account, deploy, openWorld, planOf, type World } from "./world.ts";

export const BOUNTY = 10n;
/** Seconds. */
export const PARTICIPATION = 1_000n;
export const REVEAL_WAIT = 500n;
export const COLLECT_WAIT = 2_000n;

/** A market, with everything that a test of it needs. */
export interface MarketWorld extends World {
  readonly trainer: Trainer;
  readonly market: TypedClient<typeof PREDICTION_MARKET_SPEC>;
  readonly provider: Account;
  readonly set: TestSet;
  readonly participationEnd: bigint;
}

export interface MarketPlan {
  /** One list a piece. */
  readonly pieces: readonly (readonly LabelledSample[])[];
  readonly parameters?: Readonly<Record<string, bigint>>;
  readonly plan?: Partial<TrainerPlan>;
}

/** A new chain with a market on it, whose provider is account 0. */
export async function openMarketWorld({ pieces, parameters = {}, plan = {} }: MarketPlan): Promise<MarketWorld> {
  const world = await openWorld();
  const provider = account(world, 0);
  const set = testSetOf(pieces);
  const participationEnd = (await world.chain.now()) + PARTICIPATION;
  const incentive = {
    kind: "prediction-market",
    parameters: {
      pieces: BigInt(pieces.length),
      commitments: readBigEndian(testSetCommitments(set)),
      bounty: BOUNTY,
      minStake: 1n,
      minContributions: 1n,
      participationEnd,
      revealWait: REVEAL_WAIT,
      collectWait: COLLECT_WAIT,
      ...parameters,
    },
  };
  const trainer = await deploy(world, planOf({ owner: provider.address, incentive, ...plan }));
  const market = trainer.incentive(PREDICTION_MARKET_SPEC);
  return { ...world, trainer, market, provider, set, participationEnd };
}

/** A test set of these pieces, with salts that anybody can guess. */
export function testSetOf(pieces: readonly (readonly LabelledSample[])[]): TestSet {
  return {
    pieces: pieces.map((piece, i) => ({ salt: new Uint8Array(32).fill(i), samples: packLabelledList(piece) })),
  };
}

/** Opens the market, draws a piece (`piece` if it is given), shows it: participation begins. */
export async function begin(world: MarketWorld, piece = 0): Promise<void> {
  const { market, provider, chain, set } = world;
  await market.call("openMarket", {}, BOUNTY).send(provider);
  await pass(chain, 1n);
  chain.memory.random = BigInt(piece);
  await market.call("drawPiece", {}).send(provider);
  await reveal(world, piece, set);
}

export async function reveal({ market, provider }: MarketWorld, piece: number, set: TestSet): Promise<void> {
  await market.call("revealPiece", revealOf(set, piece)).send(provider);
}

/** Lets participation end, and reveals every piece but the one shown. */
export async function revealAll(world: MarketWorld, shown = 0): Promise<void> {
  await passUntil(world.chain, world.participationEnd);
  for (const piece of world.set.pieces.keys()) if (piece !== shown) await reveal(world, piece, world.set);
}

/** Scores, `limit` units of work at a time, until it is done; gives how many times that took. */
export async function scoreAll({ market, provider }: MarketWorld, limit: number): Promise<number> {
  let times = 0;
  while ((await market.read("phase", {})) === 3) {
    await market.call("score", { limit }).send(provider);
    times += 1;
  }
  return times;
}

export async function pass(chain: MemoryAdapter, seconds: bigint): Promise<void> {
  await chain.clock.advance(seconds);
}

export async function passUntil(chain: MemoryAdapter, time: bigint): Promise<void> {
  const now = await chain.now();
  if (time > now) await pass(chain, time - now);
}
