/** What core says a trainer offers is what the contract offers, name for name and type for type. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { CONTRACT_ERRORS, errorFields, type FieldSpec, TRAINER, type WireType } from "@omnisum/core";
import type { ParamType } from "ethers";
import { trainerAbi } from "../support/chain.ts";

const abi = trainerAbi();
/** Errors of prediction markets, which no contract has yet. */
const MARKET = ["WrongPhase", "CommitmentMismatch"];

function solidity(type: WireType): string {
  if (typeof type === "object") return `(${fields(type).join()})`;
  if (type.endsWith("[]")) return `${solidity(type.slice(0, -2) as "u8")}[]`; // CAST: the name of a scalar, by its type
  if (type === "hash") return "bytes32";
  return type.replace(/^u(\d+)$/, "uint$1").replace(/^i(\d+)$/, "int$1");
}

function fields(spec: FieldSpec): readonly string[] {
  return Object.entries(spec).map(([name, type]) => `${name} ${solidity(type)}`);
}

function params(inputs: readonly ParamType[]): readonly string[] {
  return inputs.map(
    ({ name, type, components }) => `${name} ${components === null ? type : `(${params(components).join()})`}`,
  );
}

test("the methods are those of the description, with its arguments and answers", () => {
  const offered: string[] = [];
  abi.forEachFunction((method) => void offered.push(method.name));
  assert.deepEqual(offered.sort(), Object.keys(TRAINER.methods).sort());
  for (const [name, spec] of Object.entries(TRAINER.methods)) {
    const method = abi.getFunction(name);
    assert.ok(method);
    assert.deepEqual(params(method.inputs), fields(spec.args), name);
    assert.equal(method.payable, "payable" in spec, name);
    assert.equal(method.constant, "returns" in spec, name);
    const returns: WireType | undefined = "returns" in spec ? spec.returns : undefined;
    const expected =
      returns === undefined ? [] : typeof returns === "object" ? fields(returns) : [` ${solidity(returns)}`];
    assert.deepEqual(params(method.outputs), expected, name);
  }
});

test("the events are those of the description, with its fields and topics", () => {
  const offered: string[] = [];
  abi.forEachEvent((event) => void offered.push(event.name));
  assert.deepEqual(offered.sort(), Object.keys(TRAINER.events).sort());
  for (const [name, spec] of Object.entries(TRAINER.events)) {
    const event = abi.getEvent(name);
    assert.ok(event);
    assert.deepEqual(params(event.inputs), fields(spec.fields), name);
    const indexed = event.inputs.filter((input) => input.indexed).map((input) => input.name);
    assert.deepEqual(indexed, spec.indexed, name);
  }
});

test("the errors are those of the catalogue, with its fields", () => {
  const offered: string[] = [];
  abi.forEachError((error) => void offered.push(error.name));
  const names = Object.keys(CONTRACT_ERRORS).filter(
    (name) => !MARKET.includes(name),
  ) as (keyof typeof CONTRACT_ERRORS)[]; // CAST: its own keys
  assert.deepEqual(offered.sort(), [...names].sort());
  for (const name of names) {
    assert.deepEqual(
      abi.getError(name)?.inputs.map((input) => input.name),
      errorFields(name),
      name,
    );
  }
});
