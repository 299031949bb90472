import { expect, test } from "@jest/globals";
import {
  CLIENT_ERRORS,
  CONTRACT_ERRORS,
  ERRORS,
  type ErrorName,
  type ErrorValues,
  errorFields,
  errorFieldTypes,
  isError,
  OmnisumError,
} from "@omnisum/core";

// CAST: the keys of a constant object are exactly its names.
const NAMES = Object.keys(ERRORS) as readonly ErrorName[];

test("an error has a name, values to compute with, and its sentence and hint filled in", () => {
  const error = new OmnisumError("PortInUse", { port: 8545, chain: "local-evm" });
  expect(error.name).toBe("PortInUse");
  expect(error.values).toEqual({ port: 8545, chain: "local-evm" });
  expect(error.message).toContain("8545");
  expect(error.hint).toContain("--endpoint local-evm=");
  expect(error).toBeInstanceOf(Error);
});

test.each(NAMES)("%s leaves no field of its sentence or its hint unfilled, and says what to do", (name) => {
  const texts = `${ERRORS[name].message} ${ERRORS[name].hint}`;
  const fields = [...texts.matchAll(/\{(\w+)\}/g)].map((match) => String(match[1]));
  const values = Object.fromEntries(fields.map((field) => [field, `<${field}>`]));
  // CAST: they were read from the error's own texts.
  const error = new OmnisumError(name, values as unknown as ErrorValues);
  expect(error.message).not.toMatch(/[{}]|undefined/);
  expect(error.hint).not.toMatch(/[{}]|undefined/);
  expect(error.hint).not.toBe("");
  for (const field of fields) expect(`${error.message} ${error.hint}`).toContain(`<${field}>`);
});

test("a value that looks like a field is not filled in again", () => {
  const error = new OmnisumError("InvalidInput", { name: "{reason}", reason: "$& is odd" });
  expect(error.message).toBe("{reason} is not valid: $& is odd.");
});

test("an error keeps its cause", () => {
  const cause = new Error("below");
  expect(new OmnisumError("NotReady", {}, { cause }).cause).toBe(cause);
});

test("isError tells the project's errors from others, and one from another", () => {
  const error: unknown = new OmnisumError("TooEarly", { until: 5n });
  expect(isError(error)).toBe(true);
  expect(isError(error, "TooEarly") && error.values.until).toBe(5n);
  expect(isError(error, "NotReady")).toBe(false);
  expect(isError(new Error("TooEarly"))).toBe(false);
  expect(isError("TooEarly")).toBe(false);
});

test("the contracts' errors have the fields of the protocol in its order, with their types", () => {
  const fields = Object.keys(CONTRACT_ERRORS).map((name) => {
    // CAST: as above.
    return [name, errorFieldTypes(name as keyof typeof CONTRACT_ERRORS)] as const;
  });
  expect(fields.map(([name, types]) => [name, Object.entries(types)])).toEqual(
    Object.entries({
      NotReady: [],
      NotDeployer: [],
      InvalidConfig: [["field", "string"]],
      InvalidLabel: [
        ["label", "u16"],
        ["classes", "u16"],
      ],
      InvalidSample: [["reason", "string"]],
      InvalidBatch: [["reason", "string"]],
      InsufficientDeposit: [
        ["sent", "u128"],
        ["required", "u128"],
      ],
      UnknownContribution: [["id", "u64"]],
      NotAuthor: [],
      OwnContribution: [],
      TooEarly: [["until", "u64"]],
      ModelDisagrees: [["predicted", "u16"]],
      ModelAgrees: [],
      AlreadyReported: [],
      NoCredit: [],
      ShareTooSmall: [],
      CounterOverflow: [],
      PaymentFailed: [],
      WrongPhase: [["phase", "u8"]],
      CommitmentMismatch: [["piece", "u16"]],
      NotProvider: [],
      NothingToCollect: [],
      WrongFunds: [["expected", "string"]],
    }),
  );
  expect(errorFields("InsufficientDeposit")).toEqual(["sent", "required"]);
});

test("the two groups of the catalogue share no name", () => {
  expect(Object.keys(CLIENT_ERRORS).filter((name) => Object.hasOwn(CONTRACT_ERRORS, name))).toEqual([]);
});

test("an error without its values does not compile", () => {
  const misuses = [
    // @ts-expect-error a field of the sentence is missing
    () => new OmnisumError("InsufficientDeposit", { sent: 1n }),
    // @ts-expect-error a field of the hint alone is missing
    () => new OmnisumError("TransactionFailed", { reason: "it" }),
    // @ts-expect-error there is no such field
    () => new OmnisumError("TooEarly", { until: 1n, id: 1n }),
    // @ts-expect-error there is no such error
    () => new OmnisumError("NotThere", {}),
    // @ts-expect-error a value is a number or a text
    () => new OmnisumError("TooEarly", { until: new Date() }),
    // @ts-expect-error only contracts' errors have wire types
    () => errorFieldTypes("UnknownChain"),
  ];
  expect(misuses).toHaveLength(6);
});
