import { expect, test } from "@jest/globals";
import {
  MODELS,
  type ModelConfig,
  type ModelDefinition,
  modelDefinition,
  type Parameters,
  type SampleEncoding,
} from "@omnisum/core";
import { throwsWith } from "../../test/support/errors.ts";
import { type Random, seeded } from "../../test/support/random.mjs";
import { type FormulaSample, packSample, packState, readState, STATES } from "../../test/vectors/sources/states.mjs";

const ROUNDS = 60;
const LESSONS = 12;

function parametersOf({ parameters }: ModelDefinition, random: Random): Parameters {
  const values: Parameters = {
    learningRate: BigInt(random.pick([1, 128, 65_535, 1 + random.below(3_000)])),
    trainBias: BigInt(random.below(2)),
    smoothing: BigInt(random.pick([1, 500, 1_000, 2 ** 20])),
  };
  return Object.fromEntries(Object.keys(parameters).map((name) => [name, values[name] ?? 0n]));
}

/** Bytes of any kind: small numbers, numbers at their bounds, and anything. */
function bodyOf(length: number, random: Random): Uint8Array {
  const edges = [0, 0, 0, 255, 127, 128, 1, 254];
  const byte = random.pick([
    () => 0,
    () => (random.oneIn(4) ? random.below(3) : 0),
    () => random.pick(edges),
    () => random.below(256),
  ]);
  return Uint8Array.from({ length }, byte);
}

function sampleOf(encoding: SampleEncoding, { features }: ModelConfig, random: Random): FormulaSample {
  const indices = random.ascending(random.below(Math.min(features, 30) + 1), features);
  const x = {
    sparse: () => 1n,
    counts: () => BigInt(random.pick([1, 1, 2, 255, 1 + random.below(255)])),
    dense: () => BigInt(random.pick([-128, 127, 0, 1, random.below(256) - 128])),
  };
  return indices.map((index) => [index, x[encoding]()]);
}

test.each(MODELS)("$kind answers what its formulas give, whatever its state", (definition) => {
  const { kind, encoding } = definition;
  const random = seeded(`formulas ${kind}`);
  const formulas = STATES[kind]?.formulas;
  if (formulas === undefined) throw new Error(`no formulas of ${kind}`);
  for (let round = 0; round < ROUNDS; round++) {
    const size = { features: random.pick([1, 2, 3, 10, 40, 300]), classes: random.pick([2, 2, 3, 5]) };
    const config = { kind, ...size, parameters: parametersOf(definition, random) };
    const body = bodyOf(definition.bodyLength(config), random);
    const model = definition.create(config, body);
    let state = readState(config, body);
    for (let lesson = 0; lesson < LESSONS; lesson++) {
      const sample = sampleOf(encoding, config, random);
      const packed = packSample(encoding, config.features, sample);
      const label = random.below(config.classes);
      expect(model.scores(packed)).toEqual(formulas.scores(state, sample));
      expect(model.predict(packed)).toBe(formulas.predict(state, sample));
      const next = formulas.learn(state, sample, label);
      if (next === undefined) throwsWith(() => model.learn(packed, label, true), "CounterOverflow", {});
      else model.learn(packed, label, random.oneIn(2));
      state = next ?? state;
    }
    expect(model.body()).toEqual(packState(config, state));
  }
});

test.each(MODELS)("$kind is exact where sums pass what a double holds", (definition) => {
  const { kind, encoding } = definition;
  const random = seeded(`large ${kind}`);
  const config = { kind, features: 40_000, classes: 2, parameters: parametersOf(definition, random) };
  const body = Uint8Array.from({ length: definition.bodyLength(config) }, () => random.pick([0x7f, 0xff]));
  const sample = Array.from({ length: 40_000 }, (_, i): readonly [number, bigint] => [
    i,
    encoding === "dense" ? 127n : 1n,
  ]);
  const model = definition.create(config, body);
  const state = readState(config, body);
  const packed = packSample(encoding, config.features, sample);
  expect(model.scores(packed)).toEqual(STATES[kind]?.formulas.scores(state, sample));
  expect(model.predict(packed)).toBe(STATES[kind]?.formulas.predict(state, sample));
});

/** Predictions as the formulas give them, for a state that is written out. */
function expectPredictions(config: ModelConfig, state: object, samples: readonly FormulaSample[]): void {
  const { create, encoding } = modelDefinition(config.kind);
  const model = create(config, packState(config, state));
  for (const sample of samples) {
    const packed = packSample(encoding, config.features, sample);
    expect(model.predict(packed)).toBe(STATES[config.kind]?.formulas.predict(state, sample));
  }
}

test("naive Bayes tells classes apart that differ only in the order of their factors, of which doubles know nothing", () => {
  const random = seeded("order of factors");
  for (let round = 0; round < 150; round++) {
    const features = 2 + random.below(20);
    const counts = Array.from({ length: features }, () => BigInt(random.below(1_000)));
    const total = counts.reduce((sum, count) => sum + count, 0n);
    const classes = [0, 1, 2, 3].map((by) => ({
      n: 7n,
      total,
      counts: Object.fromEntries(counts.map((_, i) => [i, counts[(i + by) % features] ?? 0n])),
    }));
    const config = { kind: "naive-bayes", features, classes: 4, parameters: { smoothing: 1_000n } };
    const often = BigInt(random.pick([1, 2, 40, 255]));
    expectPredictions(config, { features, smoothing: 1_000n, classes }, [counts.map((_, i) => [i, often])]);
  }
});

test.each(["sparse-nearest-centroid", "dense-nearest-centroid"])(
  "%s tells distances apart that are equal as doubles",
  (kind) => {
    const random = seeded(`near ties ${kind}`);
    for (let round = 0; round < 150; round++) {
      const features = 1 + random.below(12);
      const sums = Array.from({ length: features }, () => BigInt(random.below(2 ** 29)));
      const [n, q] = [BigInt(1 + random.below(2 ** 22)), sums.reduce((sum, s) => sum + s * s, 0n)];
      const classes = [1n, 3n, 2n].map((times) => ({
        n: n * times,
        q: q * times * times + BigInt(random.below(3) - 1),
        sums: Object.fromEntries(sums.map((sum, i) => [i, sum * times])),
      }));
      const sample = sums.map((_, i) => [i, kind.startsWith("dense") ? BigInt(random.below(256) - 128) : 1n] as const);
      expectPredictions({ kind, features, classes: 3, parameters: {} }, { classes }, [sample]);
    }
  },
);

test("dense-nearest-centroid adds up products exactly where a double would lose one with each", () => {
  const features = 40_000;
  const sample = Array.from({ length: features }, (_, i) => [i, 127n] as const);
  const classOf = (sum: bigint, q: bigint) => ({ n: 1n, q, sums: Object.fromEntries(sample.map(([i]) => [i, sum])) });
  const [odd, even] = [2n ** 31n - 1n, 2n ** 31n - 2n];
  const farther = 2n * 127n * BigInt(features) * (odd - even);
  for (const by of [-1n, 0n, 1n]) {
    const classes = [classOf(even, 2n ** 60n), classOf(odd, 2n ** 60n + farther + by)];
    expectPredictions({ kind: "dense-nearest-centroid", features, classes: 2, parameters: {} }, { classes }, [sample]);
  }
});
