import { z } from "zod/mini";
import { MAX_FEATURES } from "../../samples/entries.ts";
import { checkFeatures, type ImportedModel, type ImportOptions, invalid } from "./imported-model.ts";
import { checkSmoothing, type FloatCounts, importNaiveBayes } from "./naive-bayes.ts";
import { importNearestCentroid } from "./nearest-centroid.ts";
import { type FloatRow, importPerceptron, readRows } from "./perceptron.ts";
import { labels, matrix, number, numbers, numbersOrMatrix, positive, readShape } from "./shape.ts";

/** The model files of 0xDeCA10B, by their `type`, and which kind each is; its own default is dense. */
const TYPES = {
  perceptron: "dense-perceptron",
  "dense perceptron": "dense-perceptron",
  "sparse perceptron": "sparse-perceptron",
  "naive bayes": "naive-bayes",
  "nearest centroid classifier": "dense-nearest-centroid",
  "dense nearest centroid classifier": "dense-nearest-centroid",
  "sparse nearest centroid classifier": "sparse-nearest-centroid",
} as const;

const PERCEPTRON = z.object({
  classifications: labels,
  weights: numbersOrMatrix,
  sparseWeights: z.optional(z.record(z.string(), number)),
  featureIndices: z.optional(numbers),
  intercept: z.optional(z.union([number, numbers], "must be a number, or one a class")),
  bias: z.optional(z.union([number, numbers], "must be a number, or one a class")),
  learningRate: z.optional(positive),
  trainBias: z.optional(z.boolean("must be true or false")),
});

const NAIVE_BAYES = z.object({
  classifications: labels,
  classCounts: numbers,
  featureCounts: z.array(matrix, "must be a list of [index, count] a class"),
  totalNumFeatures: number,
  smoothingFactor: number,
});

const values = z.union([numbers, z.record(z.string(), number)], "must be a list of finite numbers, or {index: number}");
const CENTROIDS = z.record(
  z.string(),
  z.object({ centroid: values, dataCount: number }, "must have centroid and dataCount"),
);

/** Whether a file is one of the predecessor's, or of this shape. */
type Json = Readonly<Record<string, unknown>>;

/**
 * Imports a file of the predecessor, one of the same shape with more than two classes (a row of weights and an intercept a
 * class), or one without a `type`, as it has some: with `weights` a dense perceptron, else classes of a dense nearest
 * centroid. Throws `InvalidModel`.
 */
export function importPredecessor(file: Json, options: ImportOptions): ImportedModel {
  const kind = kindOf(file);
  switch (kind) {
    case "sparse-perceptron":
    case "dense-perceptron":
      return readPerceptron(kind, file, options);
    case "naive-bayes":
      return readNaiveBayes(file);
    default:
      return readNearestCentroid(kind, file, options);
  }
}

function kindOf({ type, weights, classifications }: Json): (typeof TYPES)[keyof typeof TYPES] {
  if (type === undefined) {
    return weights === undefined && classifications === undefined ? "dense-nearest-centroid" : "dense-perceptron";
  }
  const known = Object.entries(TYPES).find(([name, kind]) => name === type || kind === type);
  if (known === undefined) throw invalid("type", `is none that can be imported (${Object.keys(TYPES).join(", ")})`);
  return known[1];
}

function readPerceptron(
  kind: "sparse-perceptron" | "dense-perceptron",
  json: Json,
  { sampleScale }: ImportOptions,
): ImportedModel {
  const { weights, sparseWeights = {}, intercept, bias, classifications, ...file } = readShape(PERCEPTRON, json);
  const biases = intercept ?? bias;
  const rows = readRows({
    labels: classifications,
    weights: ["weights", isMatrix(weights) ? weights : [weights]],
    biases: ["intercept", biases === undefined ? undefined : [biases].flat()],
  });
  if (kind === "dense-perceptron" && Object.keys(sparseWeights).length > 0) {
    throw invalid("sparseWeights", "is only known for sparse perceptrons");
  }
  checkIndices(file.featureIndices, rows[0]?.weights.length ?? 0);
  return importPerceptron({
    ...file,
    kind,
    labels: classifications,
    rows: withSparse(rows, sparseWeights),
    sampleScale,
  });
}

/** `weights` and `sparseWeights` together. */
function withSparse(rows: FloatRow[], sparseWeights: Readonly<Record<string, number>>): readonly FloatRow[] {
  const entries = readEntries("sparseWeights", sparseWeights);
  const [row] = rows;
  if (entries.length === 0 || row === undefined) return rows;
  if (rows.length > 1) throw invalid("sparseWeights", "is only known for two labels");
  const weights = new Float64Array(entries.reduce((most, [index]) => Math.max(most, index + 1), row.weights.length));
  weights.set(row.weights);
  for (const [index, weight] of entries) weights[index] = weight;
  return [{ bias: row.bias, weights }];
}

function checkIndices(featureIndices: readonly number[] | undefined, features: number): void {
  if (featureIndices === undefined) return;
  const field = "featureIndices";
  if (featureIndices.length !== features) {
    throw invalid(field, `must have one index for each of the ${features} weights, not ${featureIndices.length}`);
  }
  if (featureIndices.some((index) => !Number.isInteger(index) || index < 0))
    throw invalid(field, "must be whole numbers");
  if (new Set(featureIndices).size !== features) throw invalid(field, "must be different");
}

function readNaiveBayes(json: Json): ImportedModel {
  const { classifications, classCounts, featureCounts, ...file } = readShape(NAIVE_BAYES, json);
  const features = file.totalNumFeatures;
  if (!Number.isInteger(features)) throw invalid("totalNumFeatures", "must be a whole number");
  checkFeatures("totalNumFeatures", features);
  checkSmoothing("smoothingFactor", file.smoothingFactor);
  const count = classifications.length;
  if (classCounts.length !== count)
    throw invalid("classCounts", `must have ${count} numbers, not ${classCounts.length}`);
  if (featureCounts.length !== count) {
    throw invalid("featureCounts", `must have ${count} lists, not ${featureCounts.length}`);
  }
  const classes = featureCounts.map((pairs, k): FloatCounts => {
    const samples = classCounts[k] ?? 0;
    if (samples < 0) throw invalid(`classCounts.${k}`, "is below zero");
    return { samples, counts: readPairs(`featureCounts.${k}`, pairs, features) };
  });
  return importNaiveBayes({ labels: classifications, features, smoothing: file.smoothingFactor, classes });
}

/** Pairs of [index, count], as a count a feature. */
function readPairs(field: string, pairs: readonly (readonly number[])[], features: number): Float64Array {
  const counts = new Float64Array(features);
  pairs.forEach(([index = Number.NaN, count = Number.NaN, ...more], i) => {
    const good = Number.isInteger(index) && index >= 0 && index < features && count >= 0 && more.length === 0;
    if (!good) throw invalid(`${field}.${i}`, `must be [an index below ${features}, a count from 0]`);
    counts[index] = count;
  });
  return counts;
}

function readNearestCentroid(
  kind: "sparse-nearest-centroid" | "dense-nearest-centroid",
  { type: _, ...json }: Json,
  { sampleScale }: ImportOptions,
): ImportedModel {
  const name = ["centroids", "intents"].find((key) => json[key] !== undefined);
  const field = name ?? "classes";
  const file = readShape(CENTROIDS, name === undefined ? json : json[name], field);
  const names = readShape(labels, Object.keys(file), field);
  const classes = Object.entries(file).map(([label, { centroid, dataCount }]) => {
    if (!Number.isInteger(dataCount) || dataCount < 1) {
      throw invalid(`${field}.${label}.dataCount`, "must be a whole number above zero");
    }
    return { centroid: readCentroid(`${field}.${label}.centroid`, centroid), samples: dataCount };
  });
  const features = classes.reduce((most, { centroid }) => Math.max(most, centroid.length), 0);
  const short = Object.values(file).findIndex(
    ({ centroid }) => Array.isArray(centroid) && centroid.length !== features,
  );
  if (short >= 0) throw invalid(`${field}.${names[short]}.centroid`, `must have ${features} numbers`);
  checkFeatures(field, features);
  return importNearestCentroid({ kind, labels: names, features, classes, sampleScale });
}

function readCentroid(field: string, centroid: z.infer<typeof values>): ArrayLike<number> {
  if (Array.isArray(centroid)) return centroid;
  const entries = readEntries(field, centroid);
  const dense = new Float64Array(entries.reduce((most, [index]) => Math.max(most, index + 1), 0));
  for (const [index, value] of entries) dense[index] = value;
  return dense;
}

/** `{index: number}` as pairs. */
function readEntries(field: string, record: Readonly<Record<string, number>>): readonly (readonly [number, number])[] {
  return Object.entries(record).map(([key, value]) => {
    if (!/^\d+$/.test(key) || Number(key) >= MAX_FEATURES) throw invalid(`${field}.${key}`, "is an index out of range");
    return [Number(key), value];
  });
}

function isMatrix(weights: z.infer<typeof numbersOrMatrix>): weights is number[][] {
  return Array.isArray(weights[0]);
}
