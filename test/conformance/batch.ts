import { describe, expect, it } from "@jest/globals";
import {
  batchContributions,
  bigEndian,
  type Call,
  commitmentOf,
  concat,
  contributionHash,
  type LabelledSample,
  MAX_BATCH,
  merkleTree,
  modelDefinition,
  packLabelledList,
  toHex,
} from "@omnisum/core";
import { malformedSample } from "../cases/encodings.ts";
import type { ModelCase } from "../cases/model-case.ts";
import { costOf, LONG, PRICE } from "./plans.ts";
import { listOf, only } from "./story.ts";
import type { World } from "./world.ts";

/** Two the model agrees with, two it does not at first. */
function fourOf({ positive, negative, sampleOf }: ModelCase): readonly LabelledSample[] {
  return [
    { sample: positive, label: 1 },
    { sample: negative, label: 1 },
    { sample: negative, label: 0 },
    { sample: sampleOf(0, 5), label: 0 },
  ];
}

export function describeBatch(world: () => World, model: ModelCase): void {
  describe("adding a batch", () => {
    describeAdding(world, model);
    describePricing(world, model);
    describeShapes(world, model);
  });
  describe("settling a batch", () => {
    describeSingles(world, model);
    describeRefundBatch(world, model);
  });
}

function describeAdding(world: () => World, model: ModelCase): void {
  const four = fourOf(model);

  it("takes the price of each from the author, in one slot, with consecutive ids", async () => {
    const story = await world().deploy();
    const { alice, bob } = world().people;
    await story.add(bob, model.positive, 1);
    const { movement, result } = await story.moves(alice, story.trainer.addDataBatch(four, 4n * PRICE + 9n));
    expect(movement).toEqual(only({ alice: -4n * PRICE, trainer: 4n * PRICE }));
    expect(result.contributions.map(({ id, slot, deposit, label }) => ({ id, slot, deposit, label }))).toEqual(
      four.map(({ label }, i) => ({ id: BigInt(1 + i), slot: 1, deposit: PRICE, label })),
    );
    expect((await story.trainer.stats()).count).toBe(5n);
    const next = await story.add(bob, model.positive, 1);
    expect([next.id, next.slot]).toEqual([5n, 2]);
  });

  it("tells all fields of the batch in its event", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const { receipt } = await story.trainer.addDataBatch(four).send(alice);
    const { lastUpdate: addedAt } = await story.trainer.stats();
    const samples = packLabelledList(four);
    const values = {
      firstId: 0n,
      slot: 0,
      author: alice.address,
      addedAt,
      deposit: PRICE,
      taught: model.knows ? 0b1010n : 0n,
      samples,
    };
    expect(receipt.events).toEqual([
      { name: "BatchAdded", values, block: receipt.block, index: expect.any(Number), transaction: receipt.hash },
    ]);
  });

  it("keeps the root over its contributions, and the sum of their deposits", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const { contributions } = await story.addBatch(alice, four);
    const author = story.trainer.chain.authorBytes(alice.address);
    const { root } = merkleTree(contributions.map((contribution) => contributionHash(contribution, author)));
    const expected = { commitment: commitmentOf(root), claimable: 4n * PRICE, settled: false };
    expect(await story.trainer.record(0)).toEqual(expected);
  });

  it("teaches the model one sample after the other, as if they had been added singly", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const { model: config, body } = story.plan;
    const reference = modelDefinition(config.kind).create(config, body);
    const items = Array.from({ length: 20 }, (_, i) => ({
      sample: model.sampleOf(i % 5, 5 + (i % 7)),
      label: i % 3 ? 1 : 0,
    }));
    const taught = items.map(({ sample, label }) => reference.learn(sample, label, false));
    const { contributions } = await story.addBatch(alice, items);
    expect(contributions.map((contribution) => contribution.taught)).toEqual(taught);
    expect(toHex(await story.trainer.weights(0, body.length))).toBe(toHex(reference.body()));
  });

  it("can hold one, which is then as if it had been added alone", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const { batch, contributions } = await story.addBatch(alice, four.slice(0, 1));
    const [only] = contributions;
    expect(only?.proof).toEqual(new Uint8Array());
    if (only === undefined) return;
    const hash = contributionHash(only, story.trainer.chain.authorBytes(alice.address));
    expect((await story.trainer.record(0)).commitment).toEqual(commitmentOf(hash));
    await story.trainer.refundBatch(batch).simulate(alice);
    expect((await story.trainer.refund(only).send(alice)).result).toBe(PRICE);
    expect((await story.trainer.record(0)).settled).toBe(true);
  });

  it("can hold 256, each of which can be settled", async () => {
    const story = await world().deploy();
    const { alice, bob } = world().people;
    await story.earn(bob);
    const items = Array.from({ length: MAX_BATCH }, (_, i) => ({
      sample: model.sampleOf(i % 2, 2 + (i % 14)),
      label: (i + 1) % 2,
    }));
    const { batch, contributions } = await story.addBatch(alice, items);
    expect(contributions.length).toBe(MAX_BATCH);
    const last = contributions[MAX_BATCH - 1];
    if (last === undefined) return;
    expect(last.proof.length).toBe(1 + 8 * 32);
    await story.trainer.refund(last).send(alice);
    const { result } = await story.trainer.refundBatch(batch).send(alice);
    expect(result).toBe(PRICE * 255n);
    expect(await story.trainer.creditOf(alice.address)).toBe(256n);
    expect((await story.trainer.record(batch.slot)).settled).toBe(true);
  });
}

function describePricing(world: () => World, model: ModelCase): void {
  const four = fourOf(model);

  it("costs for each what one costs when they are spread evenly over the time since the last", async () => {
    const costWeight = 1_000_000n;
    const story = await world().deploy({ incentive: { costWeight, minDeposit: 0n, maxDeposit: 0n } });
    const { alice } = world().people;
    const { lastUpdate } = await story.trainer.stats();
    await world().fixture.elapse(10n);
    const funds = 4n * costWeight * 3_600n;
    const { result } = await story.trainer.addDataBatch(four, funds).send(alice);
    const elapsed = (result.batch.addedAt - lastUpdate) / 4n;
    expect(result.contributions.map(({ deposit }) => deposit)).toEqual(four.map(() => costOf(costWeight, elapsed)));
    const stats = await story.trainer.stats();
    expect(stats.lastUpdate).toBe(result.batch.addedAt);
  });

  it("bounds the price of each, not of all together", async () => {
    const story = await world().deploy({ incentive: { costWeight: 10n, minDeposit: 0n, maxDeposit: 50n } });
    const { alice } = world().people;
    const { movement } = await story.moves(alice, story.trainer.addDataBatch(four));
    expect(movement).toEqual(only({ alice: -200n, trainer: 200n }));
  });

  it("refuses a unit less than all of them cost together, and changes nothing", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const required = 4n * PRICE;
    for (const sent of [required - 1n, PRICE, 0n]) {
      await story.refuses(alice, story.trainer.addDataBatch(four, sent), "InsufficientDeposit", { sent, required });
    }
  });

  it("undoes everything when the change cannot be paid", async () => {
    const refuser = world().ability("refuser");
    if (refuser === undefined) return;
    const story = await world().deploy();
    await refuser.refuse(true);
    const { account } = refuser;
    await story.refuses(account, story.trainer.addDataBatch(four, 4n * PRICE + 1n), "PaymentFailed");
    const { batch } = await story.addBatch(account, four);
    await story.refuses(account, story.trainer.refundBatch(batch), "PaymentFailed");
    await refuser.refuse(false);
    await story.trainer.refundBatch(batch).send(account);
  });
}

function describeShapes(world: () => World, model: ModelCase): void {
  const four = fourOf(model);

  it("refuses none, more than 256, and a list that ends inside an item", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const item = { sample: model.positive, label: 1 };
    const funds = 300n * PRICE;
    const good = packLabelledList(four);
    const refused: readonly (readonly [string, Uint8Array])[] = [
      ["empty", new Uint8Array()],
      ["length", Uint8Array.of(0)],
      ["length", good.subarray(0, -1)],
      ["length", concat(good, Uint8Array.of(0, 1, 0))],
      ["length", concat(listOf(item, MAX_BATCH + 1), Uint8Array.of(0))],
      ["size", listOf(item, MAX_BATCH + 1)],
    ];
    for (const [reason, list] of refused) {
      await story.refuses(alice, story.addList(list, funds), "InvalidBatch", { reason });
    }
  });

  it("takes all or nothing: the first label or sample that is wrong refuses the batch", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const good = { sample: model.positive, label: 1 };
    const badLabel = { sample: model.strange, label: 2 };
    const [sample, reason] = malformedSample(model.kind);
    const malformed = { sample, label: 1 };
    const empty = { sample: new Uint8Array(), label: 1 };
    const both = { sample, label: 7 };
    const add = (...items: readonly LabelledSample[]): Call<unknown> => story.trainer.addDataBatch(items, 0n);
    await story.refuses(alice, add(good, badLabel, malformed), "InvalidLabel", { label: 2, classes: 2 });
    await story.refuses(alice, add(good, malformed, badLabel), "InvalidSample", { reason });
    await story.refuses(alice, add(good, good, empty), "InvalidSample", { reason: "empty" });
    await story.refuses(alice, add(both), "InvalidLabel", { label: 7, classes: 2 });
  });
}

function describeSingles(world: () => World, model: ModelCase): void {
  const four = fourOf(model);

  it("refunds and reports each contribution by itself, and frees the slot with the last", async () => {
    const story = await world().deploy();
    const { alice, bob } = world().people;
    await story.earn(bob);
    const { contributions } = await story.addBatch(alice, four);
    const [right, wrong, other, late] = contributions;
    if (!right || !wrong || !other || !late) return;
    const refunded = await story.moves(alice, story.trainer.refund(other));
    expect(refunded.movement).toEqual(only({ alice: PRICE, trainer: -PRICE }));
    const share = PRICE / 2n;
    const reported = await story.moves(bob, story.trainer.report(wrong));
    expect(reported.movement).toEqual(only({ bob: share, trainer: -share }));
    const record = await story.trainer.record(right.slot);
    expect([record.claimable, record.settled]).toEqual([3n * PRICE - share, false]);
    await story.trainer.refund(right).send(alice);
    await story.refuses(alice, story.trainer.refund(right), "UnknownContribution", { id: right.id });
    await story.refuses(bob, story.trainer.report(other), "UnknownContribution", { id: other.id });
    expect((await story.trainer.record(right.slot)).settled).toBe(false);
    expect(await story.trainer.predict(late.sample)).toBe(1);
    await story.trainer.report(late).send(bob);
    await story.persuade(bob);
    expect((await story.trainer.refund(wrong).send(alice)).result).toBe(PRICE - share);
    expect((await story.trainer.record(right.slot)).settled).toBe(false);
  });

  it("uses a batch's slot again only when all of it is settled", async () => {
    const story = await world().deploy({ incentive: { ownerWait: 0n, anyoneWait: 0n } });
    const { alice, bob, carol } = world().people;
    const { contributions, batch } = await story.addBatch(alice, four);
    for (const contribution of contributions.slice(1)) await story.trainer.report(contribution).send(bob);
    expect((await story.add(carol, model.positive, 1)).slot).toBe(1);
    const [first] = contributions;
    if (first === undefined) return;
    await story.trainer.report(first).send(alice);
    expect(await story.trainer.record(batch.slot)).toEqual({
      commitment: new Uint8Array(20),
      claimable: 0n,
      settled: true,
    });
    const next = await story.addBatch(carol, four);
    expect(next.batch.slot).toBe(batch.slot);
    await story.refuses(alice, story.trainer.report(first), "UnknownContribution", { id: first.id });
    await story.refuses(alice, story.trainer.refundBatch(batch), "UnknownContribution", { id: batch.firstId });
  });

  it("knows no contribution by another proof, and none with other fields", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const { contributions } = await story.addBatch(alice, four);
    const [first, second] = contributions;
    if (!first || !second) return;
    const { proof, id } = first;
    const proofs = [
      new Uint8Array(),
      proof.subarray(0, 1),
      proof.subarray(0, -1),
      proof.subarray(0, -32),
      concat(proof, Uint8Array.of(0)),
      concat(proof, new Uint8Array(32)),
      concat(proof, new Uint8Array(32 * 8)),
      second.proof,
      Uint8Array.from(proof, (byte, i) => (i === 0 ? byte ^ 1 : byte)),
      Uint8Array.from(proof, (byte, i) => (i === 0 ? byte + 4 : byte)),
      Uint8Array.from(proof, (byte, i) => (i === 40 ? byte ^ 1 : byte)),
    ];
    for (const altered of proofs) {
      await story.refuses(alice, story.trainer.refund({ ...first, proof: altered }), "UnknownContribution", { id });
    }
    for (const changes of [{ id: 1n }, { id: 9n }, { taught: true }, { deposit: PRICE + 1n }, { label: 0 }]) {
      const altered = { ...first, ...changes };
      await story.refuses(alice, story.trainer.refund(altered), "UnknownContribution", { id: altered.id });
    }
  });

  it("does not take a node of its tree for a contribution", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const { contributions } = await story.addBatch(alice, four);
    const [first] = contributions;
    if (first === undefined) return;
    const shorter = concat(Uint8Array.of(0), first.proof.subarray(33));
    await story.refuses(alice, story.trainer.refund({ ...first, proof: shorter }), "UnknownContribution", { id: 0n });
  });
}

function describeRefundBatch(world: () => World, model: ModelCase): void {
  const four = fourOf(model);

  it("refunds in one payment what the model agrees with, and leaves the rest open", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const { batch } = await story.addBatch(alice, four);
    const { movement, result, receipt } = await story.moves(alice, story.trainer.refundBatch(batch));
    expect(result).toBe(2n * PRICE);
    expect(movement).toEqual(only({ alice: 2n * PRICE, trainer: -2n * PRICE }));
    const values = { firstId: 0n, author: alice.address, refunded: 0b0101n, amount: 2n * PRICE };
    expect(receipt.events).toMatchObject([{ name: "BatchRefunded", values }]);
    expect(await story.trainer.creditOf(alice.address)).toBe(2n);
    expect((await story.trainer.stats()).totalGood).toBe(2n);
    const record = await story.trainer.record(batch.slot);
    expect([record.claimable, record.settled]).toEqual([2n * PRICE, false]);
    await story.refuses(alice, story.trainer.refundBatch(batch), "ModelDisagrees", { predicted: 0 });
  });

  it("pays what reporters left, and passes over what is settled", async () => {
    const story = await world().deploy();
    const { alice, bob, carol } = world().people;
    await story.earn(bob);
    const { batch, contributions } = await story.addBatch(alice, four.slice(0, 3));
    const [first, second] = contributions;
    if (!first || !second) return;
    await story.trainer.refund(first).send(alice);
    const share = PRICE / 2n;
    await story.trainer.report(second).send(bob);
    await story.persuade(carol);
    const amount = PRICE - share;
    const { movement, receipt } = await story.moves(alice, story.trainer.refundBatch(batch));
    expect(movement).toEqual(only({ alice: amount, trainer: -amount }));
    expect(receipt.events).toMatchObject([{ values: { refunded: 0b0010n, amount } }]);
  });

  it("pays no more than reporters left of a batch of one", async () => {
    const story = await world().deploy();
    const { alice, bob, carol } = world().people;
    await story.earn(bob);
    await story.earn(carol);
    const { batch, contributions } = await story.addBatch(alice, four.slice(1, 2));
    const [bad] = contributions;
    if (bad === undefined) return;
    const share = PRICE / 2n;
    expect((await story.trainer.report(bad).send(bob)).result).toBe(share);
    await story.persuade(carol);
    const amount = PRICE - share;
    const { movement } = await story.moves(alice, story.trainer.refundBatch(batch));
    expect(movement).toEqual(only({ alice: amount, trainer: -amount }));
    expect((await story.trainer.record(batch.slot)).settled).toBe(true);
  });

  it("earns credit only for what taught, where the plan says so", async () => {
    const story = await world().deploy({ incentive: { credit: 1n } });
    const { alice } = world().people;
    const items = [
      { sample: model.strange, label: 1 },
      { sample: model.positive, label: 1 },
    ];
    const { batch } = await story.addBatch(alice, items);
    await story.trainer.refundBatch(batch).send(alice);
    expect(await story.trainer.creditOf(alice.address)).toBe(1n);
    expect((await story.trainer.stats()).totalGood).toBe(1n);
    expect((await story.trainer.record(batch.slot)).settled).toBe(true);
  });

  it("refunds free batches, for nothing", async () => {
    const story = await world().deploy({ incentive: { minDeposit: 0n, maxDeposit: 0n } });
    const { alice } = world().people;
    const { batch } = await story.addBatch(alice, four);
    const { movement, result } = await story.moves(alice, story.trainer.refundBatch(batch));
    expect(result).toBe(0n);
    expect(movement).toEqual(only({}));
    expect(await story.trainer.creditOf(alice.address)).toBe(2n);
  });

  it("is refused to all but the author, before the wait is over, and for a batch with other fields", async () => {
    const story = await world().deploy({ incentive: { refundWait: LONG } });
    const { alice, bob } = world().people;
    const { batch } = await story.addBatch(alice, four);
    const { firstId: id, addedAt } = batch;
    const refund = story.trainer.refundBatch.bind(story.trainer);
    await story.refuses(bob, refund(batch), "NotAuthor");
    await story.refuses(alice, refund(batch), "TooEarly", { until: addedAt + LONG });
    const samples = packLabelledList(four.slice(0, 3));
    const changed = [
      { slot: 1 },
      { author: bob.address },
      { addedAt: addedAt + 1n },
      { deposit: 1n },
      { taught: batch.taught ^ 1n },
    ];
    for (const changes of [...changed, { samples }]) {
      await story.refuses(alice, refund({ ...batch, ...changes }), "UnknownContribution", { id });
    }
    await story.refuses(alice, refund({ ...batch, firstId: 5n }), "UnknownContribution", { id: 5n });
  });

  it("checks the batch's shape, then its samples, before anything else", async () => {
    const story = await world().deploy();
    const { alice, bob } = world().people;
    const { batch } = await story.addBatch(alice, four);
    const refund = (samples: Uint8Array) => story.trainer.refundBatch({ ...batch, samples });
    await story.refuses(bob, refund(new Uint8Array()), "InvalidBatch", { reason: "empty" });
    await story.refuses(bob, refund(Uint8Array.of(1)), "InvalidBatch", { reason: "length" });
    const many = listOf({ sample: model.positive, label: 1 }, MAX_BATCH + 1);
    await story.refuses(bob, refund(many), "InvalidBatch", { reason: "size" });
    const [sample, reason] = malformedSample(model.kind);
    const malformed = packLabelledList([
      { sample: model.positive, label: 9 },
      { sample, label: 1 },
    ]);
    await story.refuses(bob, refund(malformed), "InvalidSample", { reason });
  });

  it("proves each contribution of the listed batch", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const { batch, contributions } = await story.addBatch(alice, four);
    const author = story.trainer.chain.authorBytes(alice.address);
    expect(batchContributions(batch, author)).toEqual(contributions);
    expect(contributions.map(({ proof }) => proof.subarray(0, 1))).toEqual([0, 1, 2, 3].map((at) => bigEndian(at, 1)));
  });
}
