import { describe, expect, test } from "@jest/globals";
import artifacts from "@omnisum/contracts-evm/artifacts.json" with { type: "json" };
import schema from "@omnisum/contracts-wasm/schema.json" with { type: "json" };
import { CONTRACT_ERRORS, TRAINER } from "@omnisum/core";
import { type Abi, offerOfAbi } from "./parity/offer-of-abi.ts";
import { offerOfDescription } from "./parity/offer-of-description.ts";
import { inJson, offerOfSchema, type Schema } from "./parity/offer-of-schema.ts";

/** Errors of mechanisms that no contract has yet. */
const MARKET = ["WrongPhase", "CommitmentMismatch"];
/** On a CosmWasm chain the bank pays after the contract is done; a perceptron has no counter that could overflow. */
const NOT_IN_WASM = [...MARKET, "PaymentFailed", "CounterOverflow"];

const described = offerOfDescription(TRAINER, Object.keys(CONTRACT_ERRORS));

describe.each(implementations())("the compiled contract %s", (_, abi) => {
  const compiled = offerOfAbi(abi);

  test("has the methods that are described, with their arguments, answers and payability, and no others", () => {
    expect(compiled.methods).toEqual(described.methods);
  });

  test("has the events that are described, field by field, with the same ones indexed", () => {
    expect(compiled.events).toEqual(described.events);
  });

  test("has the errors of the protocol, field by field", () => {
    expect(compiled.errors).toEqual(without(described.errors, MARKET));
  });
});

describe("the JSON schema of the CosmWasm contract", () => {
  // CAST: JSON modules have the types of one document, not of its format.
  const stated = offerOfSchema(schema as unknown as Schema);

  test("has the messages and queries that are described, with their fields and answers, and no others", () => {
    expect(stated.methods).toEqual(inJson(described).methods);
  });

  test("has the events that are described, field by field", () => {
    expect(stated.events).toEqual(inJson(described).events);
  });

  test("has the errors of the protocol, field by field", () => {
    expect(stated.errors).toEqual(without(inJson(described).errors, NOT_IN_WASM));
  });
});

/** Every compiled contract that is a trainer, with its ABI. */
function implementations(): readonly (readonly [string, Abi])[] {
  // CAST: as above.
  const contracts = Object.entries(artifacts as unknown as Readonly<Record<string, { readonly abi: Abi }>>);
  return contracts.filter(([name]) => name !== "TrainerFactory").map(([name, { abi }]) => [name, abi]);
}

function without<T>(record: Readonly<Record<string, T>>, names: readonly string[]): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}
