import { describe, expect, it } from "@jest/globals";
import { concat, toHex } from "@omnisum/core";
import { bodyOf, follow } from "../../conformance/learn.ts";
import type { World } from "../../conformance/world.ts";
import { FEATURES } from "../encodings.ts";
import type { ModelCase } from "../model-case.ts";
import { rowOf } from "./perceptron.ts";

/** What lessons do to a perceptron's weights and biases (docs/protocol.md §4.1). */
export function describeSuite(world: () => World, model: ModelCase): void {
  describe("a perceptron", () => {
    describeLessons(world, model);
    describeBounds(world, model);
  });
}

function describeLessons(world: () => World, model: ModelCase): void {
  it("keeps the bias unless the model trains it", async () => {
    const { alice } = world().people;
    for (const trainBias of [0n, 1n]) {
      const story = await world().deploy({ model: { parameters: { trainBias } } });
      await story.add(alice, model.negative, 1);
      expect(await story.trainer.weights(0, 4)).toEqual(Uint8Array.of(0, 0, 0, trainBias === 1n ? 4 : 0));
      await story.add(alice, model.positive, 0);
      expect(await story.trainer.weights(0, 4)).toEqual(new Uint8Array(4));
    }
  });

  it("teaches models of several classes by moving the right row up and the wrong one down", async () => {
    const story = await world().deploy({
      model: { classes: 4, parameters: { learningRate: 7n, trainBias: 1n } },
      body: concat(rowOf(0, []), rowOf(0, [5]), rowOf(-3, [0, 5]), rowOf(0, [0, 0, 32_765])),
    });
    await follow(story, world().people.alice, [
      [model.sampleOf(0), 0],
      [model.sampleOf(0, 1), 3],
      [model.sampleOf(2), 3],
      [model.sampleOf(2), 0],
      [model.sampleOf(2, 3), 2],
      [model.sampleOf(1, 15), 1],
    ]);
  });

  it("remembers many lessons exactly, whatever they touch", async () => {
    const story = await world().deploy();
    const lessons = Array.from({ length: 30 }, (_, i) => {
      const all = Array.from({ length: FEATURES }, (_, index) => index);
      return [model.sampleOf(...all.filter((index) => (index * 7 + i * 5) % 3 === 0)), i % 2] as const;
    });
    await follow(story, world().people.alice, lessons);
  });
}

function describeBounds(world: () => World, model: ModelCase): void {
  it("saturates weights and biases at their upper bounds", async () => {
    const high = 2 ** 31 - 1;
    const story = await world().deploy({
      model: { classes: 3, parameters: { learningRate: 40_000n, trainBias: 1n } },
      body: concat(rowOf(high, [32_000, 1_000]), rowOf(high - 9, [100, 32_767]), rowOf(0, [])),
    });
    await follow(story, world().people.alice, [[model.sampleOf(0, 1, 15), 1]]);
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
    await follow(story, world().people.alice, [[model.sampleOf(0, 1), 1]]);
    const expected = concat(rowOf(low, [-32_768, -32_768]), rowOf(low + 65_535, [32_767, 32_767]), rowOf(low, []));
    expect(await bodyOf(story)).toBe(toHex(expected));
  });

  it("saturates the one row of two classes, both ways", async () => {
    const story = await world().deploy({
      model: { parameters: { learningRate: 40_000n, trainBias: 1n } },
      body: rowOf(0, [-32_000, 32_000, 0, 7_000]),
    });
    await follow(story, world().people.alice, [
      [model.sampleOf(1, 2), 0],
      [model.sampleOf(0, 2), 1],
      [model.sampleOf(1, 3), 1],
    ]);
    expect(await bodyOf(story)).toBe(toHex(rowOf(40_000, [8_000, 32_000, 7_232, 32_767])));
  });

  it("predicts 0 for a score of zero, and the lowest label of those with equal scores", async () => {
    const { alice } = world().people;
    const two = await world().deploy({ body: rowOf(0, [5, -5]) });
    expect(await two.trainer.predict(model.sampleOf(0, 1))).toBe(0);
    const four = await world().deploy({
      model: { classes: 4 },
      body: concat(rowOf(1, []), rowOf(1, [4]), rowOf(1, [4]), rowOf(1, [0, 4])),
    });
    expect(
      await four.trainer.predictBatch([[], [0], [1], [0, 1], [15]].map((indices) => model.sampleOf(...indices))),
    ).toEqual([0, 1, 3, 1, 0]);
    expect((await four.add(alice, model.sampleOf(0, 1), 1)).taught).toBe(false);
  });
}
