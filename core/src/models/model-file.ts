import { z } from "zod/mini";
import { OmnisumError } from "../errors.ts";
import { MAX_FEATURES } from "../samples/entries.ts";
import { readSparse } from "../samples/sparse.ts";
import { modelDefinition } from "./index.ts";
import { MAX_CLASSES, type ModelConfig } from "./model.ts";
import { chooseScale, type Quantisation, quantise, quantiseRate } from "./quantise.ts";

/** A float model as it was read from a file, made integer. */
export interface ImportedModel {
  readonly config: ModelConfig;
  /** The body of the canonical state (docs/protocol.md §8). */
  readonly body: Uint8Array;
  readonly labels: readonly string[];
  readonly quantisation: Quantisation;
  /** What the float model itself predicts for a packed sample. */
  predictFloat(sample: Uint8Array): number;
}

const number = z.number().check(z.refine(Number.isFinite, "is not a finite number"));
/** Looked through as a whole: checked number by number, the ten million of a large model would take minutes. */
const numbers = z.custom<number[]>((value) => Array.isArray(value) && value.every((item) => Number.isFinite(item)));
const label = z.string().check(z.minLength(1, "is empty"));

/** The predecessor's files, and ours for more than two classes, which have a row of weights and an intercept a class. */
const PERCEPTRON_FILE = z.object({
  type: z.enum(["sparse perceptron", "sparse-perceptron"], "is not a kind that can be imported (sparse perceptron)"),
  classifications: z.array(label, "is missing: it must list the labels").check(
    z.minLength(2, "must list two labels or more"),
    z.maxLength(MAX_CLASSES, `must list at most ${MAX_CLASSES} labels`),
    z.refine((labels) => new Set(labels).size === labels.length, "must list different labels"),
  ),
  weights: z.union([numbers, z.array(numbers)], "must be a list of finite numbers, or one such list a class"),
  sparseWeights: z.optional(z.record(z.string(), number)),
  intercept: z.optional(z.union([number, numbers])),
  bias: z.optional(z.union([number, numbers])),
  learningRate: z.optional(number.check(z.positive("must be above zero"))),
  trainBias: z.optional(z.boolean()),
});
type PerceptronFile = z.infer<typeof PERCEPTRON_FILE>;

/** The predecessor's own default. */
const DEFAULT_LEARNING_RATE = 0.5;

interface FloatRow {
  readonly bias: number;
  readonly weights: Float64Array;
}

/** Reads a model file's text; throws `InvalidModel` naming the field that is wrong. */
export function importModel(text: string): ImportedModel {
  const file = parse(text);
  const rows = readRows(file);
  const { learningRate = DEFAULT_LEARNING_RATE, classifications: labels } = file;
  const scale = chooseScale(greatestWeight(rows), learningRate);
  const config: ModelConfig = {
    kind: "sparse-perceptron",
    features: rows[0]?.weights.length ?? 0,
    classes: labels.length,
    parameters: {
      learningRate: BigInt(quantiseRate(learningRate, scale)),
      trainBias: file.trainBias ? 1n : 0n,
    },
  };
  const { body, largestError } = packRows(rows, scale);
  modelDefinition(config.kind).create(config, body);
  return {
    config,
    body,
    labels,
    quantisation: { scale, largestError },
    predictFloat: (sample) => decide(rows, readSparse(sample, config.features)),
  };
}

/** On how many of `samples` the integer model and the float model agree. */
export function countAgreement(model: ImportedModel, samples: readonly Uint8Array[]): number {
  const integer = modelDefinition(model.config.kind).create(model.config, model.body);
  return samples.filter((sample) => integer.predict(sample) === model.predictFloat(sample)).length;
}

function parse(text: string): PerceptronFile {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new OmnisumError("InvalidModel", { field: "the file", reason: `is no JSON (${message(cause)})` }, { cause });
  }
  const result = PERCEPTRON_FILE.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw invalid(issue?.path.join(".") || "the file", issue?.message ?? "is malformed");
}

/** One row of weights for two classes, else one a class; `weights` and `sparseWeights` together. */
function readRows(file: PerceptronFile): readonly FloatRow[] {
  const count = file.classifications.length === 2 ? 1 : file.classifications.length;
  const given = isMatrix(file.weights) ? file.weights : [file.weights];
  const biases = [file.intercept ?? file.bias ?? given.map(() => 0)].flat();
  if (given.length !== count) throw invalid("weights", `must have ${count} rows for these labels, not ${given.length}`);
  if (biases.length !== count) throw invalid("intercept", `must have ${count} numbers, not ${biases.length}`);
  const sparse = sparseEntries(file);
  const features = sparse.reduce((most, [index]) => Math.max(most, index + 1), given[0]?.length ?? 0);
  if (features < 1 || features > MAX_FEATURES)
    throw invalid("weights", `must be 1 to ${MAX_FEATURES}, not ${features}`);
  return given.map((row, r) => {
    if (row.length !== given[0]?.length) throw invalid(`weights.${r}`, "has another length than the first row");
    const weights = new Float64Array(features);
    weights.set(row);
    for (const [index, weight] of sparse) weights[index] = weight;
    return { bias: biases[r] ?? 0, weights };
  });
}

function sparseEntries({
  sparseWeights = {},
  classifications,
}: PerceptronFile): readonly (readonly [number, number])[] {
  const entries = Object.entries(sparseWeights);
  if (entries.length > 0 && classifications.length > 2) throw invalid("sparseWeights", "is only known for two labels");
  return entries.map(([key, weight]) => {
    const index = Number(key);
    if (!/^\d+$/.test(key) || index >= MAX_FEATURES) throw invalid(`sparseWeights.${key}`, "is an index out of range");
    return [index, weight];
  });
}

function isMatrix(weights: PerceptronFile["weights"]): weights is number[][] {
  return Array.isArray(weights[0]);
}

/** The greatest absolute value of all weights. */
function greatestWeight(rows: readonly FloatRow[]): number {
  return rows.reduce((most, { weights }) => {
    return weights.reduce((greatest, weight) => Math.max(greatest, Math.abs(weight)), most);
  }, 0);
}

function packRows(rows: readonly FloatRow[], scale: number): { body: Uint8Array; largestError: number } {
  const length = 4 + 2 * (rows[0]?.weights.length ?? 0);
  const view = new DataView(new ArrayBuffer(rows.length * length));
  let largestError = 0;
  rows.forEach(({ bias, weights }, r) => {
    view.setInt32(r * length, Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, Math.round(bias * scale))));
    weights.forEach((weight, i) => {
      const integer = quantise(weight, scale);
      largestError = Math.max(largestError, Math.abs(integer / scale - weight));
      view.setInt16(r * length + 4 + 2 * i, integer);
    });
  });
  return { body: new Uint8Array(view.buffer), largestError };
}

function decide(rows: readonly FloatRow[], indices: readonly number[]): number {
  const scores = rows.map(({ bias, weights }) => indices.reduce((sum, index) => sum + (weights[index] ?? 0), bias));
  if (scores.length === 1) return (scores[0] ?? 0) > 0 ? 1 : 0;
  return scores.indexOf(Math.max(...scores));
}

function invalid(field: string, reason: string): OmnisumError {
  return new OmnisumError("InvalidModel", { field, reason });
}

function message(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
