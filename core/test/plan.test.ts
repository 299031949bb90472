import { describe, expect, test } from "@jest/globals";
import {
  concat,
  headerProtocol,
  INCENTIVES,
  type IncentiveConfig,
  incentiveDefinition,
  type Metadata,
  MODELS,
  type ModelConfig,
  modelDefinition,
  packIncentive,
  packMetadata,
  packPlan,
  planDigest,
  planStateHash,
  readHeader,
  readIncentive,
  readMetadata,
  readPlan,
  stateHash,
  type TrainerPlan,
  toHex,
} from "@omnisum/core";
import fc from "fast-check";
import { throwsWith } from "../../test/support/errors.ts";
import { planOf, rowOf } from "./world.ts";

const LIMIT = 2n ** 88n;

function withModel(changes: Partial<ModelConfig>, parameters: Readonly<Record<string, bigint>> = {}): TrainerPlan {
  const { model } = planOf();
  return planOf({ model: { ...model, ...changes, parameters: { ...model.parameters, ...parameters } } });
}

function withIncentive(parameters: Readonly<Record<string, bigint>>): TrainerPlan {
  const { incentive } = planOf();
  return planOf({ incentive: { ...incentive, parameters: { ...incentive.parameters, ...parameters } } });
}

test("a plan is read back as it was packed", () => {
  const plans = [
    planOf(),
    planOf({ owner: "memory-account-3", body: rowOf(-7, [1, 2, 3]) }),
    planOf({
      model: { ...planOf().model, classes: 3 },
      body: concat(rowOf(1, [1]), rowOf(2, [2]), rowOf(3, [3])),
      metadata: {
        name: "n",
        description: "d",
        labels: ["a", "b", "ü"],
        encoder: { kind: "vocabulary", name: "v", hash: "0x00" },
        link: "https://example.org",
      },
    }),
  ];
  for (const plan of plans) expect(readPlan(packPlan(plan))).toEqual(plan);
});

test("parameters of every size that is allowed come back", () => {
  const money = fc.bigInt({ min: 0n, max: LIMIT - 1n });
  const waits = fc.array(fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }), { minLength: 3, maxLength: 3 });
  const cost = fc.bigInt({ min: 0n, max: (LIMIT - 1n) / 3_600n });
  const cases = fc.tuple(waits, cost, money, money, fc.constantFrom(0n, 1n));
  fc.assert(
    fc.property(cases, ([times, costWeight, a, b, credit]) => {
      const [refundWait = 0n, ownerWait = 0n, anyoneWait = 0n] = times.sort((x, y) => (x < y ? -1 : 1));
      const [minDeposit, maxDeposit] = a < b ? [a, b] : [b, a];
      const parameters = { refundWait, ownerWait, anyoneWait, costWeight, minDeposit, maxDeposit, credit };
      const config: IncentiveConfig = { kind: "deposit-refund-take", parameters };
      expect(readIncentive(packIncentive(config))).toEqual(config);
    }),
    { seed: 4 },
  );
});

test("what is not set has its documented default", () => {
  const { parameters } = readIncentive(packIncentive({ kind: "deposit-refund-take", parameters: {} }));
  const { parameters: specs } = incentiveDefinition("deposit-refund-take");
  expect(parameters).toEqual(Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, spec.default])));
  const plan = planOf({ model: { ...planOf().model, parameters: {} } });
  expect(readPlan(packPlan(plan)).model.parameters).toEqual({ learningRate: 1n, trainBias: 0n });
});

describe("InvalidConfig names", () => {
  test.each<[string, string, TrainerPlan]>([
    ["features", "none", withModel({ features: 0 })],
    ["features", "too many", withModel({ features: 2 ** 24 + 1 })],
    ["features", "a fraction", withModel({ features: 1.5 })],
    ["features", "what would wrap", withModel({ features: 2 ** 32 + 8 })],
    ["classes", "one", withModel({ classes: 1 })],
    ["classes", "what would wrap", withModel({ classes: 65_538 })],
    ["learningRate", "zero", withModel({}, { learningRate: 0n })],
    ["learningRate", "what would wrap", withModel({}, { learningRate: 65_537n })],
    ["learningRate", "below zero", withModel({}, { learningRate: -1n })],
    ["trainBias", "two", withModel({}, { trainBias: 2n })],
    ["trainBias", "what would wrap", withModel({}, { trainBias: 256n })],
    ["smoothing", "a parameter of another model", withModel({}, { smoothing: 1n })],
    ["refundWait", "what would wrap", withIncentive({ refundWait: 2n ** 32n })],
    ["ownerWait", "below refundWait", withIncentive({ ownerWait: 9n })],
    ["anyoneWait", "below ownerWait", withIncentive({ anyoneWait: 19n })],
    ["costWeight", "a price at the limit", withIncentive({ costWeight: (LIMIT + 3_599n) / 3_600n })],
    ["costWeight", "what would wrap", withIncentive({ costWeight: 2n ** 96n })],
    ["minDeposit", "the limit", withIncentive({ minDeposit: LIMIT, maxDeposit: 0n })],
    ["minDeposit", "above maxDeposit", withIncentive({ minDeposit: 2n, maxDeposit: 1n })],
    ["maxDeposit", "the limit", withIncentive({ maxDeposit: LIMIT })],
    ["credit", "two", withIncentive({ credit: 2n })],
    ["costWieght", "a parameter that there is not", withIncentive({ costWieght: 1n })],
    ["weights", "too few", planOf({ body: rowOf(0, [], 7) })],
    ["weights", "too many", planOf({ body: rowOf(0, [], 9) })],
  ])("%s: %s", (field, _, plan) => {
    throwsWith(() => packPlan(plan), "InvalidConfig", { field });
  });

  test("the first that fails, in the documented order", () => {
    const parameters = { ownerWait: 0n, anyoneWait: -1n, costWeight: LIMIT - 1n, minDeposit: LIMIT, maxDeposit: LIMIT };
    const good = planOf();
    const wrong = {
      features: 0,
      classes: 0,
      learningRate: 0n,
      trainBias: 9n,
      ...parameters,
      anyoneWait: 5n,
      credit: 9n,
      weights: new Uint8Array(),
    };
    const names = Object.keys(wrong);
    names.forEach((expected, first) => {
      const wrongFrom = (name: string) => names.indexOf(name) >= first;
      const pick = <T>(name: keyof typeof wrong, right: T, bad: T): T => (wrongFrom(name) ? bad : right);
      const { refundWait = 0n } = good.incentive.parameters;
      const plan = planOf({
        model: {
          ...good.model,
          features: pick("features", 8, 0),
          classes: pick("classes", 2, 0),
          parameters: { learningRate: pick("learningRate", 1n, 0n), trainBias: pick("trainBias", 0n, 9n) },
        },
        incentive: {
          kind: "deposit-refund-take",
          parameters: {
            refundWait,
            ownerWait: pick("ownerWait", 20n, 0n),
            // Below ownerWait, whichever that is, while it is wrong.
            anyoneWait: pick("anyoneWait", 30n, wrongFrom("ownerWait") ? 0n : 5n),
            costWeight: pick("costWeight", 0n, LIMIT - 1n),
            minDeposit: pick("minDeposit", 0n, LIMIT),
            maxDeposit: pick("maxDeposit", 0n, LIMIT),
            credit: pick("credit", 0n, 9n),
          },
        },
        body: pick("weights", good.body, new Uint8Array()),
      });
      throwsWith(() => packPlan(plan), "InvalidConfig", { field: expected });
    });
  });

  test("header and incentive: a wrong length, protocol or kind", () => {
    const { header, incentive } = packPlan(planOf());
    const change = (bytes: Uint8Array, at: number, to: number) => bytes.map((byte, i) => (i === at ? to : byte));
    const headers = [new Uint8Array(), header.subarray(1), concat(header, Uint8Array.of(0)), change(header, 1, 2)];
    for (const bad of [...headers, change(header, 2, 0), change(header, 2, 6)]) {
      throwsWith(() => readHeader(MODELS, bad), "InvalidConfig", { field: "header" });
    }
    const incentives = [new Uint8Array(), incentive.subarray(0, -1), concat(incentive, Uint8Array.of(0))];
    for (const bad of [...incentives, change(incentive, 0, 0), change(incentive, 0, 9)]) {
      throwsWith(() => readIncentive(bad), "InvalidConfig", { field: "incentive" });
    }
    expect(headerProtocol(header)).toBe(1);
  });
});

test("a kind that there is not is refused with those that there are", () => {
  const known = { model: MODELS.map(({ kind }) => kind), incentive: INCENTIVES.map(({ kind }) => kind) };
  throwsWith(() => modelDefinition("tree"), "UnknownKind", {
    role: "model",
    kind: "tree",
    known: known.model.join(", "),
  });
  throwsWith(() => incentiveDefinition("tip"), "UnknownKind", {
    role: "incentive mechanism",
    kind: "tip",
    known: known.incentive.join(", "),
  });
});

test("the digest tells plans apart by everything that a contract gets, and by nothing else", () => {
  const digests = [
    planOf(),
    planOf({ owner: "a" }),
    planOf({ body: rowOf(1, []) }),
    withModel({}, { learningRate: 5n }),
    withIncentive({ refundWait: 11n }),
    planOf({ metadata: { ...planOf().metadata, name: "other" } }),
  ].map((plan) => planDigest(packPlan(plan)));
  expect(new Set(digests).size).toBe(6);
  expect(planDigest(packPlan(planOf()))).toBe(digests[0]);
  expect(planDigest(packPlan(planOf({ firstBytes: 4 })))).toBe(digests[0]);
});

test("the state hash that finalize must give is that of header and body", () => {
  const packed = packPlan(planOf());
  expect(planStateHash(packed)).toBe(toHex(stateHash(packed.header, packed.body)));
});

describe("metadata", () => {
  const metadata: Metadata = { name: "n", labels: ["a", "b"], encoder: { kind: "murmur3" } };

  test("is one JSON text with its fields in a fixed order, and is read back", () => {
    const { encoder, labels, name } = metadata;
    expect(packMetadata({ encoder, labels, name, description: "d" }, 2)).toBe(
      '{"name":"n","description":"d","labels":["a","b"],"encoder":{"kind":"murmur3"}}',
    );
    expect(readMetadata(packMetadata(metadata, 2))).toEqual(metadata);
  });

  test("keeps an embedding's model, scale and features", () => {
    const encoder = { kind: "embedding", name: "any@1", scale: 2_000, features: [3, 1] } as const;
    expect(readMetadata(packMetadata({ ...metadata, encoder }, 2)).encoder).toEqual(encoder);
  });

  test.each([
    ["too few labels", ["a"]],
    ["too many labels", ["a", "b", "c"]],
    ["a label twice", ["a", "a"]],
  ])("with %s is refused", (_, labels) => {
    const reason = "there must be 2 different names";
    throwsWith(() => packMetadata({ ...metadata, labels }, 2), "InvalidInput", { name: "labels", reason });
  });

  test.each([
    ["no object", "[]"],
    ["null", "null"],
    ["no name", '{"labels":["a","b"],"encoder":{"kind":"raw"}}'],
    ["a number for a label", '{"name":"n","labels":["a",1],"encoder":{"kind":"raw"}}'],
    ["labels that are no list", '{"name":"n","labels":{},"encoder":{"kind":"raw"}}'],
    ["no encoder", '{"name":"n","labels":["a","b"]}'],
    ["an encoder without a kind", '{"name":"n","labels":["a","b"],"encoder":{}}'],
    ["a vocabulary without its hash", '{"name":"n","labels":["a","b"],"encoder":{"kind":"vocabulary","name":"v"}}'],
    ["an embedding without its scale", '{"name":"n","labels":["a","b"],"encoder":{"kind":"embedding","name":"e"}}'],
    [
      "an embedding whose features are no numbers",
      '{"name":"n","labels":["a","b"],"encoder":{"kind":"embedding","name":"e","scale":1,"features":["1"]}}',
    ],
    ["a description that is no text", '{"name":"n","description":1,"labels":["a","b"],"encoder":{"kind":"raw"}}'],
  ])("that a chain answers with %s is refused", (_, text) => {
    const source = "The trainer's metadata";
    throwsWith(() => readMetadata(text), "MalformedResponse", { source, reason: "it has other fields" });
  });

  test("that is no JSON is refused", () => {
    const source = "The trainer's metadata";
    throwsWith(() => readMetadata("{"), "MalformedResponse", { source, reason: "it is no JSON" });
  });

  test("with an encoder of a kind unknown here is read all the same", () => {
    const text = '{"name":"n","labels":["a","b"],"encoder":{"kind":"telepathy","model":"m"}}';
    expect(readMetadata(text).encoder.kind).toBe("telepathy");
  });
});
