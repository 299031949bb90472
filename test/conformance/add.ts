import { describe, expect, it } from "@jest/globals";
import { commitmentOf, contributionHash, fromHex, TRAINER } from "@omnisum/core";
import { malformedSample, sampleVectors } from "../cases/encodings.ts";
import type { ModelCase } from "../cases/model-case.ts";
import { rejectsWith } from "../support/errors.ts";
import { costOf, PRICE } from "./plans.ts";
import { only } from "./story.ts";
import type { World } from "./world.ts";

export function describeAdd(world: () => World, model: ModelCase): void {
  describe("adding data", () => {
    describeRecording(world, model);
    describePrice(world, model);
    describeRefusedSamples(world, model);
    describeFunds(world, model);
    describeTrying(world, model);
  });
}

function describeRecording(world: () => World, model: ModelCase): void {
  it("takes the price from the author and nothing from anybody else, and keeps it", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const { movement } = await story.moves(alice, story.trainer.addData(model.positive, 1, PRICE));
    expect(movement).toEqual(only({ alice: -PRICE, trainer: PRICE }));
  });

  it("returns what was sent above the price, in the same transaction", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const { movement, result } = await story.moves(alice, story.trainer.addData(model.positive, 1, 5n * PRICE + 3n));
    expect(movement).toEqual(only({ alice: -PRICE, trainer: PRICE }));
    expect(result.deposit).toBe(PRICE);
  });

  it("tells all fields of the contribution in its event, with the block's time", async () => {
    const story = await world().deploy();
    const { alice, bob } = world().people;
    await story.add(bob, model.positive, 1);
    const { result, receipt } = await story.trainer.addData(model.strange, 1).send(alice);
    const { proof, ...fields } = result;
    const { addedAt, ...known } = fields;
    const expected = {
      id: 1n,
      slot: 1,
      author: alice.address,
      label: 1,
      deposit: PRICE,
      taught: model.knows,
      sample: model.strange,
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
    const contribution = await story.add(alice, model.positive, 1);
    const hash = contributionHash(contribution, story.trainer.chain.authorBytes(alice.address));
    const expected = { commitment: commitmentOf(hash), claimable: PRICE, settled: false };
    expect(await story.trainer.record(contribution.slot)).toEqual(expected);
  });

  it("counts ids up and never gives one twice, and uses the most recently freed slot first", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const [first, second, third] = [
      await story.add(alice, model.positive, 1),
      await story.add(alice, model.positive, 1),
      await story.add(alice, model.positive, 1),
    ];
    expect([first, second, third].map(({ id, slot }) => [id, slot])).toEqual([
      [0n, 0],
      [1n, 1],
      [2n, 2],
    ]);
    for (const settled of [third, first, second]) await story.trainer.refund(settled).send(alice);
    expect(await story.trainer.record(1)).toEqual({ commitment: new Uint8Array(20), claimable: 0n, settled: true });
    const reused = [];
    for (let i = 0; i < 4; i++) reused.push(await story.add(alice, model.positive, 1));
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
      const { movement, result } = await story.moves(account, story.trainer.addData(model.positive, 1));
      const role = account === owner ? "owner" : "deployer";
      expect(movement).toEqual(only({ [role]: -PRICE, trainer: PRICE }));
      expect(result.author).toBe(account.address);
    }
  });
}

function describePrice(world: () => World, model: ModelCase): void {
  const costWeight = 1_000_000n;
  const unbounded = { costWeight, minDeposit: 0n, maxDeposit: 0n };

  it("costs costWeight × 3600 over the root of the seconds since the last contribution", async () => {
    const story = await world().deploy({ incentive: unbounded });
    const { alice } = world().people;
    const funds = costWeight * 3_600n;
    for (const seconds of [0n, 1n, 2n, 5n]) {
      const { lastUpdate } = await story.trainer.stats();
      if (seconds > 0n) await world().fixture.elapse(seconds);
      const { result, movement } = await story.moves(alice, story.trainer.addData(model.positive, 1, funds));
      const deposit = costOf(costWeight, result.addedAt - lastUpdate);
      expect(result.deposit).toBe(deposit);
      expect(movement).toEqual(only({ alice: -deposit, trainer: deposit }));
    }
  });

  it("is bounded from below and from above", async () => {
    const { alice } = world().people;
    const cheap = await world().deploy({ incentive: { costWeight: 0n, minDeposit: 7n, maxDeposit: 0n } });
    expect((await cheap.add(alice, model.positive, 1)).deposit).toBe(7n);
    const dear = await world().deploy({ incentive: { costWeight, minDeposit: 0n, maxDeposit: 9n } });
    expect((await dear.add(alice, model.positive, 1)).deposit).toBe(9n);
  });

  it("is free with a cost weight of zero, and takes nothing", async () => {
    const story = await world().deploy({ incentive: { minDeposit: 0n, maxDeposit: 0n } });
    const { alice } = world().people;
    const { movement, result } = await story.moves(alice, story.trainer.addData(model.positive, 1, 50n));
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
      await story.refuses(alice, story.trainer.addData(model.positive, 1, sent), "InsufficientDeposit", {
        sent,
        required: PRICE,
      });
    }
  });
}

function describeRefusedSamples(world: () => World, model: ModelCase): void {
  it("refuses labels that do not exist", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    for (const label of [2, 3, 65_535]) {
      await story.refuses(alice, story.trainer.addData(model.positive, label), "InvalidLabel", { label, classes: 2 });
    }
  });

  it("refuses malformed samples with the first reason that applies, sent straight to the contract", async () => {
    const { alice } = world().people;
    for (const features of [1, 2, 256, 257]) {
      const story = await world().deploy({ model: { features } });
      const cases = sampleVectors(model.kind).filter((sample) => sample.features === features && sample.reason !== "");
      for (const { sample, reason } of cases) {
        await rejectsWith(story.trainer.addData(fromHex(sample), 1).simulate(alice), "InvalidSample", { reason });
      }
    }
  });

  it("changes nothing when it refuses a sample", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    for (const [sample, reason] of [[new Uint8Array(), "empty"], malformedSample(model.kind)] as const) {
      await story.refuses(alice, story.trainer.addData(sample, 1), "InvalidSample", { reason });
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

function describeFunds(world: () => World, model: ModelCase): void {
  it("undoes everything when the change cannot be paid, and needs no payment for the exact price", async () => {
    const refuser = world().ability("refuser");
    if (refuser === undefined) return;
    const story = await world().deploy();
    await refuser.refuse(true);
    await story.refuses(refuser.account, story.trainer.addData(model.strange, 1, PRICE + 1n), "PaymentFailed");
    const { id } = await story.add(refuser.account, model.strange, 1);
    expect(id).toBe(0n);
    await refuser.refuse(false);
  });

  it("refuses coins of another denomination", async () => {
    const otherCoin = world().ability("otherCoin");
    if (otherCoin === undefined) return;
    const story = await world().deploy();
    const { alice } = world().people;
    const before = await story.observe();
    const message = { on: TRAINER, method: "addData", args: { sample: model.positive, label: 1 }, funds: PRICE };
    const sent = otherCoin(alice, story.trainer.address, message);
    await rejectsWith(sent, "WrongFunds", { expected: world().chain.chain.options?.denom ?? "" });
    await story.expectUnchanged(before, alice);
  });

  it("takes no funds with operations that need none", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const contribution = await story.add(alice, model.positive, 1);
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

function describeTrying(world: () => World, model: ModelCase): void {
  it("sends nothing when it is only estimated or simulated", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const contribution = await story.add(alice, model.positive, 1);
    const before = await story.observe();
    const { trainer } = story;
    for (const call of [trainer.addData(model.strange, 1), trainer.refund(contribution), trainer.compact()]) {
      await call.estimate(alice);
      await call.simulate(alice);
    }
    await story.expectUnchanged(before, alice);
    expect((await story.observe()).balances).toEqual(before.balances);
  });

  it("simulates what sending then does", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const call = story.trainer.addData(model.strange, 1);
    const { addedAt: _, ...simulated } = await call.simulate(alice);
    const { addedAt: __, ...sent } = (await call.send(alice)).result;
    expect(sent).toEqual(simulated);
  });

  it("estimates fees whose parts add up, and charges no more than it estimates by a quarter", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    await story.add(alice, model.strange, 1);
    const call = story.trainer.addData(model.sampleOf(2, 5), 0);
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
    const contribution = await story.add(alice, model.positive, 1);
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
