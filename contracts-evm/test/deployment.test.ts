/** From the first transaction to the first prediction, in one or in several. */
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { bigEndian, concat, stateHash, toHex } from "@omnisum/core";
import { Interface } from "ethers";
import {
  addressOf,
  after,
  compiled,
  create,
  type Done,
  deploy,
  lastEvents,
  type Plan,
  Refused,
  sendData,
  TRAINER,
  type Trainer,
} from "../support/chain.ts";
import * as f from "./fixture.ts";
import { Random } from "./random.ts";

const { ALICE, BOB, ONE, OWNER } = f;
const BLOB = 24_575;
/** What a transaction may cost on Ethereum. */
const TRANSACTION_GAS = 16_777_216;
let shared: f.Shared;
before(async () => {
  shared = await f.share();
});

async function made(
  changes: Partial<Plan>,
  config: Parameters<typeof f.planOf>[1] = {},
  from = ALICE,
): Promise<Trainer & Done> {
  await after(1);
  return create(shared.factory, shared.implementation, await f.planOf(changes, config), from);
}

function refuses(work: Promise<unknown>, name: string, values: object = {}): Promise<void> {
  return assert.rejects(work, (error) => {
    assert.ok(error instanceof Refused, String(error));
    assert.deepEqual({ name: error.name, values: error.values }, { name, values });
    return true;
  });
}

test("a whole state makes a trainer ready at once, and what was deployed can be read back", async () => {
  const plan = await f.planOf();
  const trainer = await create(shared.factory, shared.implementation, plan, ALICE);
  const info = await trainer.ask<Readonly<Record<string, unknown>>>("info");
  assert.equal(info.header, toHex(plan.header));
  assert.equal(info.incentive, toHex(plan.incentive));
  assert.equal(info.owner, plan.owner);
  assert.equal(info.deployer, await addressOf(ALICE));
  assert.equal(info.ready, true);
  assert.equal(info.metadata, plan.metadata);
  assert.equal(await trainer.ask("weights", 0, 1_000), toHex(plan.weights));
  assert.equal(await trainer.ask("weights", 6, 3), toHex(plan.weights.slice(6, 9)));
  assert.equal(await trainer.ask("weights", 24, 4_294_967_295), "0x");
  assert.equal(await trainer.ask("stateHash"), toHex(stateHash(plan.header, plan.weights)));
});

test("Deployed, Finalized with the state hash, and Created are told in one transaction", async () => {
  const plan = await f.planOf();
  const trainer = await create(shared.factory, shared.implementation, plan, ALICE);
  assert.deepEqual(trainer.fields, { trainer: trainer.address, deployer: await addressOf(ALICE) });
  assert.deepEqual(await lastEvents(), [
    { name: "Deployed", fields: { protocol: 1n, model: 1n, incentive: 1n } },
    { name: "Finalized", fields: { stateHash: toHex(stateHash(plan.header, plan.weights)) } },
  ]);
});

test("a state arrives in order, in parts of any length, by its deployer only", async () => {
  const whole = new Random(1).bytes(604);
  const trainer = await made({ weights: whole.slice(0, 101) }, { features: 300 });
  const upload = (from: number, offset: number, data: Uint8Array) => trainer.send(from, "upload", [offset, data]);
  await refuses(upload(BOB, 101, ONE), "NotDeployer");
  await refuses(upload(ALICE, 100, ONE), "InvalidConfig", { field: "offset" });
  await refuses(upload(ALICE, 101, new Uint8Array(504)), "InvalidConfig", { field: "weights" });
  await refuses(trainer.send(ALICE, "finalize", []), "InvalidConfig", { field: "weights" });
  await upload(ALICE, 101, new Uint8Array());
  await upload(ALICE, 101, whole.slice(101, 250));
  await refuses(upload(ALICE, 249, ONE), "InvalidConfig", { field: "offset" });
  await upload(ALICE, 250, whole.slice(250));
  await refuses(trainer.send(BOB, "finalize", []), "NotDeployer");

  const { fields } = await trainer.send(ALICE, "finalize", []);
  const { header } = await f.planOf({}, { features: 300 });
  assert.equal(fields.stateHash, toHex(stateHash(header, whole)));
  assert.equal(await trainer.ask("weights", 0, 604), toHex(whole));
  await refuses(trainer.send(ALICE, "finalize", []), "NotDeployer");
  await refuses(upload(ALICE, 604, ONE), "NotDeployer");
});

for (const contract of [TRAINER, "PagedSparsePerceptronDepositRefundTake"]) {
  test(`${contract}: bytes that an upload skips are zero, and so is a tail closed by empty data`, async () => {
    const { header } = await f.planOf({}, { features: 300 });
    const whole = new Uint8Array(604);
    whole.set(new Random(3).bytes(50), 0);
    whole.set(new Random(4).bytes(33), 111);
    whole.set(new Random(5).bytes(7), 150);
    const plan = await f.planOf({ weights: whole.slice(0, 50) }, { features: 300 });
    const trainer = await create(shared.factory, (await deploy(contract)).address, plan, ALICE);
    const upload = (offset: number, data: Uint8Array) => trainer.send(ALICE, "upload", [offset, data]);
    await upload(111, whole.slice(111, 144));
    await upload(144, new Uint8Array());
    await upload(150, whole.slice(150, 157));
    await refuses(upload(605, new Uint8Array()), "InvalidConfig", { field: "weights" });
    await refuses(trainer.send(ALICE, "finalize", []), "InvalidConfig", { field: "weights" });
    await upload(604, new Uint8Array());
    const { fields } = await trainer.send(ALICE, "finalize", []);
    assert.equal(fields.stateHash, toHex(stateHash(header, whole)));
    for (const [offset, limit] of [
      [0, 604],
      [49, 3],
      [143, 8],
      [600, 9],
      [604, 1],
    ] as const) {
      const expected = toHex(whole.slice(offset, offset + limit));
      assert.equal(await trainer.ask("weights", offset, limit), expected);
    }
  });
}

test("until it is finalized only `info` answers", async () => {
  const trainer = await made({ weights: new Uint8Array() });
  assert.equal((await trainer.ask<{ ready: boolean }>("info")).ready, false);
  const contribution = {
    id: 0,
    slot: 0,
    author: await addressOf(ALICE),
    label: 1,
    addedAt: 0,
    deposit: 0,
    taught: false,
    sample: ONE,
    proof: "0x",
  };
  const batch = {
    firstId: 0,
    slot: 0,
    author: await addressOf(ALICE),
    addedAt: 0,
    deposit: 0,
    taught: 0,
    samples: ONE,
  };
  for (const [method, ...args] of [
    ["addData", ONE, 7],
    ["addDataBatch", ONE],
    ["refund", contribution],
    ["report", contribution],
    ["refundBatch", batch],
    ["compact"],
  ] as const) {
    await refuses(trainer.send(ALICE, method, args), "NotReady");
  }
  for (const [method, ...args] of [
    ["predict", ONE],
    ["predictBatch", [ONE]],
    ["scores", ONE],
    ["quote", 0, 1],
    ["stats"],
    ["creditOf", await addressOf(ALICE)],
    ["record", 0],
    ["weights", 0, 1],
    ["stateHash"],
  ] as const) {
    await refuses(trainer.ask(method, ...args), "NotReady");
  }
});

test("a model of several blobs learns, folds within a transaction's gas, and stays what it was", async () => {
  const features = 32_768;
  const { header } = await f.planOf({}, { features });
  const whole = concat(bigEndian(0, 4), new Random(2).bytes(2 * features));
  const trainer = await made({ weights: whole.slice(0, 20_000) }, { features });
  for (let at = 20_000; at < whole.length; at += BLOB) {
    const { gas } = await trainer.send(ALICE, "upload", [at, whole.slice(at, at + BLOB)]);
    assert.ok(gas < TRANSACTION_GAS);
  }
  await trainer.send(ALICE, "finalize", []);
  assert.equal(await trainer.ask("stateHash"), toHex(stateHash(header, whole)));

  const sample = Uint8Array.of(0, 0, 0x30, 0x39, 0x7f, 0xff);
  const label = 1n - (await trainer.ask("predict", sample));
  await trainer.send(BOB, "addData", [sample, label], 10n ** 19n);
  const hash = await trainer.ask("stateHash");
  const { gas } = await trainer.send(BOB, "compact", []);
  assert.ok(gas < TRANSACTION_GAS, `${gas}`);
  assert.equal(await trainer.ask("stateHash"), hash);
  assert.notEqual(hash, toHex(stateHash(header, whole)));
});

test("compacting twice, or with nothing to fold, changes nothing", async () => {
  const trainer = await f.createTrainer(shared);
  const hash = await trainer.ask("stateHash");
  const { gas } = await trainer.send(BOB, "compact", []);
  assert.ok(gas < 40_000);
  assert.equal(await trainer.ask("stateHash"), hash);
});

test("a model beyond what the chain takes is refused by its features", async () => {
  await refuses(made({ weights: new Uint8Array() }, { features: 32_769 }), "InvalidConfig", { field: "features" });
  await refuses(made({ weights: new Uint8Array() }, { features: 1_000, classes: 37 }), "InvalidConfig", {
    field: "features",
  });
  await made({ weights: new Uint8Array() }, { features: 1_000, classes: 36 });
});

test("more weights than one code takes are refused in one transaction", async () => {
  const weights = new Uint8Array(24_500);
  await refuses(made({ weights }, { features: 20_000 }), "InvalidConfig", { field: "weights" });
});

test("neither a trainer nor its implementation can be constructed again", async () => {
  const { abi } = compiled("contracts/interfaces/ITrainerSetup.sol/ITrainerSetup.json");
  const { header, incentive, owner, metadata, weights } = await f.planOf();
  const data = new Interface(abi).encodeFunctionData("initialize", [
    owner,
    header,
    incentive,
    owner,
    metadata,
    weights,
  ]);
  const trainer = await f.createTrainer(shared);
  for (const address of [trainer.address, shared.implementation]) {
    await refuses(sendData(OWNER, address, data), "NotDeployer");
  }
});
