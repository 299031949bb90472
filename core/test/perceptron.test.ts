import { describe, expect, test } from "@jest/globals";
import { bigEndian, concat, type Model, modelDefinition, packSparse } from "@omnisum/core";
import { throwsWith } from "../../test/support/errors.ts";
import { seeded } from "../../test/support/random.mjs";
import { rowOf } from "./world.ts";

const FEATURES = 4;
const definition = modelDefinition("sparse-perceptron");
const row = (bias: number, ...weights: readonly number[]) => rowOf(bias, weights, FEATURES);
const sampleOf = (...indices: readonly number[]) => packSparse(indices, FEATURES);

function modelOf(
  rows: readonly Uint8Array[],
  {
    classes = 2,
    learningRate = 3n,
    trainBias = 0n,
  }: { classes?: number; learningRate?: bigint; trainBias?: bigint } = {},
): Model {
  const parameters = { learningRate, trainBias };
  const config = { kind: "sparse-perceptron", features: FEATURES, classes, parameters };
  return definition.create(config, concat(...rows));
}

describe("with two classes", () => {
  test("predicts 1 only for a score above zero", () => {
    const model = modelOf([row(-1, 1, 2)]);
    expect(model.scores(sampleOf(1))).toEqual([1n]);
    expect(model.predict(sampleOf(1))).toBe(1);
    expect(model.scores(sampleOf(0))).toEqual([0n]);
    expect(model.predict(sampleOf(0))).toBe(0);
    expect(model.predict(sampleOf())).toBe(0);
    expect(modelOf([row(1)]).predict(sampleOf())).toBe(1);
  });

  test("moves the weights of the sample's features towards the label, and no others", () => {
    const up = modelOf([row(0)]);
    expect(up.learn(sampleOf(1, 3), 1, false)).toBe(true);
    expect(up.body()).toEqual(row(0, 0, 3, 0, 3));
    const down = modelOf([row(0, 5, 5, 5, 5)]);
    expect(down.learn(sampleOf(1, 3), 0, false)).toBe(true);
    expect(down.body()).toEqual(row(0, 5, 2, 5, 2));
  });

  test("changes nothing where it agrees", () => {
    const model = modelOf([row(7, 1, 2, 3, 4)], { trainBias: 1n });
    expect(model.learn(sampleOf(0), 1, false)).toBe(false);
    expect(model.body()).toEqual(row(7, 1, 2, 3, 4));
  });

  test("moves the bias only if it is to be trained", () => {
    const trained = modelOf([row(0)], { trainBias: 1n });
    trained.learn(sampleOf(0), 1, false);
    expect(trained.body()).toEqual(row(3, 3));
    const fixed = modelOf([row(0)]);
    fixed.learn(sampleOf(0), 1, false);
    expect(fixed.body()).toEqual(row(0, 3));
  });

  test("saturates weights and bias at their types' bounds", () => {
    const top = modelOf([row(2_147_483_646, 32_766, -32_768, -32_768)], { learningRate: 65_535n, trainBias: 1n });
    expect(top.learn(sampleOf(0), 0, false)).toBe(true);
    expect(top.body()).toEqual(row(2_147_483_646 - 65_535, -32_768, -32_768, -32_768));
    const bottom = modelOf([row(-2_147_483_647, -32_767)], { learningRate: 65_535n, trainBias: 1n });
    bottom.learn(sampleOf(0), 1, false);
    expect(bottom.body()).toEqual(row(-2_147_483_647 + 65_535, 32_767));
    const over = modelOf([row(2_147_483_647, -32_768, 32_767)], { learningRate: 65_535n, trainBias: 1n });
    over.learn(sampleOf(0, 1), 0, false);
    over.learn(sampleOf(0, 1), 0, false);
    expect(over.body()).toEqual(row(2_147_483_647 - 131_070, -32_768, -32_768));
    const [most, least] = [2_147_483_647, -2_147_483_648];
    const high = modelOf([row(0), row(most), row(most - 1)], { classes: 3, trainBias: 1n });
    high.learn(sampleOf(0), 2, false);
    expect(high.body()).toEqual(concat(row(0), row(most - 3, -3), row(most, 3)));
    const low = modelOf([row(least + 1), row(least), row(least)], { classes: 3, trainBias: 1n });
    low.learn(sampleOf(0), 2, false);
    expect(low.body()).toEqual(concat(row(least, -3), row(least), row(least + 3, 3)));
  });
});

describe("with more classes", () => {
  const three = () => modelOf([row(0, 1), row(0, 0, 1), row(0, 0, 0, 1)], { classes: 3 });

  test("predicts the greatest score, the lowest label on a tie", () => {
    expect([0, 1, 2].map((index) => three().predict(sampleOf(index)))).toEqual([0, 1, 2]);
    expect(three().predict(sampleOf())).toBe(0);
    expect(three().predict(sampleOf(1, 2))).toBe(1);
    expect(modelOf([row(-5), row(-4), row(-4)], { classes: 3 }).predict(sampleOf(3))).toBe(1);
  });

  test("moves the label's row up and the predicted row down", () => {
    const model = three();
    expect(model.learn(sampleOf(1, 3), 2, false)).toBe(true);
    expect(model.body()).toEqual(concat(row(0, 1), row(0, 0, -2, 0, -3), row(0, 0, 3, 1, 3)));
    expect(model.scores(sampleOf(1, 3))).toEqual([0n, -5n, 6n]);
    expect(model.learn(sampleOf(1, 3), 2, false)).toBe(false);
  });

  test("has one row a class, two classes one row", () => {
    const length = (classes: number) => {
      const parameters = { learningRate: 1n, trainBias: 0n };
      return definition.bodyLength({ kind: "sparse-perceptron", features: 10, classes, parameters });
    };
    expect([2, 3, 10].map(length)).toEqual([24, 72, 240]);
  });
});

test("gives its state back as it was made from it", () => {
  const body = concat(...Array.from({ length: 5 }, (_, r) => concat(bigEndian(r - 2, 4), seeded(r).bytes(8))));
  expect(modelOf([body], { classes: 5 }).body()).toEqual(body);
});

test("reads a state that is part of a longer buffer", () => {
  const body = concat(Uint8Array.of(9, 9, 9), row(1, 2, 3, 4, 5)).subarray(3);
  expect(modelOf([body]).body()).toEqual(row(1, 2, 3, 4, 5));
});

test.each([0, 11, 13])("refuses a state of %i bytes instead of 12", (length) => {
  throwsWith(() => modelOf([new Uint8Array(length)]), "InvalidConfig", { field: "weights" });
});

test("scores exactly where sums pass 32 bits", () => {
  const features = 2 ** 17;
  const parameters = { learningRate: 1n, trainBias: 0n };
  const weights = Uint8Array.from({ length: 2 * features }, (_, i) => (i % 2 === 0 ? 0x7f : 0xff));
  const body = concat(bigEndian(2 ** 31 - 1, 4), weights);
  const model = definition.create({ kind: "sparse-perceptron", features, classes: 2, parameters }, body);
  const all = packSparse(
    Array.from({ length: features }, (_, i) => i),
    features,
  );
  expect(model.scores(all)).toEqual([2n ** 31n - 1n + 2n ** 17n * 32_767n]);
});
