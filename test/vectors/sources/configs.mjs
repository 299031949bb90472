import { bigEndian, concat, MODELS, modelDefinition, OmnisumError, readHeader, readIncentive, toHex } from "@omnisum/core";
import { refusal } from "./refusal.mjs";

const WEIGHTS_LIMIT = 2n ** 88n;
const GOOD_HEADER = { protocol: 1, kind: 1, features: 1_000, classes: 2, learningRate: 128, trainBias: 0 };
const GOOD_INCENTIVE = {
  kind: 1,
  refundWait: 86_400,
  ownerWait: 604_800,
  anyoneWait: 2_419_200,
  costWeight: 10n ** 12n,
  minDeposit: 0n,
  maxDeposit: 0n,
  credit: 0,
};

export function configs() {
  return { headers: headers(), incentives: incentives(), deployments: deployments() };
}

function header(changes = {}) {
  const { protocol, kind, features, classes, learningRate, trainBias } = { ...GOOD_HEADER, ...changes };
  return concat(...[[protocol, 2], [kind, 1], [features, 4], [classes, 2], [learningRate, 2], [trainBias, 1]].map(([value, length]) => bigEndian(value, length)));
}

function incentive(changes = {}) {
  const { kind, refundWait, ownerWait, anyoneWait, costWeight, minDeposit, maxDeposit, credit } = { ...GOOD_INCENTIVE, ...changes };
  const waits = [refundWait, ownerWait, anyoneWait].map((wait) => bigEndian(wait, 4));
  const money = [costWeight, minDeposit, maxDeposit].map((amount) => bigEndian(amount, 12));
  return concat(bigEndian(kind, 1), ...waits, ...money, bigEndian(credit, 1));
}

function headers() {
  const list = [
    ["good", header()],
    ["the least", header({ features: 1, learningRate: 1 })],
    ["the greatest", header({ features: 2 ** 24, classes: 65_535, learningRate: 65_535, trainBias: 1 })],
    ["three classes", header({ classes: 3 })],
    ["empty", new Uint8Array()],
    ["two bytes", header().subarray(0, 2)],
    ["one byte short", header().subarray(0, -1)],
    ["one byte over", concat(header(), Uint8Array.of(0))],
    ["protocol 0", header({ protocol: 0 })],
    ["protocol 2", header({ protocol: 2 })],
    ["protocol 257", header({ protocol: 257 })],
    ["kind 0", header({ kind: 0 })],
    ["kind 6", header({ kind: 6 })],
    ["kind 255", header({ kind: 255 })],
    ["no features", header({ features: 0 })],
    ["one feature too many", header({ features: 2 ** 24 + 1 })],
    ["far too many features", header({ features: 2 ** 32 - 1 })],
    ["no classes", header({ classes: 0 })],
    ["one class", header({ classes: 1 })],
    ["a learning rate of zero", header({ learningRate: 0 })],
    ["trainBias 2", header({ trainBias: 2 })],
    ["trainBias 255", header({ trainBias: 255 })],
    ["protocol before features", header({ protocol: 2, features: 0 })],
    ["features before classes", header({ features: 0, classes: 0 })],
    ["classes before learningRate", header({ classes: 1, learningRate: 0 })],
    ["learningRate before trainBias", header({ learningRate: 0, trainBias: 9 })],
  ];
  return list.map(([name, bytes]) => {
    const field = refusal("field", () => readHeader(MODELS, bytes));
    return { name, header: toHex(bytes), field, bodyLength: field === "" ? `${bodyLength(bytes)}` : "0" };
  });
}

function bodyLength(bytes) {
  const config = readHeader(MODELS, bytes);
  return modelDefinition(config.kind).bodyLength(config);
}

function incentives() {
  const greatestCostWeight = (WEIGHTS_LIMIT - 1n) / 3_600n;
  const list = [
    ["good", incentive()],
    ["all zero", incentive({ refundWait: 0, ownerWait: 0, anyoneWait: 0, costWeight: 0n })],
    ["equal waits", incentive({ refundWait: 5, ownerWait: 5, anyoneWait: 5 })],
    ["the longest waits", incentive({ refundWait: 2 ** 32 - 1, ownerWait: 2 ** 32 - 1, anyoneWait: 2 ** 32 - 1 })],
    ["the greatest costWeight", incentive({ costWeight: greatestCostWeight })],
    ["the greatest bounds", incentive({ minDeposit: WEIGHTS_LIMIT - 1n, maxDeposit: WEIGHTS_LIMIT - 1n })],
    ["equal bounds", incentive({ minDeposit: 5n, maxDeposit: 5n })],
    ["a least price without a greatest", incentive({ minDeposit: 5n })],
    ["credit for what taught", incentive({ credit: 1 })],
    ["empty", new Uint8Array()],
    ["the kind alone", incentive().subarray(0, 1)],
    ["one byte short", incentive().subarray(0, -1)],
    ["one byte over", concat(incentive(), Uint8Array.of(0))],
    ["kind 0", incentive({ kind: 0 })],
    ["kind 4", incentive({ kind: 4 })],
    ["ownerWait below refundWait", incentive({ ownerWait: 86_399 })],
    ["anyoneWait below ownerWait", incentive({ anyoneWait: 604_799 })],
    ["costWeight one too great", incentive({ costWeight: greatestCostWeight + 1n })],
    ["costWeight far too great", incentive({ costWeight: 2n ** 96n - 1n })],
    ["minDeposit at the limit", incentive({ minDeposit: WEIGHTS_LIMIT })],
    ["minDeposit above maxDeposit", incentive({ minDeposit: 6n, maxDeposit: 5n })],
    ["maxDeposit at the limit", incentive({ maxDeposit: WEIGHTS_LIMIT })],
    ["credit 2", incentive({ credit: 2 })],
    ["ownerWait before anyoneWait", incentive({ ownerWait: 1, anyoneWait: 0 })],
    ["anyoneWait before costWeight", incentive({ anyoneWait: 1, costWeight: 2n ** 96n - 1n })],
    ["costWeight before minDeposit", incentive({ costWeight: 2n ** 96n - 1n, minDeposit: WEIGHTS_LIMIT })],
    ["minDeposit before maxDeposit", incentive({ minDeposit: WEIGHTS_LIMIT, maxDeposit: WEIGHTS_LIMIT })],
    ["maxDeposit before credit", incentive({ maxDeposit: WEIGHTS_LIMIT, credit: 2 })],
  ];
  return list.map(([name, bytes]) => {
    const field = refusal("field", () => readIncentive(bytes));
    return { name, incentive: toHex(bytes), field };
  });
}

/** The order of checks across header, incentive and weights, at the first transaction of a deployment. */
function deployments() {
  const small = header({ features: 10 });
  const list = [
    ["nothing of the state yet", small, incentive(), 0],
    ["part of the state", small, incentive(), 23],
    ["all of the state", small, incentive(), 24],
    ["a byte more than the state", small, incentive(), 25],
    ["the header before the incentive", header({ protocol: 2 }), incentive({ kind: 0 }), 0],
    ["trainBias before the incentive", header({ trainBias: 2 }), incentive({ kind: 0 }), 0],
    ["the incentive's kind before its parameters", small, incentive({ kind: 0, credit: 2 }), 0],
    ["credit before weights", small, incentive({ credit: 2 }), 25],
  ];
  return list.map(([name, header, incentive, length]) => {
    const weights = new Uint8Array(length);
    return {
      name,
      header: toHex(header),
      incentive: toHex(incentive),
      weights: toHex(weights),
      field: refusal("field", () => checkDeployment(header, incentive, weights)),
    };
  });
}

function checkDeployment(header, incentive, weights) {
  readHeader(MODELS, header);
  readIncentive(incentive);
  if (weights.length > bodyLength(header)) throw new OmnisumError("InvalidConfig", { field: "weights" });
}

