import { describe, expect, it } from "@jest/globals";
import { packPlan } from "@omnisum/core";
import { LONG } from "../../conformance/plans.ts";
import { only, type Story } from "../../conformance/story.ts";
import type { World } from "../../conformance/world.ts";
import { rejectsWith } from "../../support/errors.ts";
import type { IncentiveCase } from "../incentive-case.ts";
import type { ModelCase } from "../model-case.ts";

/** No wait before a refund or a report, and every refund earns. */
export const incentiveCase: IncentiveCase = {
  kind: "points",
  parameters: () => ({ refundWait: 0n, credit: 0n }),
  describe: describePoints,
  tell,
};

function describePoints(world: () => World, model: ModelCase): void {
  describe("points", () => {
    describeAdding(world, model);
    describeRefund(world, model);
    describeReport(world, model);
  });
}

function describeAdding(world: () => World, model: ModelCase): void {
  it("take no money: the price is zero, and what is sent returns", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    expect(await story.trainer.quote({ count: 7 })).toBe(0n);
    const { movement, result } = await story.moves(alice, story.trainer.addData(model.positive, 1, 50n));
    expect(movement).toEqual(only({}));
    expect(result.deposit).toBe(0n);
    expect(await story.trainer.record(0)).toMatchObject({ claimable: 0n, settled: false });
    const batch = await story.moves(alice, story.trainer.addDataBatch(model.persuasion, 9n));
    expect(batch.movement).toEqual(only({}));
  });

  it("are refused by the name of the parameter that is wrong", async () => {
    const good = packPlan(await world().plan());
    const incentive = Uint8Array.of(2, 0, 0, 0, 0, 2);
    await rejectsWith(world().deployRaw({ ...good, incentive }), "InvalidConfig", { field: "credit" });
    for (const wrong of [incentive.subarray(0, 5), Uint8Array.of(...incentive, 0)]) {
      const attempt = world().deployRaw({ ...good, incentive: wrong });
      await rejectsWith(attempt, "InvalidConfig", { field: "incentive" });
    }
  });
}

function describeRefund(world: () => World, model: ModelCase): void {
  it("go to the author of what the model agrees with, once", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const good = await story.add(alice, model.positive, 1);
    const { receipt, result, movement } = await story.moves(alice, story.trainer.refund(good));
    expect(result).toBe(0n);
    expect(movement).toEqual(only({}));
    expect(receipt.events).toMatchObject([{ name: "Refunded", values: { id: 0n, author: alice.address, amount: 0n } }]);
    await expectPoints(story, { alice: 1n });
    await story.refuses(alice, story.trainer.refund(good), "UnknownContribution", { id: 0n });
  });

  it("are refused to strangers, then before the wait is over, then where the model disagrees", async () => {
    const story = await world().deploy({ incentive: { refundWait: 9n } });
    const { alice, bob } = world().people;
    const bad = await story.add(alice, model.negative, 1);
    const until = bad.addedAt + 9n;
    await story.refuses(bob, story.trainer.refund(bad), "NotAuthor");
    await story.refuses(alice, story.trainer.refund(bad), "TooEarly", { until });
    await world().passUntil(until);
    await story.refuses(alice, story.trainer.refund(bad), "ModelDisagrees", { predicted: 0 });
    await expectPoints(story, {});
  });

  it("are earned by each of a batch that the model agrees with", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const { batch } = await story.addBatch(alice, [
      { sample: model.positive, label: 1 },
      { sample: model.negative, label: 1 },
      { sample: model.negative, label: 0 },
    ]);
    const { receipt } = await story.trainer.refundBatch(batch).send(alice);
    expect(receipt.events).toMatchObject([{ name: "BatchRefunded", values: { refunded: 0b101n, amount: 0n } }]);
    await expectPoints(story, { alice: 2n });
    await story.refuses(alice, story.trainer.refundBatch(batch), "ModelDisagrees", { predicted: 0 });
  });

  it("are earned only by what taught, where the plan says so", async () => {
    const story = await world().deploy({ incentive: { credit: 1n } });
    const { alice } = world().people;
    await story.earn(alice);
    await expectPoints(story, {});
    const taught = await story.add(alice, model.strange, 1);
    expect(taught.taught).toBe(true);
    await story.trainer.refund(taught).send(alice);
    await expectPoints(story, { alice: 1n });
  });
}

function describeReport(world: () => World, model: ModelCase): void {
  it("go to the first who reports what the model disagrees with, whatever earns them otherwise, and never to its author", async () => {
    const story = await world().deploy({ incentive: { credit: 1n } });
    const { alice, bob } = world().people;
    await story.trainer.refund(await story.add(bob, model.strange, 1)).send(bob);
    const bad = await story.add(alice, model.negative, 1);
    const { receipt, movement } = await story.moves(bob, story.trainer.report(bad));
    expect(movement).toEqual(only({}));
    const values = { id: bad.id, reporter: bob.address, amount: 0n };
    expect(receipt.events).toMatchObject([{ name: "Reported", values }]);
    await expectPoints(story, { bob: 2n });
    await story.persuade(alice);
    await story.refuses(alice, story.trainer.refund(bad), "UnknownContribution", { id: bad.id });
    await story.refuses(bob, story.trainer.report(bad), "UnknownContribution", { id: bad.id });
  });

  it("are refused before the wait is over, then to the author, then to who has none, then where the model agrees", async () => {
    const story = await world().deploy({ incentive: { refundWait: 9n } });
    const { alice, bob, owner } = world().people;
    const early = await story.add(bob, model.positive, 1);
    const good = await story.add(alice, model.positive, 1);
    const until = good.addedAt + 9n;
    for (const person of [alice, bob, owner])
      await story.refuses(person, story.trainer.report(good), "TooEarly", { until });
    await world().passUntil(until);
    await story.refuses(alice, story.trainer.report(good), "OwnContribution");
    await story.refuses(bob, story.trainer.report(good), "NoCredit");
    await story.trainer.refund(early).send(bob);
    await story.refuses(bob, story.trainer.report(good), "ModelAgrees");
  });

  it("open no window in which anybody may take without a point, however long it lasts", async () => {
    const story = await world().deploy();
    const { alice, bob, owner } = world().people;
    const bad = await story.add(alice, model.negative, 1);
    await world().fixture.elapse(3n);
    for (const person of [bob, owner]) await story.refuses(person, story.trainer.report(bad), "NoCredit");
    await expect(story.trainer.quote({ at: (await world().chain.now()) + LONG })).resolves.toBe(0n);
  });
}

async function expectPoints({ world, trainer }: Story, points: Partial<Record<"alice" | "bob" | "carol", bigint>>) {
  for (const name of ["alice", "bob", "carol"] as const) {
    expect(await trainer.creditOf(world.people[name].address)).toBe(points[name] ?? 0n);
  }
  const all = Object.values(points).reduce((sum, one) => sum + one, 0n);
  expect((await trainer.stats()).totalGood).toBe(all);
}

async function tell(world: World, model: ModelCase): Promise<void> {
  const story = await world.deploy({ firstBytes: 9, incentive: { credit: 1n } });
  const { trainer } = story;
  const { alice, bob, carol } = world.people;
  const taught = await story.add(bob, model.strange, 1);
  await trainer.refund(taught).send(bob);
  const bad = await story.add(alice, model.negative, 1);
  await story.refuses(alice, trainer.refund(bad), "ModelDisagrees", { predicted: 0 });
  await story.refuses(carol, trainer.report(bad), "NoCredit");
  await trainer.report(bad).send(bob);
  await expectPoints(story, { bob: 2n });
  const { batch, contributions } = await story.addBatch(carol, model.persuasion);
  await trainer.compact().send(alice);
  expect(await trainer.predict(model.negative)).toBe(1);
  await trainer.refundBatch(batch).send(carol);
  const taughtOfBatch = contributions.filter((contribution) => contribution.taught).length;
  await expectPoints(story, { bob: 2n, carol: BigInt(taughtOfBatch) });
  expect(await trainer.chain.balance(trainer.address)).toBe(0n);
}
