import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { type Model, modelDefinition, packCounts, packDense, packSparse } from "@omnisum/core";
import { countAgreement, exportModel, type ImportedModel, importModel } from "@omnisum/core/model-file";
import { throwsWith } from "../../test/support/errors.ts";
import { type Random, seeded } from "../../test/support/random.mjs";
import { readState } from "../../test/vectors/sources/states.mjs";

type Json = Readonly<Record<string, unknown>>;

const PERCEPTRON = { type: "perceptron", classifications: ["no", "yes"], weights: [1, -2], intercept: 0.5 };
const NAIVE_BAYES = {
  type: "naive bayes",
  classifications: ["ham", "spam"],
  classCounts: [3, 2],
  featureCounts: [
    [
      [0, 2],
      [2, 3],
    ],
    [[1, 4]],
  ],
  totalNumFeatures: 4,
  smoothingFactor: 1.5,
};
const CENTROIDS = {
  type: "sparse nearest centroid classifier",
  centroids: {
    a: { centroid: [1, 0.5, 0], dataCount: 4 },
    b: { centroid: { 1: 0.25, 2: 1 }, dataCount: 8 },
  },
};

function importOf(file: Json, changes: Json = {}): ImportedModel {
  return importModel(JSON.stringify({ ...file, ...changes }));
}

function integerOf({ config, body }: ImportedModel): Model {
  return modelDefinition(config.kind).create(config, body);
}

function data(path: string): string {
  return readFileSync(new URL(path, import.meta.url), "utf8");
}

function denseSamples(features: number, random: Random): readonly Uint8Array[] {
  return Array.from({ length: 100 }, () =>
    packDense(
      Array.from({ length: features }, () => random.below(256) - 128),
      features,
    ),
  );
}

describe("the predecessor's files:", () => {
  test.each([
    ["../../cli/examples/imdb/model.json", "sparse-perceptron", 1_000, ["Negative", "Positive"]],
    ["../../cli/examples/vpa/model.json", "dense-nearest-centroid", 512, ["WEATHER_GET", "MUSIC_PLAY"]],
    ["data/predecessor/hot-dog-perceptron-400.json", "dense-perceptron", 400, ["NOT HOT DOG", "HOT DOG"]],
    ["data/predecessor/hot-dog-perceptron-1280.json", "dense-perceptron", 1_280, ["NOT HOT DOG", "HOT DOG"]],
    ["data/predecessor/hot-dog-centroids-1280.json", "dense-nearest-centroid", 1_280, ["HOT_DOG", "NOT_HOT_DOG"]],
  ])("%s is a %s of %i features", (path, kind, features, labels) => {
    const model = importModel(data(path));
    expect(model.config).toMatchObject({ kind, features, classes: 2 });
    expect(model.labels).toEqual(labels);
    expect(model.quantisation.clipped).toBe(0);
  });

  test.each([
    ["hot-dog-perceptron-400", 97],
    ["hot-dog-perceptron-1280", 97],
    ["hot-dog-centroids-1280", 97],
  ])("%s predicts as its float model does, on at least %i of 100 random samples", (name, least) => {
    const model = importModel(data(`data/predecessor/${name}.json`));
    const samples = denseSamples(model.config.features, seeded(name));
    expect(countAgreement(model, samples)).toBeGreaterThanOrEqual(least);
  });

  test("the features that a model picks from a wider encoding travel with it", () => {
    const { featureIndices } = importModel(data("data/predecessor/hot-dog-perceptron-400.json"));
    expect(featureIndices).toHaveLength(400);
    expect(featureIndices?.slice(0, 3)).toEqual([642, 813, 1_238]);
  });

  test("every type is imported as its kind, one without a type by its fields", () => {
    const types: readonly (readonly [Json, string | undefined, string])[] = [
      [PERCEPTRON, "perceptron", "dense-perceptron"],
      [PERCEPTRON, "dense perceptron", "dense-perceptron"],
      [PERCEPTRON, "sparse perceptron", "sparse-perceptron"],
      [PERCEPTRON, undefined, "dense-perceptron"],
      [NAIVE_BAYES, "naive bayes", "naive-bayes"],
      [CENTROIDS, "nearest centroid classifier", "dense-nearest-centroid"],
      [CENTROIDS, "dense nearest centroid classifier", "dense-nearest-centroid"],
      [CENTROIDS, "sparse nearest centroid classifier", "sparse-nearest-centroid"],
      [CENTROIDS, "sparse-nearest-centroid", "sparse-nearest-centroid"],
      [{ ...CENTROIDS, centroids: undefined, intents: CENTROIDS.centroids }, undefined, "dense-nearest-centroid"],
      [CENTROIDS.centroids, undefined, "dense-nearest-centroid"],
    ];
    for (const [file, type, kind] of types) expect(importOf(file, { type }).config.kind).toBe(kind);
  });
});

test("a dense perceptron's integers are its weights and bias at the scales of weights and samples", () => {
  const file = { ...PERCEPTRON, learningRate: 4 };
  const model = importModel(JSON.stringify(file), { sampleScale: 64 });
  const { scale } = model.quantisation;
  expect(model.quantisation).toEqual({ scale, sampleScale: 64, largestError: 0, clipped: 0 });
  expect(model.config.parameters).toEqual({ learningRate: BigInt((4 * scale) / 64), trainBias: 0n });
  expect(readState(model.config, model.body)).toMatchObject({
    rows: [{ b: BigInt(0.5 * scale * 64), w: { 0: BigInt(scale), 1: BigInt(-2 * scale) } }],
  });
  const sample = packDense([64, 10], 2);
  expect(integerOf(model).scores(sample)).toEqual([BigInt(scale) * (32n + 64n - 20n)]);
});

test("a dense perceptron's weight has room for 100 lessons of the greatest value", () => {
  for (const learningRate of [1e-6, 0.5, 3, 1_000]) {
    const model = importOf(PERCEPTRON, { learningRate, weights: [3, -700] });
    const greatest = 700 * model.quantisation.scale;
    expect(greatest + 100 * 128 * Number(model.config.parameters.learningRate)).toBeLessThanOrEqual(32_767);
  }
});

describe("a naive Bayes model", () => {
  test("keeps its counts, their sums, and its smoothing in thousandths", () => {
    const model = importOf(NAIVE_BAYES);
    expect(model.config).toEqual({ kind: "naive-bayes", features: 4, classes: 2, parameters: { smoothing: 1_500n } });
    expect(readState(model.config, model.body)).toMatchObject({
      classes: [
        { n: 3n, total: 5n, counts: { 0: 2n, 1: 0n, 2: 3n, 3: 0n } },
        { n: 2n, total: 4n, counts: { 0: 0n, 1: 4n, 2: 0n, 3: 0n } },
      ],
    });
    expect(model.quantisation).toEqual({ scale: 1, sampleScale: 1, largestError: 0, clipped: 0 });
  });

  test("rounds counts that are not whole, and says by how much", () => {
    const model = importOf(NAIVE_BAYES, { classCounts: [2.6, 2], featureCounts: [[[0, 0.75]], []] });
    expect(readState(model.config, model.body)).toMatchObject({ classes: [{ n: 3n, total: 1n }, { total: 0n }] });
    expect(model.quantisation.largestError).toBeCloseTo(0.4, 12);
  });

  test("cuts off what a counter cannot hold, and counts it", () => {
    const model = importOf(NAIVE_BAYES, { classCounts: [2 ** 33, 2] });
    expect(readState(model.config, model.body)).toMatchObject({ classes: [{ n: 2n ** 32n - 1n }, { n: 2n }] });
    expect(model.quantisation.clipped).toBe(1);
  });

  test("predicts as the float model does", () => {
    const model = importOf(NAIVE_BAYES);
    const counts = [0, 1, 2, 3].flatMap((index) => [1, 2, 5].map((count) => packCounts([{ index, count }], 4)));
    expect(countAgreement(model, [...counts, new Uint8Array()])).toBe(13);
    expect(model.predictFloat(packCounts([{ index: 1, count: 2 }], 4))).toBe(1);
  });

  test("has the least smoothing where the file's is less", () => {
    expect(importOf(NAIVE_BAYES, { smoothingFactor: 1e-10 }).config.parameters.smoothing).toBe(1n);
  });
});

describe("a nearest centroid model", () => {
  test("has the sums of as many samples as the file says, and the squared length of those sums", () => {
    const model = importOf(CENTROIDS);
    expect(model.config).toEqual({ kind: "sparse-nearest-centroid", features: 3, classes: 2, parameters: {} });
    expect(readState(model.config, model.body)).toEqual({
      classes: [
        { n: 4n, q: 20n, sums: { 0: 4n, 1: 2n, 2: 0n } },
        { n: 8n, q: 68n, sums: { 0: 0n, 1: 2n, 2: 8n } },
      ],
    });
    expect(model.quantisation).toEqual({ scale: 1, sampleScale: 1, largestError: 0, clipped: 0 });
  });

  test("predicts as the float model does", () => {
    const model = importOf(CENTROIDS);
    const samples = [[], [0], [1], [2], [0, 1], [1, 2], [0, 1, 2]].map((indices) => packSparse(indices, 3));
    expect(countAgreement(model, samples)).toBe(samples.length);
    expect(samples.map((sample) => model.predictFloat(sample))).toEqual([1, 0, 0, 1, 0, 1, 0]);
  });

  test("of dense samples takes their scale from the importer, else from its greatest value", () => {
    const dense = JSON.stringify({ ...CENTROIDS, type: "nearest centroid classifier" });
    expect(importModel(dense, { sampleScale: 100 }).quantisation).toMatchObject({ scale: 100, sampleScale: 100 });
    const model = importModel(dense);
    expect(model.quantisation).toMatchObject({ scale: 32, sampleScale: 32 });
    expect(readState(model.config, model.body)).toMatchObject({ classes: [{ n: 4n, sums: { 0: 128n, 1: 64n } }, {}] });
    const zero = { a: { centroid: [0], dataCount: 1 }, b: { centroid: [0], dataCount: 1 } };
    expect(importOf({ intents: zero }).quantisation.sampleScale).toBe(1);
  });

  test("of more samples than a class can learn is that of 2^23, with the same centroid", () => {
    const model = importOf(CENTROIDS, {
      centroids: { ...CENTROIDS.centroids, a: { centroid: [1, 0.5, 0], dataCount: 2 ** 40 } },
    });
    expect(readState(model.config, model.body)).toMatchObject({
      classes: [{ n: 2n ** 23n, sums: { 0: 2n ** 23n, 1: 2n ** 22n } }, {}],
    });
  });
});

describe("the project's own file", () => {
  const imported = [
    importOf(PERCEPTRON, { type: "sparse perceptron", trainBias: true }),
    importOf(PERCEPTRON, { featureIndices: [7, 3] }),
    importOf(NAIVE_BAYES),
    importOf(CENTROIDS),
    importOf(CENTROIDS, { type: "nearest centroid classifier" }),
  ];

  test.each(imported.map((model) => [model.config.kind, model] as const))(
    "of a %s is read as it was written",
    (_, model) => {
      const { predictFloat: __, ...written } = model;
      const { predictFloat, ...read } = importModel(exportModel(model));
      expect(read).toEqual(written);
      const samples = [new Uint8Array()];
      expect(samples.map(predictFloat)).toEqual(samples.map((sample) => integerOf(model).predict(sample)));
    },
  );

  const good = (): Json => JSON.parse(exportModel(importOf(NAIVE_BAYES)));
  test.each<[string, Json, string]>([
    ["another version", { version: 2 }, "version"],
    ["an unknown kind", { kind: "forest" }, "kind"],
    ["no kind", { kind: undefined }, "kind"],
    ["no features", { features: 0 }, "features"],
    ["a parameter missing that the kind has no use for without", { parameters: { smoothing: 0 } }, "smoothing"],
    ["a parameter that the kind does not have", { parameters: { smoothing: 1, depth: 2 } }, "depth"],
    ["a parameter below zero", { parameters: { smoothing: -1 } }, "smoothing"],
    ["a parameter that is not whole", { parameters: { smoothing: 0.5 } }, "parameters.smoothing"],
    ["no parameters", { parameters: undefined }, "parameters"],
    ["a label too many", { labels: ["a", "b", "c"] }, "body"],
    ["no quantisation", { quantisation: undefined }, "quantisation"],
    [
      "a scale of zero",
      { quantisation: { scale: 0, sampleScale: 1, largestError: 0, clipped: 0 } },
      "quantisation.scale",
    ],
    ["a body a byte short", { body: "0x00" }, "body"],
    ["a body that is no hex", { body: "zz" }, "body"],
    ["no body", { body: undefined }, "body"],
  ])("with %s is refused", (_, changes, field) => {
    expect(() => importOf(good(), changes)).toThrow(
      expect.objectContaining({ name: "InvalidModel", values: expect.objectContaining({ field }) }),
    );
  });
});

describe("a malformed file of the predecessor is refused with the field and the reason:", () => {
  const ONE = { a: { centroid: [1], dataCount: 1 } };
  const entry = (changes: Json) => ({
    centroids: { ...CENTROIDS.centroids, b: { centroid: [1, 2, 3], dataCount: 1, ...changes } },
  });
  test.each<[string, Json, Json, string, RegExp]>([
    ["a feature index too few", PERCEPTRON, { featureIndices: [1] }, "featureIndices", /each of the 2 weights, not 1/],
    ["a feature index twice", PERCEPTRON, { featureIndices: [1, 1] }, "featureIndices", /different/],
    ["a feature index below zero", PERCEPTRON, { featureIndices: [1, -1] }, "featureIndices", /whole numbers/],
    [
      "sparse weights of a dense perceptron",
      PERCEPTRON,
      { sparseWeights: { 1: 1 } },
      "sparseWeights",
      /only .* sparse/,
    ],
    ["no labels", NAIVE_BAYES, { classifications: undefined }, "classifications", /missing/],
    ["no class counts", NAIVE_BAYES, { classCounts: undefined }, "classCounts", /list of finite numbers/],
    ["a class count too few", NAIVE_BAYES, { classCounts: [1] }, "classCounts", /2 numbers, not 1/],
    ["a class count below zero", NAIVE_BAYES, { classCounts: [1, -1] }, "classCounts.1", /below zero/],
    ["no feature counts", NAIVE_BAYES, { featureCounts: undefined }, "featureCounts", /\[index, count\]/],
    [
      "a list of feature counts too many",
      NAIVE_BAYES,
      { featureCounts: [[], [], []] },
      "featureCounts",
      /2 lists, not 3/,
    ],
    [
      "an index at the number of features",
      NAIVE_BAYES,
      { featureCounts: [[[4, 1]], []] },
      "featureCounts.0.0",
      /index below 4/,
    ],
    ["a count below zero", NAIVE_BAYES, { featureCounts: [[], [[0, -1]]] }, "featureCounts.1.0", /count from 0/],
    ["an index without a count", NAIVE_BAYES, { featureCounts: [[[0]], []] }, "featureCounts.0.0", /\[an index/],
    ["no number of features", NAIVE_BAYES, { totalNumFeatures: undefined }, "totalNumFeatures", /number/],
    ["too many features", NAIVE_BAYES, { totalNumFeatures: 2 ** 25 }, "totalNumFeatures", /1 to 16777216/],
    ["features that are no whole number", NAIVE_BAYES, { totalNumFeatures: 1.5 }, "totalNumFeatures", /whole/],
    ["no smoothing", NAIVE_BAYES, { smoothingFactor: undefined }, "smoothingFactor", /number/],
    ["a smoothing of zero", NAIVE_BAYES, { smoothingFactor: 0 }, "smoothingFactor", /above 0/],
    ["a smoothing too great", NAIVE_BAYES, { smoothingFactor: 1_049 }, "smoothingFactor", /at most 1048/],
    ["one class", CENTROIDS, { centroids: ONE }, "centroids", /two labels or more/],
    [
      "a class without a centroid",
      CENTROIDS,
      entry({ centroid: undefined }),
      "centroids.b.centroid",
      /list of finite numbers/,
    ],
    ["a class that is no record", CENTROIDS, { centroids: { a: 1, b: 2 } }, "centroids.a", /centroid and dataCount/],
    ["a text among a centroid", CENTROIDS, entry({ centroid: [1, "2", 3] }), "centroids.b.centroid", /finite numbers/],
    ["a shorter centroid", CENTROIDS, entry({ centroid: [1, 2] }), "centroids.b.centroid", /3 numbers/],
    [
      "an index of a centroid out of range",
      CENTROIDS,
      entry({ centroid: { [2 ** 24]: 1 } }),
      "centroids.b.centroid.16777216",
      /out of range/,
    ],
    ["no data count", CENTROIDS, entry({ dataCount: undefined }), "centroids.b.dataCount", /number/],
    ["a data count of zero", CENTROIDS, entry({ dataCount: 0 }), "centroids.b.dataCount", /above zero/],
    ["a data count that is not whole", CENTROIDS, entry({ dataCount: 1.5 }), "centroids.b.dataCount", /whole/],
    [
      "centroids without features",
      CENTROIDS,
      { centroids: { a: { centroid: [], dataCount: 1 }, b: { centroid: [], dataCount: 1 } } },
      "centroids",
      /1 to 16777216, not 0/,
    ],
  ])("%s", (_, file, changes, field, reason) => {
    expect(() => importOf(file, changes)).toThrow(
      expect.objectContaining({ name: "InvalidModel", values: { field, reason: expect.stringMatching(reason) } }),
    );
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])("a sample scale of %p", (sampleScale) => {
    const attempt = () => importModel(JSON.stringify(PERCEPTRON), { sampleScale });
    throwsWith(attempt, "InvalidModel", { field: "sampleScale", reason: "must be a number above zero" });
  });
});
