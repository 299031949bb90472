import { expect } from "@jest/globals";
import { type Account, modelDefinition, toHex, type WireRecord } from "@omnisum/core";
import { bodyOf } from "../../conformance/learn.ts";
import { only } from "../../conformance/story.ts";
import type { World } from "../../conformance/world.ts";
import type { IncentiveCase } from "../incentive-case.ts";
import type { ModelCase } from "../model-case.ts";
import { BOUNTY, MarketStory, MIN_STAKE, PHASES, termsOf, testSetOf } from "./prediction-market/market-story.ts";
import { describePayments } from "./prediction-market/payments.ts";
import { describePhases } from "./prediction-market/phases.ts";

/** A test set of two pieces that no model can be asked about; what shows one makes its own (MarketStory). */
const ANY_SET = testSetOf([[{ sample: Uint8Array.of(0), label: 0 }], [{ sample: Uint8Array.of(1), label: 0 }]]);

export const incentiveCase: IncentiveCase = {
  kind: "prediction-market",
  waits: true,
  parameters: (now) => termsOf(now, ANY_SET),
  describe(world, model) {
    describePhases(world, model);
    describePayments(world, model);
  },
  tell,
};

/** Bob teaches what the test set asks, Carol the opposite; Bob is paid, and Carol leaves with what she has or stays for nothing. */
async function tell(world: World, model: ModelCase): Promise<void> {
  const market = await MarketStory.deploy(world, { firstBytes: 9 });
  const { story } = market;
  const { bob, carol, dave } = world.people;
  const shown = await market.begin();
  const items = model.persuasion;
  const stakes = MIN_STAKE * BigInt(items.length);
  const added = await story.moves(bob, story.trainer.addDataBatch(items, stakes));
  expect(added.movement).toEqual(only({ bob: -stakes, trainer: stakes }));
  await story.trainer.addData(model.negative, 0, MIN_STAKE).send(carol);
  expect(await bodyOf(story)).toBe(toHex(model.body));
  await story.refuses(bob, story.trainer.refundBatch(added.result.batch), "WrongPhase", {
    phase: PHASES.participation,
  });
  await market.revealRest(shown);
  const steps = await market.scoreAll(7);
  expect(steps).toBeGreaterThan(1);
  await expectScored(market);
  await expectPaidOut(market, [bob, carol, market.provider]);
  await story.refuses(dave, market.collect(), "WrongPhase", { phase: PHASES.closed });
}

/** The model is what the contributions of those who stayed make of it; who stays depends on the piece that was drawn. */
async function expectScored({ story }: MarketStory): Promise<void> {
  const { model } = story;
  const { bob, carol } = story.world.people;
  const left: WireRecord[] = [];
  for await (const event of story.trainer.events()) if (event.name === "ContributorLeft") left.push(event.values);
  const learned = modelDefinition(model.kind).create(story.plan.model, story.plan.body);
  const stayed = ({ address }: Account) => !left.some(({ contributor }) => contributor === address);
  if (stayed(bob)) for (const { sample, label } of model.persuasion) learned.learn(sample, label, false);
  if (stayed(carol)) learned.learn(model.negative, 0, false);
  expect(await bodyOf(story)).toBe(toHex(learned.body()));
}

/** Everybody collects what is theirs, which together is everything. */
async function expectPaidOut(market: MarketStory, people: readonly Account[]): Promise<void> {
  const { trainer } = market.story;
  const held = await trainer.chain.balance(trainer.address);
  const stakes = MIN_STAKE * BigInt(market.story.model.persuasion.length + 1);
  expect(held).toBe(BOUNTY + stakes);
  let paid = 0n;
  await market.story.refuses(market.story.world.people.dave, market.collect(), "NothingToCollect");
  for (const person of people) {
    const balance = await market.balanceOf(person);
    if (balance === 0n) continue;
    const { result, movement } = await market.story.moves(person, market.collect());
    expect(result.amount).toBe(balance);
    expect(movement.trainer).toBe(-balance);
    paid += balance;
  }
  expect(paid).toBe(held);
  expect(await market.phase()).toBe(PHASES.closed);
}
