/** Models whose counters have ends: random contributions, batches and folds from states near them, against core's models. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bigEndian,
  concat,
  type Model,
  type ModelConfig,
  modelDefinition,
  OmnisumError,
  packCounts,
  packHeader,
  packLabelledList,
  packSparse,
  stateHash,
  toHex,
} from "@omnisum/core";
import { after, Refused, type Trainer } from "../support/chain.ts";
import { BOB } from "./fixture.ts";
import { Random } from "./random.ts";
import { deployed } from "./vectors.ts";

const STEPS = 25;
const SEEDS = process.env.SEED === undefined ? [1, 2] : [Number(process.env.SEED)];
/** What a class's numbers are near, and how many bytes they have. */
const [SAMPLES, CENTROID_SAMPLES, TOTAL, SQUARED, COUNTER] = [2 ** 32, 2 ** 24, 2 ** 48, 2 ** 96, 2 ** 32] as const;

interface Shape {
  readonly kind: string;
  readonly features: number;
  readonly classes: number;
  /** Whether the state is near the ends of its ranges, or where its form on the chain changes, or small. */
  readonly near: "ends" | "forms" | "zero";
}

const SHAPES: readonly Shape[] = ["naive-bayes", "sparse-nearest-centroid", "dense-nearest-centroid"].flatMap(
  (kind) => [
    { kind, features: 5, classes: 2, near: "ends" },
    { kind, features: 40, classes: 3, near: "zero" },
    { kind, features: 300, classes: 2, near: "forms" },
    { kind, features: 257, classes: 5, near: "zero" },
    { kind, features: 33, classes: 2, near: "ends" },
    { kind, features: 1, classes: 3, near: "forms" },
  ],
);

for (const shape of SHAPES) {
  for (const seed of SEEDS) {
    const { kind, features, classes, near } = shape;
    test(`${kind} with ${features} features and ${classes} classes near ${near} learns as core's does, seed ${seed}`, async () => {
      const walk = await Walk.start(shape, new Random(seed));
      for (let step = 0; step < STEPS; step++) await walk.step();
    });
  }
}

class Walk {
  readonly #shape: Shape;
  readonly #random: Random;
  readonly #trainer: Trainer;
  readonly #header: Uint8Array;
  #model: Model;

  private constructor(shape: Shape, random: Random, trainer: Trainer, header: Uint8Array, model: Model) {
    this.#shape = shape;
    this.#random = random;
    this.#trainer = trainer;
    this.#header = header;
    this.#model = model;
  }

  static async start(shape: Shape, random: Random): Promise<Walk> {
    const { kind, features, classes } = shape;
    const parameters = kind === "naive-bayes" ? { smoothing: random.pick([1n, 1_000n, 2n ** 20n]) } : {};
    const config: ModelConfig = { kind, features, classes, parameters };
    const body = concat(...Array.from({ length: classes }, () => classBody(shape, random)));
    const header = packHeader(modelDefinition(kind), config);
    return new Walk(shape, random, await deployed(header, body), header, modelDefinition(kind).create(config, body));
  }

  async step(): Promise<void> {
    const many = this.#shape.features > 100 ? 6 : 40;
    const samples = Array.from({ length: this.#random.pick([1, 1, 1, 1, 2, 3, many]) }, () => ({
      sample: sampleOf(this.#shape, this.#random),
      label: this.#random.below(this.#shape.classes),
    }));
    const [{ sample, label } = { sample: new Uint8Array(), label: 0 }] = samples;
    await this.#ask(sample);
    await after(1);
    if (this.#random.once(8)) await this.#trainer.send(BOB, "compact", []);
    else if (samples.length === 1) await this.#add("addData", [sample, label], samples);
    else await this.#add("addDataBatch", [packLabelledList(samples)], samples);
    assert.equal(await this.#trainer.ask<string>("stateHash"), toHex(stateHash(this.#header, this.#model.body())));
    if (this.#random.once(4)) await this.#compareBody();
  }

  /** Sends a contribution; the chain and the model must both refuse it, or neither, and find the same wrong. */
  async #add(method: string, args: readonly unknown[], samples: readonly { sample: Uint8Array; label: number }[]) {
    const model = this.#model.clone();
    let expected = "";
    try {
      for (const { sample, label } of samples) expected += model.learn(sample, label, true) ? "1" : "0";
      this.#model = model;
    } catch (error) {
      assert.ok(error instanceof OmnisumError && error.name === "CounterOverflow");
      expected = "CounterOverflow";
    }
    assert.equal(await this.#taught(method, args, samples.length), expected);
  }

  async #taught(method: string, args: readonly unknown[], count: number): Promise<string> {
    try {
      const { fields } = await this.#trainer.send(BOB, method, args);
      return Array.from({ length: count }, (_, i) => (BigInt(fields.taught ?? 0) >> BigInt(i)) & 1n).join("");
    } catch (error) {
      assert.ok(error instanceof Refused, String(error));
      return error.name;
    }
  }

  async #ask(sample: Uint8Array): Promise<void> {
    assert.equal(await this.#trainer.ask("predict", sample), BigInt(this.#model.predict(sample)));
    assert.deepEqual([...(await this.#trainer.ask<readonly bigint[]>("scores", sample))], this.#model.scores(sample));
  }

  async #compareBody(): Promise<void> {
    const body = this.#model.body();
    const offset = this.#random.below(body.length);
    const length = this.#random.below(200);
    const expected = toHex(body.slice(offset, offset + length));
    assert.equal(await this.#trainer.ask<string>("weights", offset, length), expected);
  }
}

/** The canonical bytes of a class. */
function classBody(shape: Shape, random: Random): Uint8Array {
  const counters = Array.from({ length: shape.features }, () => counter(shape, random));
  const packed = counters.map((value) => bigEndian(BigInt.asUintN(32, BigInt(value)), 4));
  if (shape.kind === "naive-bayes") {
    const total = shape.near === "zero" ? sum(counters) : edge(shape, random, TOTAL, 2 ** 15);
    return concat(bigEndian(edge(shape, random, SAMPLES, 2 ** 31), 4), bigEndian(total, 6), ...packed);
  }
  const squared = sum(counters.map((value) => BigInt(value) ** 2n));
  const wrong = shape.near === "ends" ? BigInt(SQUARED) - BigInt(random.below(2 ** 16)) - 1n : squared;
  const samples = edge(shape, random, CENTROID_SAMPLES, 2 ** 23);
  return concat(bigEndian(samples, 4), bigEndian(random.once(2) ? squared : wrong, 12), ...packed);
}

/** A count, or a sum of a centroid, which may be negative. */
function counter(shape: Shape, random: Random): number {
  const least = shape.kind === "naive-bayes" ? 0 : -(COUNTER / 2);
  const most = least + COUNTER - 1;
  const form = shape.kind === "dense-nearest-centroid" ? 2 ** 30 : 2 ** 15;
  switch (shape.near) {
    case "ends":
      return random.once(3) ? most - random.below(4) : random.once(3) ? least + random.below(200) : random.below(10);
    case "forms":
      return random.once(30) ? form - 4 + random.below(8) : random.below(form - 40);
    default:
      return random.below(5);
  }
}

/** A number near `end`, or near where forms change, or small. */
function edge({ near }: Shape, random: Random, end: number, form: number): number {
  if (random.once(3)) return random.below(6);
  if (near === "zero") return random.below(50);
  return near === "ends" ? end - 1 - random.below(4) : form - 4 + random.below(8);
}

function sum<T extends number | bigint>(values: readonly T[]): bigint {
  return values.reduce((total, value) => total + BigInt(value), 0n);
}

function sampleOf({ kind, features }: Shape, random: Random): Uint8Array {
  if (kind === "dense-nearest-centroid") return random.bytes(features);
  const share = random.pick([1, 2, 5, 30]);
  const some = Array.from({ length: features }, (_, index) => index).filter(() => random.once(share));
  const indices = some.length === 0 ? [random.below(features)] : some;
  if (kind === "sparse-nearest-centroid") return packSparse(indices, features);
  const most = features < 10 ? 255 : random.pick([1, 1, 3]);
  return packCounts(
    indices.map((index) => ({ index, count: 1 + random.below(most) })),
    features,
  );
}
