import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { OmnisumError } from "@omnisum/core";
import { describeAdd } from "./add.ts";
import { describeBatch } from "./batch.ts";
import { describeDeploy } from "./deploy.ts";
import type { Ability, Fixture } from "./fixture.ts";
import { describeInvariants } from "./invariants.ts";
import { describeLearn } from "./learn.ts";
import { describeQueries } from "./queries.ts";
import { describeRefund } from "./refund.ts";
import { describeReport } from "./report.ts";
import { World } from "./world.ts";

export interface ConformanceOptions {
  /** Of the chain. */
  readonly name: string;
  setup(): Promise<Fixture>;
  /** What this chain is known to lack, each for a reason that its test file gives. */
  readonly cannot?: readonly Ability[];
}

const TOPICS = [
  describeDeploy,
  describeAdd,
  describeLearn,
  describeBatch,
  describeRefund,
  describeReport,
  describeQueries,
  describeInvariants,
];

/** The one description of a trainer's behaviour (docs/protocol.md §5, §6.1, §7, §9); each family's test calls it with its own chain. */
export function trainerConformance({ name, setup, cannot = [] }: ConformanceOptions): void {
  describe(`a trainer on ${name}`, () => {
    let world: World | undefined;
    beforeAll(async () => {
      world = await World.create(await setup());
    });
    afterAll(async () => {
      for (const [ability, tests] of world?.lacking ?? []) {
        process.stderr.write(`${name} cannot do “${ability}”: ${tests} tests asked for it in vain\n`);
      }
      await world?.fixture.close();
    });
    const present = (): World => {
      if (world === undefined) throw new OmnisumError("MissingInput", { name: "the world of these tests" });
      return world;
    };
    for (const describeTopic of TOPICS) describeTopic(present);

    it("lacks no ability but those it is known to lack", () => {
      expect([...present().lacking.keys()].sort()).toEqual([...cannot].sort());
    });
  });
}
