import { describe, expect, it } from "@jest/globals";
import type { Contribution } from "@omnisum/core";
import { LONG, PRICE } from "../../../conformance/plans.ts";
import { only } from "../../../conformance/story.ts";
import type { World } from "../../../conformance/world.ts";
import { rejectsWith } from "../../../support/errors.ts";
import { malformedSample } from "../../encodings.ts";
import type { ModelCase } from "../../model-case.ts";

export function describeRefund(world: () => World, model: ModelCase): void {
  describe("refunding", () => {
    describeGranted(world, model);
    describeWaiting(world, model);
    describeRefused(world, model);
  });
}

function describeGranted(world: () => World, model: ModelCase): void {
  it("pays the author all of the deposit and settles the contribution", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const contribution = await story.add(alice, model.positive, 1);
    const { movement, result, receipt } = await story.moves(alice, story.trainer.refund(contribution));
    expect(result).toBe(PRICE);
    expect(movement).toEqual(only({ alice: PRICE, trainer: -PRICE }));
    const values = { id: 0n, author: alice.address, amount: PRICE };
    expect(receipt.events).toMatchObject([{ name: "Refunded", values, block: receipt.block }]);
    expect((await story.trainer.record(0)).settled).toBe(true);
    await story.refuses(alice, story.trainer.refund(contribution), "UnknownContribution", { id: 0n });
    await story.refuses(alice, story.trainer.report(contribution), "UnknownContribution", { id: 0n });
  });

  it("gives the author one credit more, and nobody else", async () => {
    const story = await world().deploy();
    const { alice, bob } = world().people;
    await story.earn(alice, 2);
    await story.earn(bob);
    expect(await story.trainer.creditOf(alice.address)).toBe(2n);
    expect(await story.trainer.creditOf(bob.address)).toBe(1n);
    expect(await story.trainer.creditOf(world().people.carol.address)).toBe(0n);
    expect(await story.trainer.stats()).toMatchObject({ count: 3n, totalGood: 3n });
  });

  it("gives credit only for what taught, where the plan says so, and pays all the same", async () => {
    const story = await world().deploy({ incentive: { credit: 1n } });
    const { alice } = world().people;
    await story.earn(alice);
    expect(await story.trainer.creditOf(alice.address)).toBe(0n);
    const taught = await story.add(alice, model.strange, 1);
    expect((await story.trainer.refund(taught).send(alice)).result).toBe(PRICE);
    expect(await story.trainer.creditOf(alice.address)).toBe(1n);
    expect((await story.trainer.stats()).totalGood).toBe(1n);
  });

  it("settles what cost nothing, and pays nothing for it", async () => {
    const story = await world().deploy({ incentive: { minDeposit: 0n, maxDeposit: 0n } });
    const { alice } = world().people;
    const contribution = await story.add(alice, model.positive, 1);
    const { movement, result } = await story.moves(alice, story.trainer.refund(contribution));
    expect(result).toBe(0n);
    expect(movement).toEqual(only({}));
    expect(await story.trainer.creditOf(alice.address)).toBe(1n);
    await story.refuses(alice, story.trainer.refund(contribution), "UnknownContribution", { id: 0n });
  });

  it("pays what reporters have left", async () => {
    const story = await world().deploy();
    const { alice, bob, carol } = world().people;
    await story.earn(bob);
    await story.earn(carol, 2);
    const contribution = await story.add(alice, model.negative, 1);
    expect((await story.trainer.report(contribution).send(bob)).result).toBe(333n);
    await story.persuade(carol);
    const { movement } = await story.moves(alice, story.trainer.refund(contribution));
    expect(movement).toEqual(only({ alice: PRICE - 333n, trainer: 333n - PRICE }));
  });

  it("does not change the model", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const contribution = await story.add(alice, model.strange, 1);
    const before = await story.trainer.stateHash();
    await story.trainer.refund(contribution).send(alice);
    expect(await story.trainer.stateHash()).toEqual(before);
  });

  it("is possible at any later time, if nobody took the deposit", async () => {
    const story = await world().deploy({ incentive: { ownerWait: 0n, anyoneWait: 0n } });
    const { alice } = world().people;
    const contribution = await story.add(alice, model.positive, 1);
    expect((await story.trainer.refund(contribution).send(alice)).result).toBe(PRICE);
  });
}

function describeWaiting(world: () => World, model: ModelCase): void {
  it("is refused before the wait is over, and says until when", async () => {
    const story = await world().deploy({ incentive: { refundWait: LONG } });
    const { alice } = world().people;
    const contribution = await story.add(alice, model.positive, 1);
    const until = contribution.addedAt + LONG;
    await story.refuses(alice, story.trainer.refund(contribution), "TooEarly", { until });
  });

  it("is granted when the wait has passed", async () => {
    const story = await world().deploy({ incentive: { refundWait: 2n } });
    const { alice } = world().people;
    const contribution = await story.add(alice, model.positive, 1);
    await world().passUntil(contribution.addedAt + 2n);
    expect((await story.trainer.refund(contribution).send(alice)).result).toBe(PRICE);
  });

  it("is refused one second before the wait is over, and granted to the second", async () => {
    const at = world().ability("at");
    if (at === undefined) return;
    const story = await world().deploy({ incentive: { refundWait: 15n } });
    const { alice } = world().people;
    const contribution = await story.add(alice, model.positive, 1);
    const until = contribution.addedAt + 15n;
    await at(until - 1n);
    await story.refuses(alice, story.trainer.refund(contribution), "TooEarly", { until });
    await at(until);
    expect((await story.trainer.refund(contribution).send(alice)).result).toBe(PRICE);
    expect(await story.trainer.chain.now()).toBe(until);
  });
}

function describeRefused(world: () => World, model: ModelCase): void {
  it("is refused to all but the author, the owner too", async () => {
    const story = await world().deploy({ incentive: { refundWait: LONG } });
    const { alice, bob, owner } = world().people;
    const contribution = await story.add(alice, model.strange, 0);
    for (const stranger of [bob, owner]) await story.refuses(stranger, story.trainer.refund(contribution), "NotAuthor");
  });

  it("is refused while the model disagrees, naming what it predicts, and granted when it has changed", async () => {
    const story = await world().deploy();
    const { alice, bob } = world().people;
    const contribution = await story.add(alice, model.negative, 1);
    await story.refuses(alice, story.trainer.refund(contribution), "ModelDisagrees", { predicted: 0 });
    await story.persuade(bob);
    expect((await story.trainer.refund(contribution).send(alice)).result).toBe(PRICE);
  });

  it("checks the sample, then that it is known, then the author, then the time, then the model", async () => {
    const story = await world().deploy({ incentive: { refundWait: LONG } });
    const { alice, bob } = world().people;
    const contribution = await story.add(alice, model.negative, 1);
    const [sample, reason] = malformedSample(model.kind);
    const refund = (changes: Partial<Contribution>) => story.trainer.refund({ ...contribution, ...changes });
    await story.refuses(bob, refund({ sample: new Uint8Array(), id: 9n }), "InvalidSample", { reason: "empty" });
    await story.refuses(bob, refund({ sample }), "InvalidSample", { reason });
    await story.refuses(bob, refund({ label: 0 }), "UnknownContribution", { id: 0n });
    await story.refuses(bob, refund({}), "NotAuthor");
    await story.refuses(alice, refund({}), "TooEarly", { until: contribution.addedAt + LONG });
  });

  it("knows a contribution only by all of its true fields", async () => {
    const story = await world().deploy();
    const { alice, bob } = world().people;
    const contribution = await story.add(alice, model.positive, 1);
    await story.add(bob, model.positive, 1);
    const { addedAt } = contribution;
    const alterations: readonly Partial<Contribution>[] = [
      { id: 1n },
      { id: 2n },
      { id: 2n ** 64n - 1n },
      { slot: 1 },
      { slot: 2 },
      { slot: 2 ** 32 - 1 },
      { author: bob.address },
      { label: 0 },
      { label: 65_535 },
      { addedAt: addedAt - 1n },
      { addedAt: 0n },
      { deposit: PRICE + 1n },
      { deposit: 0n },
      { deposit: 2n ** 128n - 1n },
      { taught: true },
      { sample: model.strange },
      { proof: Uint8Array.of(0) },
      { proof: new Uint8Array(33) },
    ];
    for (const alteration of alterations) {
      const altered = { ...contribution, ...alteration };
      await rejectsWith(story.trainer.refund(altered).simulate(alice), "UnknownContribution", { id: altered.id });
      await rejectsWith(story.trainer.report(altered).simulate(alice), "UnknownContribution", { id: altered.id });
    }
    const altered = { ...contribution, deposit: PRICE + 1n };
    await story.refuses(alice, story.trainer.refund(altered), "UnknownContribution", { id: 0n });
    expect((await story.trainer.refund(contribution).send(alice)).result).toBe(PRICE);
  });

  it("does not know a settled contribution in the place of the one that took its slot", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const first = await story.add(alice, model.positive, 1);
    await story.trainer.refund(first).send(alice);
    const second = await story.add(alice, model.positive, 1);
    expect(second.slot).toBe(first.slot);
    await story.refuses(alice, story.trainer.refund(first), "UnknownContribution", { id: first.id });
    await story.trainer.refund(second).send(alice);
  });

  it("undoes everything when the payment is refused", async () => {
    const refuser = world().ability("refuser");
    if (refuser === undefined) return;
    const story = await world().deploy();
    const { account, refuse } = refuser;
    const contribution = await story.add(account, model.positive, 1);
    await refuse(true);
    await story.refuses(account, story.trainer.refund(contribution), "PaymentFailed");
    await refuse(false);
    const before = await story.trainer.chain.balance(account.address);
    const { receipt } = await story.trainer.refund(contribution).send(account);
    expect(await story.trainer.chain.balance(account.address)).toBe(before + PRICE - receipt.fee.total);
  });
}
