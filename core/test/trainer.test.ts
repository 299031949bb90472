import { beforeEach, describe, expect, test } from "@jest/globals";
import {
  type Account,
  type ContributionFilter,
  PREDICTION_MARKET_SPEC,
  packPlan,
  packSparse,
  ReferenceTrainer,
  Trainer,
  Turns,
  toHex,
  utf8,
} from "@omnisum/core";
import { rejectsWith, throwsWith } from "../../test/support/errors.ts";
import { account, deploy, FEATURES, openWorld, PRICE, planOf, type World } from "./world.ts";

const YES = packSparse([0], FEATURES);
const NO = packSparse([1], FEATURES);
const DUNNO = packSparse([5], FEATURES);

let world: World;
let trainer: Trainer;
let author: Account;
let reporter: Account;
let owner: Account;

beforeEach(async () => {
  world = await openWorld();
  [author, reporter, owner] = [account(world, 1), account(world, 2), account(world, 3)];
  trainer = await deploy(world, planOf({ owner: owner.address }));
});

const pass = (seconds: bigint) => world.chain.clock.advance(seconds);

describe("a call", () => {
  test("can be estimated and simulated as often as wanted, and changes nothing until it is sent", async () => {
    const call = trainer.addData(YES, 1);
    const before = await trainer.stats();
    expect((await call.estimate(author)).total).toBe(0n);
    const foreseen = await call.simulate(author);
    expect(await call.simulate(author)).toEqual(foreseen);
    expect(await trainer.stats()).toEqual(before);
    expect(await call.funds()).toBe(PRICE);
    const { result, receipt } = await call.send(author);
    expect(result).toEqual(foreseen);
    expect(receipt.events.map(({ name }) => name)).toEqual(["DataAdded"]);
    expect((await call.send(author)).result.id).toBe(1n);
  });

  test("carries the price of the time of sending, or the funds given, whose rest returns", async () => {
    const falling = await deploy(
      world,
      planOf({ incentive: { kind: "deposit-refund-take", parameters: { costWeight: 10n } } }),
    );
    const call = falling.addData(YES, 1);
    expect(await call.funds()).toBe(36_000n);
    await pass(100n);
    expect(await call.funds()).toBe(3_600n);
    const before = await world.chain.balance(author.address);
    await falling.addData(YES, 1, 5_000n).send(author);
    expect(before - (await world.chain.balance(author.address))).toBe(3_600n);
  });

  test("is refused alike when estimated, simulated and sent", async () => {
    const call = trainer.addData(YES, 2);
    for (const attempt of [call.estimate(author), call.simulate(author), call.send(author)]) {
      await rejectsWith(attempt, "InvalidLabel", { label: 2, classes: 2 });
    }
    await rejectsWith(trainer.addData(YES, 1, 1n).send(author), "InsufficientDeposit", { sent: 1n, required: PRICE });
  });
});

test("there is no trainer where there is none", async () => {
  const values = { address: "memory-trainer-9", chain: "memory" };
  await rejectsWith(Trainer.attach(world.chain, "memory-trainer-9"), "ContractMismatch", values);
});

test("a trainer describes itself as the plan that it was deployed by, with what it has learned", async () => {
  await trainer.addData(DUNNO, 1).send(author);
  const plan = await trainer.describe();
  expect({ ...plan, body: undefined }).toEqual({ ...planOf({ owner: owner.address }), body: undefined });
  const again = await deploy(world, plan);
  expect(toHex(await again.stateHash())).toBe(toHex(await trainer.stateHash()));
});

test("a body of many queries is read whole", async () => {
  const features = 10_000;
  const body = Uint8Array.from({ length: 4 + 2 * features }, (_, i) => (7 * i) % 251);
  const large = await deploy(world, planOf({ model: { ...planOf().model, features }, body }));
  expect((await large.describe()).body).toEqual(body);
});

describe("the list of contributions", () => {
  async function list(filter: ContributionFilter = {}) {
    const views = [];
    for await (const view of trainer.contributions(filter)) views.push(view);
    return views;
  }
  const ids = async (filter?: ContributionFilter) => (await list(filter)).map(({ contribution }) => contribution.id);

  test("shows what was added alone and in batches, oldest first, with what can be done", async () => {
    const { result: first } = await trainer.addData(YES, 1).send(author);
    const { result } = await trainer
      .addDataBatch([
        { sample: NO, label: 0 },
        { sample: YES, label: 0 },
      ])
      .send(reporter);
    const open = { status: "open", claimable: PRICE, refundable: false, reportable: false } as const;
    const [second, third] = result.contributions;
    expect(await list()).toEqual([
      { contribution: first, ...open, predicted: 1 },
      { contribution: second, ...open, predicted: 0 },
      { contribution: third, ...open, predicted: 1 },
    ]);
    expect(await ids({ author: reporter.address })).toEqual([1n, 2n]);
    await pass(9n);
    expect(await ids({ refundable: true })).toEqual([]);
    await pass(1n);
    expect(await ids({ refundable: true })).toEqual([0n, 1n]);
    expect(await ids({ refundable: true, author: author.address })).toEqual([0n]);
    expect(await ids({ reportable: true })).toEqual([2n]);
    expect(await ids({ reportable: true, reporter: author.address })).toEqual([2n]);
    expect(await ids({ reportable: true, reporter: reporter.address })).toEqual([]);
    await pass(10n);
    expect(await ids({ reportable: true, reporter: owner.address })).toEqual([0n, 1n, 2n]);
    expect(await ids({ reportable: true, reporter: author.address })).toEqual([2n]);
    await pass(10n);
    expect(await ids({ reportable: true, reporter: reporter.address })).toEqual([0n, 1n, 2n]);
  });

  test("says what is left, and who has had their share", async () => {
    for (const from of [author, reporter]) await trainer.addData(YES, 1).send(from);
    await trainer.addData(YES, 0).send(owner);
    await pass(10n);
    for (const { contribution } of await list({ refundable: true })) {
      await trainer.refund(contribution).send(contribution.author === author.address ? author : reporter);
    }
    const [bad] = await list({ reportable: true });
    if (bad === undefined) throw new Error("nothing to report");
    expect((await trainer.report(bad.contribution).send(author)).result).toBe(500n);
    const settled = { status: "settled", claimable: 0n, refundable: false, reportable: false };
    expect(await list()).toMatchObject([settled, settled, { status: "open", claimable: 500n }]);
    expect(await ids({ reportable: true, reporter: author.address })).toEqual([]);
    expect(await ids({ reportable: true, reporter: reporter.address })).toEqual([2n]);
    expect((await trainer.report(bad.contribution).send(reporter)).result).toBe(500n);
    expect((await list()).map(({ status }) => status)).toEqual(["settled", "settled", "settled"]);
  });

  test("follows a refund of a whole batch and free contributions that were reported", async () => {
    const items = [YES, NO, NO].map((sample) => ({ sample, label: 1 }));
    const { batch } = (await trainer.addDataBatch(items).send(author)).result;
    await pass(10n);
    const { result } = await trainer.refundBatch(batch).send(author);
    const left = (await list()).filter(({ status }) => status === "open");
    expect(result).toBe(PRICE * BigInt(3 - left.length));
    for (const { refundable } of left) expect(refundable).toBe(false);
    expect((await trainer.record(batch.slot)).claimable).toBe(PRICE * BigInt(left.length));
  });

  test("is empty where nothing was added, and whole where more was added than one query predicts", async () => {
    expect(await ids()).toEqual([]);
    const items = Array.from({ length: 130 }, () => ({ sample: YES, label: 1 }));
    await trainer.addDataBatch(items).send(author);
    expect(await ids()).toEqual(items.map((_, i) => BigInt(i)));
  });
});

describe("a trainer's incentive mechanism", () => {
  test("is asked for what it does not have by nobody", () => {
    throwsWith(() => trainer.incentive(PREDICTION_MARKET_SPEC), "OtherMechanism", {
      mechanism: "deposit-refund-take",
      method: "openMarket",
    });
  });

  test("has its events told among the trainer's, from the deployment on or in the blocks that are asked for", async () => {
    const { receipt } = await trainer.addData(YES, 1).send(author);
    const names = async (range?: { from: bigint }) =>
      (await Array.fromAsync(trainer.events(range))).map(({ name }) => name);
    expect(await names()).toEqual(["Deployed", "Finalized", "DataAdded"]);
    expect(await names({ from: receipt.block })).toEqual(["DataAdded"]);
  });
});

describe("a reference trainer", () => {
  const context = { caller: "a", now: 100n, height: 1n, sent: PRICE, accepts: true };
  const reference = () => {
    const packed = packPlan(planOf());
    const made = { deployer: "d", deployedAt: 1n, now: 100n, authorBytes: utf8 };
    const created = new ReferenceTrainer({ ...packed, ...made });
    created.deploy(packed.body);
    return created;
  };

  test("has copies that go their own way", () => {
    const original = reference();
    const { events } = original.addData(context, YES, 1);
    const hash = original.stateHash();
    const copy = original.clone();
    expect([copy.stateHash(), copy.stats(), copy.record(0)]).toEqual([hash, original.stats(), original.record(0)]);
    copy.addData({ ...context, now: 105n }, DUNNO, 1);
    // CAST: the event has the fields of a contribution but its proof.
    const contribution = { ...events[0]?.values, proof: new Uint8Array() } as never;
    copy.refund({ ...context, now: 120n, sent: 0n }, contribution);
    expect(copy.stats()).toEqual({ count: 2n, totalGood: 1n, lastUpdate: 105n });
    expect(original.stats()).toEqual({ count: 1n, totalGood: 0n, lastUpdate: 100n });
    expect([original.creditOf("a"), copy.creditOf("a")]).toEqual([0n, 1n]);
    expect(original.record(0)).toMatchObject({ settled: false, claimable: PRICE });
    expect(copy.record(0)).toMatchObject({ settled: true, claimable: 0n });
    expect(original.stateHash()).toEqual(hash);
    expect(copy.stateHash()).not.toEqual(hash);
  });

  test("has a price that does not rise when the clock stands before the last contribution", () => {
    const parameters = { ...planOf().incentive.parameters, costWeight: 7n, minDeposit: 0n, maxDeposit: 0n };
    const packed = packPlan(planOf({ incentive: { kind: "deposit-refund-take", parameters } }));
    const trainer = new ReferenceTrainer({ ...packed, deployer: "d", deployedAt: 1n, now: 100n, authorBytes: utf8 });
    trainer.deploy(packed.body);
    expect([50n, 100n, 104n].map((at) => trainer.quote(at, 1))).toEqual([25_200n, 25_200n, 12_600n]);
  });

  test("can be copied while it is being deployed", () => {
    const packed = packPlan(planOf());
    const made = { deployer: "d", deployedAt: 1n, now: 100n, authorBytes: utf8 };
    const original = new ReferenceTrainer({ ...packed, ...made });
    original.deploy(packed.body.subarray(0, 5));
    const copy = original.clone();
    copy.upload({ ...context, caller: "d" }, 5, packed.body.subarray(5));
    copy.finalize({ ...context, caller: "d" });
    expect(copy.predict(YES)).toBe(1);
    throwsWith(() => original.predict(YES), "NotReady", {});
  });

  test("has changed nothing where it refuses, a payment that is not taken included", () => {
    const original = reference();
    const before = [original.stateHash(), original.stats()];
    const refusing = { ...context, sent: PRICE + 1n, accepts: false };
    throwsWith(() => original.addData(refusing, DUNNO, 1), "PaymentFailed", {});
    throwsWith(() => original.addData({ ...context, sent: 0n }, DUNNO, 1), "InsufficientDeposit", {
      sent: 0n,
      required: PRICE,
    });
    throwsWith(() => original.addData(context, new Uint8Array(), 1), "InvalidSample", { reason: "empty" });
    expect([original.stateHash(), original.stats()]).toEqual(before);
  });
});

describe("turns", () => {
  test("let an account's transactions be prepared one after the other, and those of others at once", async () => {
    const turns = new Turns();
    const order: string[] = [];
    const first = await turns.take("a");
    const second = turns.take("a").then((release) => {
      order.push("second");
      return release;
    });
    const third = turns.take("a").then((release) => {
      order.push("third");
      return release;
    });
    (await turns.take("b"))();
    order.push("other account");
    turns.keep("0x1", first);
    order.push("first sent");
    turns.end("0x1");
    (await second)();
    (await third)();
    expect(order).toEqual(["other account", "first sent", "second", "third"]);
    (await turns.take("a"))();
  });

  test("do not wait for ever for a transaction that is never sent", async () => {
    const turns = new Turns(50);
    turns.keep("0x1", await turns.take("a"));
    (await turns.take("a"))();
  });

  test("end once, and not at all for a transaction that nobody keeps", async () => {
    const turns = new Turns();
    turns.end("unknown");
    turns.keep("0x1", await turns.take("a"));
    turns.end("0x1");
    turns.end("0x1");
    (await turns.take("a"))();
  });
});
