import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { modelDefinition, packSparse } from "@omnisum/core";
import { countAgreement, type ImportedModel, importModel } from "@omnisum/core/model-file";
import fc from "fast-check";
import { throwsWith } from "../../test/support/errors.ts";
import { seeded } from "../../test/support/random.mjs";

const IMDB = new URL("../../cli/examples/imdb/model.json", import.meta.url);
const INT16_MAX = 32_767;
const GOOD = { type: "sparse perceptron", classifications: ["no", "yes"], weights: [1, -2], intercept: 0.5 };

function importOf(changes: Readonly<Record<string, unknown>> = {}): ImportedModel {
  return importModel(JSON.stringify({ ...GOOD, ...changes }));
}

/** The integers of a model of one row. */
function integers({ body }: ImportedModel): { readonly bias: number; readonly weights: readonly number[] } {
  const view = new DataView(body.buffer, body.byteOffset);
  const weights = Array.from({ length: (body.length - 4) / 2 }, (_, i) => view.getInt16(4 + 2 * i));
  return { bias: view.getInt32(0), weights };
}

test("the IMDB model has scale 256 and rate 128, and predicts as the float model does", () => {
  const model = importModel(readFileSync(IMDB, "utf8"));
  expect(model.quantisation.scale).toBe(256);
  expect(model.config).toEqual({
    kind: "sparse-perceptron",
    features: 1_000,
    classes: 2,
    parameters: { learningRate: 128n, trainBias: 0n },
  });
  expect(model.quantisation.largestError).toBeLessThanOrEqual(1 / 512);
  const random = seeded("agreement");
  const samples = Array.from({ length: 500 }, () => packSparse(random.ascending(1 + random.below(40), 1_000), 1_000));
  expect(countAgreement(model, samples)).toBeGreaterThanOrEqual(495);
});

test("weights and intercept are scaled and rounded to the nearest integer", () => {
  const model = importOf({ weights: [1, -2, 0.001], intercept: 0.5, learningRate: 0.5 });
  expect(model.quantisation.scale).toBe(512);
  expect(integers(model)).toEqual({ bias: 256, weights: [512, -1_024, 1] });
  expect(model.quantisation.largestError).toBeCloseTo(1 / 512 - 0.001, 12);
  expect(model.labels).toEqual(["no", "yes"]);
});

test("agreement counts where float and integer model differ", () => {
  const model = importOf({ weights: [1e-9, 1, -1], intercept: 0 });
  const samples = [[0], [1], [2]].map((indices) => packSparse(indices, 3));
  expect(samples.map((sample) => model.predictFloat(sample))).toEqual([1, 1, 0]);
  expect(countAgreement(model, samples)).toBe(2);
  expect(countAgreement(model, [])).toBe(0);
});

test("every model has room for 100 lessons in one direction, at a scale that could not be doubled", () => {
  const weight = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  const rate = fc.double({ min: 1e-9, max: 1e5, noNaN: true });
  fc.assert(
    fc.property(fc.array(weight, { minLength: 1, maxLength: 20 }), rate, (weights, learningRate) => {
      const model = importOf({ weights, learningRate });
      const { scale } = model.quantisation;
      const step = Number(model.config.parameters.learningRate);
      const greatest = Math.max(...integers(model).weights.map(Math.abs));
      expect(greatest + 100 * step).toBeLessThanOrEqual(INT16_MAX);
      const doubled = Math.max(...weights.map(Math.abs)) * 2 * scale + 100 * Math.max(1, learningRate * 2 * scale);
      expect(scale === 2 ** 20 || doubled > INT16_MAX - 101).toBe(true);
    }),
    { seed: 5, numRuns: 300 },
  );
});

test.each([1e-300, 1e300, 1.7e308])("weights and rates of %p are imported without a NaN", (size) => {
  const model = importOf({ weights: [size, -size], learningRate: size, intercept: size });
  expect(Number.isFinite(model.quantisation.largestError)).toBe(true);
  expect(model.quantisation.scale).toBeGreaterThan(0);
  expect(model.config.parameters.learningRate).toBeGreaterThanOrEqual(1n);
});

test("a bias beyond 32 bits is kept at the bound", () => {
  expect(integers(importOf({ intercept: 1e12 })).bias).toBe(2 ** 31 - 1);
  expect(integers(importOf({ intercept: -1e12 })).bias).toBe(-(2 ** 31));
});

test("sparse weights add to the list, and may reach beyond it", () => {
  const model = importOf({ sparseWeights: { 1: 4, 5: -8 } });
  const { scale } = model.quantisation;
  expect(model.config.features).toBe(6);
  expect(integers(model).weights).toEqual([1, 4, 0, 0, 0, -8].map((weight) => weight * scale));
  expect(importOf({ weights: [], sparseWeights: { 2: 1 } }).config.features).toBe(3);
});

test("intercept and bias are two names of one thing; without either it is zero", () => {
  const { scale } = importOf().quantisation;
  expect(integers(importOf({ intercept: undefined, bias: 2 })).bias).toBe(2 * scale);
  expect(integers(importOf({ intercept: [2] })).bias).toBe(2 * scale);
  expect(integers(importOf({ intercept: undefined })).bias).toBe(0);
});

test("trainBias and the learning rate travel with the model", () => {
  const { config, quantisation } = importOf({ trainBias: true, learningRate: 2 });
  expect(config.parameters).toEqual({ learningRate: BigInt(2 * quantisation.scale), trainBias: 1n });
});

test("more than two classes have a row and an intercept each", () => {
  const model = importOf({
    classifications: ["a", "b", "c"],
    weights: [
      [1, 0],
      [0, 1],
      [0, 0],
    ],
    intercept: [0, 0, 0.5],
  });
  expect(model.config).toMatchObject({ features: 2, classes: 3 });
  const integer = modelDefinition(model.config.kind).create(model.config, model.body);
  const samples = [[0], [1], [], [0, 1]].map((indices) => packSparse(indices, 2));
  expect(samples.map((sample) => integer.predict(sample))).toEqual([0, 1, 2, 0]);
  expect(countAgreement(model, samples)).toBe(4);
});

test("a model of ten million weights is imported in seconds", () => {
  // In a process of its own: in Jest's, every use of a global such as Math takes many times longer.
  const program = `
    import { importModel } from "@omnisum/core/model-file";
    const text = '{"type":"sparse perceptron","classifications":["a","b"],"weights":[' + "0.25,".repeat(1e7 - 1) + "1]}";
    console.log(importModel(text).config.features);`;
  const options = { cwd: import.meta.dirname, encoding: "utf8", timeout: 45_000 } as const;
  expect(execFileSync(process.execPath, ["--input-type=module", "--eval", program], options)).toBe("10000000\n");
});

describe("a malformed file is refused with the field and the reason:", () => {
  const NOT_LISTS = "must be a list of finite numbers, or one such list a class";
  test.each<[string, Readonly<Record<string, unknown>>, string, RegExp]>([
    ["another type", { type: "decision tree" }, "type", /none that can be imported \(perceptron, .*naive bayes/],
    ["a type that is no text", { type: 5 }, "type", /none that can be imported/],
    ["no labels", { classifications: undefined }, "classifications", /missing/],
    ["labels that are no list", { classifications: "no,yes" }, "classifications", /missing/],
    ["one label", { classifications: ["no"] }, "classifications", /two labels or more/],
    ["an empty label", { classifications: ["no", ""] }, "classifications.1", /empty/],
    ["a label twice", { classifications: ["no", "no"] }, "classifications", /different/],
    ["no weights", { weights: undefined }, "weights", new RegExp(NOT_LISTS)],
    ["a text among the weights", { weights: [1, "2"] }, "weights", new RegExp(NOT_LISTS)],
    ["null among the weights, as JSON writes NaN", { weights: [1, Number.NaN] }, "weights", new RegExp(NOT_LISTS)],
    ["an empty list of weights", { weights: [] }, "weights", /1 to 16777216, not 0/],
    ["two rows for two labels", { weights: [[1], [2]] }, "weights", /1 rows for these labels, not 2/],
    ["a row too few", { classifications: ["a", "b", "c"], weights: [[1], [2]] }, "weights", /3 rows/],
    [
      "a shorter row",
      { classifications: ["a", "b", "c"], weights: [[1, 2], [1], [1, 2]], intercept: [0, 0, 0] },
      "weights.1",
      /another length/,
    ],
    ["an intercept too many", { intercept: [1, 2] }, "intercept", /1 numbers, not 2/],
    [
      "an intercept too few",
      { classifications: ["a", "b", "c"], weights: [[1], [2], [3]] },
      "intercept",
      /3 numbers, not 1/,
    ],
    ["an intercept that is no number", { intercept: "0" }, "intercept", /./],
    ["a learning rate of zero", { learningRate: 0 }, "learningRate", /above zero/],
    ["a learning rate below zero", { learningRate: -1 }, "learningRate", /above zero/],
    ["trainBias that is no truth value", { trainBias: 1 }, "trainBias", /./],
    [
      "a sparse index beyond the features there can be",
      { sparseWeights: { 16777216: 1 } },
      "sparseWeights.16777216",
      /out of range/,
    ],
    ["a sparse index that is negative", { sparseWeights: { "-1": 1 } }, "sparseWeights.-1", /out of range/],
    ["a sparse index that is no number", { sparseWeights: { one: 1 } }, "sparseWeights.one", /out of range/],
    ["a sparse weight that is no number", { sparseWeights: { 1: "1" } }, "sparseWeights.1", /./],
    [
      "sparse weights of three classes",
      { classifications: ["a", "b", "c"], weights: [[1], [2], [3]], intercept: [0, 0, 0], sparseWeights: { 0: 1 } },
      "sparseWeights",
      /two labels/,
    ],
  ])("%s", (_, changes, field, reason) => {
    expect(() => importOf(changes)).toThrow(
      expect.objectContaining({ name: "InvalidModel", values: { field, reason: expect.stringMatching(reason) } }),
    );
  });

  test.each(["1e999", "-1e999"])("%s among the weights, which JSON reads as infinite", (literal) => {
    const text = JSON.stringify({ ...GOOD, weights: [0] }).replace("[0]", `[0,${literal}]`);
    throwsWith(() => importModel(text), "InvalidModel", { field: "weights", reason: NOT_LISTS });
  });

  test.each(["NaN", "Infinity"])("%s as no JSON has it", (literal) => {
    const text = JSON.stringify({ ...GOOD, weights: [0] }).replace("[0]", `[${literal}]`);
    expect(() => importModel(text)).toThrow(
      expect.objectContaining({ name: "InvalidModel", values: expect.objectContaining({ field: "the file" }) }),
    );
  });

  test.each(["", "{", "[1]", "null", '"text"', "5"])("%j", (text) => {
    expect(() => importModel(text)).toThrow(expect.objectContaining({ name: "InvalidModel" }));
  });
});
