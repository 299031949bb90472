/** Contributions to a market wait: whoever adds one pays for keeping it only, and its lesson must fit a transaction. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { packSparse } from "@omnisum/core";
import { after, create, deploy } from "../support/chain.ts";
import * as f from "./fixture.ts";
import * as m from "./market-scene.ts";

const { ALICE } = f;
const { PHASE, PROVIDER } = m;
const WAIT = 100_000;
const LESSON_GAS = 12_000_000;

let factory: string;
before(async () => {
  factory = (await deploy("TrainerFactory")).address;
});

/** In participation, with a model that is zero everywhere and wants feature 0 to mean the last label. */
async function start(contract: string, features: number, classes = 2): Promise<m.Market> {
  const piece = [{ sample: packSparse([0], features), label: classes - 1 }];
  const terms = { ...m.USUAL, pieces: [piece, piece] };
  const end = (await after(1)) + WAIT;
  const changes = { features, classes };
  const plan = await f.planOf({ incentive: m.incentive(terms, end), weights: new Uint8Array() }, changes);
  const { address } = await deploy(contract);
  const trainer = await create(factory, address, plan, PROVIDER);
  const rows = classes === 2 ? 1 : classes;
  await trainer.send(PROVIDER, "upload", [rows * (4 + 2 * features), new Uint8Array()]);
  await trainer.send(PROVIDER, "finalize", []);
  return m.enter({ trainer, terms, end, drawn: -1 });
}

const indices = (count: number, step: number) => Array.from({ length: count }, (_, i) => i * step);

test("a sample is refused for which an item of a labelled list has no room", async () => {
  const features = 32_768;
  const market = await start("SparsePerceptronPredictionMarket", features);
  const refusal = { name: "InvalidSample", values: { reason: "length" } };
  const sample = packSparse(indices(features, 1), features);
  await assert.rejects(m.stake(market, ALICE, { sample, label: 1 }), refusal);
});

for (const [classes, features, most] of [
  [2, 1_000_000, 187],
  [40, 10_000, 42],
] as const) {
  test(`the longest sample whose lesson surely fits a transaction is taken, with ${classes} classes`, async () => {
    const label = classes - 1;
    const market = await start("PagedSparsePerceptronPredictionMarket", features, classes);
    const sample = (count: number) => packSparse(indices(count, Math.floor(features / (most + 1))), features);
    const refusal = { name: "InvalidSample", values: { reason: "length" } };
    await assert.rejects(m.stake(market, ALICE, { sample: sample(most + 1), label }), refusal);
    await m.stake(market, ALICE, { sample: sample(most), label });
    await m.revealAll(market);
    await m.score(market, 1);
    const lesson = await m.score(market, 1);
    assert.ok(lesson.gas < LESSON_GAS, `${lesson.gas}`);
    assert.equal(await market.trainer.ask("predict", packSparse([0], features)), BigInt(label));
    await m.score(market);
    assert.equal(await market.trainer.ask("phase"), PHASE.collect);
  });
}
