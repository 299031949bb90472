import { describe, expect, test } from "@jest/globals";
import artifacts from "@omnisum/contracts-evm/artifacts.json" with { type: "json" };
import schema from "@omnisum/contracts-wasm/schema.json" with { type: "json" };
import { CONTRACT_ERRORS, INCENTIVES, type InterfaceSpec, MODELS, OmnisumError, TRAINER } from "@omnisum/core";
import type { Offer } from "./parity/offer.ts";
import { type Abi, offerOfAbi } from "./parity/offer-of-abi.ts";
import { offerOfDescription } from "./parity/offer-of-description.ts";
import { inJson, offerOfSchema, type Schema } from "./parity/offer-of-schema.ts";

/** What each mechanism adds to every trainer's interface, by the end of its contracts' names. */
const MECHANISMS: Readonly<Record<string, InterfaceSpec>> = Object.fromEntries(
  INCENTIVES.map(({ kind, spec }) => [pascalCase(kind), spec]),
);
/** The refusals that only some mechanism knows. */
const PARTICULAR: readonly string[] = Object.values(MECHANISMS).flatMap(({ errors = [] }) => errors);

describe.each(implementations())("the compiled contract %s", (_, abi, described) => {
  const compiled = offerOfAbi(abi);

  test("has the methods that are described, with their arguments, answers and payability, and no others", () => {
    expect(compiled.methods).toEqual(described.methods);
  });

  test("has the events that are described, field by field, with the same ones indexed", () => {
    expect(compiled.events).toEqual(described.events);
  });

  test("has the errors of the protocol, field by field", () => {
    expect(compiled.errors).toEqual(described.errors);
  });
});

test("every model has a compiled contract with every mechanism", () => {
  const wanted = MODELS.flatMap(({ kind }) => Object.keys(MECHANISMS).map((mechanism) => pascalCase(kind) + mechanism));
  expect(implementations().map(([name]) => name)).toEqual(expect.arrayContaining(wanted));
});

describe("the JSON schema of the CosmWasm contract", () => {
  // CAST: JSON modules have the types of one document, not of its format.
  const stated = offerOfSchema(schema as unknown as Schema);
  const described = inJson(describedWith(Object.values(MECHANISMS)));

  test("has the messages and queries that are described, with their fields and answers, and no others", () => {
    expect(stated.methods).toEqual(described.methods);
  });

  test("has the events that are described, field by field", () => {
    expect(stated.events).toEqual(described.events);
  });

  test("has the errors of the protocol, field by field", () => {
    // On a CosmWasm chain the bank pays after the contract is done.
    const { PaymentFailed: _, ...errors } = described.errors;
    expect(stated.errors).toEqual(errors);
  });
});

/** What is described of a trainer with these mechanisms. */
function describedWith(mechanisms: readonly InterfaceSpec[]): Offer {
  const own: readonly string[] = mechanisms.flatMap(({ errors = [] }) => errors);
  const errors = Object.keys(CONTRACT_ERRORS).filter((name) => !PARTICULAR.includes(name) || own.includes(name));
  const all = [TRAINER, ...mechanisms];
  return offerOfDescription(
    {
      methods: Object.assign({}, ...all.map(({ methods }) => methods)),
      events: Object.assign({}, ...all.map(({ events }) => events)),
    },
    errors,
  );
}

/** Every compiled contract that is a trainer, with its ABI and what is described of it. */
function implementations(): readonly (readonly [string, Abi, Offer])[] {
  // CAST: as above.
  const contracts = Object.entries(artifacts as unknown as Readonly<Record<string, { readonly abi: Abi }>>);
  return contracts
    .filter(([name]) => name !== "TrainerFactory")
    .map(([name, { abi }]) => [name, abi, describedWith([mechanismOf(name)])]);
}

function mechanismOf(contract: string): InterfaceSpec {
  const name = Object.keys(MECHANISMS).find((mechanism) => contract.endsWith(mechanism));
  const spec = MECHANISMS[name ?? ""];
  if (spec !== undefined) return spec;
  const known = Object.keys(MECHANISMS).join(", ");
  throw new OmnisumError("UnknownKind", { role: "incentive mechanism in", kind: contract, known });
}

function pascalCase(kind: string): string {
  return kind.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
}
