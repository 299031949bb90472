import { beforeEach, describe, expect, test } from "@jest/globals";
import { exportState, Follower, type LabelledSample, packSparse, replay, type StateExport, toHex } from "@omnisum/core";
import { refused } from "../../test/support/errors.ts";
import { begin, type MarketWorld, openMarketWorld, revealAll, scoreAll } from "./market-world.ts";
import { account, FEATURES } from "./world.ts";

const of = (label: number, ...indices: number[]): LabelledSample => ({ sample: packSparse(indices, FEATURES), label });
/** The model knows of features 0 (for label 1) and 1 (for label 0); the tests are about 2 to 4. */
const PIECES = [[of(1, 0)], [of(1, 2), of(1, 3)], [of(1, 2, 3), of(0, 4)]];
const QUESTIONS = [2, 3, 4, 5].map((index) => of(0, index).sample);

let world: MarketWorld;
let initial: StateExport;

beforeEach(async () => {
  world = await openMarketWorld({ pieces: PIECES });
  initial = await exportState(world.trainer);
  await begin(world);
  // The first two help; the third does harm, and its stake of one cannot pay for that.
  const contributions = [of(1, 2), of(1, 3), of(0, 2, 3), of(1, 5)];
  for (const [i, { sample, label }] of contributions.entries()) {
    await world.trainer.addData(sample, label, i === 2 ? 1n : 10n).send(account(world, 1 + i));
  }
});

const chainHash = async () => toHex(await world.trainer.stateHash());
const replayed = async (from = initial) => (await replay({ trainer: world.trainer, from })).model.stateHash();

async function expectEqual(follower: Follower): Promise<void> {
  expect(follower.stateHash()).toBe(await chainHash());
  expect(QUESTIONS.map((sample) => follower.predict(sample))).toEqual(await world.trainer.predictBatch(QUESTIONS));
}

describe("a market's model", () => {
  test("is the one before the market until it is scored", async () => {
    const follower = await Follower.start(world.trainer);
    await expectEqual(follower);
    expect(await replayed()).toBe(initial.stateHash);
    await revealAll(world);
    await follower.update();
    await refused(follower.verify(), "WrongPhase", { phase: 3 });
    await refused(replayed(), "WrongPhase", { phase: 3 });
  });

  test("is rebuilt and followed without the contributions of those who left", async () => {
    const follower = await Follower.start(world.trainer);
    await revealAll(world);
    await scoreAll(world, 3);
    const left = (await Array.fromAsync(world.trainer.events())).filter(({ name }) => name === "ContributorLeft");
    expect(left.map(({ values }) => values.contributor)).toEqual([account(world, 3).address]);
    expect(await replayed()).toBe(await chainHash());
    expect(await chainHash()).not.toBe(initial.stateHash);
    await follower.verify();
    await expectEqual(follower);
  });

  test("is followed from exports of every phase", async () => {
    const exports = [initial, await exportState(world.trainer)];
    await revealAll(world);
    await scoreAll(world, 1_000);
    exports.push(await exportState(world.trainer));
    for (const from of exports) {
      expect(await replayed(from)).toBe(await chainHash());
      const follower = await Follower.start(world.trainer, { from });
      await expectEqual(follower);
      expect(follower.contributions).toBe(4n);
    }
  });

  test("is the one before the market when nobody is left in it, and when the test set is never revealed", async () => {
    await world.chain.clock.advance(10_000n);
    await world.market.call("collect", {}).send(account(world, 1));
    expect(await chainHash()).toBe(initial.stateHash);
    expect(await replayed()).toBe(initial.stateHash);
    await (await Follower.start(world.trainer)).verify();
  });

  test("shows in its records, which are never settled, that an event was altered", async () => {
    const events = await Array.fromAsync(world.trainer.events());
    const { trainer } = world;
    const history = {
      chainId: "memory",
      genesis: "memory",
      address: trainer.address,
      async *events() {
        for (const event of events) {
          yield event.name === "DataAdded" && event.values.id === 1n
            ? { ...event, values: { ...event.values, label: 0 } }
            : event;
        }
      },
    };
    await refused(replay({ trainer, from: initial, history }), "HistoryAltered", {
      event: expect.stringContaining("DataAdded 1 "),
      field: "commitment",
    });
  });
});
