import { beforeEach, describe, expect, test } from "@jest/globals";
import {
  exportState,
  Follower,
  type LogEvent,
  MODELS,
  type ModelDefinition,
  packCounts,
  packSparse,
  replay,
  Trainer,
  toHex,
} from "@omnisum/core";
import { refused } from "../../test/support/errors.ts";
import { type Random, seeded } from "../../test/support/random.mjs";
import { account, deploy, FEATURES, openWorld, planOf, type World } from "./world.ts";

let world: World;
let trainer: Trainer;
beforeEach(async () => {
  world = await openWorld();
  trainer = await deploy(world);
});

const sample = (...indices: readonly number[]) => packSparse(indices, FEATURES);
const add = (one: Trainer, index: number, label: number, from = 1) =>
  one.addData(sample(index), label).send(account(world, from));

/** Everything that can be predicted with at most three features. */
const QUESTIONS = Array.from({ length: FEATURES }, (_, i) => i).flatMap((i) => [
  sample(i),
  ...Array.from({ length: FEATURES - i - 1 }, (_, j) => sample(i, i + j + 1)),
]);

async function expectEqual(follower: Follower, chain: Trainer, questions = QUESTIONS): Promise<void> {
  expect(follower.stateHash()).toBe(toHex(await chain.stateHash()));
  expect(questions.map((question) => follower.predict(question))).toEqual(await chain.predictBatch(questions));
  const [question = sample(0)] = questions;
  expect(follower.scores(question)).toEqual(await chain.scores(question));
  expect(follower.contributions).toBe((await chain.stats()).count);
}

/** A chain of which any number of the last blocks can be replaced: it answers as the memory chain that it points to. */
async function switching(): Promise<{ readonly trainer: Trainer; to(other: Trainer): void }> {
  let target = trainer;
  const chain = new Proxy(world.chain, {
    get(_, name) {
      const value: unknown = Reflect.get(target.chain, name);
      return typeof value === "function" ? value.bind(target.chain) : value;
    },
  });
  return {
    trainer: await Trainer.attach(chain, trainer.address),
    to: (other) => {
      target = other;
    },
  };
}

/** The same chain as it would be had other blocks followed after `before`. */
async function fork(before: (twin: Trainer) => Promise<void>): Promise<Trainer> {
  const original = world;
  world = await openWorld();
  const twin = await deploy(world);
  await before(twin);
  world = original;
  return twin;
}

/** How a kind of model packs a random sample. */
const RANDOM_SAMPLES: Readonly<Record<ModelDefinition["encoding"], (random: Random) => Uint8Array>> = {
  sparse: (random) => packSparse(random.ascending(1 + random.below(4), FEATURES), FEATURES),
  counts: (random) =>
    packCounts(
      random.ascending(1 + random.below(4), FEATURES).map((index) => ({ index, count: 1 + random.below(3) })),
      FEATURES,
    ),
  dense: (random) => random.bytes(FEATURES),
};

describe.each(MODELS)("a follower of a $kind", (definition) => {
  test.each([1, 2])("stays equal to the chain through random contributions and times (seed %i)", async (seed) => {
    const random = seeded(`${definition.kind} ${seed}`);
    const draw = () => RANDOM_SAMPLES[definition.encoding](random);
    const { kind } = definition;
    const parameters = Object.fromEntries(
      Object.entries(definition.parameters).map(([name, spec]) => [name, spec.default]),
    );
    const model = { kind, features: FEATURES, classes: 2, parameters };
    const credit = BigInt(seed % 2);
    const one = await deploy(
      world,
      planOf({
        model,
        body: new Uint8Array(definition.bodyLength(model)),
        incentive: { kind: "deposit-refund-take", parameters: { costWeight: 0n, credit } },
      }),
    );
    const initial = await exportState(one);
    const followers = await Promise.all(
      [{}, { depth: 0n }, { depth: 3n }].map((options) => Follower.start(one, options)),
    );
    for (let step = 0; step < 40; step++) {
      const items = Array.from({ length: 1 + random.below(4) }, () => ({ sample: draw(), label: random.below(2) }));
      const [first] = items;
      const from = account(world, random.below(3));
      if (items.length > 1) await one.addDataBatch(items).send(from);
      else if (first !== undefined) await one.addData(first.sample, first.label).send(from);
      await world.chain.clock.advance(BigInt(random.below(20)));
      if (!random.oneIn(3)) continue;
      const questions = Array.from({ length: 50 }, draw);
      for (const follower of followers) {
        await follower.update();
        await expectEqual(follower, one, questions);
      }
    }
    for (const follower of followers) expect((await follower.verify()).contributions).toBe(follower.contributions);
    expect((await replay({ trainer: one, from: initial })).model.stateHash()).toBe(toHex(await one.stateHash()));
  });
});

describe("a follower", () => {
  test("tells what an update brought", async () => {
    const follower = await Follower.start(trainer);
    expect(await follower.update()).toEqual({ block: 1n, events: 0, reorganized: false });
    await add(trainer, 3, 1);
    expect(await follower.update()).toEqual({ block: 2n, events: 1, reorganized: false });
    expect(follower.block).toBe(2n);
  });

  test("asks the chain for nothing to predict", async () => {
    const { trainer: behind, to } = await switching();
    const follower = await Follower.start(behind);
    to(new Proxy(trainer, { get: () => undefined }));
    expect(follower.predict(sample(0))).toBe(1);
  });

  test("begins where an export of it ends", async () => {
    const follower = await Follower.start(trainer);
    await add(trainer, 3, 1);
    await follower.update();
    const state = follower.state();
    expect(state).toEqual(await exportState(trainer));
    await add(trainer, 4, 1);
    await expectEqual(await Follower.start(trainer, { from: state }), trainer);
  });

  test("does not begin with another trainer's state", async () => {
    const other = await deploy(world);
    await refused(Follower.start(trainer, { from: await exportState(other) }), "ForeignState", {
      expected: expect.stringContaining(trainer.address),
    });
  });
});

describe("when blocks are replaced by others, a follower", () => {
  test("unlearns them and learns what stands in their place", async () => {
    const { trainer: behind, to } = await switching();
    const follower = await Follower.start(behind);
    await add(trainer, 3, 1);
    await add(trainer, 4, 1);
    await follower.update();
    const twin = await fork(async (other) => {
      await add(other, 3, 1);
      await add(other, 5, 1, 2);
      await add(other, 6, 1, 2);
    });
    to(twin);
    // The memory chain numbers its transactions, so that the second has the name of the one that it replaces.
    await renamed(twin, "memory-transaction-2", "other");
    expect(await follower.update()).toEqual({ block: 4n, events: 3, reorganized: true });
    await expectEqual(follower, twin);
  });

  test("unlearns what nothing replaces", async () => {
    const { trainer: behind, to } = await switching();
    const follower = await Follower.start(behind);
    await add(trainer, 3, 1);
    await follower.update();
    to(await fork(async () => undefined));
    expect(await follower.update()).toEqual({ block: 1n, events: 0, reorganized: true });
    expect(follower.predict(sample(3))).toBe(0);
  });

  test("finds by the hash that they were deeper than it can unlearn", async () => {
    const { trainer: behind, to } = await switching();
    const follower = await Follower.start(behind, { depth: 0n });
    await add(trainer, 3, 1);
    await follower.verify();
    const twin = await fork(async (other) => void (await add(other, 4, 1)));
    to(twin);
    await refused(follower.verify(), "StateMismatch", {
      source: "The local copy",
      expected: toHex(await twin.stateHash()),
    });
  });

  /** Gives one transaction of a memory chain another hash in its events. */
  async function renamed({ chain, address }: Trainer, from: string, to: string): Promise<void> {
    const original = chain.events.bind(chain);
    chain.events = async function* (contract, on, range) {
      for await (const event of original(contract, on, range)) {
        yield contract === address && event.transaction === from ? { ...event, transaction: to } : event;
      }
    };
  }
});

test("events that do not fit together are refused, and the copy stays as it was", async () => {
  const { trainer: behind, to } = await switching();
  const follower = await Follower.start(behind);
  await add(trainer, 3, 1);
  await follower.update();
  const before = follower.stateHash();
  await add(trainer, 4, 1);
  await add(trainer, 5, 1);
  const hiding = new Proxy(world.chain, {
    get(target, name) {
      if (name !== "events") return Reflect.get(target, name);
      return async function* (...range: Parameters<typeof target.events>): AsyncGenerator<LogEvent> {
        for await (const event of target.events(...range)) if (event.block !== 3n) yield event;
      };
    },
  });
  to(await Trainer.attach(hiding, trainer.address));
  await refused(follower.update(), "HistoryGap", { expected: 1n });
  expect(follower.stateHash()).toBe(before);
  to(trainer);
  await follower.update();
  await expectEqual(follower, trainer);
});
