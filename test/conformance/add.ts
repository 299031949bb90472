import { describe, expect, it } from "@jest/globals";
import {
  type Account,
  commitmentOf,
  concat,
  contributionHash,
  fromHex,
  modelDefinition,
  packSparse,
  TRAINER,
  toHex,
} from "@omnisum/core";
import { rejectsWith } from "../support/errors.ts";
import samples from "../vectors/samples.json" with { type: "json" };
import { costOf, FEATURES, NEGATIVE, POSITIVE, PRICE, rowOf, STRANGE, sampleOf } from "./plans.ts";
import { only, type Story } from "./story.ts";
import type { World } from "./world.ts";

export function describeAdd(world: () => World): void {
  describe("adding data", () => {
    describeRecording(world);
    describeLearning(world);
    describePrice(world);
    describeRefusedSamples(world);
    describeFunds(world);
    describeTrying(world);
  });
}

function describeRecording(world: () => World): void {
  it("takes the price from the author and nothing from anybody else, and keeps it", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const { movement } = await story.moves(alice, story.trainer.addData(POSITIVE, 1, PRICE));
    expect(movement).toEqual(only({ alice: -PRICE, trainer: PRICE }));
  });

  it("returns what was sent above the price, in the same transaction", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const { movement, result } = await story.moves(alice, story.trainer.addData(POSITIVE, 1, 5n * PRICE + 3n));
    expect(movement).toEqual(only({ alice: -PRICE, trainer: PRICE }));
    expect(result.deposit).toBe(PRICE);
  });

  it("tells all fields of the contribution in its event, with the block's time", async () => {
    const story = await world().deploy();
    const { alice, bob } = world().people;
    await story.add(bob, POSITIVE, 1);
    const { result, receipt } = await story.trainer.addData(STRANGE, 1).send(alice);
    const { proof, ...fields } = result;
    const { addedAt, ...known } = fields;
    const expected = {
      id: 1n,
      slot: 1,
      author: alice.address,
      label: 1,
      deposit: PRICE,
      taught: true,
      sample: STRANGE,
    };
    expect(known).toEqual(expected);
    expect(addedAt).toBe((await story.trainer.stats()).lastUpdate);
    expect(proof).toEqual(new Uint8Array());
    expect(receipt.events).toMatchObject([{ name: "DataAdded", values: fields, block: receipt.block }]);
    expect(receipt.events[0]?.transaction).toBe(receipt.hash);
  });

  it("keeps a commitment to the contribution and its claimable deposit in the slot", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const contribution = await story.add(alice, POSITIVE, 1);
    const hash = contributionHash(contribution, story.trainer.chain.authorBytes(alice.address));
    const expected = { commitment: commitmentOf(hash), claimable: PRICE, settled: false };
    expect(await story.trainer.record(contribution.slot)).toEqual(expected);
  });

  it("counts ids up and never gives one twice, and uses the most recently freed slot first", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const [first, second, third] = [
      await story.add(alice, POSITIVE, 1),
      await story.add(alice, POSITIVE, 1),
      await story.add(alice, POSITIVE, 1),
    ];
    expect([first, second, third].map(({ id, slot }) => [id, slot])).toEqual([
      [0n, 0],
      [1n, 1],
      [2n, 2],
    ]);
    for (const settled of [third, first, second]) await story.trainer.refund(settled).send(alice);
    expect(await story.trainer.record(1)).toEqual({ commitment: new Uint8Array(20), claimable: 0n, settled: true });
    const reused = [];
    for (let i = 0; i < 4; i++) reused.push(await story.add(alice, POSITIVE, 1));
    expect(reused.map(({ id, slot }) => [id, slot])).toEqual([
      [3n, 1],
      [4n, 0],
      [5n, 2],
      [6n, 3],
    ]);
  });

  it("lets the owner and the deployer contribute like anybody else", async () => {
    const story = await world().deploy();
    const { owner, deployer } = world().people;
    for (const account of [owner, deployer]) {
      const { movement, result } = await story.moves(account, story.trainer.addData(POSITIVE, 1));
      const role = account === owner ? "owner" : "deployer";
      expect(movement).toEqual(only({ [role]: -PRICE, trainer: PRICE }));
      expect(result.author).toBe(account.address);
    }
  });
}

function describeLearning(world: () => World): void {
  it("teaches the model what it had wrong, and leaves it alone when it was right", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const before = await story.trainer.stateHash();
    const right = await story.add(alice, POSITIVE, 1);
    expect(right.taught).toBe(false);
    expect(await story.trainer.stateHash()).toEqual(before);
    const wrong = await story.add(alice, STRANGE, 1);
    expect(wrong.taught).toBe(true);
    expect(await story.trainer.predict(STRANGE)).toBe(1);
    expect(await story.trainer.weights(4 + 2 * 7, 6)).toEqual(Uint8Array.of(0, 4, 0, 0, 0, 4));
    expect(await story.trainer.stateHash()).not.toEqual(before);
  });

  it("keeps the bias unless the model trains it", async () => {
    const { alice } = world().people;
    for (const trainBias of [0n, 1n]) {
      const story = await world().deploy({ model: { parameters: { trainBias } } });
      await story.add(alice, NEGATIVE, 1);
      expect(await story.trainer.weights(0, 4)).toEqual(Uint8Array.of(0, 0, 0, trainBias === 1n ? 4 : 0));
      await story.add(alice, POSITIVE, 0);
      expect(await story.trainer.weights(0, 4)).toEqual(new Uint8Array(4));
    }
  });

  it("saturates weights and biases at their upper bounds", async () => {
    const high = 2 ** 31 - 1;
    const story = await world().deploy({
      model: { classes: 3, parameters: { learningRate: 40_000n, trainBias: 1n } },
      body: concat(rowOf(high, [32_000, 1_000]), rowOf(high - 9, [100, 32_767]), rowOf(0, [])),
    });
    await follow(story, world().people.alice, [[sampleOf(0, 1, 15), 1]]);
    const top = 32_767;
    const learned = rowOf(high, [top, top, ...Array<number>(13).fill(0), top]);
    const lowered = rowOf(high - 40_000, [-8_000, -32_768, ...Array<number>(13).fill(0), -32_768]);
    expect(await bodyOf(story)).toBe(toHex(concat(lowered, learned, rowOf(0, []))));
  });

  it("saturates weights and biases at their lower bounds", async () => {
    const low = -(2 ** 31);
    const story = await world().deploy({
      model: { classes: 3, parameters: { learningRate: 65_535n, trainBias: 1n } },
      body: concat(rowOf(low + 20, [5]), rowOf(low, [0, -32_768]), rowOf(low, [])),
    });
    await follow(story, world().people.alice, [[sampleOf(0, 1), 1]]);
    const expected = concat(rowOf(low, [-32_768, -32_768]), rowOf(low + 65_535, [32_767, 32_767]), rowOf(low, []));
    expect(await bodyOf(story)).toBe(toHex(expected));
  });

  it("saturates the one row of two classes, both ways", async () => {
    const story = await world().deploy({
      model: { parameters: { learningRate: 40_000n, trainBias: 1n } },
      body: rowOf(0, [-32_000, 32_000, 0, 7_000]),
    });
    await follow(story, world().people.alice, [
      [sampleOf(1, 2), 0],
      [sampleOf(0, 2), 1],
      [sampleOf(1, 3), 1],
    ]);
    expect(await bodyOf(story)).toBe(toHex(rowOf(40_000, [8_000, 32_000, 7_232, 32_767])));
  });

  it("predicts 0 for a score of zero, and the lowest label of those with equal scores", async () => {
    const { alice } = world().people;
    const two = await world().deploy({ body: rowOf(0, [5, -5]) });
    expect(await two.trainer.predict(sampleOf(0, 1))).toBe(0);
    const four = await world().deploy({
      model: { classes: 4 },
      body: concat(rowOf(1, []), rowOf(1, [4]), rowOf(1, [4]), rowOf(1, [0, 4])),
    });
    expect(
      await four.trainer.predictBatch([[], [0], [1], [0, 1], [15]].map((indices) => sampleOf(...indices))),
    ).toEqual([0, 1, 3, 1, 0]);
    expect((await four.add(alice, sampleOf(0, 1), 1)).taught).toBe(false);
  });

  it("teaches models of several classes by moving the right row up and the wrong one down", async () => {
    const story = await world().deploy({
      model: { classes: 4, parameters: { learningRate: 7n, trainBias: 1n } },
      body: concat(rowOf(0, []), rowOf(0, [5]), rowOf(-3, [0, 5]), rowOf(0, [0, 0, 32_765])),
    });
    await follow(story, world().people.alice, [
      [sampleOf(0), 0],
      [sampleOf(0, 1), 3],
      [sampleOf(2), 3],
      [sampleOf(2), 0],
      [sampleOf(2, 3), 2],
      [sampleOf(1, 15), 1],
    ]);
    await story.refuses(world().people.alice, story.trainer.addData(sampleOf(2), 4), "InvalidLabel", {
      label: 4,
      classes: 4,
    });
  });

  it("reads indices of two bytes", async () => {
    const features = 300;
    const story = await world().deploy({ model: { features }, body: rowOf(0, [], features) });
    const lessons = [[1, 255, 256, 299], [255], [256, 299], [0]].map(
      (indices, i) => [packSparse(indices, features), i % 2 ? 0 : 1] as const,
    );
    await follow(story, world().people.alice, lessons);
  });

  it("remembers many lessons exactly, whatever they touch", async () => {
    const story = await world().deploy();
    const lessons = Array.from({ length: 30 }, (_, i) => {
      const all = Array.from({ length: FEATURES }, (_, index) => index);
      return [sampleOf(...all.filter((index) => (index * 7 + i * 5) % 3 === 0)), i % 2] as const;
    });
    await follow(story, world().people.alice, lessons);
  });
}

/** Gives lessons to the trainer and to core's reference, and expects the same of both after each. */
async function follow(story: Story, from: Account, lessons: readonly (readonly [Uint8Array, number])[]): Promise<void> {
  const { model: config, body } = story.plan;
  const reference = modelDefinition(config.kind).create(config, body);
  for (const [sample, label] of lessons) {
    expect(await story.trainer.scores(sample)).toEqual(reference.scores(sample));
    expect(await story.trainer.predict(sample)).toBe(reference.predict(sample));
    const taught = reference.learn(sample, label);
    expect((await story.add(from, sample, label)).taught).toBe(taught);
    expect(await bodyOf(story)).toBe(toHex(reference.body()));
  }
}

async function bodyOf({ trainer, plan }: Story): Promise<string> {
  return toHex(await trainer.weights(0, plan.body.length));
}

function describePrice(world: () => World): void {
  const costWeight = 1_000_000n;
  const unbounded = { costWeight, minDeposit: 0n, maxDeposit: 0n };

  it("costs costWeight × 3600 over the root of the seconds since the last contribution", async () => {
    const story = await world().deploy({ incentive: unbounded });
    const { alice } = world().people;
    const funds = costWeight * 3_600n;
    for (const seconds of [0n, 1n, 2n, 5n]) {
      const { lastUpdate } = await story.trainer.stats();
      if (seconds > 0n) await world().fixture.elapse(seconds);
      const { result, movement } = await story.moves(alice, story.trainer.addData(POSITIVE, 1, funds));
      const deposit = costOf(costWeight, result.addedAt - lastUpdate);
      expect(result.deposit).toBe(deposit);
      expect(movement).toEqual(only({ alice: -deposit, trainer: deposit }));
    }
  });

  it("is bounded from below and from above", async () => {
    const { alice } = world().people;
    const cheap = await world().deploy({ incentive: { costWeight: 0n, minDeposit: 7n, maxDeposit: 0n } });
    expect((await cheap.add(alice, POSITIVE, 1)).deposit).toBe(7n);
    const dear = await world().deploy({ incentive: { costWeight, minDeposit: 0n, maxDeposit: 9n } });
    expect((await dear.add(alice, POSITIVE, 1)).deposit).toBe(9n);
  });

  it("is free with a cost weight of zero, and takes nothing", async () => {
    const story = await world().deploy({ incentive: { minDeposit: 0n, maxDeposit: 0n } });
    const { alice } = world().people;
    const { movement, result } = await story.moves(alice, story.trainer.addData(POSITIVE, 1, 50n));
    expect(movement).toEqual(only({}));
    expect(result.deposit).toBe(0n);
    expect((await story.trainer.record(0)).settled).toBe(false);
  });

  it("can be as high as the protocol allows without overflowing", async () => {
    const most = (2n ** 88n - 1n) / 3_600n;
    const story = await world().deploy({ incentive: { costWeight: most, minDeposit: 0n, maxDeposit: 0n } });
    const { lastUpdate: at } = await story.trainer.stats();
    expect(await story.trainer.quote({ at })).toBe(most * 3_600n);
    expect(await story.trainer.quote({ at, count: 256 })).toBe(most * 3_600n);
  });

  it("refuses one unit less than the price, and nothing at all, and says what is required", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    for (const sent of [PRICE - 1n, 0n]) {
      await story.refuses(alice, story.trainer.addData(POSITIVE, 1, sent), "InsufficientDeposit", {
        sent,
        required: PRICE,
      });
    }
  });
}

function describeRefusedSamples(world: () => World): void {
  it("refuses labels that do not exist", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    for (const label of [2, 3, 65_535]) {
      await story.refuses(alice, story.trainer.addData(POSITIVE, label), "InvalidLabel", { label, classes: 2 });
    }
  });

  it("refuses malformed samples with the first reason that applies, sent straight to the contract", async () => {
    const { alice } = world().people;
    for (const features of [1, 2, 256, 257]) {
      const story = await world().deploy({ model: { features }, body: rowOf(0, [], features) });
      const cases = samples.cases.filter((sample) => sample.features === features && sample.reason !== "");
      for (const { sample, reason } of cases) {
        await rejectsWith(story.trainer.addData(fromHex(sample), 1).simulate(alice), "InvalidSample", { reason });
      }
    }
  });

  it("changes nothing when it refuses a sample", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const refused: readonly (readonly [readonly number[], string])[] = [
      [[], "empty"],
      [[3, 3], "order"],
      [[5, 2], "order"],
      [[2, FEATURES], "range"],
    ];
    for (const [bytes, reason] of refused) {
      await story.refuses(alice, story.trainer.addData(Uint8Array.from(bytes), 1), "InvalidSample", { reason });
    }
  });

  it("checks the label before the sample, and the sample before the price", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const empty = new Uint8Array();
    await story.refuses(alice, story.trainer.addData(empty, 2, 0n), "InvalidLabel", { label: 2, classes: 2 });
    await story.refuses(alice, story.trainer.addData(empty, 1, 0n), "InvalidSample", { reason: "empty" });
  });
}

function describeFunds(world: () => World): void {
  it("undoes everything when the change cannot be paid, and needs no payment for the exact price", async () => {
    const refuser = world().ability("refuser");
    if (refuser === undefined) return;
    const story = await world().deploy();
    await refuser.refuse(true);
    await story.refuses(refuser.account, story.trainer.addData(STRANGE, 1, PRICE + 1n), "PaymentFailed");
    const { id } = await story.add(refuser.account, STRANGE, 1);
    expect(id).toBe(0n);
    await refuser.refuse(false);
  });

  it("refuses coins of another denomination", async () => {
    const otherCoin = world().ability("otherCoin");
    if (otherCoin === undefined) return;
    const story = await world().deploy();
    const { alice } = world().people;
    const before = await story.observe();
    const message = { on: TRAINER, method: "addData", args: { sample: POSITIVE, label: 1 }, funds: PRICE };
    const sent = otherCoin(alice, story.trainer.address, message);
    await rejectsWith(sent, "WrongFunds", { expected: world().chain.chain.options?.denom ?? "" });
    await story.expectUnchanged(before, alice);
  });

  it("takes no funds with operations that need none", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const contribution = await story.add(alice, POSITIVE, 1);
    const before = await story.observe();
    const { chain, address } = story.trainer;
    for (const method of ["refund", "report"]) {
      const message = { on: TRAINER, method, args: { contribution }, funds: 5n };
      const attempt = async () => chain.submit(await chain.prepare(alice, address, message), TRAINER);
      await expect(attempt()).rejects.toThrow();
    }
    const message = { on: TRAINER, method: "compact", args: {}, funds: 5n };
    await expect((async () => chain.submit(await chain.prepare(alice, address, message), TRAINER))()).rejects.toThrow();
    await story.expectUnchanged(before, alice);
  });
}

function describeTrying(world: () => World): void {
  it("sends nothing when it is only estimated or simulated", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const contribution = await story.add(alice, POSITIVE, 1);
    const before = await story.observe();
    const { trainer } = story;
    for (const call of [trainer.addData(STRANGE, 1), trainer.refund(contribution), trainer.compact()]) {
      await call.estimate(alice);
      await call.simulate(alice);
    }
    await story.expectUnchanged(before, alice);
    expect((await story.observe()).balances).toEqual(before.balances);
  });

  it("simulates what sending then does", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const call = story.trainer.addData(STRANGE, 1);
    const { addedAt: _, ...simulated } = await call.simulate(alice);
    const { addedAt: __, ...sent } = (await call.send(alice)).result;
    expect(sent).toEqual(simulated);
  });

  it("estimates fees whose parts add up, and charges no more than it estimates by a quarter", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    await story.add(alice, STRANGE, 1);
    const call = story.trainer.addData(sampleOf(2, 5), 0);
    const estimate = await call.estimate(alice);
    const { receipt } = await call.send(alice);
    for (const fee of [estimate, receipt.fee]) {
      expect(fee.components.reduce((sum, { amount }) => sum + amount, 0n)).toBe(fee.total);
    }
    expect(4n * receipt.fee.total).toBeLessThanOrEqual(5n * estimate.total);
  });

  it("fails on the chain as it does before, when others were faster", async () => {
    const story = await world().deploy({ incentive: { ownerWait: 0n, anyoneWait: 0n } });
    const { alice, bob, carol } = world().people;
    const contribution = await story.add(alice, POSITIVE, 1);
    const { chain, address } = story.trainer;
    const message = { on: TRAINER, method: "report", args: { contribution } };
    const faster = await chain.prepare(bob, address, message);
    const slower = await chain.prepare(carol, address, message);
    await chain.submit(faster, TRAINER);
    const before = await story.observe();
    await rejectsWith(chain.submit(slower, TRAINER), "UnknownContribution", { id: contribution.id });
    await story.expectUnchanged(before, carol);
  });
}
