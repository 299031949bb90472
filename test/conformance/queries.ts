import { describe, expect, it } from "@jest/globals";
import {
  type Contribution,
  type ContributionFilter,
  fromHex,
  type LogEvent,
  modelDefinition,
  TRAINER,
  type Trainer,
  toHex,
} from "@omnisum/core";
import { FEATURES, sampleVectors } from "../cases/encodings.ts";
import type { ModelCase } from "../cases/model-case.ts";
import { rejectsWith } from "../support/errors.ts";
import { costOf, LONG, PRICE } from "./plans.ts";
import type { World } from "./world.ts";

export function describeQueries(world: () => World, model: ModelCase): void {
  describe("asking", () => {
    describePredictions(world, model);
    describeState(world, model);
    describeQuotes(world);
    describeEvents(world, model);
    describeViews(world, model);
    describeCompact(world, model);
    describeStrangers(world);
  });
}

function describePredictions(world: () => World, model: ModelCase): void {
  it("predicts and explains every sample as core's reference does, the empty one too", async () => {
    const { trainer, plan } = await world().deploy();
    const reference = modelDefinition(plan.model.kind).create(plan.model, plan.body);
    const asked = [[], [0], [1], [2], [4], [0, 1], [1, 2, 3], [15], Array.from({ length: FEATURES }, (_, i) => i)];
    for (const indices of asked) {
      const sample = model.sampleOf(...indices);
      expect(await trainer.predict(sample)).toBe(reference.predict(sample));
      expect(await trainer.scores(sample)).toEqual(reference.scores(sample));
    }
  });

  it("predicts many samples at once, in order", async () => {
    const { trainer } = await world().deploy();
    const asked = [model.positive, model.negative, new Uint8Array(), model.positive, model.strange];
    expect(await trainer.predictBatch(asked)).toEqual([1, 0, 0, 1, 0]);
    expect(await trainer.predictBatch([])).toEqual([]);
    expect(await trainer.predictBatch(Array.from({ length: 100 }, () => model.positive))).toEqual(Array(100).fill(1));
  });

  it("refuses to predict or explain malformed samples", async () => {
    const { trainer } = await world().deploy({ model: { features: 257 } });
    const asked = sampleVectors(model.kind).filter(({ features, reason }) => features === 257 && reason !== "empty");
    for (const { sample, reason } of asked) {
      const bytes = fromHex(sample);
      if (reason === "") {
        expect(await trainer.predict(bytes)).toBe(0);
        continue;
      }
      await rejectsWith(trainer.predict(bytes), "InvalidSample", { reason });
      await rejectsWith(trainer.scores(bytes), "InvalidSample", { reason });
      await rejectsWith(trainer.predictBatch([new Uint8Array(), bytes]), "InvalidSample", { reason });
    }
  });
}

function describeState(world: () => World, model: ModelCase): void {
  it("gives any range of the canonical body, and nothing beyond its end", async () => {
    const story = await world().deploy();
    await story.add(world().people.alice, model.strange, 1);
    const { trainer, plan } = story;
    const length = plan.body.length;
    const body = await trainer.weights(0, length);
    expect(body.length).toBe(length);
    const ranges = [
      [0, 1],
      [1, 3],
      [3, 2],
      [5, 20],
      [0, length + 1],
      [length - 1, 10],
      [length, 5],
      [length + 7, 5],
      [7, 0],
    ];
    for (const [offset = 0, limit = 0] of ranges) {
      expect(toHex(await trainer.weights(offset, limit))).toBe(toHex(body.slice(offset, offset + limit)));
    }
    expect((await trainer.weights(0, 2 ** 32 - 1)).length).toBe(length);
  });

  it("counts contributions, all credit, and the time of the last contribution", async () => {
    const story = await world().deploy();
    const { alice, bob } = world().people;
    await story.earn(alice, 2);
    const { contributions } = await story.addBatch(bob, [
      { sample: model.positive, label: 1 },
      { sample: model.negative, label: 0 },
    ]);
    const expected = { count: 4n, totalGood: 2n, lastUpdate: contributions[0]?.addedAt };
    expect(await story.trainer.stats()).toEqual(expected);
  });

  it("keeps the last contribution's time when contributions are settled", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const contribution = await story.add(alice, model.positive, 1);
    await world().fixture.elapse(2n);
    await story.trainer.refund(contribution).send(alice);
    expect((await story.trainer.stats()).lastUpdate).toBe(contribution.addedAt);
  });

  it("says of slots and accounts that were never used that there is nothing", async () => {
    const { trainer } = await world().deploy();
    const nothing = { commitment: new Uint8Array(20), claimable: 0n, settled: true };
    for (const slot of [0, 1, 77, 2 ** 32 - 1]) expect(await trainer.record(slot)).toEqual(nothing);
    expect(await trainer.creditOf(world().people.dave.address)).toBe(0n);
    expect(await trainer.creditOf(trainer.address)).toBe(0n);
  });
}

function describeQuotes(world: () => World): void {
  const costWeight = 1_000_000n;

  it("quotes the price at any time and for any number, as the formula says", async () => {
    const { trainer } = await world().deploy({ incentive: { costWeight, minDeposit: 0n, maxDeposit: 0n } });
    const { lastUpdate } = await trainer.stats();
    for (const count of [1, 2, 3, 50, 256]) {
      for (const elapsed of [0n, 1n, 3n, 4n, 99n, 100n, 3_600n, LONG, 2n ** 32n]) {
        const price = await trainer.quote({ at: lastUpdate + elapsed, count });
        expect(price).toBe(costOf(costWeight, elapsed / BigInt(count)));
      }
    }
  });

  it("quotes the full price for times before the last contribution", async () => {
    const { trainer } = await world().deploy({ incentive: { costWeight, minDeposit: 0n, maxDeposit: 0n } });
    const { lastUpdate } = await trainer.stats();
    for (const at of [lastUpdate - 1n, 1n]) expect(await trainer.quote({ at })).toBe(costWeight * 3_600n);
  });

  it("quotes the price of now when no time is named, within its bounds", async () => {
    const story = await world().deploy({ incentive: { costWeight, minDeposit: 10n, maxDeposit: costWeight * 3_000n } });
    expect(await story.trainer.quote()).toBe(costWeight * 3_000n);
    await world().fixture.elapse(4n);
    const { lastUpdate } = await story.trainer.stats();
    const before = (await story.trainer.chain.now()) - lastUpdate;
    const quoted = await story.trainer.quote();
    const after = (await story.trainer.chain.now()) - lastUpdate;
    expect(quoted).toBeLessThanOrEqual(costOf(costWeight, before));
    expect(quoted).toBeGreaterThanOrEqual(costOf(costWeight, after + 1n));
    expect(await story.trainer.quote({ at: lastUpdate + 2n ** 62n })).toBe(10n);
  });

  it("has no price for what is no batch", async () => {
    const { trainer } = await world().deploy();
    await rejectsWith(trainer.quote({ count: 0 }), "InvalidBatch", { reason: "empty" });
    for (const count of [257, 2 ** 32 - 1]) {
      await rejectsWith(trainer.quote({ count }), "InvalidBatch", { reason: "size" });
    }
  });
}

function describeEvents(world: () => World, model: ModelCase): void {
  it("lists what happened in order, with blocks, transactions and fields as the receipts told them", async () => {
    const story = await world().deploy();
    const { alice, bob } = world().people;
    const { trainer } = story;
    const told: LogEvent[] = [];
    const send = async (call: ReturnType<Trainer["refund"]> | ReturnType<Trainer["addData"]>, from = alice) => {
      const { receipt } = await call.send(from);
      told.push(...receipt.events);
    };
    const first = await trainer.addData(model.positive, 1).send(bob);
    told.push(...first.receipt.events);
    await send(trainer.refund(first.result), bob);
    const bad = await trainer.addData(model.negative, 1).send(alice);
    told.push(...bad.receipt.events);
    await send(trainer.report(bad.result), bob);
    const batch = await trainer
      .addDataBatch([
        { sample: model.positive, label: 1 },
        { sample: model.strange, label: 0 },
      ])
      .send(alice);
    told.push(...batch.receipt.events);
    const listed = await Array.fromAsync(
      trainer.chain.events(trainer.address, TRAINER, { from: trainer.info.deployedAt }),
    );
    expect(listed.map(({ name }) => name)).toEqual([
      "Deployed",
      "Finalized",
      "DataAdded",
      "Refunded",
      "DataAdded",
      "Reported",
      "BatchAdded",
    ]);
    expect(listed.slice(2)).toEqual(told);
    const from = told[1]?.block ?? 0n;
    const to = told[3]?.block ?? 0n;
    expect(await Array.fromAsync(trainer.chain.events(trainer.address, TRAINER, { from, to }))).toEqual(
      told.slice(1, 4),
    );
  });

  it("lists nothing of another trainer", async () => {
    const [story, other] = [await world().deploy(), await world().deploy()];
    await other.add(world().people.alice, model.positive, 1);
    const { trainer } = story;
    const listed = await Array.fromAsync(
      trainer.chain.events(trainer.address, TRAINER, { from: trainer.info.deployedAt }),
    );
    expect(listed.filter(({ name }) => name === "DataAdded")).toEqual([]);
    expect((await trainer.stats()).count).toBe(0n);
  });
}

function describeViews(world: () => World, model: ModelCase): void {
  it("lists every contribution as it stands now", async () => {
    const story = await world().deploy();
    const { alice, bob } = world().people;
    const { trainer } = story;
    await story.earn(bob);
    await story.earn(bob);
    await story.earn(alice);
    const bad = await story.add(alice, model.negative, 1);
    const { contributions } = await story.addBatch(alice, [
      { sample: model.positive, label: 1 },
      { sample: model.negative, label: 1 },
      { sample: model.strange, label: 0 },
    ]);
    await trainer.report(bad).send(bob);
    const [first, second, third] = contributions;
    if (!first || !second || !third) return;
    await trainer.refund(first).send(alice);
    const views = await Array.fromAsync(trainer.contributions());
    expect(views.map(({ contribution, status }) => [contribution.id, status])).toEqual([
      [0n, "settled"],
      [1n, "settled"],
      [2n, "settled"],
      [3n, "open"],
      [4n, "settled"],
      [5n, "open"],
      [6n, "open"],
    ]);
    const predicted = await trainer.predict(model.negative);
    const agrees = predicted === 1;
    expect(views.slice(3, 4)).toEqual([
      { contribution: bad, status: "open", claimable: 334n, predicted, refundable: agrees, reportable: !agrees },
    ]);
    expect(views.at(-1)).toMatchObject({
      contribution: third,
      claimable: PRICE,
      predicted: 0,
      refundable: true,
      reportable: false,
    });
  });

  it("lists only what a filter lets through, each of which can then be done", async () => {
    const story = await world().deploy();
    const { alice, bob } = world().people;
    await story.earn(bob);
    const good = await story.add(alice, model.positive, 1);
    const bad = await story.add(alice, model.negative, 1);
    const own = await story.add(bob, model.negative, 1);
    const ids = async (filter: ContributionFilter): Promise<readonly bigint[]> => {
      return (await Array.fromAsync(story.trainer.contributions(filter))).map(({ contribution }) => contribution.id);
    };
    expect(await ids({ author: alice.address })).toEqual([good.id, bad.id]);
    expect(await ids({ refundable: true })).toEqual([good.id]);
    expect(await ids({ refundable: true, author: bob.address })).toEqual([]);
    expect(await ids({ reportable: true })).toEqual([bad.id, own.id]);
    expect(await ids({ reportable: true, reporter: bob.address })).toEqual([bad.id]);
    await story.trainer.refund(good).simulate(alice);
    await story.trainer.report(bad).simulate(bob);
  });

  it("names contributions by all fields, so that those listed can be settled", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    await story.add(alice, model.positive, 1);
    await story.addBatch(alice, [
      { sample: model.positive, label: 1 },
      { sample: model.sampleOf(0, 2), label: 1 },
      { sample: model.negative, label: 0 },
    ]);
    const listed: Contribution[] = [];
    for await (const { contribution } of story.trainer.contributions({ refundable: true })) listed.push(contribution);
    expect(listed.length).toBe(4);
    for (const contribution of listed)
      expect((await story.trainer.refund(contribution).send(alice)).result).toBe(PRICE);
    expect(await Array.fromAsync(story.trainer.contributions({ refundable: true }))).toEqual([]);
  });
}

function describeCompact(world: () => World, model: ModelCase): void {
  it("compacts for anybody, at any time, without any difference but cost", async () => {
    const story = await world().deploy();
    const { alice, bob, dave } = world().people;
    const lessons = Array.from({ length: 9 }, (_, i) => ({ sample: model.sampleOf(i % 4, 4 + i), label: i % 2 }));
    await story.earn(bob);
    for (const { sample, label } of lessons) await story.add(alice, sample, label);
    const answers = async () => ({
      ...(await story.observe()),
      body: toHex(await story.trainer.weights(0, 100)),
      scores: await Promise.all(lessons.map(({ sample }) => story.trainer.scores(sample))),
      price: await story.trainer.quote({ at: 1n }),
    });
    for (let time = 0; time < 2; time++) {
      const before = await answers();
      const { movement } = await story.moves(dave, story.trainer.compact());
      expect(Object.values(movement).every((moved) => moved === 0n)).toBe(true);
      const { balances, ...after } = await answers();
      expect({ ...after, balances: { ...balances, dave: before.balances.dave } }).toEqual(before);
    }
    const next = await story.add(alice, model.sampleOf(0, 15), 0);
    await story.trainer
      .refund({ ...next })
      .simulate(alice)
      .catch(() => undefined);
    expect((await story.trainer.stats()).count).toBe(11n);
  });
}

function describeStrangers(world: () => World): void {
  it("finds no trainer at an account's address", async () => {
    const { chain, people } = world();
    const address = people.dave.address;
    await rejectsWith(world().attach(address), "ContractMismatch", { address, chain: chain.chain.name });
  });
}
