import { describe, expect, it } from "@jest/globals";
import { packPlan } from "@omnisum/core";
import type { World } from "../../../conformance/world.ts";
import { rejectsWith } from "../../../support/errors.ts";
import { malformedSample } from "../../encodings.ts";
import type { ModelCase } from "../../model-case.ts";
import { BOUNTY, MarketStory, MIN_STAKE, PHASES, piecesOf, REVEAL_WAIT } from "./market-story.ts";

export function describePhases(world: () => World, model: ModelCase): void {
  describe("the phases of a market", () => {
    describeSetup(world, model);
    describeParticipation(world, model);
    describeReveal(world, model);
  });
}

function describeSetup(world: () => World, model: ModelCase): void {
  it("begin with a provider who opens it once with the bounty, and gets back what is above it", async () => {
    const market = await MarketStory.deploy(world());
    const { story, provider } = market;
    const { alice } = world().people;
    const phase = PHASES.setup;
    await story.refuses(alice, market.open(), "NotProvider");
    await story.refuses(provider, market.draw(), "WrongPhase", { phase });
    await story.refuses(provider, market.reveal(0), "WrongPhase", { phase });
    await story.refuses(provider, market.open(BOUNTY - 1n), "InsufficientDeposit", {
      sent: BOUNTY - 1n,
      required: BOUNTY,
    });
    await story.refuses(alice, story.trainer.addData(model.positive, 1, MIN_STAKE), "WrongPhase", { phase });
    const { movement, receipt } = await story.moves(provider, market.open(BOUNTY + 7n));
    expect([movement.owner, movement.trainer]).toEqual([-BOUNTY, BOUNTY]);
    expect(receipt.events).toMatchObject([
      { name: "MarketOpened", values: { provider: provider.address, bounty: BOUNTY } },
    ]);
    await story.refuses(provider, market.open(), "WrongPhase", { phase });
  });

  it("draw a piece once, in the second block after the opening or later, for anybody", async () => {
    const market = await MarketStory.deploy(world());
    const { dave } = world().people;
    const shown = await market.begin();
    expect(shown).toBeLessThan(market.set.pieces.length);
    await market.story.refuses(dave, market.draw(), "WrongPhase", { phase: PHASES.participation });
  });

  it("show the piece drawn and no other", async () => {
    const market = await MarketStory.deploy(world());
    const { story, provider } = market;
    const piece = await market.openAndDraw();
    const other = (piece + 1) % market.set.pieces.length;
    await story.refuses(world().people.alice, market.reveal(piece), "NotProvider");
    await story.refuses(provider, market.reveal(other), "CommitmentMismatch", { piece: other });
    await story.refuses(provider, market.reveal(piece, { salt: new Uint8Array(32).fill(9) }), "CommitmentMismatch", {
      piece,
    });
    const { receipt } = await market.reveal(piece).send(provider);
    const samples = market.set.pieces[piece]?.samples;
    expect(receipt.events).toMatchObject([
      { name: "PieceRevealed", values: { piece, samples } },
      { name: "PhaseEntered", values: { phase: PHASES.participation } },
    ]);
    expect(await market.phase()).toBe(PHASES.participation);
  });

  it("give the bounty back where participation has not begun in time", async () => {
    const market = await MarketStory.deploy(world());
    const { story, provider } = market;
    await market.open().send(provider);
    await world().passUntil(market.end);
    expect(await market.phase()).toBe(PHASES.collect);
    await story.refuses(provider, market.draw(), "WrongPhase", { phase: PHASES.collect });
    const { movement, receipt } = await story.moves(provider, market.collect());
    expect([movement.owner, movement.trainer]).toEqual([BOUNTY, -BOUNTY]);
    expect(receipt.events.map(({ name }) => name)).toEqual(["PhaseEntered", "Collected", "PhaseEntered"]);
    expect(await market.phase()).toBe(PHASES.closed);
  });

  it("need an owner and sound terms", async () => {
    const good = packPlan(await world().plan());
    await rejectsWith(world().deployRaw({ ...good, owner: "" }), "InvalidConfig", { field: "owner" });
    const wrong: readonly (readonly [offset: number, bytes: readonly number[], field: string])[] = [
      [1, [0, 1], "pieces"],
      [1, [1, 1], "pieces"],
      [35, [1], "bounty"],
      [47, [1], "minStake"],
      [59, [0, 0, 0, 0], "minContributions"],
      [63, [0, 0, 1], "participationEnd"],
    ];
    for (const [offset, bytes, field] of wrong) {
      const incentive = Uint8Array.from(good.incentive);
      incentive.set(bytes, offset);
      await rejectsWith(world().deployRaw({ ...good, incentive }), "InvalidConfig", { field });
    }
  });
}

function describeParticipation(world: () => World, model: ModelCase): void {
  it("take contributions at a stake, of which the model learns nothing yet", async () => {
    const market = await MarketStory.deploy(world());
    const { story } = market;
    const { alice } = world().people;
    await market.begin();
    const required = MIN_STAKE;
    const hash = await story.trainer.stateHash();
    expect(await story.trainer.quote({ count: 3 })).toBe(MIN_STAKE);
    const sent = MIN_STAKE - 1n;
    await story.refuses(alice, story.trainer.addData(model.positive, 1, sent), "InsufficientDeposit", {
      sent,
      required,
    });
    const { movement, result } = await story.moves(alice, story.trainer.addData(model.strange, 1, MIN_STAKE + 9n));
    expect([movement.alice, movement.trainer]).toEqual([-MIN_STAKE - 9n, MIN_STAKE + 9n]);
    expect(result).toMatchObject({ deposit: MIN_STAKE + 9n, taught: false });
    const batch = await story.moves(
      alice,
      story.trainer.addDataBatch(model.persuasion.slice(0, 3), 3n * MIN_STAKE + 5n),
    );
    expect([movement.alice, batch.movement.trainer]).toEqual([-MIN_STAKE - 9n, 3n * (MIN_STAKE + 1n)]);
    expect(await story.trainer.record(0)).toMatchObject({ claimable: 0n, settled: false });
    expect(await market.balanceOf(alice)).toBe(MIN_STAKE + 9n + 3n * (MIN_STAKE + 1n));
    expect(await story.trainer.stateHash()).toEqual(hash);
    const phase = PHASES.participation;
    await story.refuses(alice, story.trainer.refund(result), "WrongPhase", { phase });
    await story.refuses(alice, story.trainer.report(result), "WrongPhase", { phase });
    await story.refuses(alice, market.score(5), "WrongPhase", { phase });
    await story.refuses(alice, market.collect(), "WrongPhase", { phase });
  });

  it("give stakes and bounty back with too few contributions", async () => {
    const market = await MarketStory.deploy(world(), { incentive: { minContributions: 2n } });
    const { story, provider } = market;
    const { alice, bob } = world().people;
    await market.begin();
    await story.trainer.addData(model.positive, 1, MIN_STAKE).send(alice);
    await world().passUntil(market.end);
    expect(await market.phase()).toBe(PHASES.collect);
    await story.refuses(alice, story.trainer.addData(model.positive, 1, MIN_STAKE), "WrongPhase", {
      phase: PHASES.collect,
    });
    await story.refuses(bob, market.collect(), "NothingToCollect");
    expect((await market.collect().send(alice)).result.amount).toBe(MIN_STAKE);
    expect((await market.collect().send(provider)).result.amount).toBe(BOUNTY);
  });
}

function describeReveal(world: () => World, model: ModelCase): void {
  it("reveal every other piece, in order, as it was committed to", async () => {
    const market = await MarketStory.deploy(world());
    const { story, provider } = market;
    const { alice } = world().people;
    const shown = await market.begin();
    await story.trainer.addData(model.positive, 1, MIN_STAKE).send(alice);
    await world().passUntil(market.end);
    const rest = [0, 1, 2].filter((piece) => piece !== shown);
    const [first = 0, second = 0] = rest;
    await story.refuses(alice, market.reveal(first), "NotProvider");
    await story.refuses(provider, market.reveal(second), "CommitmentMismatch", { piece: second });
    await story.refuses(provider, market.reveal(first, { samples: new Uint8Array() }), "InvalidBatch", {
      reason: "empty",
    });
    for (const other of [shown, second]) {
      await story.refuses(provider, market.reveal(other, { piece: first }), "CommitmentMismatch", { piece: first });
    }
    const { receipt } = await market.reveal(first).send(provider);
    expect(receipt.events.map(({ name }) => name)).toEqual(["PhaseEntered", "PieceRevealed"]);
    expect(await market.progress()).toMatchObject({ nextPiece: second, contributors: 1 });
    await market.reveal(second).send(provider);
    expect(await market.phase()).toBe(PHASES.scoring);
  });

  it("refuse a committed piece with a sample that the model does not take", async () => {
    const [sample, reason] = malformedSample(model.kind);
    const pieces = piecesOf(model).map(() => [{ sample, label: 1 }]);
    const market = await MarketStory.deploy(world(), {}, pieces);
    const { story, provider } = market;
    const piece = await market.openAndDraw();
    await story.refuses(provider, market.reveal(piece), "InvalidSample", { reason });
  });

  it("pay each stake its part of the bounty where the test set is not revealed in time", async () => {
    const market = await MarketStory.deploy(world());
    const { story, provider } = market;
    const { alice, bob } = world().people;
    const shown = await market.begin();
    await story.trainer.addData(model.positive, 1, 100n).send(alice);
    await story.trainer.addData(model.positive, 1, 200n).send(bob);
    await world().passUntil(market.end + REVEAL_WAIT);
    const next = shown === 0 ? 1 : 0;
    await story.refuses(provider, market.reveal(next), "WrongPhase", { phase: PHASES.collect });
    const [small, large] = [(BOUNTY * 100n) / 300n, (BOUNTY * 200n) / 300n];
    expect((await market.collect().send(alice)).result.amount).toBe(100n + small);
    expect((await market.collect().send(bob)).result.amount).toBe(200n + large);
    await story.refuses(provider, market.collect(), "NothingToCollect");
    expect(await story.trainer.chain.balance(story.trainer.address)).toBe(BOUNTY - small - large);
  });
}
