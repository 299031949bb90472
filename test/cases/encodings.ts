import {
  type ModelConfig,
  modelDefinition,
  packCounts,
  packDense,
  packSparse,
  type SampleEncoding,
} from "@omnisum/core";
import type { Random } from "../support/random.mjs";
import samples from "../vectors/samples.json" with { type: "json" };

/** Features of the usual models. */
export const FEATURES = 16;
/** Random samples have features below this one, so that lessons meet. */
const BUSY_FEATURES = 60;

type Pack = (features: number, entries: readonly (readonly [index: number, x: number])[]) => Uint8Array;
const PACK: Readonly<Record<SampleEncoding, Pack>> = {
  sparse: (features, entries) =>
    packSparse(
      entries.map(([index]) => index),
      features,
    ),
  counts: (features, entries) =>
    packCounts(
      entries.map(([index, count]) => ({ index, count })),
      features,
    ),
  dense: (features, entries) => {
    const values = Array.from({ length: features }, () => 0);
    for (const [index, x] of entries) values[index] = x;
    return packDense(values, features);
  },
};

/** A packed sample that has just these features, each once. */
export function packIndices(encoding: SampleEncoding, features: number, indices: readonly number[]): Uint8Array {
  if (encoding === "dense" && indices.length === 0) return new Uint8Array();
  return PACK[encoding](
    features,
    indices.map((index) => [index, 1]),
  );
}

/** A valid sample: a few features or many, at times with the greatest and least values. */
export function randomSample({ kind, features }: ModelConfig, random: Random): Uint8Array {
  const { encoding } = modelDefinition(kind);
  const count = random.oneIn(5) ? features : 1 + random.below(5);
  const indices = random.ascending(count, Math.min(features, BUSY_FEATURES));
  const value = () => {
    if (encoding === "counts") return random.oneIn(8) ? random.pick([2, 100, 255]) : 1 + random.below(3);
    return random.oneIn(8) ? random.pick([-128, 127, 0]) : random.below(9) - 4;
  };
  return PACK[encoding](
    features,
    indices.map((index) => [index, value()]),
  );
}

/** A malformed sample, and the reason that it is refused for; of a model with `features`. */
export interface Malformed {
  readonly sample: string;
  readonly features: number;
  readonly reason: string;
}

/** The vectors of an encoding. */
export function sampleVectors(kind: string): readonly Malformed[] {
  return samples[modelDefinition(kind).encoding];
}

/** A sample of the usual models that is malformed, and why. */
export function malformedSample(kind: string): readonly [sample: Uint8Array, reason: string] {
  const long = Uint8Array.from({ length: FEATURES + 1 });
  const malformed = { sparse: [3, 3], counts: [3, 1, 3, 1], dense: long } as const;
  const { encoding } = modelDefinition(kind);
  return [Uint8Array.from(malformed[encoding]), encoding === "dense" ? "length" : "order"];
}
