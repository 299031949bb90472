import {
  makeTestSet,
  modelDefinition,
  PREDICTION_MARKET_SPEC,
  readBigEndian,
  revealOf,
  type TestSet,
  testSetCommitments,
} from "@omnisum/core";
import { type Random, seeded } from "../../../test/support/random.mjs";
import { MISLABELLERS, mislabelled, type Split, split } from "./split.ts";
import type { Task } from "./tasks.ts";
import { accuracy, configOf, contribute, deploy, type Scene, train } from "./world.ts";

/** What became of a task; shares from 0 to 1. */
export interface Result {
  readonly task: Task;
  readonly test: number;
  readonly initial: number;
  readonly contributed: number;
  /** Of the model that knows nothing, and of the one that learns nothing after it was deployed. */
  readonly untrained: number;
  readonly frozen: number;
  /** After all contributions: by honest people; with mislabellers among them. */
  readonly honest: number;
  readonly mixed: number;
  /** With the same mislabellers, where a market lets those learn who did the score no harm. */
  readonly market: number;
  /** Which share of their contributions the contract would refund. */
  readonly refundedHonest: number;
  readonly refundedMislabelled: number;
  /** How many left the market, and how many of them mislabelled. */
  readonly left: number;
  readonly leftMislabelling: number;
}

const WAIT = 1_000n;
const PIECES = 3;
/** A tenth of all stakes: the smaller it is, the more harm it takes to be ruined before it is spent. */
const BOUNTY = 300n;
const UNLIMITED = 2 ** 32 - 1;

export async function measure(task: Task): Promise<Result> {
  const honest = split(task.samples, seeded(`accuracy of ${task.kind}`));
  const mixed = mislabelled(honest, task.labels.length);
  const config = configOf(task);
  const model = (samples: Split["initial"]) => modelDefinition(task.kind).create(config, train(config, samples));
  const score = (samples: Split["initial"]) => {
    const one = model(samples);
    return honest.test.filter(({ sample, label }) => one.predict(sample) === label).length / honest.test.length;
  };
  return {
    task,
    test: honest.test.length,
    initial: honest.initial.length,
    contributed: honest.contributions.flat().length,
    untrained: score([]),
    frozen: score(honest.initial),
    honest: (await withDeposits(task, honest)).accuracy,
    ...(await mixedResults(task, mixed)),
    ...(await withMarket(task, mixed)),
  };
}

async function mixedResults(
  task: Task,
  mixed: Split,
): Promise<Pick<Result, "mixed" | "refundedHonest" | "refundedMislabelled">> {
  const { accuracy: share, refunded } = await withDeposits(task, mixed);
  return {
    mixed: share,
    refundedHonest: mean(refunded.slice(MISLABELLERS)),
    refundedMislabelled: mean(refunded.slice(0, MISLABELLERS)),
  };
}

/** Deposits: the model learns everything, and whom it agrees with in the end gets the deposit back. */
async function withDeposits(task: Task, data: Split): Promise<{ accuracy: number; refunded: readonly number[] }> {
  const parameters = { refundWait: WAIT, ownerWait: 2n * WAIT, anyoneWait: 3n * WAIT, costWeight: 0n, minDeposit: 1n };
  const scene = await deploy(task, data, () => ({ kind: "deposit-refund-take", parameters }));
  await contribute(scene, data);
  await scene.chain.clock.advance(WAIT);
  const counts = new Map<string, number>();
  for await (const { contribution } of scene.trainer.contributions({ refundable: true })) {
    counts.set(contribution.author, (counts.get(contribution.author) ?? 0) + 1);
  }
  const refunded = data.contributions.map((own, who) => {
    return (counts.get(scene.contributors[who]?.address ?? "") ?? 0) / own.length;
  });
  return { accuracy: await accuracy(scene.trainer, data.test), refunded };
}

/** A market: nothing is learned until the hidden test set is revealed; whoever does harm pays for it until they leave. */
async function withMarket(task: Task, data: Split): Promise<Pick<Result, "market" | "left" | "leftMislabelling">> {
  const random = seeded(`hidden test set of ${task.kind}`);
  const set = makeTestSet(data.hidden, { pieces: PIECES, random: (length) => random.bytes(length) });
  const scene = await deploy(task, data, (now) => ({
    kind: "prediction-market",
    parameters: {
      pieces: BigInt(PIECES),
      commitments: readBigEndian(testSetCommitments(set)),
      bounty: BOUNTY,
      minStake: 1n,
      participationEnd: now + WAIT,
    },
  }));
  await play(scene, { data, set, random });
  const left = new Set<unknown>();
  for await (const { name, values } of scene.trainer.events())
    if (name === "ContributorLeft") left.add(values.contributor);
  const leftMislabelling = scene.contributors.slice(0, MISLABELLERS).filter(({ address }) => left.has(address)).length;
  return { market: await accuracy(scene.trainer, data.test), left: left.size, leftMislabelling };
}

/** From the opening to the end of the scoring. */
async function play(
  scene: Scene,
  { data, set, random }: { readonly data: Split; readonly set: TestSet; readonly random: Random },
): Promise<void> {
  const { chain, trainer, provider } = scene;
  const market = trainer.incentive(PREDICTION_MARKET_SPEC);
  const reveal = (piece: number) => market.call("revealPiece", revealOf(set, piece)).send(provider);
  await market.call("openMarket", {}, BOUNTY).send(provider);
  await chain.clock.advance(1n);
  chain.memory.random = BigInt(random.below(PIECES));
  const { result } = await market.call("drawPiece", {}).send(provider);
  await reveal(result.piece);
  await contribute(scene, data);
  await chain.clock.advance(WAIT);
  for (const piece of set.pieces.keys()) if (piece !== result.piece) await reveal(piece);
  await market.call("score", { limit: UNLIMITED }).send(provider);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
