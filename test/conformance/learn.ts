import { describe, expect, it } from "@jest/globals";
import { type Account, concat, modelDefinition, packSparse, toHex } from "@omnisum/core";
import { FEATURES, NEGATIVE, POSITIVE, rowOf, STRANGE, sampleOf } from "./plans.ts";
import type { Story } from "./story.ts";
import type { World } from "./world.ts";

/** What contributions do to the model (docs/protocol.md §4.1). */
export function describeLearn(world: () => World): void {
  describe("learning", () => {
    describeLessons(world);
    describeBounds(world);
  });
}

function describeLessons(world: () => World): void {
  it("teaches the model what it had wrong, and leaves it alone when it was right", async () => {
    const story = await world().deploy();
    const { alice } = world().people;
    const before = await story.trainer.stateHash();
    const right = await story.add(alice, POSITIVE, 1);
    expect(right.taught).toBe(false);
    expect(await story.trainer.stateHash()).toEqual(before);
    const wrong = await story.add(alice, STRANGE, 1);
    expect(wrong.taught).toBe(true);
    expect(await story.trainer.predict(STRANGE)).toBe(1);
    expect(await story.trainer.weights(4 + 2 * 7, 6)).toEqual(Uint8Array.of(0, 4, 0, 0, 0, 4));
    expect(await story.trainer.stateHash()).not.toEqual(before);
  });

  it("keeps the bias unless the model trains it", async () => {
    const { alice } = world().people;
    for (const trainBias of [0n, 1n]) {
      const story = await world().deploy({ model: { parameters: { trainBias } } });
      await story.add(alice, NEGATIVE, 1);
      expect(await story.trainer.weights(0, 4)).toEqual(Uint8Array.of(0, 0, 0, trainBias === 1n ? 4 : 0));
      await story.add(alice, POSITIVE, 0);
      expect(await story.trainer.weights(0, 4)).toEqual(new Uint8Array(4));
    }
  });

  it("teaches models of several classes by moving the right row up and the wrong one down", async () => {
    const story = await world().deploy({
      model: { classes: 4, parameters: { learningRate: 7n, trainBias: 1n } },
      body: concat(rowOf(0, []), rowOf(0, [5]), rowOf(-3, [0, 5]), rowOf(0, [0, 0, 32_765])),
    });
    await follow(story, world().people.alice, [
      [sampleOf(0), 0],
      [sampleOf(0, 1), 3],
      [sampleOf(2), 3],
      [sampleOf(2), 0],
      [sampleOf(2, 3), 2],
      [sampleOf(1, 15), 1],
    ]);
    await story.refuses(world().people.alice, story.trainer.addData(sampleOf(2), 4), "InvalidLabel", {
      label: 4,
      classes: 4,
    });
  });

  it("reads indices of two bytes", async () => {
    const features = 300;
    const story = await world().deploy({ model: { features }, body: rowOf(0, [], features) });
    const lessons = [[1, 255, 256, 299], [255], [256, 299], [0]].map(
      (indices, i) => [packSparse(indices, features), i % 2 ? 0 : 1] as const,
    );
    await follow(story, world().people.alice, lessons);
  });

  it("remembers many lessons exactly, whatever they touch", async () => {
    const story = await world().deploy();
    const lessons = Array.from({ length: 30 }, (_, i) => {
      const all = Array.from({ length: FEATURES }, (_, index) => index);
      return [sampleOf(...all.filter((index) => (index * 7 + i * 5) % 3 === 0)), i % 2] as const;
    });
    await follow(story, world().people.alice, lessons);
  });
}

function describeBounds(world: () => World): void {
  it("saturates weights and biases at their upper bounds", async () => {
    const high = 2 ** 31 - 1;
    const story = await world().deploy({
      model: { classes: 3, parameters: { learningRate: 40_000n, trainBias: 1n } },
      body: concat(rowOf(high, [32_000, 1_000]), rowOf(high - 9, [100, 32_767]), rowOf(0, [])),
    });
    await follow(story, world().people.alice, [[sampleOf(0, 1, 15), 1]]);
    const top = 32_767;
    const learned = rowOf(high, [top, top, ...Array<number>(13).fill(0), top]);
    const lowered = rowOf(high - 40_000, [-8_000, -32_768, ...Array<number>(13).fill(0), -32_768]);
    expect(await bodyOf(story)).toBe(toHex(concat(lowered, learned, rowOf(0, []))));
  });

  it("saturates weights and biases at their lower bounds", async () => {
    const low = -(2 ** 31);
    const story = await world().deploy({
      model: { classes: 3, parameters: { learningRate: 65_535n, trainBias: 1n } },
      body: concat(rowOf(low + 20, [5]), rowOf(low, [0, -32_768]), rowOf(low, [])),
    });
    await follow(story, world().people.alice, [[sampleOf(0, 1), 1]]);
    const expected = concat(rowOf(low, [-32_768, -32_768]), rowOf(low + 65_535, [32_767, 32_767]), rowOf(low, []));
    expect(await bodyOf(story)).toBe(toHex(expected));
  });

  it("saturates the one row of two classes, both ways", async () => {
    const story = await world().deploy({
      model: { parameters: { learningRate: 40_000n, trainBias: 1n } },
      body: rowOf(0, [-32_000, 32_000, 0, 7_000]),
    });
    await follow(story, world().people.alice, [
      [sampleOf(1, 2), 0],
      [sampleOf(0, 2), 1],
      [sampleOf(1, 3), 1],
    ]);
    expect(await bodyOf(story)).toBe(toHex(rowOf(40_000, [8_000, 32_000, 7_232, 32_767])));
  });

  it("predicts 0 for a score of zero, and the lowest label of those with equal scores", async () => {
    const { alice } = world().people;
    const two = await world().deploy({ body: rowOf(0, [5, -5]) });
    expect(await two.trainer.predict(sampleOf(0, 1))).toBe(0);
    const four = await world().deploy({
      model: { classes: 4 },
      body: concat(rowOf(1, []), rowOf(1, [4]), rowOf(1, [4]), rowOf(1, [0, 4])),
    });
    expect(
      await four.trainer.predictBatch([[], [0], [1], [0, 1], [15]].map((indices) => sampleOf(...indices))),
    ).toEqual([0, 1, 3, 1, 0]);
    expect((await four.add(alice, sampleOf(0, 1), 1)).taught).toBe(false);
  });
}

/** Gives lessons to the trainer and to core's reference, and expects the same of both after each. */
async function follow(story: Story, from: Account, lessons: readonly (readonly [Uint8Array, number])[]): Promise<void> {
  const { model: config, body } = story.plan;
  const reference = modelDefinition(config.kind).create(config, body);
  for (const [sample, label] of lessons) {
    expect(await story.trainer.scores(sample)).toEqual(reference.scores(sample));
    expect(await story.trainer.predict(sample)).toBe(reference.predict(sample));
    const taught = reference.learn(sample, label, false);
    expect((await story.add(from, sample, label)).taught).toBe(taught);
    expect(await bodyOf(story)).toBe(toHex(reference.body()));
  }
}

async function bodyOf({ trainer, plan }: Story): Promise<string> {
  return toHex(await trainer.weights(0, plan.body.length));
}
