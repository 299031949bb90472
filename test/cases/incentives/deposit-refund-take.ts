import { expect } from "@jest/globals";
import { LONG, PRICE } from "../../conformance/plans.ts";
import { only } from "../../conformance/story.ts";
import type { World } from "../../conformance/world.ts";
import type { IncentiveCase } from "../incentive-case.ts";
import type { ModelCase } from "../model-case.ts";
import { describePlans } from "./deposit-refund-take/plans.ts";
import { describeRefund } from "./deposit-refund-take/refund.ts";
import { describeReport } from "./deposit-refund-take/report.ts";

/** A fixed price, and no wait before a refund or a report. */
export const incentiveCase: IncentiveCase = {
  kind: "deposit-refund-take",
  parameters: () => ({
    refundWait: 0n,
    ownerWait: LONG,
    anyoneWait: 2n * LONG,
    costWeight: 0n,
    minDeposit: PRICE,
    maxDeposit: PRICE,
    credit: 0n,
  }),
  describe(world, model) {
    describePlans(world);
    describeRefund(world, model);
    describeReport(world, model);
  },
  tell,
};

async function tell(world: World, model: ModelCase): Promise<void> {
  const story = await world.deploy({ firstBytes: 9, incentive: { credit: 1n } });
  const { trainer } = story;
  const { alice, bob, carol } = world.people;
  const taught = await story.moves(bob, trainer.addData(model.strange, 1, 2n * PRICE));
  expect(taught.result).toMatchObject({ id: 0n, slot: 0, label: 1, deposit: PRICE, taught: true });
  expect(taught.movement).toEqual(only({ bob: -PRICE, trainer: PRICE }));
  expect((await story.moves(bob, trainer.refund(taught.result))).movement).toEqual(
    only({ bob: PRICE, trainer: -PRICE }),
  );
  expect(await trainer.creditOf(bob.address)).toBe(1n);
  const bad = await story.add(alice, model.negative, 1);
  await story.refuses(alice, trainer.refund(bad), "ModelDisagrees", { predicted: 0 });
  await story.refuses(carol, trainer.report(bad), "NoCredit");
  const reported = await story.moves(bob, trainer.report(bad));
  expect(reported.movement).toEqual(only({ bob: PRICE, trainer: -PRICE }));
  const late = await story.add(carol, model.negative, 1);
  const { batch } = await story.addBatch(alice, model.persuasion);
  await trainer.compact().send(carol);
  expect(await trainer.predict(model.negative)).toBe(1);
  await story.refuses(bob, trainer.report(late), "ModelAgrees");
  const all = BigInt(model.persuasion.length) * PRICE;
  expect((await story.moves(alice, trainer.refundBatch(batch))).movement).toEqual(only({ alice: all, trainer: -all }));
  await trainer.refund(late).send(carol);
  expect(await trainer.chain.balance(trainer.address)).toBe(0n);
}
