import { describe, expect, it } from "@jest/globals";
import type { Account, Contribution } from "@omnisum/core";
import { LONG, PRICE } from "../../../conformance/plans.ts";
import { only, type Story } from "../../../conformance/story.ts";
import type { World } from "../../../conformance/world.ts";
import type { ModelCase } from "../../model-case.ts";

export function describeReport(world: () => World, model: ModelCase): void {
  describe("reporting", () => {
    describeShares(world);
    describeRefused(world, model);
  });
  describe("taking what is left", () => {
    describeOwner(world, model);
    describeAnyone(world, model);
    describeBoundaries(world, model);
  });
}

/** A contribution that the model disagrees with, for now. */
function addBad(story: Story, author: Account): Promise<Contribution> {
  return story.add(author, story.model.negative, 1);
}

function describeShares(world: () => World): void {
  it("pays the reporter's part of all credit, out of the whole deposit, rounded down", async () => {
    const story = await world().deploy();
    const { alice, bob, carol } = world().people;
    await story.earn(bob, 2);
    await story.earn(carol);
    const bad = await addBad(story, alice);
    const { movement, receipt, result } = await story.moves(bob, story.trainer.report(bad));
    expect(result).toBe(666n);
    expect(movement).toEqual(only({ bob: 666n, trainer: -666n }));
    const values = { id: bad.id, reporter: bob.address, amount: 666n };
    expect(receipt.events).toMatchObject([{ name: "Reported", values, block: receipt.block }]);
    expect(await story.trainer.record(bad.slot)).toMatchObject({ claimable: 334n, settled: false });
    const second = await story.moves(carol, story.trainer.report(bad));
    expect(second.movement).toEqual(only({ carol: 333n, trainer: -333n }));
    expect(await story.trainer.record(bad.slot)).toMatchObject({ claimable: 1n, settled: false });
  });

  it("gives no more than is left, to as many as come, until nothing is left", async () => {
    const story = await world().deploy();
    const { alice, bob, carol, dave } = world().people;
    await story.earn(bob, 2);
    await story.earn(carol);
    const bad = await addBad(story, alice);
    await story.trainer.report(bad).send(bob);
    await story.trainer.report(bad).send(carol);
    await story.earn(dave, 3);
    const { movement, result } = await story.moves(dave, story.trainer.report(bad));
    expect(result).toBe(1n);
    expect(movement).toEqual(only({ dave: 1n, trainer: -1n }));
    expect(await story.trainer.record(bad.slot)).toMatchObject({ claimable: 0n, settled: true });
    await story.refuses(alice, story.trainer.refund(bad), "UnknownContribution", { id: bad.id });
    await story.refuses(dave, story.trainer.report(bad), "UnknownContribution", { id: bad.id });
  });

  it("gives all to the only one with credit, which settles the contribution", async () => {
    const story = await world().deploy();
    const { alice, bob } = world().people;
    await story.earn(bob);
    const bad = await addBad(story, alice);
    const { movement } = await story.moves(bob, story.trainer.report(bad));
    expect(movement).toEqual(only({ bob: PRICE, trainer: -PRICE }));
    expect((await story.trainer.record(bad.slot)).settled).toBe(true);
  });

  it("neither costs nor earns credit", async () => {
    const story = await world().deploy();
    const { alice, bob, carol } = world().people;
    await story.earn(bob);
    await story.earn(carol);
    await story.trainer.report(await addBad(story, alice)).send(bob);
    expect(await story.trainer.creditOf(bob.address)).toBe(1n);
    expect((await story.trainer.stats()).totalGood).toBe(2n);
  });

  it("settles what cost nothing, and pays nothing for it", async () => {
    const story = await world().deploy({ incentive: { minDeposit: 0n, maxDeposit: 0n } });
    const { alice, bob, carol } = world().people;
    await story.earn(bob);
    await story.earn(carol);
    const bad = await addBad(story, alice);
    await story.refuses(world().people.dave, story.trainer.report(bad), "NoCredit");
    const { movement, result } = await story.moves(bob, story.trainer.report(bad));
    expect(result).toBe(0n);
    expect(movement).toEqual(only({}));
    await story.refuses(carol, story.trainer.report(bad), "UnknownContribution", { id: bad.id });
  });

  it("does not carry over to the contribution that takes the slot next", async () => {
    const story = await world().deploy();
    const { alice, bob } = world().people;
    await story.earn(bob);
    const first = await addBad(story, alice);
    await story.trainer.report(first).send(bob);
    const second = await addBad(story, alice);
    expect(second.slot).toBe(first.slot);
    expect((await story.trainer.report(second).send(bob)).result).toBe(PRICE);
  });

  it("undoes everything when the payment is refused", async () => {
    const refuser = world().ability("refuser");
    if (refuser === undefined) return;
    const story = await world().deploy();
    const { account, refuse } = refuser;
    await story.earn(account);
    const bad = await addBad(story, world().people.alice);
    await refuse(true);
    await story.refuses(account, story.trainer.report(bad), "PaymentFailed");
    await refuse(false);
    expect((await story.trainer.report(bad).send(account)).result).toBe(PRICE);
  });
}

function describeRefused(world: () => World, model: ModelCase): void {
  it("is refused before the wait is over, to everybody", async () => {
    const story = await world().deploy({ incentive: { refundWait: LONG } });
    const { alice, bob, owner } = world().people;
    const bad = await addBad(story, alice);
    const until = bad.addedAt + LONG;
    for (const reporter of [bob, alice, owner]) {
      await story.refuses(reporter, story.trainer.report(bad), "TooEarly", { until });
    }
  });

  it("is refused to the author, whether the model agrees or not", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    await story.earn(alice);
    const good = await story.add(alice, model.positive, 1);
    const bad = await addBad(story, alice);
    for (const own of [good, bad]) await story.refuses(alice, story.trainer.report(own), "OwnContribution");
  });

  it("is refused a second time, even if the model has come to agree", async () => {
    const story = await world().deploy();
    const { alice, bob, carol } = world().people;
    await story.earn(bob);
    await story.earn(carol);
    const bad = await addBad(story, alice);
    await story.trainer.report(bad).send(bob);
    await story.refuses(bob, story.trainer.report(bad), "AlreadyReported");
    await story.persuade(alice);
    await story.refuses(bob, story.trainer.report(bad), "AlreadyReported");
    await story.refuses(carol, story.trainer.report(bad), "ModelAgrees");
  });

  it("is refused without credit, before the model is asked", async () => {
    const story = await world().deploy();
    const { alice, bob } = world().people;
    const good = await story.add(alice, model.positive, 1);
    const bad = await addBad(story, alice);
    for (const contribution of [good, bad]) {
      await story.refuses(bob, story.trainer.report(contribution), "NoCredit");
    }
  });

  it("is refused while the model agrees", async () => {
    const story = await world().deploy();
    const { alice, bob } = world().people;
    await story.earn(bob);
    const good = await story.add(alice, model.positive, 1);
    await story.refuses(bob, story.trainer.report(good), "ModelAgrees");
  });

  it("is refused when the share rounds to zero, instead of giving all or nothing", async () => {
    const story = await world().deploy({ incentive: { minDeposit: 2n, maxDeposit: 2n } });
    const { alice, bob, carol } = world().people;
    await story.earn(bob);
    await story.earn(carol, 2);
    const bad = await addBad(story, alice);
    await story.refuses(bob, story.trainer.report(bad), "ShareTooSmall");
    expect((await story.trainer.report(bad).send(carol)).result).toBe(1n);
  });

  it("gives the owner no more than anybody before the owner's window", async () => {
    const story = await world().deploy();
    const { alice, owner } = world().people;
    await story.refuses(owner, story.trainer.report(await addBad(story, alice)), "NoCredit");
  });
}

function describeOwner(world: () => World, model: ModelCase): void {
  const incentive = { ownerWait: 0n };

  it("gives the owner all in the owner's window, whatever the model says and without credit", async () => {
    const story = await world().deploy({ incentive });
    const { alice, owner } = world().people;
    for (const contribution of [await addBad(story, alice), await story.add(alice, model.positive, 1)]) {
      const { movement, result } = await story.moves(owner, story.trainer.report(contribution));
      expect(result).toBe(PRICE);
      expect(movement).toEqual(only({ owner: PRICE, trainer: -PRICE }));
      expect((await story.trainer.record(contribution.slot)).settled).toBe(true);
    }
  });

  it("gives the owner what reporters have left, after a share of the owner's own too", async () => {
    const story = await world().deploy({ incentive: { ownerWait: 3n } });
    const { alice, bob, owner } = world().people;
    await story.earn(owner);
    await story.earn(bob, 3);
    const bad = await addBad(story, alice);
    await story.trainer.report(bad).send(bob);
    expect((await story.trainer.report(bad).send(owner)).result).toBe(250n);
  });

  it("treats everybody else in that window as before it", async () => {
    const story = await world().deploy({ incentive });
    const { alice, bob, deployer } = world().people;
    const bad = await addBad(story, alice);
    await story.refuses(deployer, story.trainer.report(bad), "NoCredit");
    await story.refuses(alice, story.trainer.report(bad), "OwnContribution");
    await story.earn(bob);
    expect((await story.trainer.report(bad).send(bob)).result).toBe(PRICE);
  });

  it("does not let the owner take contributions of their own", async () => {
    const story = await world().deploy({ incentive });
    const { owner } = world().people;
    const bad = await addBad(story, owner);
    await story.refuses(owner, story.trainer.report(bad), "OwnContribution");
    const good = await story.add(owner, model.positive, 1);
    expect((await story.trainer.refund(good).send(owner)).result).toBe(PRICE);
  });

  it("opens for nobody where there is no owner", async () => {
    const story = await world().deploy({ incentive, owner: "" });
    const { alice, deployer, owner } = world().people;
    const bad = await addBad(story, alice);
    for (const account of [deployer, owner]) await story.refuses(account, story.trainer.report(bad), "NoCredit");
  });

  it("does not make an author's refund impossible", async () => {
    const story = await world().deploy({ incentive });
    const { alice } = world().people;
    const good = await story.add(alice, model.positive, 1);
    expect((await story.trainer.refund(good).send(alice)).result).toBe(PRICE);
  });
}

function describeAnyone(world: () => World, model: ModelCase): void {
  const incentive = { ownerWait: 0n, anyoneWait: 0n };

  it("gives anyone all in the open window, whatever the model says and without credit", async () => {
    const story = await world().deploy({ incentive });
    const { alice, bob } = world().people;
    for (const contribution of [await addBad(story, alice), await story.add(alice, model.positive, 1)]) {
      const { movement, receipt } = await story.moves(bob, story.trainer.report(contribution));
      expect(movement).toEqual(only({ bob: PRICE, trainer: -PRICE }));
      expect(receipt.events).toMatchObject([{ name: "Reported", values: { amount: PRICE } }]);
    }
    expect((await story.trainer.stats()).totalGood).toBe(0n);
  });

  it("gives the author all too, even of what the model disagrees with", async () => {
    const story = await world().deploy({ incentive });
    const { alice, owner } = world().people;
    for (const author of [alice, owner]) {
      const bad = await addBad(story, author);
      const { result } = await story.trainer.report(bad).send(author);
      expect(result).toBe(PRICE);
    }
  });

  it("gives what is left to a reporter who has had a share before", async () => {
    const story = await world().deploy({ incentive: { ownerWait: 6n, anyoneWait: 6n } });
    const { alice, bob, carol } = world().people;
    await story.earn(bob);
    await story.earn(carol);
    const bad = await addBad(story, alice);
    expect((await story.trainer.report(bad).send(bob)).result).toBe(500n);
    await world().passUntil(bad.addedAt + 6n);
    const { movement } = await story.moves(bob, story.trainer.report(bad));
    expect(movement).toEqual(only({ bob: 500n, trainer: -500n }));
    expect((await story.trainer.record(bad.slot)).settled).toBe(true);
  });

  it("settles what cost nothing, and pays nothing for it", async () => {
    const story = await world().deploy({ incentive: { ...incentive, minDeposit: 0n, maxDeposit: 0n } });
    const { alice, bob } = world().people;
    const good = await story.add(alice, model.positive, 1);
    expect((await story.trainer.report(good).send(bob)).result).toBe(0n);
    await story.refuses(alice, story.trainer.refund(good), "UnknownContribution", { id: 0n });
  });
}

function describeBoundaries(world: () => World, model: ModelCase): void {
  it("opens each window to the second, one after the other", async () => {
    const at = world().ability("at");
    if (at === undefined) return;
    const story = await world().deploy({ incentive: { refundWait: 10n, ownerWait: 20n, anyoneWait: 30n } });
    const { alice, bob, carol, owner } = world().people;
    const credited = await story.add(bob, model.positive, 1);
    await at(credited.addedAt + 10n);
    await story.trainer.refund(credited).send(bob);
    const [first, second, third] = [await addBad(story, alice), await addBad(story, alice), await addBad(story, alice)];
    const { addedAt } = third;
    await at(addedAt + 9n);
    await story.refuses(bob, story.trainer.report(first), "TooEarly", { until: addedAt + 10n });
    await at(addedAt + 10n);
    await story.refuses(carol, story.trainer.report(first), "NoCredit");
    await at(addedAt + 19n);
    await story.refuses(owner, story.trainer.report(first), "NoCredit");
    await at(addedAt + 20n);
    expect((await story.trainer.report(first).send(owner)).result).toBe(PRICE);
    await at(addedAt + 29n);
    await story.refuses(carol, story.trainer.report(second), "NoCredit");
    await story.refuses(alice, story.trainer.report(second), "OwnContribution");
    await at(addedAt + 30n);
    expect((await story.trainer.report(second).send(carol)).result).toBe(PRICE);
    expect((await story.trainer.report(third).send(alice)).result).toBe(PRICE);
  });

  it("takes the latest window that fits, where windows begin together", async () => {
    const at = world().ability("at");
    if (at === undefined) return;
    const story = await world().deploy({ incentive: { refundWait: 10n, ownerWait: 10n, anyoneWait: 10n } });
    const { alice, carol } = world().people;
    const good = await story.add(alice, model.positive, 1);
    await at(good.addedAt + 9n);
    await story.refuses(carol, story.trainer.report(good), "TooEarly", { until: good.addedAt + 10n });
    await at(good.addedAt + 10n);
    expect((await story.trainer.report(good).send(carol)).result).toBe(PRICE);
  });

  it("measures a report's age from the contribution's own time, not from the latest", async () => {
    const story = await world().deploy({ incentive: { refundWait: 2n, ownerWait: 2n, anyoneWait: 2n } });
    const { alice, bob } = world().people;
    const old = await story.add(alice, model.positive, 1);
    await world().passUntil(old.addedAt + 2n);
    await story.add(bob, model.positive, 1);
    expect((await story.trainer.report(old).send(bob)).result).toBe(PRICE);
  });
}
