import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { NETWORKS } from "@omnisum/adapters";
import {
  type Account,
  deployTrainer,
  exportState,
  Follower,
  importState,
  memoryJournal,
  memoryStore,
  migrate,
  packSparse,
  packStateFile,
  readStateFile,
  replay,
  type Trainer,
  toHex,
} from "@omnisum/core";
import { type EmbeddedChain, startEmbedded } from "./support/chains.ts";
import { seeded } from "./support/random.mjs";

const TIMEOUT_MS = 180_000;
const FEATURES = 5_000;
const FAMILIES = ["memory", ...NETWORKS.filter(({ stage }) => stage === "development").map(({ family }) => family)];
const random = seeded("a model that travels");

let chains: readonly EmbeddedChain[];
beforeAll(async () => {
  chains = await Promise.all(FAMILIES.map(startEmbedded));
}, TIMEOUT_MS);
afterAll(async () => {
  await Promise.all(chains.map(({ close }) => close()));
}, TIMEOUT_MS);

const drawSample = () => packSparse(random.ascending(1 + random.below(8), FEATURES), FEATURES);
const hashOf = async (trainer: Trainer) => toHex(await trainer.stateHash());

async function accountOf({ chain }: EmbeddedChain): Promise<Account> {
  const [account] = await chain.accounts();
  if (account === undefined) throw new Error("the chain has no accounts");
  return account;
}

/** Adds the same to every trainer: some alone, some in batches. */
async function teach(trainers: readonly Trainer[]): Promise<void> {
  for (let i = 0; i < 4; i++) {
    const items = Array.from({ length: 1 + random.below(3) }, () => ({ sample: drawSample(), label: random.below(2) }));
    for (const trainer of trainers) {
      const [from] = await trainer.chain.accounts();
      const [first] = items;
      if (from === undefined || first === undefined) throw new Error("nothing to add");
      if (items.length > 1) await trainer.addDataBatch(items).send(from);
      else await trainer.addData(first.sample, first.label).send(from);
    }
  }
}

test(
  `a model travels from chain to chain (${FAMILIES.join(", ")}), is the same everywhere, and learns alike`,
  async () => {
    const [first, ...others] = chains;
    if (first === undefined) throw new Error("there is no chain");
    const { trainer } = await deployTrainer({
      chain: first.chain,
      from: await accountOf(first),
      journal: memoryJournal(),
      plan: {
        model: {
          kind: "sparse-perceptron",
          features: FEATURES,
          classes: 2,
          parameters: { learningRate: 3n, trainBias: 1n },
        },
        body: new Uint8Array(4 + 2 * FEATURES),
        incentive: { kind: "deposit-refund-take", parameters: { costWeight: 0n } },
        owner: "",
        metadata: { name: "traveller", labels: ["no", "yes"], encoder: { kind: "raw" } },
      },
    });
    const initial = await exportState(trainer);
    await teach([trainer]);
    const trainers = [trainer];
    for (const [i, other] of others.entries()) {
      const source = trainers.at(-1) ?? trainer;
      const state = readStateFile(packStateFile(await exportState(source)));
      const request = { chain: other.chain, from: await accountOf(other), journal: memoryJournal() };
      const { trainer: moved } =
        i % 2 === 0
          ? await importState({ ...request, state })
          : await migrate({ ...request, source, store: memoryStore() });
      expect(await hashOf(moved)).toBe(await hashOf(trainer));
      trainers.push(moved);
    }
    const beginnings = await Promise.all(trainers.map((one) => exportState(one)));
    const followers = await Promise.all(trainers.map((one) => Follower.start(one)));
    await teach(trainers);
    const questions = Array.from({ length: 50 }, drawSample);
    for (const [i, one] of trainers.entries()) {
      expect(await hashOf(one)).toBe(await hashOf(trainer));
      const { model, events } = await replay({ trainer: one, from: beginnings[i] ?? initial });
      expect(model.stateHash()).toBe(await hashOf(one));
      expect(events).toBe(4);
      await followers[i]?.verify();
      expect(questions.map((question) => followers[i]?.predict(question))).toEqual(await one.predictBatch(questions));
    }
    expect((await replay({ trainer, from: initial })).model.stateHash()).toBe(await hashOf(trainer));
  },
  TIMEOUT_MS,
);
