import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { modelDefinition, packCounts, packDense, packSparse } from "@omnisum/core";
import { countAgreement, type ImportedModel, importModel } from "@omnisum/core/model-file";

/** What tools/scikit-learn/fixtures.py wrote with the real library. */
interface Fixture {
  readonly file: Readonly<Record<string, unknown>>;
  readonly samples: readonly (readonly number[])[];
  /** Labels by their number. */
  readonly predictions: readonly number[];
}

function fixture(name: string): Fixture {
  return JSON.parse(readFileSync(new URL(`data/scikit-learn/${name}.json`, import.meta.url), "utf8"));
}

function packed({ config, quantisation }: ImportedModel, sample: readonly number[]): Uint8Array {
  const { features } = config;
  const present = sample.map((count, index) => ({ index, count })).filter(({ count }) => count > 0);
  switch (modelDefinition(config.kind).encoding) {
    case "sparse":
      return packSparse(
        present.map(({ index }) => index),
        features,
      );
    case "counts":
      return packCounts(present, features);
    case "dense":
      return packDense(
        sample.map((value) => Math.round(value * quantisation.sampleScale)),
        features,
      );
  }
}

describe.each([
  ["perceptron-sparse", "sparse-perceptron"],
  ["perceptron-sparse-classes", "sparse-perceptron"],
  ["sgd-dense", "dense-perceptron"],
  ["multinomial-nb", "naive-bayes"],
  ["multinomial-nb-uniform", "naive-bayes"],
  ["nearest-centroid-sparse", "sparse-nearest-centroid"],
  ["nearest-centroid-dense", "dense-nearest-centroid"],
])("%s", (name, kind) => {
  const { file, samples, predictions } = fixture(name);
  const model = importModel(JSON.stringify(file));
  const packs = samples.map((sample) => packed(model, sample));

  test(`is imported as a ${kind}`, () => {
    expect(model.config.kind).toBe(kind);
    expect(model.labels).toEqual(file.classes_);
    expect(model.quantisation.clipped).toBe(0);
  });

  test("predicts what scikit-learn predicts, as floats and as integers", () => {
    const integer = modelDefinition(kind).create(model.config, model.body);
    expect(packs.map((sample) => model.predictFloat(sample))).toEqual(predictions);
    expect(packs.map((sample) => integer.predict(sample))).toEqual(predictions);
    expect(countAgreement(model, packs)).toBe(samples.length);
  });
});

test("a perceptron learns at scikit-learn's rate and trains its bias; at half a weight where that is not known", () => {
  const { file } = fixture("perceptron-sparse");
  const { config, quantisation } = importModel(JSON.stringify({ ...file, eta0: 2 }));
  expect(config.parameters).toEqual({ learningRate: BigInt(2 * quantisation.scale), trainBias: 1n });
  const unknown = importModel(JSON.stringify({ ...file, eta0: undefined }));
  expect(unknown.config.parameters.learningRate).toBe(BigInt(0.5 * unknown.quantisation.scale));
});

describe("a malformed export is refused with the field and the reason:", () => {
  test.each<[string, string, Readonly<Record<string, unknown>>, string, RegExp]>([
    [
      "perceptron-sparse",
      "another estimator",
      { estimator: "SVC" },
      "estimator",
      /Perceptron, SGDClassifier, MultinomialNB/,
    ],
    ["perceptron-sparse", "an estimator that is no text", { estimator: 5 }, "estimator", /none/],
    ["perceptron-sparse", "no classes", { classes_: undefined }, "classes_", /missing/],
    ["perceptron-sparse", "no weights", { coef_: undefined }, "coef_", /lists of finite numbers/],
    ["perceptron-sparse", "null among the weights", { coef_: [[1, null]] }, "coef_", /lists of finite numbers/],
    ["perceptron-sparse", "a row too many", { coef_: [[1], [2]] }, "coef_", /1 rows/],
    ["perceptron-sparse", "weights of no feature", { coef_: [[]] }, "coef_", /1 to 16777216, not 0/],
    ["perceptron-sparse", "no intercept", { intercept_: undefined }, "intercept_", /finite numbers/],
    ["perceptron-sparse", "an intercept too many", { intercept_: [1, 2] }, "intercept_", /1 numbers, not 2/],
    ["perceptron-sparse", "no encoding", { encoding: undefined }, "encoding", /sparse or dense/],
    ["sgd-dense", "a sample scale of zero", { sample_scale: 0 }, "sample_scale", /above zero/],
    ["multinomial-nb", "no class counts", { class_count_: undefined }, "class_count_", /finite numbers/],
    ["multinomial-nb", "a class count too few", { class_count_: [1] }, "class_count_", /each of the 3 classes, not 1/],
    ["multinomial-nb", "a class count below zero", { class_count_: [1, 2, -1] }, "class_count_.2", /below zero/],
    ["multinomial-nb", "no feature counts", { feature_count_: undefined }, "feature_count_", /finite numbers/],
    [
      "multinomial-nb",
      "a feature count below zero",
      { feature_count_: [[1], [-1], [1]] },
      "feature_count_.1",
      /below zero/,
    ],
    [
      "multinomial-nb",
      "a shorter row",
      { feature_count_: [[1, 2], [1], [1, 2]] },
      "feature_count_.1",
      /another length/,
    ],
    ["multinomial-nb", "no alpha", { alpha: undefined }, "alpha", /number/],
    ["multinomial-nb", "an alpha of zero", { alpha: 0 }, "alpha", /above 0/],
    ["nearest-centroid-sparse", "no centroids", { centroids_: undefined }, "centroids_", /finite numbers/],
    [
      "nearest-centroid-sparse",
      "a centroid too few",
      { centroids_: [[1], [2]] },
      "centroids_",
      /each of the 4 classes/,
    ],
    ["nearest-centroid-sparse", "no class counts", { class_count_: undefined }, "class_count_", /finite numbers/],
    [
      "nearest-centroid-sparse",
      "a class count of zero",
      { class_count_: [1, 0, 1, 1] },
      "class_count_.1",
      /above zero/,
    ],
    ["nearest-centroid-sparse", "another encoding", { encoding: "counts" }, "encoding", /sparse or dense/],
  ])("%s with %s", (name, _, changes, field, reason) => {
    expect(() => importModel(JSON.stringify({ ...fixture(name).file, ...changes }))).toThrow(
      expect.objectContaining({ name: "InvalidModel", values: { field, reason: expect.stringMatching(reason) } }),
    );
  });
});
