import { beforeEach, describe, expect, test } from "@jest/globals";
import { type Account, type Contribution, incentiveDefinition, packSparse, type Trainer } from "@omnisum/core";
import { rejectsWith, throwsWith } from "../../test/support/errors.ts";
import { account, deploy, FEATURES, openWorld, planOf, type World } from "./world.ts";

const WAIT = 10n;
const YES = packSparse([0], FEATURES);
const NO = packSparse([1], FEATURES);

let world: World;
let trainer: Trainer;
let author: Account;
let reporter: Account;

async function open(credit = 0n): Promise<void> {
  world = await openWorld();
  const incentive = { kind: "points", parameters: { refundWait: WAIT, credit } };
  trainer = await deploy(world, planOf({ incentive }));
  author = account(world, 1);
  reporter = account(world, 2);
}

/** Adds a sample as `from` and waits until it can be settled. */
async function added(from: Account, sample: Uint8Array, label: number): Promise<Contribution> {
  const { result } = await trainer.addData(sample, label).send(from);
  await world.chain.clock.advance(WAIT);
  return result;
}

/** A contribution of the author's that the model disagrees with: a lesson, undone by another. */
async function disputed(): Promise<Contribution> {
  const wrong = await added(author, YES, 0);
  for (let i = 0; (await trainer.predict(YES)) === 0; i++)
    await trainer.addData(YES, 1).send(account(world, 3 + (i % 2)));
  return wrong;
}

beforeEach(() => open());

describe("adding under points", () => {
  test("costs nothing, and what is sent with it returns", async () => {
    expect(await trainer.quote({ count: 5 })).toBe(0n);
    const before = await world.chain.balance(author.address);
    const { result } = await trainer.addData(YES, 1, 7n).send(author);
    expect(result.deposit).toBe(0n);
    const { result: batch } = await trainer.addDataBatch([{ sample: YES, label: 1 }], 9n).send(author);
    expect(batch.batch.deposit).toBe(0n);
    expect(await world.chain.balance(author.address)).toBe(before);
    expect(await world.chain.balance(trainer.address)).toBe(0n);
    expect(await trainer.stats()).toMatchObject({ count: 2n, totalGood: 0n });
  });
});

describe("a refund under points", () => {
  test("earns its author a point and settles the contribution", async () => {
    const contribution = await added(author, YES, 1);
    const { result, receipt } = await trainer.refund(contribution).send(author);
    expect(result).toBe(0n);
    expect(receipt.events.map(({ name, values }) => [name, values])).toEqual([
      ["Refunded", { id: 0n, author: author.address, amount: 0n }],
    ]);
    expect([await trainer.creditOf(author.address), (await trainer.stats()).totalGood]).toEqual([1n, 1n]);
    await rejectsWith(trainer.refund(contribution).send(author), "UnknownContribution", { id: 0n });
  });

  test("is refused to strangers, before its time, and where the model disagrees, in this order", async () => {
    const { result: early } = await trainer.addData(YES, 0).send(author);
    const until = early.addedAt + WAIT;
    await rejectsWith(trainer.refund(early).send(reporter), "NotAuthor", {});
    await rejectsWith(trainer.refund(early).send(author), "TooEarly", { until });
    await world.chain.clock.advance(WAIT - 1n);
    await rejectsWith(trainer.refund(early).send(author), "TooEarly", { until });
    await world.chain.clock.advance(1n);
    await rejectsWith(trainer.refund(early).send(author), "ModelDisagrees", { predicted: 1 });
  });

  test("of a batch earns a point for each that the model agrees with", async () => {
    const items = [YES, NO, YES].map((sample) => ({ sample, label: 1 }));
    const { batch, contributions } = (await trainer.addDataBatch(items).send(author)).result;
    await world.chain.clock.advance(WAIT);
    const predicted = await trainer.predictBatch(contributions.map(({ sample }) => sample));
    const good = predicted.filter((label) => label === 1).length;
    expect((await trainer.refundBatch(batch).send(author)).result).toBe(0n);
    expect(await trainer.creditOf(author.address)).toBe(BigInt(good));
  });

  test("earns a point for what the model knew only if credit is all", async () => {
    await open(1n);
    await trainer.refund(await added(author, YES, 1)).send(author);
    expect(await trainer.creditOf(author.address)).toBe(0n);
    const taught = await added(author, packSparse([5], FEATURES), 1);
    expect(taught.taught).toBe(true);
    await trainer.refund(taught).send(author);
    expect(await trainer.creditOf(author.address)).toBe(1n);
  });
});

describe("a report under points", () => {
  async function earn(): Promise<void> {
    await trainer.refund(await added(reporter, NO, 0)).send(reporter);
  }

  test("takes the point that the contribution could have earned, whatever credit is", async () => {
    await open(1n);
    await trainer.refund(await added(reporter, packSparse([5], FEATURES), 1)).send(reporter);
    const wrong = await disputed();
    await world.chain.clock.advance(WAIT);
    const before = await trainer.creditOf(reporter.address);
    const { receipt } = await trainer.report(wrong).send(reporter);
    expect(receipt.events[0]?.values).toEqual({ id: wrong.id, reporter: reporter.address, amount: 0n });
    expect(await trainer.creditOf(reporter.address)).toBe(before + 1n);
    await rejectsWith(trainer.report(wrong).send(reporter), "UnknownContribution", { id: wrong.id });
    await rejectsWith(trainer.refund(wrong).send(author), "UnknownContribution", { id: wrong.id });
    expect((await trainer.record(wrong.slot)).settled).toBe(true);
  });

  test("is refused before its time, to its author, without a point, and where the model agrees, in this order", async () => {
    const { result: right } = await trainer.addData(YES, 1).send(author);
    await rejectsWith(trainer.report(right).send(author), "TooEarly", { until: right.addedAt + WAIT });
    await world.chain.clock.advance(WAIT);
    await rejectsWith(trainer.report(right).send(author), "OwnContribution", {});
    await rejectsWith(trainer.report(right).send(reporter), "NoCredit", {});
    await earn();
    await rejectsWith(trainer.report(right).send(reporter), "ModelAgrees", {});
  });

  test("is listed as possible for strangers when the model disagrees", async () => {
    const wrong = await disputed();
    await world.chain.clock.advance(WAIT);
    const views = async (name: string) =>
      (await Array.fromAsync(trainer.contributions({ reporter: name }))).find(
        ({ contribution }) => contribution.id === wrong.id,
      );
    expect(await views(reporter.address)).toMatchObject({ claimable: 0n, refundable: false, reportable: true });
    expect(await views(author.address)).toMatchObject({ refundable: false, reportable: false });
  });
});

test("points have a wait and a choice of what earns them, and no other choice", () => {
  const { kind, id, parameters, validate } = incentiveDefinition("points");
  expect([kind, id, Object.keys(parameters)]).toEqual(["points", 2, ["refundWait", "credit"]]);
  throwsWith(() => validate({ refundWait: 1n, credit: 2n }), "InvalidConfig", { field: "credit" });
});
