import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import {
  type Account,
  deployTrainer,
  exportState,
  Follower,
  importState,
  MODELS,
  type ModelConfig,
  memoryJournal,
  memoryStore,
  migrate,
  modelDefinition,
  packStateFile,
  readStateFile,
  replay,
  type Trainer,
  type TrainerPlan,
  toHex,
} from "@omnisum/core";
import { randomSample } from "./cases/encodings.ts";
import { modelCaseOf } from "./cases/models.ts";
import { type EmbeddedChain, startEmbedded } from "./support/chains.ts";
import { familiesOffering } from "./support/offers.ts";
import { type Random, seeded } from "./support/random.mjs";

const TIMEOUT_MS = 180_000;
const INCENTIVE = "deposit-refund-take";
const QUESTIONS = 20;

const hashOf = async (trainer: Trainer) => toHex(await trainer.stateHash());

function planOf(model: ModelConfig): TrainerPlan {
  return {
    model,
    body: new Uint8Array(modelDefinition(model.kind).bodyLength(model)),
    incentive: { kind: INCENTIVE, parameters: { costWeight: 0n } },
    owner: "",
    metadata: {
      name: "traveller",
      labels: Array.from({ length: model.classes }, (_, label) => String(label)),
      encoder: { kind: "raw" },
    },
  };
}

async function accountOf({ chain }: Pick<EmbeddedChain, "chain">): Promise<Account> {
  const [account] = await chain.accounts();
  if (account === undefined) throw new Error("the chain has no accounts");
  return account;
}

/** Adds the same to every trainer: some alone, some in batches. */
async function teach(trainers: readonly Trainer[], model: ModelConfig, random: Random): Promise<void> {
  for (let i = 0; i < 4; i++) {
    const items = Array.from({ length: 1 + random.below(3) }, () => {
      return { sample: randomSample(model, random), label: random.below(model.classes) };
    });
    for (const trainer of trainers) {
      const from = await accountOf(trainer);
      const [first] = items;
      if (items.length > 1) await trainer.addDataBatch(items).send(from);
      else if (first !== undefined) await trainer.addData(first.sample, first.label).send(from);
    }
  }
}

/** Moves the model of `source`, by an import and by a migration in turn. */
async function move(source: Trainer, target: EmbeddedChain, migrates: boolean): Promise<Trainer> {
  const request = { chain: target.chain, from: await accountOf(target), journal: memoryJournal() };
  if (migrates) return (await migrate({ ...request, source, store: memoryStore() })).trainer;
  const state = readStateFile(packStateFile(await exportState(source)));
  return (await importState({ ...request, state })).trainer;
}

describe("a model travels from chain to chain, is the same everywhere, and learns alike:", () => {
  const chains = new Map<string, EmbeddedChain>();
  beforeAll(async () => {
    const families = new Set(MODELS.flatMap(({ kind }) => familiesOffering(kind, INCENTIVE)));
    await Promise.all([...families].map(async (family) => void chains.set(family, await startEmbedded(family))));
  }, TIMEOUT_MS);
  afterAll(async () => {
    await Promise.all([...chains.values()].map(({ close }) => close()));
  }, TIMEOUT_MS);

  test.each(MODELS.map(({ kind }) => [kind, familiesOffering(kind, INCENTIVE)] as const))(
    "%s, on %j",
    async (kind, families) => {
      const random = seeded(`a travelling ${kind}`);
      const { model } = modelCaseOf(kind);
      const [first, ...others] = families.flatMap((family) => chains.get(family) ?? []);
      if (first === undefined) throw new Error("there is no chain");
      const request = { chain: first.chain, from: await accountOf(first), journal: memoryJournal() };
      const { trainer } = await deployTrainer({ ...request, plan: planOf(model) });
      const initial = await exportState(trainer);
      await teach([trainer], model, random);
      const trainers = [trainer];
      for (const [i, other] of others.entries()) {
        trainers.push(await move(trainers.at(-1) ?? trainer, other, i % 2 === 1));
        expect(await hashOf(trainers.at(-1) ?? trainer)).toBe(await hashOf(trainer));
      }
      const beginnings = await Promise.all(trainers.map((one) => exportState(one)));
      const followers = await Promise.all(trainers.map((one) => Follower.start(one)));
      await teach(trainers, model, random);
      const questions = Array.from({ length: QUESTIONS }, () => randomSample(model, random));
      for (const [i, one] of trainers.entries()) {
        expect(await hashOf(one)).toBe(await hashOf(trainer));
        const { model: rebuilt, events } = await replay({ trainer: one, from: beginnings[i] ?? initial });
        expect([rebuilt.stateHash(), events]).toEqual([await hashOf(one), 4]);
        await followers[i]?.verify();
        expect(questions.map((question) => followers[i]?.predict(question))).toEqual(await one.predictBatch(questions));
      }
      expect((await replay({ trainer, from: initial })).model.stateHash()).toBe(await hashOf(trainer));
    },
    TIMEOUT_MS,
  );
});
