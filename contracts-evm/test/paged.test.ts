/** A model with a million features: deployed in parts of which most are zero, and used at the price of a small one. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { MODELS, packSparse, stateHash, toHex } from "@omnisum/core";
import { after, create, deploy, type Trainer } from "../support/chain.ts";
import * as f from "./fixture.ts";
import { Random } from "./random.ts";

const { ALICE, BOB } = f;
const CONTRACT = "PagedSparsePerceptronDepositRefundTake";
const BLOB = 24_575;
const TRANSACTION_GAS = 16_777_216;
const ENTRIES = 20;
const MILLION = 1_000_000;
/** Parts of the body that are not zero, by their number. */
const PARTS = [0, 1, 17, 80];

let factory: string;
let implementation: string;
before(async () => {
  factory = (await deploy("TrainerFactory")).address;
  implementation = (await deploy(CONTRACT)).address;
});

const config = (features: number) => ({ features, learningRate: 7, trainBias: 1, costWeight: 0n });

/** Zero but for some parts. */
function bodyOf(features: number, random: Random): Uint8Array {
  const body = new Uint8Array(4 + 2 * features);
  for (const part of PARTS) {
    const to = Math.min(body.length, (part + 1) * BLOB);
    for (let at = part * BLOB; at < to; at++) body[at] = random.below(256);
  }
  return body;
}

/** Sends the parts that are not zero; returns the trainer and the gas of `finalize`. */
async function uploaded(features: number, body: Uint8Array): Promise<{ trainer: Trainer; gas: number }> {
  await after(1);
  const plan = await f.planOf({ weights: new Uint8Array() }, config(features));
  const trainer = await create(factory, implementation, plan, ALICE);
  const upload = (offset: number, data: Uint8Array) => trainer.send(ALICE, "upload", [offset, data]);
  for (const from of PARTS.map((part) => part * BLOB)) {
    const part = body.slice(from, from + BLOB);
    if (part.some((byte) => byte !== 0)) await upload(from, part);
  }
  await upload(body.length, new Uint8Array());
  return { trainer, gas: (await trainer.send(ALICE, "finalize", [])).gas };
}

function sampleOf(features: number, random: Random): Uint8Array {
  const indices = new Set<number>();
  while (indices.size < ENTRIES) indices.add(random.below(features));
  return packSparse(
    [...indices].sort((a, b) => a - b),
    features,
  );
}

test("a million features are deployed part by part, learned and hashed as the reference does", async () => {
  const random = new Random(11);
  const body = bodyOf(MILLION, random);
  const { header } = await f.planOf({}, config(MILLION));
  const { trainer, gas } = await uploaded(MILLION, body);
  assert.ok(gas < TRANSACTION_GAS, `finalize: ${gas}`);

  const definition = MODELS.find(({ kind }) => kind === "sparse-perceptron");
  assert.ok(definition !== undefined);
  const parameters = { learningRate: 7n, trainBias: 1n };
  const model = definition.create({ kind: "sparse-perceptron", features: MILLION, classes: 2, parameters }, body);
  assert.equal(await trainer.ask("stateHash"), toHex(stateHash(header, body)));
  for (let i = 0; i < 12; i++) {
    const sample = sampleOf(MILLION, random);
    assert.deepEqual([...(await trainer.ask<readonly bigint[]>("scores", sample))], [...model.scores(sample)]);
    const label = 1 - model.predict(sample);
    await after(1);
    const { fields } = await trainer.send(BOB, "addData", [sample, label]);
    assert.equal(fields.taught, model.learn(sample, label));
  }
  assert.equal(await trainer.ask("stateHash"), toHex(stateHash(header, model.body())));
});

test("what an operation costs does not depend on the number of features", async () => {
  const costs: number[][] = [];
  for (const features of [100_000, MILLION]) {
    const random = new Random(5);
    const { trainer } = await uploaded(features, new Uint8Array(4 + 2 * features));
    const sample = packSparse(
      Array.from({ length: ENTRIES }, (_, i) => 70_000 + 50 * i + random.below(50)),
      features,
    );
    const gas: number[] = [];
    for (const label of [1, 0, 1, 1]) {
      await after(1);
      gas.push((await trainer.send(BOB, "addData", [sample, label])).gas);
    }
    costs.push(gas);
  }
  const [small = [], large = []] = costs;
  for (const [i, gas] of large.entries()) assert.ok(gas < (small[i] ?? 0) * 1.03, `${small} against ${large}`);
});
