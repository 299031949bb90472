/** What core's references answered, as data that every implementation reads. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { fromHex, readBigEndian } from "@omnisum/core";
import { after, create, Refused, type Trainer } from "../support/chain.ts";
import * as f from "./fixture.ts";
import { deployed, known, read } from "./vectors.ts";

const { BOB } = f;
/** What the chain takes at most: see SparsePerceptron. */
const MAX_FEATURES = 32_768;
let shared: f.Shared;
before(async () => {
  shared = await f.share();
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

test("hashes states as the reference does", async (t) => {
  type State = { kind: string; header: string; body: string; hash: string };
  const [cases, others] = [true, false].map((is) =>
    read<State>("state-hash", "cases").filter(({ header }) => known(fromHex(header)) === is),
  );
  if (others?.length)
    t.diagnostic(`no contract for ${others.length} states of ${others.map(({ kind }) => kind).join(", ")}`);
  assert.ok(cases?.length);
  for (const { header, body, hash } of cases) {
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
    const features = Number(readBigEndian(plan.header.subarray(3, 7)));
    const tooLarge = field === "" && features > MAX_FEATURES;
    await after(1);
    const error: unknown = await create(shared.factory, shared.implementation, plan).then(
      () => undefined,
      (refusal) => refusal,
    );
    const refused = error instanceof Refused ? error.values.field : "";
    assert.equal(refused, tooLarge ? "features" : field, name);
  }
});
