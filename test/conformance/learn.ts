import { describe, expect, it } from "@jest/globals";
import { type Account, isError, modelDefinition, toHex } from "@omnisum/core";
import type { ModelCase } from "../cases/model-case.ts";
import { rejectsWith } from "../support/errors.ts";
import { seeded } from "../support/random.mjs";
import type { Story } from "./story.ts";
import type { World } from "./world.ts";

/** How many random lessons a model of each configuration gets. */
const LESSONS = 14;

/** What contributions do to the model (docs/protocol.md §4). */
export function describeLearn(world: () => World, model: ModelCase): void {
  describe("learning", () => {
    it("teaches the model what it had wrong", async () => {
      const story = await world().deploy({ incentive: { credit: 1n } });
      const { alice } = world().people;
      expect((await story.add(alice, model.positive, 1)).taught).toBe(false);
      const before = await story.trainer.stateHash();
      const wrong = await story.add(alice, model.strange, 1);
      expect(wrong.taught).toBe(true);
      expect(await story.trainer.predict(model.strange)).toBe(1);
      expect(await story.trainer.stateHash()).not.toEqual(before);
    });

    it.each(model.configs.map((config) => [configName(config), config] as const))(
      "follows core's reference lesson by lesson with %s",
      async (name, config) => {
        const random = seeded(name);
        const body = model.randomBody(config, random);
        const story = await world().deploy({ model: config, body, incentive: { credit: 1n } });
        const lessons = Array.from({ length: LESSONS }, () => {
          return [model.randomSample(config, random), random.below(config.classes)] as const;
        });
        await follow(story, world().people.alice, lessons);
      },
    );

    const { overflow } = model;
    if (overflow === undefined) return;
    it("refuses what a counter has no room for, alone and in a batch, and learns nothing of it", async () => {
      const { body, lesson } = overflow;
      const { alice } = world().people;
      const story = await world().deploy({ body });
      const good = { sample: model.positive, label: 1 };
      await story.refuses(alice, story.trainer.addData(lesson.sample, lesson.label), "CounterOverflow");
      await story.refuses(alice, story.trainer.addDataBatch([good, lesson, good]), "CounterOverflow");
      await follow(story, alice, [[model.positive, 1]], false);
    });
  });
}

/** Gives lessons to the trainer and to core's reference, and expects the same of both after each. */
export async function follow(
  story: Story,
  from: Account,
  lessons: readonly (readonly [Uint8Array, number])[],
  asked = true,
): Promise<void> {
  const { model: config, body } = story.plan;
  const reference = modelDefinition(config.kind).create(config, body);
  for (const [sample, label] of lessons) {
    expect(await story.trainer.scores(sample)).toEqual(reference.scores(sample));
    expect(await story.trainer.predict(sample)).toBe(reference.predict(sample));
    await teach({ story, from, sample, label }, () => reference.learn(sample, label, asked));
    expect(await bodyOf(story)).toBe(toHex(reference.body()));
  }
}

interface Teaching {
  readonly story: Story;
  readonly from: Account;
  readonly sample: Uint8Array;
  readonly label: number;
}

/** What the reference refuses, the trainer refuses; what it learns, the trainer learns. */
async function teach({ story, from, sample, label }: Teaching, learn: () => boolean): Promise<void> {
  try {
    const taught = learn();
    expect((await story.add(from, sample, label)).taught).toBe(taught);
  } catch (error) {
    if (!isError(error) || error.name !== "CounterOverflow") throw error;
    await rejectsWith(story.trainer.addData(sample, label).simulate(from), "CounterOverflow", {});
  }
}

function configName({ features, classes, parameters }: ModelCase["model"]): string {
  const named = Object.entries(parameters).map(([name, value]) => `, ${name} ${value}`);
  return `${features} features, ${classes} classes${named.join("")}`;
}

export async function bodyOf({ trainer, plan }: Story): Promise<string> {
  return toHex(await trainer.weights(0, plan.body.length));
}
