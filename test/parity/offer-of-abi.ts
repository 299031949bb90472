import type { Offer, OfferedFields, OfferedType } from "./offer.ts";

interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly components?: readonly Parameter[];
  readonly indexed?: boolean;
}

interface Entry {
  readonly type: string;
  readonly name?: string;
  readonly stateMutability?: string;
  readonly inputs?: readonly Parameter[];
  readonly outputs?: readonly Parameter[];
}
/** A contract's ABI as the Solidity compiler writes it. */
export type Abi = readonly Entry[];

/** What a compiled contract offers, in the description's types. */
export function offerOfAbi(abi: Abi): Offer {
  return {
    methods: pick(abi, "function", ({ inputs = [], outputs = [], stateMutability }) => ({
      args: fieldsOf(inputs),
      ...(stateMutability === "view" || stateMutability === "pure" ? { returns: answer(outputs) } : {}),
      payable: stateMutability === "payable",
    })),
    events: pick(abi, "event", ({ inputs = [] }) => ({
      fields: fieldsOf(inputs),
      indexed: inputs.filter(({ indexed }) => indexed).map(({ name }) => name),
    })),
    errors: pick(abi, "error", ({ inputs = [] }) => fieldsOf(inputs)),
  };
}

function pick<T>(abi: Abi, kind: string, map: (entry: Entry) => T): Readonly<Record<string, T>> {
  return Object.fromEntries(abi.filter(({ type }) => type === kind).map((entry) => [entry.name ?? "", map(entry)]));
}

/** A single value may have a name in the source, which does not travel. */
function answer(outputs: readonly Parameter[]): OfferedType {
  const [only, ...others] = outputs;
  return only !== undefined && others.length === 0 ? typeOf(only) : fieldsOf(outputs);
}

function fieldsOf(parameters: readonly Parameter[]): OfferedFields {
  return parameters.map((parameter) => [parameter.name, typeOf(parameter)]);
}

function typeOf({ type, components }: Parameter): OfferedType {
  if (components !== undefined) return fieldsOf(components);
  return type.replace(/^bytes32/, "hash").replace(/^(u?)int/, (_, sign: string) => (sign === "u" ? "u" : "i"));
}
