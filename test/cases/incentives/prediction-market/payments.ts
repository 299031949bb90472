import { describe, expect, it } from "@jest/globals";
import type { World } from "../../../conformance/world.ts";
import type { ModelCase } from "../../model-case.ts";
import { BOUNTY, COLLECT_WAIT, MarketStory, MIN_STAKE, PHASES } from "./market-story.ts";

export function describePayments(world: () => World, model: ModelCase): void {
  describe("the payments of a market", () => {
    it("are the same however the scoring is cut into steps", async () => {
      const seen: unknown[] = [];
      for (const limit of [1, 5, 10_000]) {
        const market = await scored(world(), model, limit);
        const { alice, bob } = world().people;
        const balances = await Promise.all([alice, bob, market.provider].map((person) => market.balanceOf(person)));
        const { drawn: _, collectEnd: __, samples: ___, ...progress } = await market.progress();
        expect(balances.reduce((sum, balance) => sum + balance, 0n)).toBe(await held(market));
        seen.push(balances.length, progress.contributors);
      }
      expect(new Set(seen)).toEqual(new Set([3, 2]));
    });

    it("pay everything that the market holds, each person's to that person only", async () => {
      const market = await scored(world(), model, 50);
      const { story } = market;
      let left = await held(market);
      for (const role of ["alice", "bob", "owner"] as const) {
        const person = world().people[role];
        const balance = await market.balanceOf(person);
        if (balance === 0n) continue;
        const { movement } = await story.moves(person, market.collect());
        expect(movement[role]).toBe(balance);
        left -= balance;
        if (left > 0n) await story.refuses(person, market.collect(), "NothingToCollect");
      }
      expect(left).toBe(0n);
      expect(await market.phase()).toBe(PHASES.closed);
    });

    it("leave to anyone what nobody collected in time", async () => {
      const market = await scored(world(), model, 50);
      const { collectEnd } = await market.progress();
      expect(collectEnd).toBeGreaterThan(COLLECT_WAIT);
      await world().passUntil(collectEnd);
      const all = await held(market);
      const { movement } = await market.story.moves(world().people.dave, market.collect());
      expect([movement.dave, movement.trainer]).toEqual([all, -all]);
      expect(await market.phase()).toBe(PHASES.closed);
    });
  });
}

/** A market in which Alice teaches what the test set asks, Bob the opposite, up to its collect phase. */
async function scored(world: World, model: ModelCase, limit: number): Promise<MarketStory> {
  const market = await MarketStory.deploy(world);
  const { alice, bob } = world.people;
  const shown = await market.begin();
  const { trainer } = market.story;
  await trainer.addDataBatch(model.persuasion, MIN_STAKE * BigInt(model.persuasion.length)).send(alice);
  await trainer.addData(model.negative, 0, MIN_STAKE).send(bob);
  await market.revealRest(shown);
  await market.scoreAll(limit);
  expect(await market.phase()).toBe(PHASES.collect);
  expect(await held(market)).toBe(BOUNTY + MIN_STAKE * BigInt(model.persuasion.length + 1));
  return market;
}

function held({ story: { trainer } }: MarketStory): Promise<bigint> {
  return trainer.chain.balance(trainer.address);
}
