import { beforeEach, describe, expect, test } from "@jest/globals";
import { type Account, type LabelledSample, packLabelledList, packPlan, packSparse, revealOf } from "@omnisum/core";
import { rejectsWith, throwsWith } from "../../test/support/errors.ts";
import {
  BOUNTY,
  begin,
  COLLECT_WAIT,
  type MarketWorld,
  openMarketWorld,
  PARTICIPATION,
  pass,
  passUntil,
  REVEAL_WAIT,
  reveal,
  revealAll,
  scoreAll,
} from "./market-world.ts";
import { account, FEATURES, planOf } from "./world.ts";

const YES = packSparse([0], FEATURES);
const NO = packSparse([1], FEATURES);
const yes: LabelledSample = { sample: YES, label: 1 };
const no: LabelledSample = { sample: NO, label: 0 };
const PIECES = [[yes], [no, yes], [yes]];

let world: MarketWorld;
let ann: Account;
let stranger: Account;

async function open(parameters: Readonly<Record<string, bigint>> = {}): Promise<void> {
  world = await openMarketWorld({ pieces: PIECES, parameters });
  ann = account(world, 1);
  stranger = account(world, 2);
}

beforeEach(() => open());

const phase = () => world.market.read("phase", {});
const balanceOf = ({ address }: Account) => world.market.read("balanceOf", { account: address });
const refused = (phase: number) => ({ phase });
const drawPiece = () => world.market.call("drawPiece", {}).send(stranger);
const collect = (from: Account) => world.market.call("collect", {}).send(from);
const score = (limit = 100) => world.market.call("score", { limit }).send(stranger);
const openIt = (from: Account = world.provider, funds = BOUNTY) =>
  world.market.call("openMarket", {}, funds).send(from);
const add = (from: Account, funds?: bigint) => world.trainer.addData(YES, 1, funds).send(from);
const eventsOf = async (
  sent: Promise<{
    readonly receipt: { readonly events: readonly { readonly name: string; readonly values: object }[] };
  }>,
) => (await sent).receipt.events.map(({ name, values }) => [name, ...Object.values(values)]);

describe("setup", () => {
  test("is opened once by the provider, who gets back what is above the bounty", async () => {
    const before = await world.chain.balance(world.provider.address);
    await rejectsWith(openIt(stranger), "NotProvider", {});
    await rejectsWith(openIt(world.provider, BOUNTY - 1n), "InsufficientDeposit", {
      sent: BOUNTY - 1n,
      required: BOUNTY,
    });
    expect(await eventsOf(openIt(world.provider, BOUNTY + 5n))).toEqual([
      ["MarketOpened", world.provider.address, BOUNTY],
    ]);
    expect(before - (await world.chain.balance(world.provider.address))).toBe(BOUNTY);
    await rejectsWith(openIt(), "WrongPhase", refused(0));
    expect(await world.market.read("progress", {})).toEqual({
      drawn: 65_535,
      nextPiece: 65_535,
      samples: 0,
      round: 0,
      bounty: BOUNTY,
      contributors: 0,
      collectEnd: 0n,
    });
  });

  test("draws once, two blocks after the opening", async () => {
    await rejectsWith(drawPiece(), "WrongPhase", refused(0));
    const { receipt } = await openIt();
    await rejectsWith(drawPiece(), "TooEarly", { until: receipt.block + 2n });
    const [[, piece] = []] = await eventsOf(drawPiece());
    expect([0, 1, 2]).toContain(piece);
    expect(await world.market.read("progress", {})).toMatchObject({ drawn: piece, nextPiece: piece });
    await rejectsWith(drawPiece(), "WrongPhase", refused(0));
  });

  test("draws every piece some time, with the same chances", async () => {
    const pieces = new Map<number, number>();
    for (let i = 0; i < 60; i++) {
      await open({ revealWait: BigInt(i) });
      await openIt();
      await pass(world.chain, BigInt(1 + i));
      const { piece } = (await world.market.call("drawPiece", {}).send(stranger)).result;
      pieces.set(piece, (pieces.get(piece) ?? 0) + 1);
    }
    for (const piece of [0, 1, 2]) expect(pieces.get(piece)).toBeGreaterThan(8);
  });

  test("shows nothing but the piece that was drawn", async () => {
    await openIt();
    await rejectsWith(reveal(world, 0, world.set), "WrongPhase", refused(0));
    await pass(world.chain, 1n);
    world.chain.memory.random = 4n;
    await drawPiece();
    await rejectsWith(reveal(world, 0, world.set), "CommitmentMismatch", { piece: 0 });
    await rejectsWith(world.market.call("revealPiece", revealOf(world.set, 1)).send(stranger), "NotProvider", {});
    expect(await eventsOf(world.market.call("revealPiece", revealOf(world.set, 1)).send(world.provider))).toEqual([
      ["PieceRevealed", 1, world.set.pieces[1]?.samples],
      ["PhaseEntered", 1],
    ]);
    expect(await world.market.read("progress", {})).toMatchObject({ drawn: 1, nextPiece: 0, samples: 0 });
  });

  test("takes no contribution, and gives the bounty back when participation has not begun in time", async () => {
    await openIt();
    await rejectsWith(add(ann), "WrongPhase", refused(0));
    await passUntil(world.chain, world.participationEnd);
    expect([await phase(), await balanceOf(world.provider)]).toEqual([4, BOUNTY]);
    await rejectsWith(drawPiece(), "WrongPhase", refused(4));
    await rejectsWith(collect(ann), "NothingToCollect", {});
    expect(await eventsOf(collect(world.provider))).toEqual([
      ["PhaseEntered", 4],
      ["Collected", world.provider.address, BOUNTY],
      ["PhaseEntered", 5],
    ]);
    await rejectsWith(collect(world.provider), "WrongPhase", refused(5));
  });

  test("is closed at participationEnd where it was never opened", async () => {
    await pass(world.chain, PARTICIPATION - 1n);
    expect(await phase()).toBe(0);
    await pass(world.chain, 1n);
    expect(await phase()).toBe(5);
    await rejectsWith(openIt(), "WrongPhase", refused(5));
    expect((await world.market.read("progress", {})).collectEnd).toBe(world.participationEnd + COLLECT_WAIT);
  });
});

describe("revealing", () => {
  test("refuses a wrong salt, other samples, another piece's proof, and lists that are no batch", async () => {
    await begin(world);
    await add(ann);
    await passUntil(world.chain, world.participationEnd);
    const right = revealOf(world.set, 1);
    const send = (changes: Partial<typeof right>) =>
      world.market.call("revealPiece", { ...right, ...changes }).send(world.provider);
    const mismatch = { piece: 1 };
    await rejectsWith(send({ salt: new Uint8Array(32) }), "CommitmentMismatch", mismatch);
    await rejectsWith(send({ samples: packLabelledList([yes, no]) }), "CommitmentMismatch", mismatch);
    await rejectsWith(send({ samples: packLabelledList([no]) }), "CommitmentMismatch", mismatch);
    await rejectsWith(send({ proof: revealOf(world.set, 2).proof }), "CommitmentMismatch", mismatch);
    await rejectsWith(send({ proof: new Uint8Array() }), "CommitmentMismatch", mismatch);
    await rejectsWith(send({ ...revealOf(world.set, 2), piece: 1 }), "CommitmentMismatch", mismatch);
    await rejectsWith(send({ proof: right.proof.slice(0, -1) }), "CommitmentMismatch", mismatch);
    await rejectsWith(send({ samples: new Uint8Array() }), "InvalidBatch", { reason: "empty" });
    await rejectsWith(send({ samples: right.samples.slice(0, -1) }), "InvalidBatch", { reason: "length" });
    await rejectsWith(reveal(world, 2, world.set), "CommitmentMismatch", { piece: 2 });
    await rejectsWith(reveal(world, 0, world.set), "CommitmentMismatch", { piece: 0 });
    expect(await eventsOf(send({}))).toEqual([
      ["PhaseEntered", 2],
      ["PieceRevealed", 1, right.samples],
    ]);
    await rejectsWith(send({}), "CommitmentMismatch", mismatch);
  });

  test("refuses proofs of a tree that has not as many pieces as the market", async () => {
    await open({ pieces: 5n });
    await openIt();
    await pass(world.chain, 1n);
    world.chain.memory.random = 1n;
    await drawPiece();
    await rejectsWith(reveal(world, 1, world.set), "CommitmentMismatch", { piece: 1 });
  });

  test("refuses a committed piece with a label or a sample that the model does not have", async () => {
    const odd = await openMarketWorld({ pieces: [[yes], [{ sample: YES, label: 2 }], [yes]] });
    await begin(odd);
    await odd.trainer.addData(YES, 1).send(account(odd, 1));
    await passUntil(odd.chain, odd.participationEnd);
    await rejectsWith(reveal(odd, 1, odd.set), "InvalidLabel", { label: 2, classes: 2 });
  });

  test("skips the piece that was shown, whichever it was, and begins the scoring with the last", async () => {
    for (const shown of [0, 1, 2]) {
      await open();
      await begin(world, shown);
      await add(ann);
      await passUntil(world.chain, world.participationEnd);
      const rest = [0, 1, 2].filter((piece) => piece !== shown);
      for (const piece of rest) {
        expect((await world.market.read("progress", {})).nextPiece).toBe(piece);
        await reveal(world, piece, world.set);
      }
      const samples = rest.reduce((sum, piece) => sum + (PIECES[piece]?.length ?? 0), 0);
      expect(await world.market.read("progress", {})).toMatchObject({ nextPiece: 3, samples });
      expect(await phase()).toBe(3);
    }
  });

  test("has to be done in time, else each stake draws its part of the bounty", async () => {
    await begin(world);
    await add(ann, 2n);
    await add(stranger, 1n);
    await passUntil(world.chain, world.participationEnd + REVEAL_WAIT - 1n);
    await reveal(world, 1, world.set);
    await pass(world.chain, 1n);
    await rejectsWith(reveal(world, 2, world.set), "WrongPhase", refused(4));
    // floor(10·2/3) and floor(10·1/3); what is left over is nobody's until anyone may take it.
    expect(await Promise.all([ann, stranger, world.provider].map(balanceOf))).toEqual([8n, 4n, 0n]);
    expect(await eventsOf(collect(ann))).toEqual([
      ["PhaseEntered", 4],
      ["Collected", ann.address, 8n],
    ]);
    expect((await world.market.read("progress", {})).collectEnd).toBe(
      world.participationEnd + REVEAL_WAIT + COLLECT_WAIT,
    );
  });

  test("that never began is passed through in one step, and without stakes the bounty stays the provider's", async () => {
    await open({ minStake: 0n });
    await begin(world);
    await add(ann, 0n);
    await passUntil(world.chain, world.participationEnd + REVEAL_WAIT);
    expect(await eventsOf(collect(world.provider))).toEqual([
      ["PhaseEntered", 2],
      ["PhaseEntered", 4],
      ["Collected", world.provider.address, BOUNTY],
      ["PhaseEntered", 5],
    ]);
  });
});

describe("participation", () => {
  test("stakes what is sent, in equal parts, and returns the rest; the model learns nothing", async () => {
    await begin(world);
    const hash = await world.trainer.stateHash();
    expect(await world.trainer.quote({ count: 3 })).toBe(1n);
    const before = await world.chain.balance(ann.address);
    const { batch, contributions } = (await world.trainer.addDataBatch([yes, no, yes], 11n).send(ann)).result;
    expect(batch).toMatchObject({ deposit: 3n, taught: 0n });
    expect(before - (await world.chain.balance(ann.address))).toBe(9n);
    expect(await world.trainer.record(batch.slot)).toMatchObject({ claimable: 0n, settled: false });
    const { result: wrong } = await world.trainer.addData(YES, 0, 4n).send(ann);
    expect(wrong).toMatchObject({ deposit: 4n, taught: false, id: 3n, slot: 1 });
    expect(await world.trainer.stateHash()).toEqual(hash);
    expect([await balanceOf(ann), await balanceOf(stranger)]).toEqual([13n, 0n]);
    expect(await world.trainer.stats()).toMatchObject({ count: 4n, totalGood: 0n });
    for (const contribution of [...contributions, wrong]) {
      await rejectsWith(world.trainer.refund(contribution).send(ann), "WrongPhase", refused(1));
      await rejectsWith(world.trainer.report(contribution).send(stranger), "WrongPhase", refused(1));
    }
    await rejectsWith(world.trainer.refundBatch(batch).send(ann), "WrongPhase", refused(1));
    const views = await Array.fromAsync(world.trainer.contributions());
    expect(views.map(({ claimable, refundable, reportable }) => [claimable, refundable, reportable])).toEqual(
      views.map(() => [0n, false, false]),
    );
  });

  test("takes a stake exactly at the minimum, not below, and none above 2^88 − 1", async () => {
    await open({ minStake: 3n });
    await begin(world);
    await rejectsWith(add(ann, 2n), "InsufficientDeposit", { sent: 2n, required: 3n });
    const two = () => world.trainer.addDataBatch([yes, yes], 5n).send(ann);
    await rejectsWith(two(), "InsufficientDeposit", { sent: 5n, required: 6n });
    expect((await add(ann)).result.deposit).toBe(3n);
    expect(await balanceOf(ann)).toBe(3n);
  });

  test("checks the phase before labels and samples, and those before the stake", async () => {
    await rejectsWith(world.trainer.addData(YES, 9, 0n).send(ann), "WrongPhase", refused(0));
    await begin(world);
    await rejectsWith(world.trainer.addData(YES, 9, 0n).send(ann), "InvalidLabel", { label: 9, classes: 2 });
    await rejectsWith(world.trainer.addData(new Uint8Array(), 0, 0n).send(ann), "InvalidSample", { reason: "empty" });
    await rejectsWith(world.trainer.addDataBatch([], 0n).send(ann), "InvalidBatch", { reason: "empty" });
  });

  test("refuses another opening, draw, reveal, score or collection", async () => {
    await begin(world);
    for (const attempt of [openIt, drawPiece, () => reveal(world, 1, world.set), score, () => collect(ann)]) {
      await rejectsWith(attempt(), "WrongPhase", refused(1));
    }
  });

  test("ends at its end, and gives everything back where too few have come", async () => {
    await open({ minContributions: 2n });
    await begin(world);
    await passUntil(world.chain, world.participationEnd - 1n);
    await add(ann, 7n);
    await pass(world.chain, 1n);
    await rejectsWith(add(ann, 7n), "WrongPhase", refused(4));
    expect([await balanceOf(ann), await balanceOf(world.provider)]).toEqual([7n, BOUNTY]);
    expect(await eventsOf(collect(ann))).toEqual([
      ["PhaseEntered", 4],
      ["Collected", ann.address, 7n],
    ]);
    await rejectsWith(collect(ann), "NothingToCollect", {});
  });
});

describe("collecting", () => {
  async function scored(): Promise<void> {
    await begin(world);
    await add(ann, 4n);
    await add(world.provider, 2n);
    await revealAll(world);
    await rejectsWith(collect(ann), "WrongPhase", refused(3));
    await scoreAll(world, 3);
  }

  test("pays one who is provider and contributor both in one payment", async () => {
    await scored();
    expect(await balanceOf(world.provider)).toBe(BOUNTY + 2n);
    expect((await collect(world.provider)).result).toEqual({ account: world.provider.address, amount: BOUNTY + 2n });
    expect(await balanceOf(world.provider)).toBe(0n);
    expect((await world.market.read("progress", {})).bounty).toBe(0n);
    expect(await phase()).toBe(4);
    await collect(ann);
    expect(await phase()).toBe(5);
    for (const attempt of [openIt, drawPiece, score, () => collect(ann), () => add(ann)]) {
      await rejectsWith(attempt(), "WrongPhase", refused(5));
    }
  });

  test("gives all that is uncollected to whoever comes first after its end", async () => {
    await scored();
    await collect(ann);
    const { collectEnd } = await world.market.read("progress", {});
    await passUntil(world.chain, collectEnd - 1n);
    await rejectsWith(collect(stranger), "NothingToCollect", {});
    await pass(world.chain, 1n);
    expect(await eventsOf(collect(stranger))).toEqual([
      ["Collected", stranger.address, BOUNTY + 2n],
      ["PhaseEntered", 5],
    ]);
    expect(await world.chain.balance(world.trainer.address)).toBe(0n);
  });

  test("pays nothing to an account that refuses payments, and changes nothing then", async () => {
    await scored();
    world.chain.memory.refusing.add(ann.address);
    await rejectsWith(collect(ann), "PaymentFailed", {});
    expect(await balanceOf(ann)).toBe(4n);
  });

  test("follows a scoring that is done once, and in which nothing happens at a limit of nothing", async () => {
    await begin(world);
    await add(ann);
    await revealAll(world);
    expect(await eventsOf(score(0))).toEqual([]);
    expect(await phase()).toBe(3);
    expect(await eventsOf(score())).toEqual([["PhaseEntered", 4]]);
    await rejectsWith(score(), "WrongPhase", refused(4));
  });
});

test("a market that nobody has finalized refuses its queries and operations", async () => {
  const plan = { firstBytes: 6 };
  const packed = packPlan({ ...planOf(), owner: world.provider.address, incentive: await incentiveOf(), ...plan });
  const [create] = world.chain.deployment(packed).steps;
  const prepared = await create?.prepare(world.provider, {});
  const { outputs } = await world.chain.submit(prepared ?? { hash: "", raw: "" });
  const message = (method: string, args = {}) => ({ on: world.trainer.spec, method, args });
  await rejectsWith(world.chain.query(outputs.address ?? "", message("phase")), "NotReady", {});
  await rejectsWith(world.chain.query(outputs.address ?? "", message("progress")), "NotReady", {});
  await rejectsWith(world.chain.simulate(ann, outputs.address ?? "", message("collect")), "NotReady", {});
});

test("a market's configuration is checked in order, its owner last", async () => {
  const { parameters } = await incentiveOf();
  const field = (changes: Readonly<Record<string, bigint>>, owner = "somebody") =>
    packPlan(planOf({ owner, incentive: { kind: "prediction-market", parameters: { ...parameters, ...changes } } }));
  const cases: readonly (readonly [string, Readonly<Record<string, bigint>>])[] = [
    ["pieces", { pieces: 1n, bounty: 2n ** 88n }],
    ["pieces", { pieces: 257n }],
    ["bounty", { bounty: 2n ** 88n, minStake: 2n ** 88n }],
    ["minStake", { minStake: 2n ** 88n, minContributions: 0n }],
    ["minContributions", { minContributions: 0n, participationEnd: 2n ** 40n }],
    ["participationEnd", { participationEnd: 2n ** 40n }],
  ];
  for (const [name, changes] of cases) throwsWith(() => field(changes, ""), "InvalidConfig", { field: name });
  throwsWith(() => field({}, ""), "InvalidConfig", { field: "owner" });
  expect(field({ pieces: 256n, bounty: 2n ** 88n - 1n, participationEnd: 2n ** 40n - 1n }).incentive).toHaveLength(79);
});

test("a market cannot be packed without the parameters that nobody else could choose", async () => {
  const { parameters } = await incentiveOf();
  for (const field of ["pieces", "commitments", "participationEnd"]) {
    const { [field]: _, ...rest } = parameters;
    const plan = planOf({ owner: "somebody", incentive: { kind: "prediction-market", parameters: rest } });
    throwsWith(() => packPlan(plan), "InvalidConfig", { field });
  }
});

async function incentiveOf() {
  return (await world.trainer.describe()).incentive;
}
