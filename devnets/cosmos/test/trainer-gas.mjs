// Prints what the trainer of each model costs on the embedded chain, in gas and against an empty execute with one coin
// attached: node trainer-gas.mjs [--check] fails where a figure is above its bound.
import { readFileSync } from "node:fs";
import { modelDefinition, packCounts, packDense, packHeader, packLabelledList, packSparse } from "@omnisum/core";
import { startCosmosDevnet } from "../dist/index.js";
import { connect } from "./parity/compare.mjs";

const GAS = 100_000_000;
const ADDITIONS = 64;
const BATCHES = 6;
const BATCH = 50;
const PRICE = 100;
/** Against an empty execute with one coin: a contribution, folding included; those with 512 entries are longer. */
const BOUND = 1.2;
const DENSE_BOUND = 1.6;
/** Gas of a sample in a batch. */
const BATCH_BOUND = 6_000;

const perceptron = { learningRate: 128n, trainBias: 0n };
const rows = [
  { kind: "sparse-perceptron", features: 1_000, parameters: perceptron, bound: BOUND },
  { kind: "dense-perceptron", features: 512, parameters: perceptron, bound: DENSE_BOUND },
  { kind: "naive-bayes", features: 1_000, parameters: { smoothing: 1_000n }, bound: BOUND },
  { kind: "sparse-nearest-centroid", features: 1_000, parameters: {}, bound: BOUND },
  { kind: "dense-nearest-centroid", features: 512, parameters: {}, bound: DENSE_BOUND },
  { kind: "sparse-perceptron", features: 10_000, parameters: perceptron },
  { kind: "sparse-perceptron", features: 1_000_000, parameters: perceptron },
  { kind: "naive-bayes", features: 10_000, parameters: { smoothing: 1_000n } },
  { kind: "naive-bayes", features: 1_000_000, parameters: { smoothing: 1_000n } },
  { kind: "sparse-nearest-centroid", features: 10_000, parameters: {} },
  { kind: "sparse-nearest-centroid", features: 1_000_000, parameters: {} },
];

let seed = 12_345;
/** Below `bound`, the same in every run. */
function random(bound) {
  seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
  return Math.floor((seed / 2 ** 32) * bound);
}

/** Twenty features as words have them: the lower ones are frequent. */
function words(features) {
  const found = new Set();
  while (found.size < 20) found.add(Math.floor(features ** (random(1e6) / 1e6)) - 1);
  return [...found].sort((a, b) => a - b);
}

function sampleOf(encoding, features) {
  if (encoding === "dense")
    return packDense(
      Array.from({ length: features }, () => random(256) - 128),
      features,
    );
  if (encoding === "sparse") return packSparse(words(features), features);
  const entries = words(features).map((index) => ({ index, count: random(4) === 0 ? 2 : 1 }));
  return packCounts(entries, features);
}

const devnet = await startCosmosDevnet({ clock: "manual" });
try {
  const { client, denom, env } = await connect(devnet, devnet.accounts, { pollMs: 2 });
  const [account] = env.accounts;
  const fee = { amount: [{ denom, amount: String(GAS * 0.0025) }], gas: String(GAS) };
  const base64 = (bytes) => Buffer.from(bytes).toString("base64");
  const read = (path) => readFileSync(new URL(path, import.meta.url));
  const coin = (amount) => [{ denom, amount: String(amount) }];
  const execute = async (contract, message, funds = []) => {
    return Number((await client.execute(account, contract, message, fee, "", funds)).gasUsed);
  };

  const empty = await measureEmpty();
  console.log(`an empty execute with one coin: ${empty.toLocaleString("en-US")} gas\n`);
  const { codeId } = await client.upload(account, read("../../../contracts-wasm/artifacts/omnisum.wasm"), fee);
  const results = [];
  for (const row of rows) results.push(await measure(row));
  print(results, empty);
  if (process.argv.includes("--check")) check(results, empty);

  async function measureEmpty() {
    const { codeId: probe } = await client.upload(account, read("../probe/probe.wasm"), fee);
    const { contractAddress } = await client.instantiate(account, probe, {}, "probe", fee);
    await execute(contractAddress, { noop: {} }, coin(1));
    return execute(contractAddress, { noop: {} }, coin(1));
  }

  async function measure({ kind, features, parameters, bound }) {
    const definition = modelDefinition(kind);
    const { encoding } = definition;
    const { trainer, deployment } = await deploy(definition, { kind, features, classes: 2, parameters });
    const always = kind === "naive-bayes" || kind.endsWith("centroid");
    const [right, learning] = [[], []];
    for (let i = 0; i < ADDITIONS; i++) {
      const sample = sampleOf(encoding, features);
      const predicted = await client.queryContractSmart(trainer, { predict: { sample: base64(sample) } });
      const isRight = !always && i % 4 === 0;
      const label = always ? random(2) : isRight ? predicted : 1 - predicted;
      const gas = await execute(trainer, { add_data: { sample: base64(sample), label } }, coin(PRICE));
      (isRight ? right : learning).push(gas);
    }
    const batches = encoding === "dense" ? [] : await batchesOf(trainer, encoding, features);
    return { name: `${kind}, D = ${features.toLocaleString("en-US")}`, bound, deployment, right, learning, batches };
  }

  /** All zeros: they are skipped, not sent. */
  async function deploy(definition, config) {
    const message = {
      header: base64(packHeader(definition, config)),
      incentive: base64(incentive()),
      owner: "",
      metadata: "",
      denom,
      weights: "",
    };
    const { contractAddress: trainer, gasUsed } = await client.instantiate(account, codeId, message, "trainer", fee);
    const length = definition.bodyLength(config);
    const uploading = await execute(trainer, { upload: { offset: length, data: "" } });
    const finalizing = await execute(trainer, { finalize: {} });
    return { trainer, deployment: Number(gasUsed) + uploading + finalizing };
  }

  async function batchesOf(trainer, encoding, features) {
    const gas = [];
    for (let i = 0; i < BATCHES; i++) {
      const samples = Array.from({ length: BATCH }, () => sampleOf(encoding, features));
      const query = { predict_batch: { samples: samples.map(base64) } };
      const predicted = await client.queryContractSmart(trainer, query);
      const items = samples.map((sample, at) => ({
        sample,
        label: at % 5 === 4 ? 1 - predicted[at] : predicted[at],
      }));
      const message = { add_data_batch: { samples: base64(packLabelledList(items)) } };
      gas.push((await execute(trainer, message, coin(PRICE * BATCH))) / BATCH);
    }
    return gas;
  }
} finally {
  await devnet.close();
}

/** Deposit, refund, take for a fixed price, with no wait. */
function incentive() {
  const bytes = new Uint8Array(50);
  bytes[0] = 1;
  bytes[36] = PRICE;
  return bytes;
}

function print(results, empty) {
  const head = ["model", "deployment", "right", "", "learned", "", "greatest", "in a batch"];
  const ratio = (gas) => (gas === undefined ? "" : `${(gas / empty).toFixed(3)} ×`);
  const lines = results.map(({ name, deployment, right, learning, batches }) => [
    name,
    figure(deployment),
    figure(mean(right)),
    ratio(mean(right)),
    figure(mean(learning)),
    ratio(mean(learning)),
    ratio(Math.max(...learning)),
    figure(mean(batches)),
  ]);
  const widths = head.map((_, i) => Math.max(...[head, ...lines].map((line) => line[i].length)));
  const pad = (cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]));
  for (const line of [head, ...lines]) console.log(line.map(pad).join("  "));
  console.log("\nmeans of contributions that the model had right, and of those that it learned, folding included");
}

function check(results, empty) {
  const bounded = results.filter(({ bound }) => bound !== undefined);
  const failed = bounded.flatMap(({ name, bound, right, learning, batches }) => {
    const addition = mean(right) ?? mean(learning);
    const perSample = mean(batches) ?? 0;
    return [
      ...(addition > bound * empty ? [`${name}: ${(addition / empty).toFixed(3)} × is above ${bound} ×`] : []),
      ...(perSample > BATCH_BOUND ? [`${name}: ${figure(perSample)} gas in a batch is above ${BATCH_BOUND}`] : []),
    ];
  });
  for (const line of failed) console.log(line);
  console.log(`${bounded.length - failed.length} passed, ${failed.length} failed`);
  if (failed.length > 0) process.exitCode = 1;
}

function mean(values) {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function figure(value) {
  return value === undefined ? "" : Math.round(value).toLocaleString("en-US");
}
