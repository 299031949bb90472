/** Prediction markets: phases, refusals, scores and payments that can be worked out by hand. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { bigEndian, concat, fromHex, packLabelledList, toHex } from "@omnisum/core";
import { Interface } from "ethers";
import {
  addressOf,
  after,
  at,
  balanceOf,
  compiled,
  create,
  endow,
  mine,
  reach,
  sendData,
  trying,
} from "../support/chain.ts";
import * as f from "./fixture.ts";
import * as m from "./market-scene.ts";

const { ALICE, BOB, CAROL, ONE } = f;
const { BOUNTY, MIN_STAKE, PHASE, PROVIDER } = m;
/** What moves the model's mind about features 5 and 6, which the tests want to be 1, and one that undoes it. */
const GOOD = { sample: Uint8Array.of(5, 6), label: 1 };
const GOOD_TOO = { sample: Uint8Array.of(5), label: 1 };
const BAD = { sample: Uint8Array.of(1, 2), label: 0 };
const MODEL = new Interface(compiled("contracts/interfaces/IMarketModel.sol/IMarketModel.json").abi);
let shared: f.Shared;
before(async () => {
  shared = await f.share("SparsePerceptronPredictionMarket");
});

type Progress = readonly [bigint, bigint, bigint, bigint, bigint, bigint, bigint];
const names = (events: readonly { readonly name: string }[]) => events.map(({ name }) => name);

async function balances({ trainer }: m.Market, ...accounts: readonly number[]): Promise<readonly bigint[]> {
  return Promise.all(accounts.map(async (account) => trainer.ask("balanceOf", await addressOf(account))));
}

async function hash({ trainer }: m.Market): Promise<string> {
  return trainer.ask<string>("stateHash");
}

test("setup: the provider posts the bounty once, and what is sent above it returns", async () => {
  const market = await m.createMarket(shared);
  await assert.rejects(m.open(market, ALICE), { name: "NotProvider" });
  await assert.rejects(m.open(market, PROVIDER, BOUNTY - 1n), {
    name: "InsufficientDeposit",
    values: { sent: BOUNTY - 1n, required: BOUNTY },
  });
  const had = await balanceOf(await addressOf(PROVIDER));
  const { events } = await m.open(market, PROVIDER, BOUNTY + 5n);
  assert.deepEqual(events, [{ name: "MarketOpened", fields: { provider: await addressOf(PROVIDER), bounty: BOUNTY } }]);
  assert.equal(await balanceOf(await addressOf(PROVIDER)), had - BOUNTY);
  assert.deepEqual(await balances(market, PROVIDER, ALICE), [BOUNTY, 0n]);
  await assert.rejects(m.open(market), { name: "WrongPhase", values: { phase: PHASE.setup } });
});

test("setup: a piece is drawn once, by anyone, from the second block after the opening on", async () => {
  const { trainer, ...market } = await m.createMarket(shared);
  await assert.rejects(trainer.send(CAROL, "drawPiece", []), { name: "WrongPhase" });
  await m.open({ trainer, ...market });
  await assert.rejects(trainer.send(CAROL, "drawPiece", []), { name: "TooEarly" });
  assert.deepEqual([...(await trainer.ask<Progress>("progress"))].slice(0, 2), [65_535n, 65_535n]);
  await assert.rejects(trainer.send(PROVIDER, "revealPiece", m.revealOf(market, 0)), { name: "WrongPhase" });
  const { fields } = await trainer.send(CAROL, "drawPiece", []);
  const drawn = BigInt(String(fields.piece));
  assert.ok(drawn < 3n);
  assert.deepEqual([...(await trainer.ask<Progress>("progress"))].slice(0, 2), [drawn, drawn]);
  await assert.rejects(trainer.send(CAROL, "drawPiece", []), { name: "WrongPhase" });
});

test("setup: a draw that was left lapses, 256 blocks at a time", async () => {
  const { trainer, ...market } = await m.createMarket(shared);
  await m.open({ trainer, ...market });
  await mine(1);
  const draws = new Set<string>();
  for (let turn = 0; turn < 8; turn++) {
    await mine(256);
    const draw = await trying(() => trainer.send(CAROL, "drawPiece", []));
    const late = await trying(() => mine(200).then(() => trainer.send(CAROL, "drawPiece", [])));
    assert.equal(late.fields.piece, draw.fields.piece);
    draws.add(String(draw.fields.piece));
  }
  assert.ok(draws.size > 1);
});

test("a piece is accepted only as it was committed to, by the provider, when it is expected", async () => {
  const market = await m.start(shared);
  await m.stake(market, ALICE, GOOD);
  const [next = 0, later = 0] = [0, 1, 2].filter((piece) => piece !== market.drawn);
  const send = (args: readonly unknown[], from = PROVIDER) => market.trainer.send(from, "revealPiece", args);
  const [piece, salt, samples, proof] = m.revealOf(market, next);
  await assert.rejects(send([piece, salt, samples, proof]), {
    name: "WrongPhase",
    values: { phase: PHASE.participation },
  });
  await at(market.end);
  await assert.rejects(send([piece, salt, samples, proof], ALICE), { name: "NotProvider" });
  await assert.rejects(send([piece, salt, samples.slice(1), proof]), {
    name: "InvalidBatch",
    values: { reason: "length" },
  });
  const mismatch = { name: "CommitmentMismatch", values: { piece: BigInt(next) } };
  await assert.rejects(send([piece, bigEndian(9, 32), samples, proof]), mismatch);
  await assert.rejects(send([piece, salt, packLabelledList([GOOD]), proof]), mismatch);
  await assert.rejects(send([piece, salt, samples, proof.slice(0, 33)]), mismatch);
  await assert.rejects(send([piece, salt, samples, "0x"]), mismatch);
  await assert.rejects(send(m.revealOf(market, later)), { ...mismatch, values: { piece: BigInt(later) } });
  const { events } = await send([piece, salt, samples, proof]);
  assert.deepEqual(names(events), ["PhaseEntered", "PieceRevealed"]);
  await assert.rejects(send([piece, salt, samples, proof]), mismatch);
});

test("a piece with a label or sample that the model does not take is refused", async () => {
  const wrong = [{ sample: Uint8Array.of(5), label: 2 }];
  const broken = [{ sample: Uint8Array.of(5, 5), label: 1 }];
  for (const [pieces, error] of [
    [[wrong, wrong], { name: "InvalidLabel", values: { label: 2n, classes: 2n } }],
    [[broken, broken], { name: "InvalidSample", values: { reason: "order" } }],
    [[[{ sample: Uint8Array.of(), label: 0 }], wrong], undefined],
  ] as const) {
    const market = { ...(await m.createMarket(shared, { pieces })), drawn: 0 };
    await m.open(market);
    await mine(1);
    const drawn = Number((await market.trainer.send(CAROL, "drawPiece", [])).fields.piece);
    const refusal =
      error ?? (drawn === 0 ? { name: "InvalidSample", values: { reason: "empty" } } : { name: "InvalidLabel" });
    await assert.rejects(market.trainer.send(PROVIDER, "revealPiece", m.revealOf(market, drawn)), refusal);
  }
});

test("participation: what was sent is the stake, at least the minimum; the model learns nothing and nothing can be claimed", async () => {
  const market = await m.start(shared);
  const { trainer } = market;
  assert.equal(await trainer.ask("phase"), PHASE.participation);
  assert.equal(await trainer.ask("quote", 0n, 3), MIN_STAKE);
  const before = await hash(market);
  await assert.rejects(m.stake(market, ALICE, GOOD, MIN_STAKE - 1n), {
    name: "InsufficientDeposit",
    values: { sent: MIN_STAKE - 1n, required: MIN_STAKE },
  });
  const { fields } = await m.stake(market, ALICE, GOOD, 77n);
  assert.deepEqual([fields.deposit, fields.taught], [77n, false]);
  const [, claimable, settled] = await trainer.ask<readonly [string, bigint, boolean]>("record", 0);
  assert.deepEqual([claimable, settled], [0n, false]);
  await after(1);
  const batch = await trainer.send(ALICE, "addDataBatch", [packLabelledList([GOOD, BAD, GOOD])], 101n);
  assert.deepEqual([batch.fields.deposit, batch.fields.taught], [33n, 0n]);
  await assert.rejects(trainer.send(ALICE, "addDataBatch", [packLabelledList([GOOD, BAD])], 2n * MIN_STAKE - 1n), {
    name: "InsufficientDeposit",
    values: { sent: 2n * MIN_STAKE - 1n, required: 2n * MIN_STAKE },
  });
  assert.deepEqual(await balances(market, ALICE), [77n + 99n]);
  assert.equal(await balanceOf(trainer.address), BOUNTY + 77n + 99n);
  assert.equal(await hash(market), before);
  await after(1_000_000);
  for (const method of ["refund", "report"] as const) {
    await assert.rejects(trainer.send(ALICE, method, [{ ...fields, proof: "0x" }]), { name: "WrongPhase" });
  }
  await assert.rejects(trainer.send(ALICE, "refundBatch", [batch.fields]), { name: "WrongPhase" });
});

test("participation: a stake of 2^88 − 1 at most is taken, the rest returns", async () => {
  const market = await m.start(shared);
  const rich = 2n ** 88n + 5n;
  await assert.rejects(m.stake(market, ALICE, { sample: Uint8Array.of(10), label: 1 }, 100n), {
    name: "InvalidSample",
  });
  await endow(ALICE, 2n * rich);
  const { fields } = await m.stake(market, ALICE, GOOD, rich);
  assert.equal(fields.deposit, 2n ** 88n - 1n);
  assert.equal(await balanceOf(market.trainer.address), BOUNTY + 2n ** 88n - 1n);
  await at(market.end);
  await assert.rejects(market.trainer.send(ALICE, "addData", [ONE, 1], 100n), {
    name: "WrongPhase",
    values: { phase: PHASE.reveal },
  });
});

test("too few contributions: stakes and bounty go back", async () => {
  const market = await m.start(shared, { minContributions: 2 });
  await m.stake(market, ALICE, GOOD, 50n);
  await reach(market.end);
  assert.equal(await market.trainer.ask("phase"), PHASE.collect);
  const { events } = await market.trainer.send(ALICE, "collect", []);
  assert.deepEqual(events, [
    { name: "PhaseEntered", fields: { phase: PHASE.collect } },
    { name: "Collected", fields: { account: await addressOf(ALICE), amount: 50n } },
  ]);
  await assert.rejects(m.collect(market, ALICE), { name: "NothingToCollect" });
  assert.deepEqual(names((await m.collect(market, PROVIDER)).events), ["Collected", "PhaseEntered"]);
  assert.equal(await market.trainer.ask("phase"), PHASE.closed);
  assert.equal(await balanceOf(market.trainer.address), 0n);
  await assert.rejects(m.collect(market, PROVIDER), { name: "WrongPhase", values: { phase: PHASE.closed } });
});

test("a market that was never opened is closed when participation would end", async () => {
  const market = await m.createMarket(shared);
  await reach(market.end);
  assert.equal(await market.trainer.ask("phase"), PHASE.closed);
  await assert.rejects(m.open(market), { name: "WrongPhase", values: { phase: PHASE.closed } });
});

test("a provider who vanishes forfeits the bounty to the contributors, by their stakes", async () => {
  const market = await m.start(shared);
  await m.stake(market, ALICE, GOOD, 100n);
  await m.stake(market, BOB, BAD, 200n);
  await m.stake(market, PROVIDER, GOOD_TOO, 17n);
  const share = (stake: bigint) => (BOUNTY * stake) / 317n;
  const rest = BOUNTY - share(100n) - share(200n) - share(17n);
  await reach(market.end + m.REVEAL_WAIT);
  const due = [100n + share(100n), 200n + share(200n), 17n + share(17n)];
  assert.deepEqual(await balances(market, ALICE, BOB, PROVIDER), due);
  const progress = await market.trainer.ask<Progress>("progress");
  assert.deepEqual([...progress].slice(4), [0n, 3n, BigInt(market.end + m.REVEAL_WAIT + m.COLLECT_WAIT)]);
  const { events } = await market.trainer.send(BOB, "collect", []);
  assert.deepEqual(events.slice(0, 2), [
    { name: "PhaseEntered", fields: { phase: PHASE.reveal } },
    { name: "PhaseEntered", fields: { phase: PHASE.collect } },
  ]);
  assert.equal(events.at(-1)?.fields.amount, due[1]);
  assert.deepEqual(await balances(market, ALICE, BOB, PROVIDER), [due[0], 0n, due[2]]);
  assert.equal((await m.collect(market, PROVIDER)).fields.amount, due[2]);
  await assert.rejects(m.collect(market, PROVIDER), { name: "NothingToCollect" });
  assert.equal((await m.collect(market, ALICE)).fields.amount, due[0]);
  assert.equal(await balanceOf(market.trainer.address), rest);
  await at(market.end + m.REVEAL_WAIT + m.COLLECT_WAIT);
  assert.equal((await m.collect(market, CAROL)).events[0]?.fields.amount, rest);
  assert.equal(await balanceOf(market.trainer.address), 0n);
});

test("what nobody collects in time goes to whoever calls first", async () => {
  const market = await m.start(shared, { minContributions: 3 });
  await m.stake(market, ALICE, GOOD, 50n);
  await at(market.end + m.COLLECT_WAIT - 1);
  await assert.rejects(
    trying(() => market.trainer.send(CAROL, "collect", [])),
    { name: "NothingToCollect" },
  );
  await at(market.end + m.COLLECT_WAIT);
  const { events } = await market.trainer.send(CAROL, "collect", []);
  assert.deepEqual(names(events), ["PhaseEntered", "Collected", "PhaseEntered"]);
  assert.equal(events[1]?.fields.amount, BOUNTY + 50n);
  assert.deepEqual(await balances(market, ALICE, PROVIDER), [0n, 0n]);
  assert.equal(await market.trainer.ask("phase"), PHASE.closed);
});

/** Pieces that all ask the same, so that it does not matter which one is shown. */
const ALIKE = { pieces: [0, 1].map(() => [GOOD_TOO, { sample: Uint8Array.of(2), label: 1 }]) };

test("scoring: whoever improved the score is paid by the bounty, as far as it goes", async () => {
  const market = await m.start(shared, ALIKE);
  await m.stake(market, ALICE, GOOD_TOO, 100n);
  await m.revealAll(market);
  assert.equal(await market.trainer.ask("phase"), PHASE.scoring);
  const { events } = await m.score(market);
  assert.deepEqual(names(events), ["UnitPaid", "PhaseEntered"]);
  assert.deepEqual(events[0]?.fields, { round: 0n, unit: BOUNTY, bounty: 0n });
  assert.deepEqual(await balances(market, ALICE, PROVIDER), [100n + BOUNTY, 0n]);
  assert.equal(await market.trainer.ask("predict", Uint8Array.of(5)), 1n);
  await assert.rejects(m.score(market), { name: "WrongPhase", values: { phase: PHASE.collect } });
});

test("scoring: whoever made it worse pays those who made it better, and leaves when it is too much", async () => {
  const market = await m.start(shared, ALIKE);
  const before = await hash(market);
  await m.stake(market, BOB, BAD, MIN_STAKE);
  await m.stake(market, ALICE, GOOD_TOO, 100n);
  await m.revealAll(market);
  const { events } = await m.score(market);
  assert.deepEqual(names(events), ["UnitPaid", "ContributorLeft", "UnitPaid", "PhaseEntered"]);
  assert.deepEqual(events[0]?.fields, { round: 0n, unit: MIN_STAKE, bounty: BOUNTY });
  assert.deepEqual(events[1]?.fields, { contributor: await addressOf(BOB), round: 0n, balance: 0n });
  assert.deepEqual(events[2]?.fields, { round: 1n, unit: BOUNTY, bounty: 0n });
  assert.deepEqual(await balances(market, ALICE, BOB), [100n + MIN_STAKE + BOUNTY, 0n]);
  assert.equal((await market.trainer.ask<Progress>("progress"))[3], 1n);
  assert.notEqual(await hash(market), before);
});

test("scoring: where nobody is in any more, the model is as it was before", async () => {
  const market = await m.start(shared, ALIKE);
  const before = await hash(market);
  await m.stake(market, BOB, BAD, MIN_STAKE);
  await m.revealAll(market);
  const { events } = await m.score(market);
  assert.deepEqual(names(events), ["UnitPaid", "ContributorLeft", "PhaseEntered"]);
  assert.deepEqual(await balances(market, BOB, PROVIDER), [0n, BOUNTY + MIN_STAKE]);
  assert.equal(await hash(market), before);
});

test("scoring one step at a time comes to the same, with the number of steps that there are", async () => {
  const market = await m.start(shared, ALIKE);
  await m.stake(market, BOB, BAD, MIN_STAKE);
  await m.stake(market, ALICE, GOOD_TOO, 100n);
  await after(1);
  await market.trainer.send(CAROL, "addDataBatch", [packLabelledList([GOOD, BAD])], 400n);
  await m.revealAll(market);
  const whole = await trying(async () => {
    const { events } = await m.score(market);
    return { events, balances: await balances(market, ALICE, BOB, CAROL, PROVIDER), hash: await hash(market) };
  });
  const events = [];
  const none = await m.score(market, 0);
  assert.deepEqual(none.events, []);
  for (let step = 0; (await market.trainer.ask("phase")) === PHASE.scoring; step++) {
    events.push(...(await m.score(market, 1 + (step % 2))).events);
  }
  assert.deepEqual(events, whole.events);
  assert.deepEqual(await balances(market, ALICE, BOB, CAROL, PROVIDER), whole.balances);
  assert.equal(await hash(market), whole.hash);
});

test("nobody but the trainer itself can have data evaluated", async () => {
  const market = await m.start(shared);
  const evaluation = concat(bigEndian(1, 32), ...Array.from({ length: 7 }, () => bigEndian(0, 32)));
  const { selector = "" } = MODEL.getFunction("evaluate") ?? {};
  const offsets = [10, 11].map((words) => bigEndian(32 * words, 32));
  const data = concat(fromHex(selector), ...offsets, evaluation, bigEndian(0, 32), bigEndian(0, 32));
  const before = await hash(market);
  await assert.rejects(sendData(ALICE, market.trainer.address, toHex(data)));
  assert.equal(await hash(market), before);
});

test("the parameters are checked in order", async () => {
  const end = (await after(1)) + 1_000;
  const packed = (changes: Readonly<Record<string, number>>) => m.incentive(m.USUAL, end, changes);
  const over = (offset: number) => packed({}).map((byte, i) => (i === offset ? 1 : byte));
  for (const [field, incentive] of [
    ["incentive", packed({}).slice(1)],
    ["pieces", packed({ pieces: 1 })],
    ["pieces", packed({ pieces: 257 })],
    ["bounty", over(35)],
    ["minStake", over(47)],
    ["minContributions", packed({ minContributions: 0 })],
    ["participationEnd", over(65)],
  ] as const) {
    const plan = await f.planOf({ incentive });
    await assert.rejects(create(shared.factory, shared.implementation, plan), {
      name: "InvalidConfig",
      values: { field },
    });
  }
  const ownerless = await f.planOf({ incentive: packed({}), owner: `0x${"0".repeat(40)}` });
  await assert.rejects(create(shared.factory, shared.implementation, ownerless), {
    name: "InvalidConfig",
    values: { field: "owner" },
  });
});
