import { describe, expect, test } from "@jest/globals";
import artifacts from "@omnisum/contracts-evm/artifacts.json" with { type: "json" };
import { CONTRACT_ERRORS, type ContractErrorName, type ErrorValues, errorFieldTypes } from "@omnisum/core";
import { AbiCoder, Interface, makeError } from "ethers";
import { decodeRefusal, encodeRefusal, errorSignature, nodeError } from "../src/errors.ts";

// CAST: these are the keys of the catalogue.
const names = Object.keys(CONTRACT_ERRORS) as ContractErrorName[];
const context = { chain: "test", endpoint: "http://127.0.0.1:1", method: "eth_call" };
const TOO_EARLY = encodeRefusal("TooEarly", { until: 1_800_000_000n });

function valuesOf(name: ContractErrorName): ErrorValues {
  const value = (type: string) => (type === "string" ? "weights" : type === "u8" || type === "u16" ? 7 : 12_345n);
  // CAST: the fields are those of this name.
  return Object.fromEntries(Object.entries(errorFieldTypes(name)).map(([f, type]) => [f, value(type)])) as ErrorValues;
}

describe("refusals of contracts", () => {
  test.each(names)("%s comes back with its fields", (name) => {
    const error = decodeRefusal(encodeRefusal(name, valuesOf(name)));
    expect({ name: error?.name, values: error?.values }).toEqual({ name, values: valuesOf(name) });
  });

  test("have the signatures of the compiled contract's errors", () => {
    const compiled = new Interface(JSON.stringify(artifacts.SparsePerceptronDepositRefundTake?.abi));
    const signatures = names.map(errorSignature);
    compiled.forEachError(({ name, selector }) => {
      expect(signatures).toContain(compiled.getError(selector)?.format("sighash") ?? name);
    });
  });

  test("that are cut off are no refusals", () => {
    expect(decodeRefusal(TOO_EARLY.slice(0, 40))).toBeUndefined();
  });

  /** How the error of a call arrives, per node and library. */
  const forms: readonly (readonly [string, unknown])[] = [
    [
      "ethers' own error",
      makeError("execution reverted", "CALL_EXCEPTION", {
        action: "call",
        data: TOO_EARLY,
        reason: null,
        transaction: { to: null, data: "0x12345678" },
        invocation: null,
        revert: null,
      }),
    ],
    ["geth's and anvil's error", { error: { code: 3, message: "execution reverted", data: TOO_EARLY } }],
    [
      "Hardhat's error",
      {
        error: {
          code: 3,
          message: "reverted",
          data: { message: "reverted", data: TOO_EARLY, transactionHash: `0x${"ab".repeat(32)}` },
        },
      },
    ],
    ["an error wrapped twice", { info: { error: { data: { data: TOO_EARLY } } } }],
    ["an error's cause", new Error("failed", { cause: { data: TOO_EARLY } })],
  ];
  test.each(forms)("are found in %s", (_, form) => {
    const error = nodeError(form, context);
    expect({ name: error.name, values: error.values }).toEqual({ name: "TooEarly", values: { until: 1_800_000_000n } });
  });
});

describe("other errors of nodes", () => {
  test.each(["ECONNREFUSED", "ENOTFOUND", "ECONNRESET", "TIMEOUT", "SERVER_ERROR"])(
    "%s is an unreachable chain",
    (code) => {
      const error = nodeError(Object.assign(new Error("no"), { code }), context);
      expect(error).toMatchObject({ name: "ChainUnreachable", values: { chain: "test", endpoint: context.endpoint } });
    },
  );

  test("a method that the node does not have is Unsupported", () => {
    for (const error of [
      { code: -32601, message: "x" },
      { code: -32004, message: "x" },
      { code: -32000, message: "the method eth_x is not available" },
    ]) {
      expect(nodeError({ error }, context)).toMatchObject({ name: "Unsupported" });
    }
  });

  test("a refusal to look something up is no failure of a transaction", () => {
    const limited = { error: { code: -32005, message: "limit exceeded" } };
    expect(nodeError(limited, { ...context, method: "eth_getTransactionReceipt" }).name).toBe("ChainUnreachable");
    expect(nodeError(limited, context)).toMatchObject({
      name: "TransactionFailed",
      values: { reason: "limit exceeded" },
    });
  });

  test("Solidity's own errors become reasons", () => {
    const coder = AbiCoder.defaultAbiCoder();
    const text = `0x08c379a0${coder.encode(["string"], ["no luck"]).slice(2)}`;
    const panic = `0x4e487b71${coder.encode(["uint256"], [0x11]).slice(2)}`;
    expect(nodeError({ data: text }, context)).toMatchObject({
      name: "TransactionFailed",
      values: { reason: "no luck" },
    });
    expect(nodeError({ data: panic }, context).values).toMatchObject({ reason: "the contract panicked with code 17" });
  });
});
