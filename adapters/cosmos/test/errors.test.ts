import { describe, expect, test } from "@jest/globals";
import { CONTRACT_ERRORS, type ContractErrorName, errorFieldTypes, OmnisumError, type ScalarName } from "@omnisum/core";
import { seeded } from "../../../test/support/random.mjs";
import { chainError, decodeRefusal, refusalError } from "../src/errors.ts";

const SEED = 20_260_102;
const context = { chain: "local-cosmos", endpoint: "http://127.0.0.1:1", contract: "wasm1contract", hash: "AB12" };

/** How wasmd 0.70 wraps a contract's text: in a block, in a simulation, and in a query. */
const FRAMES: Readonly<Record<string, (text: string) => string>> = {
  deliver: (text) => `failed to execute message; message index: 0: ${text}: execute wasm contract failed`,
  simulate: (text) =>
    `Query failed with (6): rpc error: code = Unknown desc = failed to execute message; message index: 0: ${text}: execute wasm contract failed [CosmWasm/wasmd@v0.70.3/x/wasm/keeper/keeper.go:452] with gas used: '95188': unknown request`,
  instantiate: (text) =>
    `Query failed with (6): rpc error: code = Unknown desc = failed to execute message; message index: 0: ${text}: instantiate wasm contract failed [CosmWasm/wasmd@v0.70.3/x/wasm/keeper/keeper.go:380] with gas used: '101325': unknown request`,
  query: (text) => `Query failed with (6): ${text}: query wasm contract failed: unknown request`,
};
/** What a contract without a text of its own, or the chain itself, has said on a real wasmd 0.70.3, as it came. */
const RECORDED = {
  panic:
    "failed to execute message; message index: 0: Error calling the VM: Error executing Wasm: Wasmer runtime error: RuntimeError: Aborted: panicked at demo/src/lib.rs:79:37:\nat the disco: wasmvm error",
  outOfGas: "out of gas in location: WritePerByte; gasWanted: 77766, gasUsed: 79313: out of gas",
  otherText:
    'Query failed with (6): rpc error: code = Unknown desc = failed to execute message; message index: 0: {"code":"deposit_too_low","have":"1","need":"250"}: execute wasm contract failed [CosmWasm/wasmd@v0.70.3/x/wasm/keeper/keeper.go:452] with gas used: \'95188\': unknown request',
  otherContract:
    "failed to execute message; message index: 0: kind: Serialization, error: unknown variant `nonsense`, expected one of `noop`, `put8` at line 1 column 11: execute wasm contract failed",
  noContract:
    "Query failed with (6): address wasm15yk64u7zc9g9k2yr2wmzeva5qgwxps6yvw76s4: no such contract: unknown request",
  wrongQuery:
    "Query failed with (6): kind: Serialization, error: invalid $t 'x' - kind: Parsing, error: Parsing u64: invalid digit found in string at line 1 column 17: query wasm contract failed: unknown request",
  uncompiled:
    "Query failed with (6): rpc error: code = Unknown desc = failed to execute message; message index: 1: Error calling the VM: Cache error: Error opening Wasm file for reading: wasmvm error [CosmWasm/wasmd@v0.70.3/x/wasm/keeper/keeper.go:356] with gas used: '2238039': unknown request",
};
const textOf = (error: OmnisumError) => `${error.message} ${error.hint}`;

const random = seeded(SEED);
// CAST: these are the keys of the catalogue.
const names = Object.keys(CONTRACT_ERRORS) as ContractErrorName[];

function randomValue(type: ScalarName): bigint | number | string {
  if (type === "string") return random.pick(["length", "ucosm", "ibc/0123ABCD", 'a "quoted" \\ word', "nothing"]);
  const value = BigInt(`0x${Buffer.from(random.bytes(2)).toString("hex")}`);
  if (type === "u8") return Number(value % 256n);
  return type === "u16" || type === "u32" ? Number(value) : value ** 4n;
}

/** As the contract writes it: a JSON number up to 32 bits, a text else. */
function jsonOf(values: Readonly<Record<string, bigint | number | string>>): string {
  return JSON.stringify(values, (_, value) => (typeof value === "bigint" ? value.toString() : value));
}

describe("a contract's refusal", () => {
  test.each(names)("%s keeps its name and values in every frame that wasmd puts around it", (name) => {
    for (let round = 0; round < 20; round++) {
      const types = Object.entries(errorFieldTypes(name));
      const values = Object.fromEntries(types.map(([field, type]) => [field, randomValue(type)]));
      const text = `${name} ${jsonOf(values)}`;
      for (const frame of Object.values(FRAMES)) {
        const error = refusalError(frame(text), context);
        expect({ name: error.name, values: error.values }).toEqual({ name, values });
        expect(chainError(new Error(FRAMES.query?.(text)), context)).toMatchObject({ name, values });
      }
    }
  });

  test.each([
    ["a name that is none", 'TooLate {"until":"12"}'],
    ["a field that is missing", "TooEarly {}"],
    ["a field that is no number", 'TooEarly {"until":"soon"}'],
    ["a field beyond its range", 'InvalidLabel {"label":65536,"classes":2}'],
    ["broken JSON", 'TooEarly {"until":}'],
    ["a name inside a word", 'xTooEarly {"until":"12"}'],
  ])("is not read from %s", (_, text) => {
    expect(decodeRefusal(FRAMES.deliver?.(text) ?? "")).toBeUndefined();
    expect(refusalError(FRAMES.deliver?.(text) ?? "", context)).toMatchObject({ name: "TransactionFailed" });
  });
});

describe("what wasmd says", () => {
  test("of a panic is told without its frame, with the transaction's hash", () => {
    const error = refusalError(RECORDED.panic, context);
    expect(error).toMatchObject({ name: "TransactionFailed", values: { hash: "AB12" } });
    expect(textOf(error)).toContain("panicked at demo/src/lib.rs:79:37");
    expect(textOf(error)).not.toContain("message index");
  });

  test("of gas that did not suffice is told as it is", () => {
    const error = refusalError(RECORDED.outOfGas, context);
    expect(error).toMatchObject({ name: "TransactionFailed", values: { reason: RECORDED.outOfGas } });
  });

  test("in a simulation is told without the frames of the SDK, of gRPC and of cosmjs", () => {
    const error = chainError(new Error(RECORDED.otherText), { ...context, hash: "" });
    expect(error).toMatchObject({
      name: "TransactionFailed",
      values: { reason: '{"code":"deposit_too_low","have":"1","need":"250"}' },
    });
    expect(textOf(chainError(new Error(RECORDED.uncompiled), context))).not.toMatch(/rpc error|keeper\.go|gas used/);
  });

  test.each([["otherContract"], ["noContract"]] as const)(
    "of a contract that is no trainer is told as such: %s",
    (key) => {
      const error = chainError(new Error(`Query failed with (6): ${RECORDED[key]}`), context);
      expect(error).toMatchObject({ name: "ContractMismatch", values: { address: "wasm1contract" } });
    },
  );

  test("of a query that it does not understand has no frame left", () => {
    expect(textOf(chainError(new Error(RECORDED.wrongQuery), context))).not.toMatch(/Query failed|query wasm contract/);
  });
});

describe("a node that cannot be asked", () => {
  const socket = Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:1"), { code: "ECONNREFUSED" });
  test.each([
    ["because nobody listens", new TypeError("fetch failed", { cause: socket })],
    ["because its name is not known", new TypeError("fetch failed", { cause: { code: "ENOTFOUND" } })],
    ["because it takes too long", new DOMException("The operation was aborted due to timeout", "TimeoutError")],
    ["behind a gateway", new Error("Bad status on response: 502", { cause: { status: 502, body: "<html>" } })],
    ["that speaks HTML", new SyntaxError("Unexpected token '<', \"<html>\" is not valid JSON")],
  ])("%s is unreachable", (_, error) => {
    expect(chainError(error, context)).toMatchObject({
      name: "ChainUnreachable",
      values: { chain: "local-cosmos", endpoint: "http://127.0.0.1:1" },
      cause: error,
    });
  });

  test("leaves an error of the project as it is", () => {
    const error = new OmnisumError("NotReady", {});
    expect(chainError(error, context)).toBe(error);
  });
});
