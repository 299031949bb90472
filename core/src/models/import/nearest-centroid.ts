import { bigEndian } from "../../bytes.ts";
import { modelDefinition } from "../index.ts";
import type { ModelConfig } from "../model.ts";
import { INT32, Quantiser } from "../quantise.ts";
import { checkFeatures, greatestLabel, type ImportedModel, readFloats } from "./imported-model.ts";

/** A nearest centroid model as a file has it. */
export interface FloatNearestCentroid {
  readonly kind: "sparse-nearest-centroid" | "dense-nearest-centroid";
  readonly labels: readonly string[];
  readonly features: number;
  /** One a label. */
  readonly classes: readonly FloatCentroid[];
  readonly sampleScale?: number | undefined;
}

export interface FloatCentroid {
  readonly centroid: ArrayLike<number>;
  /** How many samples it is the mean of; a whole number above zero. */
  readonly samples: number;
}

/** Bytes of a class's `n u32 ‖ Q u96`. */
const HEAD_BYTES = 16;
/** A class learns up to 2^24 − 1 samples (docs/protocol.md §4.3); one that had more is imported as one that had these. */
const GREATEST_SAMPLES = 2 ** 23;
/** Samples may have four times the greatest value of a centroid before they are cut off as int8. */
const GREATEST_MEAN = 32;

/**
 * Makes a nearest centroid model integer. With t the scale of samples (1 where they are sparse) and n the number of
 * samples behind a centroid c, the sums are c·n·t, rounded: those of the very samples that the centroid is the mean of,
 * so that it moves with the next lesson as the float one would. The squared length is that of the rounded sums.
 */
export function importNearestCentroid(float: FloatNearestCentroid): ImportedModel {
  const { kind, labels, features, classes } = float;
  checkFeatures("the centroids", features);
  const config: ModelConfig = { kind, features, classes: labels.length, parameters: {} };
  const sampleScale = kind === "dense-nearest-centroid" ? (float.sampleScale ?? chooseSampleScale(classes)) : 1;
  const quantiser = new Quantiser(sampleScale, sampleScale);
  const body = packClasses(config, classes, quantiser);
  modelDefinition(kind).create(config, body);
  const lengths = classes.map(({ centroid }) => squaredLength(centroid));
  return {
    config,
    body,
    labels,
    quantisation: quantiser.report,
    predictFloat(sample) {
      const x = readFloats(config, sampleScale, sample);
      const towards = ({ centroid }: FloatCentroid) =>
        x.reduce((sum, [i, value]) => sum + value * (centroid[i] ?? 0), 0);
      return greatestLabel(classes.map((one, k) => 2 * towards(one) - (lengths[k] ?? 0)));
    },
  };
}

/** The greatest power of two at which no value of a centroid passes `GREATEST_MEAN`. */
function chooseSampleScale(classes: readonly FloatCentroid[]): number {
  let greatest = 0;
  for (const { centroid } of classes) {
    for (let i = 0; i < centroid.length; i++) greatest = Math.max(greatest, Math.abs(centroid[i] ?? 0));
  }
  return greatest === 0 ? 1 : 2 ** Math.floor(Math.log2(GREATEST_MEAN / greatest));
}

function packClasses({ features }: ModelConfig, classes: readonly FloatCentroid[], quantiser: Quantiser): Uint8Array {
  const length = HEAD_BYTES + 4 * features;
  const body = new Uint8Array(classes.length * length);
  const view = new DataView(body.buffer);
  classes.forEach(({ centroid, samples }, k) => {
    const n = Math.min(samples, GREATEST_SAMPLES);
    let squared = 0n;
    for (let i = 0; i < features; i++) {
      const sum = quantiser.round(centroid[i] ?? 0, INT32, n);
      view.setInt32(k * length + HEAD_BYTES + 4 * i, sum);
      squared += BigInt(sum) ** 2n;
    }
    view.setUint32(k * length, n);
    body.set(bigEndian(squared, 12), k * length + 4);
  });
  return body;
}

function squaredLength(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] ?? 0) ** 2;
  return sum;
}
