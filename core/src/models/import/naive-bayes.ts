import { bigEndian } from "../../bytes.ts";
import { modelDefinition } from "../index.ts";
import type { ModelConfig } from "../model.ts";
import { Quantiser, UINT32 } from "../quantise.ts";
import { checkFeatures, greatestLabel, type ImportedModel, invalid, readFloats } from "./imported-model.ts";

/** A multinomial naive Bayes model as a file has it. */
export interface FloatNaiveBayes {
  readonly labels: readonly string[];
  readonly features: number;
  /** α, added to every count; above zero. */
  readonly smoothing: number;
  /** One a label, none of its numbers below zero. */
  readonly classes: readonly FloatCounts[];
}

export interface FloatCounts {
  readonly samples: number;
  /** How often the class's samples had each feature. */
  readonly counts: ArrayLike<number>;
}

/** Bytes of a class's `N u32 ‖ T u48`. */
const HEAD_BYTES = 10;
/** In thousandths. */
const GREATEST_SMOOTHING = 2 ** 20;

/** The least and the greatest α that a model can have. */
export function checkSmoothing(field: string, smoothing: number): void {
  if (smoothing > 0 && Math.round(1_000 * smoothing) <= GREATEST_SMOOTHING) return;
  throw invalid(field, `must be above 0 and at most ${GREATEST_SMOOTHING / 1_000}`);
}

/**
 * Makes a naive Bayes model integer. Its numbers are counts: they become whole ones, and α thousandths, at least one. The
 * total of a class is the sum of its whole counts.
 */
export function importNaiveBayes({ labels, features, smoothing, classes }: FloatNaiveBayes): ImportedModel {
  checkFeatures("the number of features", features);
  const config: ModelConfig = {
    kind: "naive-bayes",
    features,
    classes: labels.length,
    parameters: { smoothing: BigInt(Math.max(1, Math.round(1_000 * smoothing))) },
  };
  const quantiser = new Quantiser(1);
  const body = packClasses(config, classes, quantiser);
  modelDefinition(config.kind).create(config, body);
  const totals = classes.map(({ counts }) => sumOf(counts));
  const scoreOf = ({ samples, counts }: FloatCounts, k: number, sample: readonly (readonly [number, number])[]) => {
    const whole = (totals[k] ?? 0) + smoothing * features;
    return sample.reduce(
      (sum, [i, times]) => sum + times * Math.log(((counts[i] ?? 0) + smoothing) / whole),
      Math.log(samples),
    );
  };
  return {
    config,
    body,
    labels,
    quantisation: quantiser.report,
    predictFloat(sample) {
      const counted = readFloats(config, 1, sample);
      return greatestLabel(classes.map((one, k) => scoreOf(one, k, counted)));
    },
  };
}

function packClasses({ features }: ModelConfig, classes: readonly FloatCounts[], quantiser: Quantiser): Uint8Array {
  const length = HEAD_BYTES + 4 * features;
  const body = new Uint8Array(classes.length * length);
  const view = new DataView(body.buffer);
  classes.forEach(({ samples, counts }, k) => {
    let total = 0;
    for (let i = 0; i < features; i++) {
      const count = quantiser.round(counts[i] ?? 0, UINT32);
      view.setUint32(k * length + HEAD_BYTES + 4 * i, count);
      total += count;
    }
    view.setUint32(k * length, quantiser.round(samples, UINT32));
    if (total >= 2 ** 48) throw invalid("the counts", "add up to 2^48 or more");
    body.set(bigEndian(total, 6), k * length + 4);
  });
  return body;
}

function sumOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i] ?? 0;
  return sum;
}
