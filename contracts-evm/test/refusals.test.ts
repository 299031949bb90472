/** Every refusal with its fields, and that a refused operation changes nothing. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { type Batch, batchContributions, fromHex, packLabelledList } from "@omnisum/core";
import { after, at, balanceOf, create, Refused, type Trainer } from "../support/chain.ts";
import * as f from "./fixture.ts";

const { ALICE, BOB, CAROL, OWNER, ONE, ZERO } = f;
let shared: f.Shared;
before(async () => {
  shared = await f.share();
});

/** `work` is refused with exactly this error, and the state hash, the counters and the money stay. */
async function refuses(
  trainer: Trainer,
  work: () => Promise<unknown>,
  name: string,
  values: object = {},
): Promise<void> {
  const state = async () => {
    const answers = [
      trainer.ask("stateHash"),
      trainer.ask("stats"),
      trainer.ask("record", 0),
      balanceOf(trainer.address),
    ];
    return (await Promise.all(answers)).map(String);
  };
  const earlier = await state();
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof Refused, String(error));
    assert.deepEqual({ name: error.name, values: error.values }, { name, values });
    return true;
  });
  assert.deepEqual(await state(), earlier);
}

test("a label that does not exist is refused before the sample is looked at", async () => {
  const trainer = await f.createTrainer(shared);
  const add = (label: number) => () => trainer.send(ALICE, "addData", [new Uint8Array(), label], f.PRICE);
  await refuses(trainer, add(2), "InvalidLabel", { label: 2n, classes: 2n });
  await refuses(trainer, add(65_535), "InvalidLabel", { label: 65_535n, classes: 2n });
});

test("a sample that is empty, out of order or out of range is refused before the price is looked at", async () => {
  const trainer = await f.createTrainer(shared);
  const cases = [
    [[], "empty"],
    [[1, 1], "order"],
    [[3, 2, 200], "order"],
    [[10], "range"],
  ] as const;
  for (const [sample, reason] of cases) {
    const add = () => trainer.send(ALICE, "addData", [Uint8Array.from(sample), 1], 0n);
    await refuses(trainer, add, "InvalidSample", { reason });
  }
  await assert.rejects(trainer.ask("predict", Uint8Array.of(10)), { name: "InvalidSample" });
  assert.equal(await trainer.ask("predict", new Uint8Array()), 0n, "an empty one may be predicted");
});

test("a sample of half an index is refused for its length", async () => {
  const trainer = await create(
    shared.factory,
    shared.implementation,
    await f.planOf({ weights: new Uint8Array(604) }, { features: 300 }),
  );
  const add = () => trainer.send(ALICE, "addData", [Uint8Array.of(9, 9, 9), 1], 0n);
  await refuses(trainer, add, "InvalidSample", { reason: "length" });
});

test("too small a deposit is refused with what was sent and what is required", async () => {
  const trainer = await f.createTrainer(shared);
  await f.addData(trainer, ALICE, ONE, 1);
  await after(f.HOUR);
  const add = () => trainer.send(ALICE, "addData", [ONE, 1], f.PRICE - 1n);
  await refuses(trainer, add, "InsufficientDeposit", { sent: f.PRICE - 1n, required: f.PRICE });
});

test("a batch is refused for its shape, then for its first bad item, then for its price", async () => {
  const trainer = await f.createTrainer(shared);
  const batch = (samples: Uint8Array) => () => trainer.send(ALICE, "addDataBatch", [samples], 0n);
  const items = (count: number, label = 1) => packLabelledList(Array(count).fill({ sample: ONE, label }));
  await refuses(trainer, batch(new Uint8Array()), "InvalidBatch", { reason: "empty" });
  await refuses(trainer, batch(items(2).slice(0, -1)), "InvalidBatch", { reason: "length" });
  await refuses(trainer, batch(items(257)), "InvalidBatch", { reason: "size" });
  await refuses(trainer, batch(items(3, 2)), "InvalidLabel", { label: 2n, classes: 2n });
  const bad = packLabelledList([
    { sample: ONE, label: 1 },
    { sample: Uint8Array.of(1, 0), label: 0 },
  ]);
  await refuses(trainer, batch(bad), "InvalidSample", { reason: "order" });
  const hole = packLabelledList([{ sample: new Uint8Array(), label: 0 }]);
  await refuses(trainer, batch(hole), "InvalidSample", { reason: "empty" });
});

test("a batch costs each contribution the price at its part of the time", async () => {
  const trainer = await f.createTrainer(shared);
  await f.addData(trainer, ALICE, ONE, 1);
  await after(f.HOUR);
  const each = (10n ** 15n * 3_600n) / 18n;
  const samples = packLabelledList(Array(11).fill({ sample: ONE, label: 1 }));
  const add = () => trainer.send(ALICE, "addDataBatch", [samples], each * 11n - 1n);
  await refuses(trainer, add, "InsufficientDeposit", { sent: each * 11n - 1n, required: each * 11n });
});

test("only the author gets a refund, not before the wait is over, and only if the model agrees", async () => {
  const trainer = await f.createTrainer(shared);
  const right = await f.addData(trainer, ALICE, ONE, 1);
  const wrong = await f.addData(trainer, ALICE, ZERO, 1);
  const until = BigInt(wrong.addedAt + f.REFUND_WAIT);
  const refund = (from: number, what: object) => () => trainer.send(from, "refund", [what]);
  await at(wrong.addedAt + f.REFUND_WAIT - 1);
  await refuses(trainer, refund(BOB, wrong), "NotAuthor");
  await refuses(trainer, refund(ALICE, { ...wrong, deposit: 1n }), "UnknownContribution", { id: 1n });
  await at(wrong.addedAt + f.REFUND_WAIT - 1);
  await refuses(trainer, refund(ALICE, wrong), "TooEarly", { until });
  await at(wrong.addedAt + f.REFUND_WAIT);
  await refuses(trainer, refund(ALICE, wrong), "ModelDisagrees", { predicted: 0n });
  await trainer.send(ALICE, "refund", [right]);
  await refuses(trainer, refund(ALICE, right), "UnknownContribution", { id: 0n });
});

test("a report is refused in the order of the protocol: early, own, again, without credit, agreed, too small", async () => {
  const trainer = await f.createTrainer(shared, { costWeight: 0n, minDeposit: 2n, maxDeposit: 2n });
  const report = (from: number, what: object) => () => trainer.send(from, "report", [what]);
  const refunded = async (from: number) => {
    const good = await f.addData(trainer, from, ONE, 1);
    await after(f.REFUND_WAIT);
    await trainer.send(from, "refund", [good]);
  };
  for (const from of [BOB, BOB, CAROL]) await refunded(from);
  const wrong = await f.addData(trainer, ALICE, ZERO, 1);
  const early = () => at(wrong.addedAt + f.REFUND_WAIT - 1);
  await early();
  await refuses(trainer, report(BOB, wrong), "TooEarly", { until: BigInt(wrong.addedAt + f.REFUND_WAIT) });
  await at(wrong.addedAt + f.REFUND_WAIT);
  await refuses(trainer, report(ALICE, wrong), "OwnContribution");
  await refuses(trainer, report(OWNER, wrong), "NoCredit");
  await refuses(trainer, report(CAROL, wrong), "ShareTooSmall");
  assert.equal((await trainer.send(BOB, "report", [wrong])).fields.amount, 1n);
  await refuses(trainer, report(BOB, wrong), "AlreadyReported");
  const right = await f.addData(trainer, ALICE, ONE, 1);
  await after(f.REFUND_WAIT);
  await refuses(trainer, report(BOB, right), "ModelAgrees");
});

test("the owner's window and everyone's open to the second, and take what is left", async () => {
  const trainer = await f.createTrainer(shared);
  const report = (from: number, what: object) => () => trainer.send(from, "report", [what]);
  const [owners, own, alices] = [
    await f.addData(trainer, ALICE, ONE, 1),
    await f.addData(trainer, OWNER, ONE, 1),
    await f.addData(trainer, ALICE, ONE, 1),
  ];
  await at(alices.addedAt + f.OWNER_WAIT - 1);
  await refuses(trainer, report(OWNER, alices), "NoCredit");
  await at(alices.addedAt + f.OWNER_WAIT);
  assert.equal((await trainer.send(OWNER, "report", [alices])).fields.amount, f.PRICE);
  assert.ok(own.addedAt > owners.addedAt);
  const last = await f.addData(trainer, OWNER, ONE, 1);
  await at(last.addedAt + f.ANYONE_WAIT - 1);
  await refuses(trainer, report(OWNER, last), "OwnContribution");
  await at(last.addedAt + f.ANYONE_WAIT);
  assert.equal((await trainer.send(OWNER, "report", [last])).fields.amount, f.PRICE);
});

test("what is free can be refunded and reported, and is settled by it", async () => {
  const trainer = await f.createTrainer(shared, { costWeight: 0n });
  const [good, wrong] = [await f.addData(trainer, BOB, ONE, 1), await f.addData(trainer, ALICE, ZERO, 1)];
  await after(f.REFUND_WAIT);
  assert.equal((await trainer.send(BOB, "refund", [good])).fields.amount, 0n);
  assert.equal((await trainer.send(BOB, "report", [wrong])).fields.amount, 0n);
  await refuses(trainer, () => trainer.send(BOB, "report", [wrong]), "UnknownContribution", { id: 1n });
});

test("a batch is refunded as far as the model agrees, and refused with the first open one's label if it does not", async () => {
  const trainer = await f.createTrainer(shared);
  const samples = packLabelledList([
    { sample: ZERO, label: 1 },
    { sample: ONE, label: 1 },
    { sample: ZERO, label: 1 },
  ]);
  await after(f.HOUR);
  const { fields } = await trainer.send(ALICE, "addDataBatch", [samples], 10n ** 18n);
  const refund = (from: number, batch: object) => () => trainer.send(from, "refundBatch", [batch]);
  await refuses(trainer, refund(ALICE, fields), "TooEarly", { until: BigInt(String(fields.addedAt)) + 15n });
  await refuses(trainer, refund(BOB, fields), "NotAuthor");
  await after(f.REFUND_WAIT);
  assert.equal((await trainer.send(ALICE, "refundBatch", [fields])).fields.refunded, 2n);
  await refuses(trainer, refund(ALICE, fields), "ModelDisagrees", { predicted: 0n });
  await refuses(trainer, refund(ALICE, { ...fields, slot: 7 }), "UnknownContribution", { id: 0n });
  await refuses(trainer, refund(ALICE, { ...fields, samples: "0x" }), "InvalidBatch", { reason: "empty" });
});

test("no proof, whatever its shape, makes anything of a slot that is free", async () => {
  const trainer = await f.createTrainer(shared);
  const samples = packLabelledList(Array(2).fill({ sample: ONE, label: 1 }));
  await after(f.HOUR);
  const { fields } = await trainer.send(ALICE, "addDataBatch", [samples], 10n ** 18n);
  await after(f.REFUND_WAIT);
  await trainer.send(ALICE, "refundBatch", [fields]);
  const open = await f.addData(trainer, BOB, ONE, 1);
  await after(f.REFUND_WAIT);
  await trainer.send(BOB, "refund", [open]);
  const forged = { ...open, id: 0, author: fields.author, addedAt: fields.addedAt };
  for (const proof of ["0x", "0x00", "0x0000", "0xff", `0x00${"00".repeat(32)}`, `0x00${"00".repeat(32 * 9)}`]) {
    for (const slot of [0, 1, 2]) {
      const refund = () => trainer.send(ALICE, "refund", [{ ...forged, slot, proof }]);
      await refuses(trainer, refund, "UnknownContribution", { id: 0n });
    }
  }
});

test("a place beyond the tree's height is no place, even if it leads to the root", async () => {
  const trainer = await f.createTrainer(shared);
  const samples = packLabelledList(Array(2).fill({ sample: ONE, label: 1 }));
  await after(f.HOUR);
  const { fields } = await trainer.send(ALICE, "addDataBatch", [samples], 10n ** 18n);
  // CAST: the event's fields are a batch's, in the types of the codec instead of core's.
  const batch = { ...fields, firstId: 0n, slot: 0, samples } as unknown as Batch;
  const [first] = batchContributions(batch, fromHex(batch.author));
  assert.ok(first);
  await after(f.REFUND_WAIT);
  const elsewhere = Uint8Array.from(first.proof, (byte, i) => (i === 0 ? 2 : byte));
  const refund = (proof: Uint8Array) => () => trainer.send(ALICE, "refund", [{ ...first, proof }]);
  await refuses(trainer, refund(elsewhere), "UnknownContribution", { id: 0n });
  await refund(first.proof)();
  await refuses(trainer, refund(first.proof), "UnknownContribution", { id: 0n });
});

test("a deposit below what reporters took is not true, and refused as such", async () => {
  const trainer = await f.createTrainer(shared);
  for (const from of [BOB, CAROL]) {
    const good = await f.addData(trainer, from, ONE, 1);
    await after(f.REFUND_WAIT);
    await trainer.send(from, "refund", [good]);
  }
  const samples = packLabelledList(Array(2).fill({ sample: ZERO, label: 1 }));
  await after(f.HOUR);
  const { fields } = await trainer.send(ALICE, "addDataBatch", [samples], 10n ** 18n);
  // CAST: the event's fields are a batch's, in the types of the codec instead of core's.
  const batch = { ...fields, samples } as unknown as Batch;
  const [first] = batchContributions(batch, fromHex(batch.author));
  assert.ok(first);
  await after(f.REFUND_WAIT);
  await trainer.send(BOB, "report", [first]);
  const refund = () => trainer.send(ALICE, "refund", [{ ...first, deposit: 1n }]);
  await refuses(trainer, refund, "UnknownContribution", { id: first.id });
});
