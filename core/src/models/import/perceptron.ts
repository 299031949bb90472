import { modelDefinition } from "../index.ts";
import type { ModelConfig } from "../model.ts";
import { chooseScale, INT16, INT32, Quantiser, quantiseRate } from "../quantise.ts";
import { checkFeatures, greatestLabel, type ImportedModel, invalid, readFloats } from "./imported-model.ts";
import { commonLength } from "./shape.ts";

/** A perceptron as a file has it. */
export interface FloatPerceptron {
  readonly kind: "sparse-perceptron" | "dense-perceptron";
  readonly labels: readonly string[];
  /** One row for two labels, which speaks for the second, else one a label. */
  readonly rows: readonly FloatRow[];
  readonly learningRate?: number | undefined;
  readonly trainBias?: boolean | undefined;
  readonly featureIndices?: readonly number[] | undefined;
  readonly sampleScale?: number | undefined;
}

export interface FloatRow {
  readonly bias: number;
  readonly weights: ArrayLike<number>;
}

/** What a file calls its rows and biases, for errors, and what it says about them. */
export interface FloatRows {
  readonly labels: readonly string[];
  readonly weights: readonly [field: string, rows: readonly (readonly number[])[]];
  /** All zero if there are none. */
  readonly biases: readonly [field: string, values: readonly number[] | undefined];
}

/** The predecessor's own default. */
const DEFAULT_LEARNING_RATE = 0.5;
/** Values from −1 to 1 fill an int8. */
const DEFAULT_SAMPLE_SCALE = 127;
const INT8_GREATEST = 128;

/** The rows of a file; throws `InvalidModel` unless their number and lengths fit. */
export function readRows({ labels, weights: [field, rows], biases: [biasField, values] }: FloatRows): FloatRow[] {
  const count = labels.length === 2 ? 1 : labels.length;
  const biases = values ?? rows.map(() => 0);
  if (rows.length !== count) throw invalid(field, `must have ${count} rows for these labels, not ${rows.length}`);
  if (biases.length !== count) throw invalid(biasField, `must have ${count} numbers, not ${biases.length}`);
  commonLength(field, rows);
  return rows.map((weights, r) => ({ bias: biases[r] ?? 0, weights }));
}

/**
 * Makes a perceptron integer. With s the scale of weights and t that of samples (1 where they are sparse), a weight is
 * w·s, the bias b·s·t and the learning rate r·s/t, so that the integer score is s·t times the float one. A trained bias
 * moves by that integer rate, as the weight of a feature would that is always 1.
 */
export function importPerceptron(float: FloatPerceptron): ImportedModel {
  const { kind, labels, rows, featureIndices, learningRate = DEFAULT_LEARNING_RATE } = float;
  const features = rows[0]?.weights.length ?? 0;
  checkFeatures("weights", features);
  const dense = kind === "dense-perceptron";
  const sampleScale = dense ? (float.sampleScale ?? DEFAULT_SAMPLE_SCALE) : 1;
  const greatestInput = dense ? INT8_GREATEST : 1;
  const weights = { greatest: greatestWeight(rows), learningRate, sampleScale, greatestInput };
  const scale = chooseScale(weights);
  const config: ModelConfig = {
    kind,
    features,
    classes: labels.length,
    parameters: { learningRate: BigInt(quantiseRate(weights, scale)), trainBias: float.trainBias ? 1n : 0n },
  };
  const quantiser = new Quantiser(scale, sampleScale);
  const body = packRows(rows, quantiser, sampleScale);
  modelDefinition(kind).create(config, body);
  return {
    config,
    body,
    labels,
    quantisation: quantiser.report,
    ...(featureIndices && { featureIndices }),
    predictFloat: (sample) => decide(rows, readFloats(config, sampleScale, sample)),
  };
}

function decide(rows: readonly FloatRow[], sample: readonly (readonly [number, number])[]): number {
  const scores = rows.map(({ bias, weights }) => sample.reduce((sum, [i, x]) => sum + x * (weights[i] ?? 0), bias));
  return scores.length === 1 ? Number((scores[0] ?? 0) > 0) : greatestLabel(scores);
}

/** The greatest absolute value of all weights. */
function greatestWeight(rows: readonly FloatRow[]): number {
  let greatest = 0;
  for (const { weights } of rows) {
    for (let i = 0; i < weights.length; i++) greatest = Math.max(greatest, Math.abs(weights[i] ?? 0));
  }
  return greatest;
}

function packRows(rows: readonly FloatRow[], quantiser: Quantiser, sampleScale: number): Uint8Array {
  const length = 4 + 2 * (rows[0]?.weights.length ?? 0);
  const view = new DataView(new ArrayBuffer(rows.length * length));
  rows.forEach(({ bias, weights }, r) => {
    view.setInt32(r * length, quantiser.round(bias, INT32, sampleScale));
    for (let i = 0; i < weights.length; i++) {
      view.setInt16(r * length + 4 + 2 * i, quantiser.round(weights[i] ?? 0, INT16));
    }
  });
  return new Uint8Array(view.buffer);
}
