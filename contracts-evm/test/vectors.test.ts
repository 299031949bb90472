/** What core's references answered, as data that every implementation reads. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { fromHex } from "@omnisum/core";
import { after, create, Refused, type Trainer } from "../support/chain.ts";
import { packedIncentive } from "./configs.ts";
import * as f from "./fixture.ts";

interface Lesson {
  readonly sample: string;
  readonly scores: readonly string[];
  readonly predicted: number;
}
interface Perceptron {
  readonly name: string;
  readonly header: string;
  readonly bodyLength: number;
  readonly initialBody: string;
  readonly initialHash: string;
  readonly lessons: readonly (Lesson & { readonly label: number; readonly taught: boolean })[];
  readonly predictions: readonly Lesson[];
  readonly finalBody: string;
  readonly finalHash: string;
}
interface Sample {
  readonly name: string;
  readonly features: number;
  readonly sample: string;
  readonly reason: string;
}

const { ALICE, BOB } = f;
/** What the chain takes at most: see SparsePerceptron. */
const MAX_FEATURES = 32_768;
const BLOB = 24_000;
let shared: f.Shared;
before(async () => {
  shared = await f.share();
});

/** Cases of models that the chain takes; how many it does not is printed. */
function within<T>(name: string, cases: readonly T[], size: (one: T) => number): readonly T[] {
  const kept = cases.filter((one) => size(one) <= MAX_FEATURES);
  process.stdout.write(
    `${name}: ${cases.length - kept.length} of ${cases.length} vectors are of models too large for this chain\n`,
  );
  assert.ok(kept.length > 0);
  return kept;
}

function read<T>(name: string, list: string): readonly T[] {
  return JSON.parse(readFileSync(new URL(`../../test/vectors/${name}.json`, import.meta.url), "utf8"))[list];
}

/** Free contributions, so that only the model matters. */
const FREE = { ...f.CONFIG, costWeight: 0n };

async function deployed(header: Uint8Array, body: Uint8Array): Promise<Trainer> {
  await after(1);
  const plan = await f.planOf({ header, incentive: packedIncentive(FREE), weights: body.slice(0, BLOB) });
  const trainer = await create(shared.factory, shared.implementation, plan, ALICE);
  if (body.length <= BLOB) return trainer;
  for (let offset = BLOB; offset < body.length; offset += BLOB) {
    await trainer.send(ALICE, "upload", [offset, body.slice(offset, offset + BLOB)]);
  }
  await trainer.send(ALICE, "finalize", []);
  return trainer;
}

function bodyOf({ initialBody, bodyLength }: Perceptron): Uint8Array {
  return initialBody === "0x" ? new Uint8Array(bodyLength) : fromHex(initialBody);
}

async function answers(trainer: Trainer, { sample, scores, predicted }: Lesson): Promise<void> {
  assert.deepEqual([...(await trainer.ask<readonly bigint[]>("scores", sample))].map(String), scores);
  assert.equal(await trainer.ask("predict", sample), BigInt(predicted));
}

const features = ({ header }: { header: string }) => Number(`0x${header.slice(8, 16)}`);
const fits = ({ bodyLength }: Perceptron) => (bodyLength <= 73_725 ? 0 : Number.POSITIVE_INFINITY);

for (const one of within("perceptron", read<Perceptron>("perceptron", "cases"), (case_) =>
  Math.max(features(case_), fits(case_)),
)) {
  for (const fold of [false, true]) {
    test(`learns as the reference does${fold ? ", folded after every lesson" : ""}: ${one.name}`, async () => {
      const trainer = await deployed(fromHex(one.header), bodyOf(one));
      assert.equal(await trainer.ask<string>("stateHash"), one.initialHash);
      for (const lesson of one.lessons) {
        await answers(trainer, lesson);
        if (lesson.sample === "0x") continue;
        await after(1);
        const { fields } = await trainer.send(BOB, "addData", [lesson.sample, lesson.label]);
        assert.equal(fields.taught, lesson.taught);
        if (fold) await trainer.send(BOB, "compact", []);
      }
      for (const prediction of one.predictions) await answers(trainer, prediction);
      assert.equal(await trainer.ask<string>("stateHash"), one.finalHash);
      if (one.finalBody !== "0x") assert.equal(await trainer.ask<string>("weights", 0, one.bodyLength), one.finalBody);
    });
  }
}

test("refuses the samples that the reference refuses, for the same reasons", async () => {
  for (const { name, features: count, sample, reason } of within(
    "samples",
    read<Sample>("samples", "cases"),
    (one) => one.features,
  )) {
    const { header } = await f.planOf({}, { features: count });
    const trainer = await deployed(header, new Uint8Array(4 + 2 * count));
    const add = trainer.send(BOB, "addData", [sample, 0]);
    if (reason === "") await add;
    else await assert.rejects(add, (error) => error instanceof Refused && error.values.reason === reason, name);
  }
});

test("refuses the labelled lists that the reference refuses, for the same reasons", async () => {
  const cases = read<{ name: string; list: string; reason: string }>("labelled-lists", "cases");
  const trainer = await f.createTrainer(shared, { costWeight: 0n });
  for (const { name, list, reason } of cases) {
    const error: unknown = await trainer.send(BOB, "addDataBatch", [list]).then(
      () => undefined,
      (refusal) => refusal,
    );
    const shape = error instanceof Refused && error.name === "InvalidBatch" ? error.values.reason : "";
    assert.equal(shape, reason, name);
  }
});

test("hashes states as the reference does", async () => {
  for (const { header, body, hash } of read<{ header: string; body: string; hash: string }>("state-hash", "cases")) {
    const trainer = await deployed(fromHex(header), fromHex(body));
    assert.equal(await trainer.ask<string>("stateHash"), hash);
  }
});

test("asks the prices of the reference", async () => {
  type Price = {
    elapsed: string;
    count: number;
    costWeight: string;
    minDeposit: string;
    maxDeposit: string;
    price: string;
  };
  const trainers = new Map<string, Trainer>();
  for (const { elapsed, count, costWeight, minDeposit, maxDeposit, price } of read<Price>("price", "prices")) {
    const key = [costWeight, minDeposit, maxDeposit].join();
    const [cost, least, most] = [BigInt(costWeight), BigInt(minDeposit), BigInt(maxDeposit)];
    const trainer =
      trainers.get(key) ?? (await f.createTrainer(shared, { costWeight: cost, minDeposit: least, maxDeposit: most }));
    trainers.set(key, trainer);
    const [, , last] = await trainer.ask<readonly [bigint, bigint, bigint]>("stats");
    assert.equal(await trainer.ask("quote", last + BigInt(elapsed), count), BigInt(price));
  }
});

test("refuses the configurations that the reference refuses, naming the same field", async () => {
  type Deployment = { name: string; header?: string; incentive?: string; weights?: string; field: string };
  const { header, incentive } = await f.planOf();
  const all = ["headers", "incentives", "deployments"].flatMap((list) => read<Deployment>("configs", list));
  for (const { name, field, ...given } of all) {
    const plan = await f.planOf({
      header: given.header === undefined ? header : fromHex(given.header),
      incentive: given.incentive === undefined ? incentive : fromHex(given.incentive),
      weights: fromHex(given.weights ?? "0x"),
    });
    const tooLarge =
      field === "" && features({ header: `0x${Buffer.from(plan.header).toString("hex")}` }) > MAX_FEATURES;
    await after(1);
    const error: unknown = await create(shared.factory, shared.implementation, plan).then(
      () => undefined,
      (refusal) => refusal,
    );
    const refused = error instanceof Refused ? error.values.field : "";
    assert.equal(refused, tooLarge ? "features" : field, name);
  }
});
