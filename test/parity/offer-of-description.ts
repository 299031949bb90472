import {
  type ContractErrorName,
  errorFieldTypes,
  type FieldSpec,
  type InterfaceSpec,
  type WireType,
} from "@omnisum/core";
import { mapValues, type Offer, type OfferedFields, type OfferedType } from "./offer.ts";

/** What core's description of an interface and its catalogue of errors say. */
export function offerOfDescription({ methods, events }: InterfaceSpec, errors: readonly string[]): Offer {
  return {
    methods: mapValues(methods, ({ args, returns, payable = false }) => ({
      args: fieldsOf(args),
      ...(returns === undefined ? {} : { returns: typeOf(returns) }),
      payable,
    })),
    events: mapValues(events, ({ fields, indexed }) => ({
      fields: fieldsOf(fields),
      indexed: Object.keys(fields).filter((field) => indexed.includes(field)),
    })),
    // CAST: these are the keys of the catalogue of contracts' errors.
    errors: Object.fromEntries(errors.map((name) => [name, fieldsOf(errorFieldTypes(name as ContractErrorName))])),
  };
}

function fieldsOf(fields: FieldSpec): OfferedFields {
  return Object.entries(fields).map(([name, type]) => [name, typeOf(type)]);
}

function typeOf(type: WireType): OfferedType {
  return typeof type === "string" ? type : fieldsOf(type);
}
