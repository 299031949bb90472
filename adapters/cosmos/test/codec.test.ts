import { describe, expect, test } from "@jest/globals";
import {
  type FieldSpec,
  isError,
  type Message,
  type ScalarName,
  TRAINER,
  type Wire,
  type WireRecord,
  type WireType,
} from "@omnisum/core";
import { type Random, seeded } from "../../../test/support/random.mjs";
import { decodeAnswer, decodeEvent, decodeText, encodeMessage, snakeCase } from "../src/codec.ts";

const SEED = 20_260_101;
const ROUNDS = 200;
const INTEGERS: Readonly<Record<string, number>> = { u8: 8, u16: 16, u32: 32, u64: 64, u128: 128, u256: 256 };

function randomScalar(type: ScalarName, random: Random): Wire {
  const wide = (bits: number) => BigInt(`0x${Buffer.from(random.bytes(bits / 8)).toString("hex")}`);
  const bits = INTEGERS[type];
  if (bits !== undefined) return bits <= 32 ? Number(wide(bits)) : wide(bits) >> BigInt(random.below(bits));
  if (type === "i64") return BigInt.asIntN(64, wide(64));
  if (type === "bool") return random.oneIn(2);
  if (type === "bytes") return random.bytes(random.below(100));
  if (type === "hash") return random.bytes(32);
  return Array.from({ length: random.below(20) }, () => random.pick(["a", "ß", "漢", "🙂", '"', "\\", "{"])).join("");
}

function randomValue(type: WireType, random: Random): Wire {
  if (typeof type !== "string") return randomRecord(type, random);
  const [scalar = "", brackets] = type.split("[");
  // CAST: a wire type without brackets is a scalar.
  const one = () => randomScalar(scalar as ScalarName, random);
  return brackets === undefined ? one() : Array.from({ length: random.below(5) }, one);
}

function randomRecord(fields: FieldSpec, random: Random): WireRecord {
  return Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, randomValue(type, random)]));
}

/** A value as the contract writes it in an event: what JSON has without its quotes. */
function textOf(value: Wire): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : String(value);
}

const methods: readonly (readonly [string, { readonly args: FieldSpec; readonly returns?: WireType }])[] =
  Object.entries(TRAINER.methods);
const queries = methods.filter(([, { returns }]) => returns !== undefined);
const events: readonly (readonly [string, { readonly fields: FieldSpec }])[] = Object.entries(TRAINER.events);
const on = (method: string, args: WireRecord = {}): Message => ({ on: TRAINER, method, args });

describe("the codec", () => {
  test.each(methods)("gives back what it encoded as arguments of %s", (method, { args }) => {
    const random = seeded(`${SEED} ${method}`);
    const mirror = { methods: { [method]: { args: {}, returns: args } }, events: {} };
    for (let round = 0; round < ROUNDS; round++) {
      const values = randomRecord(args, random);
      const json: unknown = JSON.parse(JSON.stringify(encodeMessage(on(method, values))));
      // CAST: an object with the method as its one field.
      const fields = (json as Readonly<Record<string, unknown>>)[snakeCase(method)];
      expect(decodeAnswer({ on: mirror, method, args: {} }, fields)).toEqual(values);
    }
  });

  test.each(queries)("reads any answer of %s", (method, { returns = {} }) => {
    const random = seeded(`${SEED} ${method} answer`);
    const mirror = { methods: { [method]: { args: { value: returns } } }, events: {} };
    for (let round = 0; round < ROUNDS; round++) {
      const value = randomValue(returns, random);
      const json = JSON.stringify(encodeMessage({ on: mirror, method, args: { value } }));
      const answer = JSON.parse(json)[snakeCase(method)].value;
      expect(decodeAnswer(on(method), answer)).toEqual(value);
    }
  });

  test.each(events)("reads any event %s", (name, { fields }) => {
    const random = seeded(`${SEED} ${name} event`);
    for (let round = 0; round < ROUNDS; round++) {
      const values = randomRecord(fields, random);
      const attributes = Object.entries(values).map(([key, value]) => ({ key: snakeCase(key), value: textOf(value) }));
      const address = { key: "_contract_address", value: "wasm1" };
      expect(decodeEvent(fields, [address, ...attributes])).toEqual(values);
    }
  });
});

describe("the JSON of messages", () => {
  const sample = Uint8Array.of(0, 1, 0, 5);
  const contribution = {
    ...{ id: 2n ** 64n - 1n, slot: 7, author: "wasm1author", label: 1, addedAt: 1_795_579_649n },
    ...{ deposit: 2n ** 128n - 1n, taught: true, sample, proof: new Uint8Array() },
  };
  const batch = {
    ...{ firstId: 8n, slot: 3, author: "wasm1author", addedAt: 9n, deposit: 5n },
    ...{ taught: 2n ** 256n - 1n, samples: sample },
  };
  const forms: readonly (readonly [string, WireRecord, object])[] = [
    ["upload", { offset: 3, data: sample }, { upload: { offset: 3, data: "AAEABQ==" } }],
    ["finalize", {}, { finalize: {} }],
    ["addData", { sample, label: 1 }, { add_data: { sample: "AAEABQ==", label: 1 } }],
    ["addDataBatch", { samples: sample }, { add_data_batch: { samples: "AAEABQ==" } }],
    ["refund", { contribution }, { refund: { contribution: contributionJson() } }],
    ["refundBatch", { batch }, { refund_batch: { batch: batchJson() } }],
    ["report", { contribution }, { report: { contribution: contributionJson() } }],
    ["compact", {}, { compact: {} }],
    ["predict", { sample }, { predict: { sample: "AAEABQ==" } }],
    ["predictBatch", { samples: [sample, new Uint8Array()] }, { predict_batch: { samples: ["AAEABQ==", ""] } }],
    ["scores", { sample }, { scores: { sample: "AAEABQ==" } }],
    ["quote", { at: 0n, count: 1 }, { quote: { at: "0", count: 1 } }],
    ["stats", {}, { stats: {} }],
    ["creditOf", { account: "wasm1a" }, { credit_of: { account: "wasm1a" } }],
    ["record", { slot: 0 }, { record: { slot: 0 } }],
    ["weights", { offset: 0, limit: 10 }, { weights: { offset: 0, limit: 10 } }],
    ["stateHash", {}, { state_hash: {} }],
    ["info", {}, { info: {} }],
  ];

  function contributionJson() {
    return {
      ...{ id: "18446744073709551615", slot: 7, author: "wasm1author", label: 1, added_at: "1795579649" },
      ...{ deposit: "340282366920938463463374607431768211455", taught: true, sample: "AAEABQ==", proof: "" },
    };
  }

  function batchJson() {
    return {
      ...{ first_id: "8", slot: 3, author: "wasm1author", added_at: "9", deposit: "5", samples: "AAEABQ==" },
      taught: (2n ** 256n - 1n).toString(),
    };
  }

  test("is told here for every method", () => {
    expect(forms.map(([method]) => method)).toEqual(Object.keys(TRAINER.methods));
  });

  test.each(forms)("of %s is the contract's", (method, args, json) => {
    expect(encodeMessage(on(method, args))).toEqual(json);
  });

  test.each([
    ["a missing argument", "addData", { sample }],
    ["a method that the description does not have", "withdraw", {}],
  ])("refuses %s before anything is sent", (_, method, args) => {
    expect(thrown(() => encodeMessage(on(method, args)))).toBe("InvalidInput");
  });
});

describe("a malformed answer is refused:", () => {
  test.each<[string, string, unknown]>([
    ["a text for a label", "predict", "1"],
    ["a label beyond u16", "predict", 65_536],
    ["a label with a fraction", "predict", 0.5],
    ["a negative label", "predict", -1],
    ["a number for a price", "quote", 5],
    ["a negative price", "quote", "-5"],
    ["a price beyond u128", "quote", (2n ** 128n).toString()],
    ["a price in hex", "quote", "0x5"],
    ["nothing for a price", "quote", ""],
    ["a score beyond i64", "scores", [(2n ** 63n).toString()]],
    ["a score for a list of them", "scores", "5"],
    ["what is no base64", "weights", "AAE!"],
    ["a hash that is short", "stateHash", "AAEABQ=="],
    ["a record without a field", "stats", { count: "1", total_good: "1" }],
    ["nothing for a record", "stats", null],
    ["a text for a truth", "record", { commitment: "", claimable: "0", settled: "true" }],
  ])("%s", (_, method, answer) => {
    expect(thrown(() => decodeAnswer(on(method), answer))).toBe("MalformedResponse");
  });

  test.each<[string, ScalarName, string]>([
    ["no digits", "u16", ""],
    ["other digits", "u16", "1e3"],
    ["a space", "u16", " 1"],
    ["neither true nor false", "bool", "yes"],
    ["a great number in an event's small field", "u32", "4294967296"],
  ])("%s", (_, type, text) => {
    expect(thrown(() => decodeText(type, text))).toBe("MalformedResponse");
  });

  test("an event without one of its fields", () => {
    expect(thrown(() => decodeEvent(TRAINER.events.Refunded.fields, [{ key: "id", value: "1" }]))).toBe(
      "MalformedResponse",
    );
  });
});

function thrown(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return isError(error) ? error.name : String(error);
  }
  return "nothing";
}
