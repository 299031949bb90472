import { z } from "zod/mini";
import { checkFeatures, type ImportedModel, type ImportOptions, invalid } from "./imported-model.ts";
import { checkSmoothing, importNaiveBayes } from "./naive-bayes.ts";
import { importNearestCentroid } from "./nearest-centroid.ts";
import { importPerceptron, readRows } from "./perceptron.ts";
import { commonLength, labels, matrix, number, numbers, positive, readShape } from "./shape.ts";

/** Which samples a model gets: scikit-learn's models take any. */
const encoding = z.enum(["sparse", "dense"], "must be sparse or dense");
const sampleScale = z.optional(positive);

const LINEAR = z.object({
  classes_: labels,
  coef_: matrix,
  intercept_: numbers,
  eta0: z.optional(number),
  encoding,
  sample_scale: sampleScale,
});

const MULTINOMIAL_NB = z.object({
  classes_: labels,
  class_count_: numbers,
  feature_count_: matrix,
  alpha: number,
});

const NEAREST_CENTROID = z.object({
  classes_: labels,
  centroids_: matrix,
  class_count_: numbers,
  encoding,
  sample_scale: sampleScale,
});

type Json = Readonly<Record<string, unknown>>;
type Reader = (file: Json, options: ImportOptions) => ImportedModel;

const ESTIMATORS: Readonly<Record<string, Reader>> = {
  Perceptron: readLinear,
  SGDClassifier: readLinear,
  MultinomialNB: readMultinomialNB,
  NearestCentroid: readNearestCentroid,
};

/**
 * Imports what tools/scikit-learn/export.py writes: the estimator's name, its fitted attributes by their own names, and what
 * they do not say (docs/models.md). Throws `InvalidModel`.
 */
export function importScikitLearn(file: Json, options: ImportOptions): ImportedModel {
  const { estimator } = file;
  const read =
    typeof estimator === "string" && Object.hasOwn(ESTIMATORS, estimator) ? ESTIMATORS[estimator] : undefined;
  if (read !== undefined) return read(file, options);
  throw invalid("estimator", `is none that can be imported (${Object.keys(ESTIMATORS).join(", ")})`);
}

function readLinear(json: Json, options: ImportOptions): ImportedModel {
  const { classes_, coef_, intercept_, eta0 = 0, encoding, sample_scale } = readShape(LINEAR, json);
  const rows = readRows({ labels: classes_, weights: ["coef_", coef_], biases: ["intercept_", intercept_] });
  checkFeatures("coef_", rows[0]?.weights.length ?? 0);
  return importPerceptron({
    kind: `${encoding}-perceptron`,
    labels: classes_,
    rows,
    learningRate: eta0 > 0 ? eta0 : undefined,
    trainBias: true,
    sampleScale: options.sampleScale ?? sample_scale,
  });
}

function readMultinomialNB(json: Json): ImportedModel {
  const { classes_, class_count_, feature_count_, alpha } = readShape(MULTINOMIAL_NB, json);
  checkCount("class_count_", class_count_, classes_.length);
  checkCount("feature_count_", feature_count_, classes_.length);
  const features = commonLength("feature_count_", feature_count_);
  checkFeatures("feature_count_", features);
  checkSmoothing("alpha", alpha);
  const classes = feature_count_.map((counts, k) => ({ samples: class_count_[k] ?? 0, counts }));
  classes.forEach(({ samples, counts }, k) => {
    if (samples < 0) throw invalid(`class_count_.${k}`, "is below zero");
    if (counts.some((count) => count < 0)) throw invalid(`feature_count_.${k}`, "has a count below zero");
  });
  return importNaiveBayes({ labels: classes_, features, smoothing: alpha, classes });
}

function readNearestCentroid(json: Json, options: ImportOptions): ImportedModel {
  const { classes_, centroids_, class_count_, encoding, sample_scale } = readShape(NEAREST_CENTROID, json);
  checkCount("class_count_", class_count_, classes_.length);
  checkCount("centroids_", centroids_, classes_.length);
  const features = commonLength("centroids_", centroids_);
  checkFeatures("centroids_", features);
  const classes = centroids_.map((centroid, k) => ({ centroid, samples: class_count_[k] ?? 0 }));
  const odd = classes.findIndex(({ samples }) => !Number.isInteger(samples) || samples < 1);
  if (odd >= 0) throw invalid(`class_count_.${odd}`, "must be a whole number above zero");
  return importNearestCentroid({
    kind: `${encoding}-nearest-centroid`,
    labels: classes_,
    features,
    classes,
    sampleScale: options.sampleScale ?? sample_scale,
  });
}

function checkCount(field: string, { length }: { readonly length: number }, count: number): void {
  if (length !== count) throw invalid(field, `must have one entry for each of the ${count} classes, not ${length}`);
}
