/** Trainers of points: no money moves, good contributions and true reports earn a point each. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { bigEndian, concat } from "@omnisum/core";
import { addressOf, after, balanceOf, create, type Fields, type Trainer } from "../support/chain.ts";
import * as f from "./fixture.ts";

const { ALICE, BOB, CAROL, ONE, ZERO, REFUND_WAIT } = f;
const [ALL, TAUGHT] = [0, 1];
let shared: f.Shared;
before(async () => {
  shared = await f.share("SparsePerceptronPoints");
});

function incentive(credit: number): Uint8Array {
  return concat(bigEndian(2, 1), bigEndian(REFUND_WAIT, 4), bigEndian(credit, 1));
}

async function createTrainer(credit = ALL): Promise<Trainer> {
  await after(1);
  return create(shared.factory, shared.implementation, await f.planOf({ incentive: incentive(credit) }));
}

async function add(trainer: Trainer, from: number, sample: Uint8Array, label: number, value = 0n): Promise<Fields> {
  await after(1);
  const { fields } = await trainer.send(from, "addData", [sample, label], value);
  return { ...fields, proof: "0x" };
}

async function settle(trainer: Trainer, from: number, method: "refund" | "report", fields: Fields, wait = REFUND_WAIT) {
  await after(wait);
  return trainer.send(from, method, [fields]);
}

async function points(trainer: Trainer, ...accounts: readonly number[]): Promise<readonly bigint[]> {
  const [, total] = await trainer.ask<readonly [bigint, bigint, bigint]>("stats");
  const each = await Promise.all(accounts.map(async (i) => trainer.ask("creditOf", await addressOf(i))));
  return [...each, total];
}

test("adding is free, and what is sent returns", async () => {
  const trainer = await createTrainer();
  const had = await balanceOf(await addressOf(ALICE));
  const added = await add(trainer, ALICE, ONE, 1, 1_000n);
  assert.equal(await balanceOf(await addressOf(ALICE)), had);
  assert.equal(await balanceOf(trainer.address), 0n);
  assert.equal(added.deposit, 0n);
  assert.equal(await trainer.ask("quote", 0n, 7), 0n);
});

test("a refund earns its author a point, once", async () => {
  const trainer = await createTrainer();
  const added = await add(trainer, ALICE, ONE, 1);
  const { events } = await settle(trainer, ALICE, "refund", added);
  assert.deepEqual(events, [{ name: "Refunded", fields: { id: 0n, author: await addressOf(ALICE), amount: 0n } }]);
  assert.deepEqual(await points(trainer, ALICE, BOB), [1n, 0n, 1n]);
  await assert.rejects(settle(trainer, ALICE, "refund", added), { name: "UnknownContribution" });
  assert.deepEqual([...(await trainer.ask<readonly unknown[]>("record", 0))].slice(1), [0n, true]);
});

test("a refund is refused to others, before its time, and while the model disagrees, in this order", async () => {
  const trainer = await createTrainer();
  const added = await add(trainer, ALICE, ONE, 1);
  for (let i = 0; i < 12; i++) await add(trainer, BOB, ONE, 0);
  const at = Number(added.addedAt);
  await assert.rejects(settle(trainer, BOB, "refund", added, 1), { name: "NotAuthor" });
  await assert.rejects(settle(trainer, ALICE, "refund", added, 1), {
    name: "TooEarly",
    values: { until: BigInt(at + REFUND_WAIT) },
  });
  await assert.rejects(settle(trainer, ALICE, "refund", added), { name: "ModelDisagrees", values: { predicted: 0n } });
  assert.deepEqual(await points(trainer, ALICE, BOB), [0n, 0n, 0n]);
});

test("a report by an account with a point earns another, and voids the contribution", async () => {
  const trainer = await createTrainer();
  await settle(trainer, BOB, "refund", await add(trainer, BOB, ONE, 1));
  const wrong = await add(trainer, ALICE, ZERO, 1);
  const { events } = await settle(trainer, BOB, "report", wrong);
  assert.deepEqual(events, [{ name: "Reported", fields: { id: 1n, reporter: await addressOf(BOB), amount: 0n } }]);
  assert.deepEqual(await points(trainer, ALICE, BOB), [0n, 2n, 2n]);
  await assert.rejects(settle(trainer, ALICE, "refund", wrong), { name: "UnknownContribution" });
  await assert.rejects(settle(trainer, BOB, "report", wrong), { name: "UnknownContribution" });
});

test("a report is refused early, to its author, to whoever has no point, and while the model agrees, in this order", async () => {
  const trainer = await createTrainer();
  const good = await add(trainer, ALICE, ONE, 1);
  await assert.rejects(settle(trainer, ALICE, "report", good, 1), { name: "TooEarly" });
  await assert.rejects(settle(trainer, ALICE, "report", good), { name: "OwnContribution" });
  await assert.rejects(settle(trainer, BOB, "report", good), { name: "NoCredit" });
  await settle(trainer, CAROL, "refund", await add(trainer, CAROL, ONE, 1));
  await assert.rejects(settle(trainer, CAROL, "report", good), { name: "ModelAgrees" });
  await settle(trainer, ALICE, "refund", good);
  assert.deepEqual(await points(trainer, ALICE, BOB, CAROL), [1n, 0n, 1n, 2n]);
});

test("with credit for lessons a refund earns nothing unless it taught, and a report earns all the same", async () => {
  const trainer = await createTrainer(TAUGHT);
  await settle(trainer, BOB, "refund", await add(trainer, BOB, ONE, 1));
  assert.deepEqual(await points(trainer, BOB), [0n, 0n]);
  let taught = await add(trainer, BOB, Uint8Array.of(3), 1);
  while ((await trainer.ask("predict", Uint8Array.of(3))) !== 1n) taught = await add(trainer, BOB, Uint8Array.of(3), 1);
  assert.equal(taught.taught, true);
  await settle(trainer, BOB, "refund", taught);
  assert.deepEqual(await points(trainer, BOB), [1n, 1n]);
  await settle(trainer, BOB, "report", await add(trainer, ALICE, ONE, 0));
  assert.deepEqual(await points(trainer, BOB), [2n, 2n]);
});

test("a batch earns a point for each contribution that the model agrees with", async () => {
  const trainer = await createTrainer();
  const list = concat(...[ONE, ZERO, ONE].map((sample) => concat(bigEndian(2, 2), sample, bigEndian(1, 2))));
  await after(1);
  const { fields } = await trainer.send(ALICE, "addDataBatch", [list]);
  await after(REFUND_WAIT);
  const { events } = await trainer.send(ALICE, "refundBatch", [fields]);
  const values = { firstId: 0n, author: await addressOf(ALICE), refunded: 0b101n, amount: 0n };
  assert.deepEqual(events, [{ name: "BatchRefunded", fields: values }]);
  assert.deepEqual(await points(trainer, ALICE), [2n, 2n]);
});

test("its parameters are checked", async () => {
  for (const [field, packed] of [
    ["incentive", incentive(0).slice(1)],
    ["incentive", concat(bigEndian(1, 1), incentive(0).slice(1))],
    ["credit", incentive(2)],
  ] as const) {
    const plan = await f.planOf({ incentive: packed });
    await assert.rejects(create(shared.factory, shared.implementation, plan), {
      name: "InvalidConfig",
      values: { field },
    });
  }
});
