import { describe, expect, test } from "@jest/globals";
import artifacts from "@omnisum/contracts-evm/artifacts.json" with { type: "json" };
import {
  type FieldSpec,
  isError,
  type ScalarName,
  TRAINER,
  type Wire,
  type WireRecord,
  type WireType,
} from "@omnisum/core";
import { getAddress, Interface, toBeHex, ZeroAddress } from "ethers";
import { type Random, seeded } from "../../../test/support/random.mjs";
import { abiOf, codecOf, decodeValues, encodeValues } from "../src/codec.ts";

const SEED = 20_260_101;
const ROUNDS = 200;
const INTEGERS: Readonly<Record<string, number>> = { u8: 8, u16: 16, u32: 32, u64: 64, u128: 128, u256: 256 };

function randomScalar(type: ScalarName, random: Random): Wire {
  const wide = (bits: number) => BigInt(`0x${Buffer.from(random.bytes(bits / 8)).toString("hex")}`);
  const bits = INTEGERS[type];
  if (bits !== undefined) return bits <= 32 ? Number(wide(bits)) : wide(bits);
  if (type === "i64") return BigInt.asIntN(64, wide(64));
  if (type === "bool") return random.oneIn(2);
  if (type === "bytes") return random.bytes(random.below(100));
  if (type === "hash") return random.bytes(32);
  if (type === "address") return random.oneIn(4) ? "" : getAddress(toBeHex(wide(160), 20));
  return Array.from({ length: random.below(20) }, () => random.pick(["a", "ß", "漢", "🙂", '"'])).join("");
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

const methods: readonly (readonly [string, { readonly args: FieldSpec; readonly returns?: WireType }])[] =
  Object.entries(TRAINER.methods);
const events: readonly (readonly [string, { readonly fields: FieldSpec }])[] = Object.entries(TRAINER.events);

describe("the codec", () => {
  const codec = codecOf(TRAINER);
  const abi = new Interface(abiOf(TRAINER));

  test.each(methods)("gives back what it encoded as arguments of %s", (name, { args }) => {
    const random = seeded(`${SEED} ${name}`);
    for (let round = 0; round < ROUNDS; round++) {
      const values = randomRecord(args, random);
      const encoded = `0x${codec.encodeCall(name, values).slice(10)}`;
      expect(abi.getFunction(name)?.selector).toBe(codec.encodeCall(name, values).slice(0, 10));
      if (!Object.values(args).some((type) => typeof type !== "string")) {
        expect(decodeValues(args, encoded)).toEqual(values);
      }
    }
  });

  test.each(methods.filter(([, { returns }]) => returns !== undefined))(
    "reads any answer of %s",
    (name, { returns }) => {
      const random = seeded(`${SEED} ${name} answer`);
      for (let round = 0; round < ROUNDS && returns !== undefined; round++) {
        const value = randomValue(returns, random);
        const fields: FieldSpec = typeof returns === "string" ? { value: returns } : returns;
        // CAST: a record's value is a record.
        const encoded = encodeValues(fields, typeof returns === "string" ? { value } : (value as WireRecord));
        expect(codec.decodeResult(name, encoded)).toEqual(value);
      }
    },
  );

  test.each(events)("reads any event %s", (name, { fields }) => {
    const random = seeded(`${SEED} ${name} event`);
    for (let round = 0; round < ROUNDS; round++) {
      const values = randomRecord(fields, random);
      const plain = Object.values(values).map((value) => (value === "" ? ZeroAddress : value));
      const log = { address: ZeroAddress, ...abi.encodeEventLog(name, plain) };
      const [event] = codec.decodeLogs([log], () => ({ block: 7n, index: 3, transaction: "0x" }));
      expect(event).toEqual({ name, values, block: 7n, index: 3, transaction: "0x" });
    }
  });

  test("passes over events that the description does not know", () => {
    const log = { address: ZeroAddress, topics: [`0x${"11".repeat(32)}`], data: "0x" };
    expect(codec.decodeLogs([log], () => ({ block: 0n, index: 0, transaction: "" }))).toEqual([]);
  });

  test.each([
    ["a label that no u16 holds", { sample: new Uint8Array(), label: 65_536 }],
    ["a negative label", { sample: new Uint8Array(), label: -1 }],
    ["a missing argument", { sample: new Uint8Array() }],
    ["a text for bytes", { sample: "words", label: 1 }],
  ])("refuses %s before anything is sent", (_, args) => {
    // CAST: wrong on purpose.
    expect(thrown(() => codec.encodeCall("addData", args as unknown as WireRecord))).toBe("InvalidInput");
  });

  test("refuses a method that the description does not have", () => {
    expect(thrown(() => codec.encodeCall("withdraw", {}))).toBe("InvalidInput");
  });

  test("calls an answer that does not decode malformed", () => {
    expect(thrown(() => codec.decodeResult("info", "0x1234"))).toBe("MalformedResponse");
  });
});

describe("the ABI derived from the description", () => {
  test("is the compiled contract's, apart from its errors", () => {
    const derived = new Interface(abiOf(TRAINER)).format().toSorted();
    const compiled = new Interface(JSON.stringify(artifacts.SparsePerceptronDepositRefundTake?.abi)).format();
    // A single answer may have a name there; it is no part of what travels.
    const offers = compiled.filter((line) => !/^(error|constructor)\b/.test(line));
    expect(derived).toEqual(offers.map((line) => line.replace(/returns \((\S+) \w+\)$/, "returns ($1)")).toSorted());
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
