import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { INCENTIVES, MODELS, OmnisumError } from "@omnisum/core";
import { INCENTIVE_CASES, incentiveCaseOf } from "../cases/incentives.ts";
import { MODEL_CASES, modelCaseOf } from "../cases/models.ts";
import { describeAdd } from "./add.ts";
import { describeBatch } from "./batch.ts";
import { describeDeploy } from "./deploy.ts";
import type { Ability, Fixture } from "./fixture.ts";
import { describeInvariants } from "./invariants.ts";
import { describeLearn } from "./learn.ts";
import type { Kinds } from "./plans.ts";
import { describeQueries } from "./queries.ts";
import { World } from "./world.ts";

export interface ConformanceOptions {
  /** Of the chain. */
  readonly name: string;
  setup(): Promise<Fixture>;
  /** What this chain is known to lack, each for a reason that its test file gives. */
  readonly cannot?: readonly Ability[];
  /**
   * The models that all rules run with, where time is short; every one, if nothing is said. The stories run with all, but for
   * those of mechanisms that are waited for.
   */
  readonly models?: readonly string[];
}

/** What every trainer does: run with every model, under the first mechanism. */
const TOPICS = [describeDeploy, describeAdd, describeLearn, describeBatch, describeQueries, describeInvariants];
/** A mechanism's own suite runs with these models: one that always knows whether it disagreed, one that must ask itself. */
const MODELS_OF_MECHANISMS = ["sparse-perceptron", "naive-bayes"];
/** What only one kind of model does. */
const SUITES = new Map(await Promise.all(MODEL_CASES.map(async ({ kind, suite }) => [kind, await suite?.()] as const)));
const FIRST_INCENTIVE = "deposit-refund-take";

/**
 * The one description of a trainer's behaviour (docs/protocol.md §4–§7, §9); each family's test calls it with its own chain.
 * The rules of every trainer run on every model, each mechanism's suite on two models, and a short story on all of them.
 */
export function trainerConformance({
  name,
  setup,
  cannot = [],
  models = MODELS.map(({ kind }) => kind),
}: ConformanceOptions): void {
  describe(`a trainer on ${name}`, () => {
    let world: World | undefined;
    beforeAll(async () => {
      world = await World.create(await setup(), kindsOf("sparse-perceptron", FIRST_INCENTIVE));
    });
    afterAll(async () => {
      for (const [ability, tests] of world?.lacking ?? []) {
        process.stderr.write(`${name} cannot do “${ability}”: ${tests} tests asked for it in vain\n`);
      }
      await world?.fixture.close();
    });
    const worldOf = (kinds: Kinds) => (): World => {
      if (world === undefined) throw new OmnisumError("MissingInput", { name: "the world of these tests" });
      return world.with(kinds);
    };

    it("has a case for every kind of model and mechanism, and for no other", () => {
      expect(MODEL_CASES.map(({ kind }) => kind)).toEqual(MODELS.map(({ kind }) => kind));
      expect(INCENTIVE_CASES.map(({ kind }) => kind)).toEqual(INCENTIVES.map(({ kind }) => kind));
    });

    const chosen = MODEL_CASES.filter(({ kind }) => models.includes(kind));
    describe.each(chosen.map((model) => [model.kind, model] as const))("with the model %s", (_, model) => {
      const present = worldOf({ model, incentive: incentiveCaseOf(FIRST_INCENTIVE) });
      for (const describeTopic of TOPICS) describeTopic(present, model);
      SUITES.get(model.kind)?.describeSuite(present, model);
    });

    describe.each(INCENTIVE_CASES.map((incentive) => [incentive.kind, incentive] as const))(
      "under %s",
      (_, incentive) => {
        const brief = incentive.waits === true && chosen.length < MODEL_CASES.length;
        for (const model of chosen.filter(({ kind }) => !brief && MODELS_OF_MECHANISMS.includes(kind))) {
          describe(`with the model ${model.kind}`, () => incentive.describe(worldOf({ model, incentive }), model));
        }
        const everyModel = (brief ? chosen : MODEL_CASES).map((model) => [model.kind, model] as const);
        it.each(everyModel)("does all that it does with the model %s", async (_, model) => {
          await incentive.tell(worldOf({ model, incentive })(), model);
        });
      },
    );

    it("lacks no ability but those it is known to lack", () => {
      expect([...(world?.lacking.keys() ?? [])].sort()).toEqual([...cannot].sort());
    });
  });
}

function kindsOf(model: string, incentive: string): Kinds {
  return { model: modelCaseOf(model), incentive: incentiveCaseOf(incentive) };
}
