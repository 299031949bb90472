import { expect, test } from "@jest/globals";
import { bigEndian, concat, type LabelledSample, packCounts, packSparse } from "@omnisum/core";
import { BOUNTY, begin, type MarketWorld, openMarketWorld, revealAll, scoreAll } from "./market-world.ts";
import { account, rowOf } from "./world.ts";

/**
 * The worked example of the guide to prediction markets. The model knows three words and nothing about them: each weight is
 * 0, a lesson moves those of its words by 1, and what does not score above 0 is "bad".
 */
const [GREAT, AWFUL, FINE] = [0, 1, 2];
const WORDS = 3;
const [BAD, GOOD] = [0, 1];

const of = (label: number, ...words: number[]): LabelledSample => ({ sample: packSparse(words, WORDS), label });

const PIECES = [[of(GOOD, GREAT, FINE)], [of(GOOD, GREAT), of(GOOD, GREAT, FINE)], [of(BAD, AWFUL), of(GOOD, FINE)]];
/** Who adds what, with which stake. */
const CONTRIBUTIONS = [
  { name: "ann", data: of(GOOD, GREAT), stake: 10n },
  { name: "bob", data: of(GOOD, FINE), stake: 10n },
  { name: "cyd", data: of(GOOD, AWFUL), stake: 10n },
  { name: "dan", data: of(BAD, GREAT, AWFUL, FINE), stake: 1n },
] as const;

async function play(limit: number): Promise<MarketWorld & { readonly times: number }> {
  const model = {
    kind: "sparse-perceptron",
    features: WORDS,
    classes: 2,
    parameters: { learningRate: 1n, trainBias: 0n },
  };
  const world = await openMarketWorld({ pieces: PIECES, plan: { model, body: rowOf(0, [], WORDS) } });
  await begin(world);
  for (const [i, { data, stake }] of CONTRIBUTIONS.entries()) {
    await world.trainer.addData(data.sample, data.label, stake).send(account(world, 1 + i));
  }
  await revealAll(world);
  return { ...world, times: await scoreAll(world, limit) };
}

/** Everything that scoring told, in order, with contributors by name. */
async function story({ trainer, ...world }: MarketWorld): Promise<readonly unknown[]> {
  const names = new Map(CONTRIBUTIONS.map(({ name }, i) => [account(world, 1 + i).address, name]));
  const events = await Array.fromAsync(trainer.events());
  return events
    .slice(1 + events.findIndex(({ name, values }) => name === "PhaseEntered" && values.phase === 3))
    .map(({ name, values }) => {
      const { contributor, ...rest } = values;
      return [name, ...(contributor === undefined ? [] : [names.get(String(contributor))]), ...Object.values(rest)];
    });
}

test("the worked example comes to the numbers that were computed by hand", async () => {
  const world = await play(1);
  const { trainer, market, provider } = world;
  // Before the market, 1 of the 4 test samples is right: the awful one, as everything is bad.
  // Round 0: ann brings 3 right (+2), bob 4 (+1), cyd 3 (−1), dan 1 (−2); dan has 1 and cannot lose 2.
  // Round 1, without dan: +2, +1, −1, in all 2. A unit is the least of 10/1 (cyd) and 10/2 (bounty): 5.
  // ann 10 + 2·5, bob 10 + 5, cyd 10 − 5, bounty 10 − 2·5. Then a unit of the bounty is 0: it is scored.
  expect(await story(world)).toEqual([
    ["ContributorLeft", "dan", 0, 1n],
    ["UnitPaid", 1, 5n, 0n],
    ["PhaseEntered", 4],
  ]);
  // 4 predictions; 4·4 and 4 contributors; 3·4, dan's 1, 4 contributors three times.
  expect(world.times).toBe(4 + (16 + 4) + (12 + 1 + 3 * 4));
  const balances = [0, 1, 2, 3, 4].map((i) => market.read("balanceOf", { account: account(world, i).address }));
  expect(await Promise.all(balances)).toEqual([0n, 20n, 15n, 5n, 1n]);
  expect(await trainer.weights(4, 6)).toEqual(Uint8Array.of(0, 1, 0, 1, 0, 1));
  for (const i of [1, 2, 3, 4]) await market.call("collect", {}).send(account(world, i));
  expect(await market.read("phase", {})).toBe(5);
  expect(await world.chain.balance(trainer.address)).toBe(0n);
  expect(BOUNTY + 31n).toBe(20n + 15n + 5n + 1n);
  expect(provider).toBe(account(world, 0));
});

test("the worked example comes to the same whatever is scored at once", async () => {
  const once = await play(1_000);
  const others = await Promise.all([49, 7, 2].map(play));
  expect([once, ...others].map(({ times }) => times)).toEqual([1, 1, 7, 25]);
  for (const other of others) {
    expect(await story(other)).toEqual(await story(once));
    expect(await other.trainer.stateHash()).toEqual(await once.trainer.stateHash());
  }
});

test("a contribution that the model cannot learn is one unit of work and gains nothing", async () => {
  const model = { kind: "naive-bayes", features: 2, classes: 2, parameters: { smoothing: 1_000n } };
  const learned = (samples: number) => concat(bigEndian(samples, 4), new Uint8Array(6 + 4 * 2));
  const sample = packCounts([{ index: 0, count: 1 }], 2);
  const pieces = [0, 1, 0].map((label) => [{ sample, label }]);
  const world = await openMarketWorld({ pieces, plan: { model, body: concat(learned(0), learned(2 ** 32 - 1)) } });
  await begin(world);
  await world.trainer.addData(sample, 1, 3n).send(account(world, 1));
  await world.trainer.addData(sample, 0, 3n).send(account(world, 2));
  await revealAll(world);
  // Two predictions of the model before; one refused lesson, one with its two predictions; two contributors.
  expect(await scoreAll(world, 1)).toBe(2 + 1 + 2 + 2);
  expect(await world.market.read("balanceOf", { account: account(world, 1).address })).toBe(3n);
});
