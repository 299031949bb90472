import { expect, test } from "@jest/globals";
import { MODELS, type ModelConfig, type ModelDefinition, type Parameters, type SampleEncoding } from "@omnisum/core";
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
