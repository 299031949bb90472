import { type ContractErrorName, errorFields } from "../errors.ts";
import type { ScalarName } from "./wire.ts";

/** The wire types of the fields that contracts' errors carry; a field means the same in every error. */
const FIELD_TYPES: Readonly<Record<string, ScalarName>> = {
  field: "string",
  label: "u16",
  classes: "u16",
  reason: "string",
  sent: "u128",
  required: "u128",
  id: "u64",
  until: "u64",
  predicted: "u16",
  expected: "string",
  phase: "u8",
  piece: "u16",
};

/** The fields of a contract's error with their types, in the order of the protocol. */
export function errorFieldTypes(name: ContractErrorName): Readonly<Record<string, ScalarName>> {
  return Object.fromEntries(errorFields(name).map((field) => [field, FIELD_TYPES[field] ?? "string"]));
}
