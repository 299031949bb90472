import {
  type Account,
  deployTrainer,
  type IncentiveConfig,
  type LabelledSample,
  type ModelConfig,
  memoryJournal,
  modelDefinition,
  type Trainer,
} from "@omnisum/core";
import { MemoryAdapter, MemoryChain } from "@omnisum/memory";
import type { Split } from "./split.ts";
import type { Task } from "./tasks.ts";

/** Samples that a contributor adds at once. */
const BATCH = 50;

/** A trainer on a chain of its own, with its accounts: the first is the provider, the others contribute. */
export interface Scene {
  readonly chain: MemoryAdapter;
  readonly trainer: Trainer;
  readonly provider: Account;
  readonly contributors: readonly Account[];
}

export function configOf({ kind, features, labels }: Task): ModelConfig {
  const specs = Object.entries(modelDefinition(kind).parameters);
  return {
    kind,
    features,
    classes: labels.length,
    parameters: Object.fromEntries(specs.map(([name, spec]) => [name, spec.default])),
  };
}

/** The body of a model that has learned `samples` in one pass. */
export function train(config: ModelConfig, samples: readonly LabelledSample[]): Uint8Array {
  const definition = modelDefinition(config.kind);
  const model = definition.create(config, new Uint8Array(definition.bodyLength(config)));
  for (const { sample, label } of samples) model.learn(sample, label, false);
  return model.body();
}

/** A trainer that begins with what its provider has trained. */
export async function deploy(
  task: Task,
  { initial, contributions }: Split,
  incentiveAt: (now: bigint) => IncentiveConfig,
): Promise<Scene> {
  const currency = { symbol: "MEM", decimals: 6 };
  const config = {
    name: "memory",
    family: "memory",
    chainId: "memory",
    stage: "development",
    endpoint: "memory:",
  } as const;
  const chain = new MemoryAdapter({ ...config, currency }, new MemoryChain());
  const [provider, ...contributors] = await chain.accounts();
  if (provider === undefined || contributors.length < contributions.length)
    throw new Error("there are too few accounts");
  const model = configOf(task);
  const { trainer } = await deployTrainer({
    ...{ chain, from: provider, journal: memoryJournal() },
    plan: {
      model,
      body: train(model, initial),
      incentive: incentiveAt(await chain.now()),
      owner: provider.address,
      metadata: { name: task.title, labels: task.labels, encoder: { kind: "raw" } },
    },
  });
  return { chain, trainer, provider, contributors };
}

/** Everybody adds in turn, a batch at a time. */
export async function contribute({ trainer, contributors }: Scene, { contributions }: Split): Promise<void> {
  const longest = Math.max(...contributions.map(({ length }) => length));
  for (let at = 0; at < longest; at += BATCH) {
    for (const [who, own] of contributions.entries()) {
      const [items, from] = [own.slice(at, at + BATCH), contributors[who]];
      if (items.length > 0 && from !== undefined) await trainer.addDataBatch(items).send(from);
    }
  }
}

/** The share of `test` that the trainer predicts right. */
export async function accuracy(trainer: Trainer, test: readonly LabelledSample[]): Promise<number> {
  const predicted = await trainer.predictBatch(test.map(({ sample }) => sample));
  return test.filter(({ label }, i) => predicted[i] === label).length / test.length;
}
