import {
  type EventSpec,
  type FieldSpec,
  type InterfaceSpec,
  type LogEvent,
  type MethodSpec,
  OmnisumError,
  type Wire,
  type WireRecord,
  type WireType,
} from "@omnisum/core";
import { AbiCoder, getAddress, getBytes, Interface, isError, type JsonFragment, ZeroAddress } from "ethers";

type JsonParameter = NonNullable<JsonFragment["inputs"]>[number];

/** A log as nodes give it; quantities in hex. */
export interface RawLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
}

/** Translates between a contract's description and the ABI of its chain. */
export class Codec {
  readonly #spec: InterfaceSpec;
  readonly #abi: Interface;

  constructor(spec: InterfaceSpec) {
    this.#spec = spec;
    this.#abi = new Interface(abiOf(spec));
  }

  /** The calldata of a call; throws `InvalidInput` for an argument that its type cannot hold. */
  encodeCall(method: string, args: WireRecord): string {
    const { args: fields } = this.#method(method);
    try {
      return this.#abi.encodeFunctionData(method, encodeRecord(fields, args));
    } catch (cause) {
      throw invalidInput(method, cause);
    }
  }

  /** What a query answered; throws `MalformedResponse` when it is something else. */
  decodeResult(method: string, data: string): Wire {
    const { returns } = this.#method(method);
    try {
      const values = this.#abi.decodeFunctionResult(method, data).toArray();
      if (returns === undefined) return {};
      return typeof returns === "string" ? decode(returns, values[0]) : decodeRecord(returns, values);
    } catch (cause) {
      throw new OmnisumError("MalformedResponse", { source: method, reason: "it is no such answer" }, { cause });
    }
  }

  /** The events among `logs` that the description knows, in order; `at` tells where each is. */
  decodeLogs<L extends RawLog>(
    logs: readonly L[],
    at: (log: L) => Pick<LogEvent, "block" | "index" | "transaction">,
  ): readonly LogEvent[] {
    return logs.flatMap((log) => {
      const parsed = this.#abi.parseLog({ topics: [...log.topics], data: log.data });
      const event = parsed === null ? undefined : this.#spec.events[parsed.name];
      if (parsed === null || event === undefined) return [];
      return [{ name: parsed.name, values: decodeRecord(event.fields, parsed.args.toArray()), ...at(log) }];
    });
  }

  #method(name: string): MethodSpec {
    const method = this.#spec.methods[name];
    if (method === undefined) {
      throw new OmnisumError("InvalidInput", { name: "method", reason: `the contract has no ${name}` });
    }
    return method;
  }
}

const codecs = new WeakMap<InterfaceSpec, Codec>();

/** The codec of a description; made once. */
export function codecOf(spec: InterfaceSpec): Codec {
  const codec = codecs.get(spec) ?? new Codec(spec);
  codecs.set(spec, codec);
  return codec;
}

/** The JSON ABI that a description implies. */
export function abiOf({ methods, events }: InterfaceSpec): readonly JsonFragment[] {
  return [
    ...Object.entries(methods).map(([name, method]) => methodFragment(name, method)),
    ...Object.entries(events).map(([name, event]) => eventFragment(name, event)),
  ];
}

/** Encodes values by themselves, as Solidity's `abi.encode` does. */
export function encodeValues(fields: FieldSpec, values: WireRecord): string {
  return AbiCoder.defaultAbiCoder().encode(
    Object.values(fields).map((type) => parameter("", type).type ?? ""),
    encodeRecord(fields, values),
  );
}

/** Decodes what `encodeValues` encoded; throws ethers' error for anything else. */
export function decodeValues(fields: FieldSpec, data: string): WireRecord {
  const types = Object.values(fields).map((type) => parameter("", type).type ?? "");
  return decodeRecord(fields, AbiCoder.defaultAbiCoder().decode(types, data).toArray());
}

/** The Solidity type of a scalar or of an array of scalars. */
export function solidityType(type: string): string {
  const [, scalar = type, suffix = ""] = /^(\w+)((?:\[\])?)$/.exec(type) ?? [];
  if (scalar === "hash") return `bytes32${suffix}`;
  return scalar.replace(/^u(?=\d)/, "uint").replace(/^i(?=\d)/, "int") + suffix;
}

function methodFragment(name: string, { args, returns, payable }: MethodSpec): JsonFragment {
  const stateMutability = returns !== undefined ? "view" : payable ? "payable" : "nonpayable";
  return { type: "function", name, stateMutability, inputs: parameters(args), outputs: outputs(returns) };
}

function eventFragment(name: string, { fields, indexed }: EventSpec): JsonFragment {
  const inputs = parameters(fields).map((input) => ({ ...input, indexed: indexed.includes(input.name ?? "") }));
  return { type: "event", name, inputs };
}

/** A record is answered as several named values, anything else as one without a name. */
function outputs(returns: WireType | undefined): readonly JsonParameter[] {
  if (returns === undefined) return [];
  return typeof returns === "string" ? [parameter("", returns)] : parameters(returns);
}

function parameters(fields: FieldSpec): readonly JsonParameter[] {
  return Object.entries(fields).map(([name, type]) => parameter(name, type));
}

function parameter(name: string, type: WireType): JsonParameter {
  if (typeof type !== "string") return { name, type: "tuple", components: parameters(type) };
  return { name, type: solidityType(type) };
}

function encodeRecord(fields: FieldSpec, values: WireRecord): readonly unknown[] {
  return Object.entries(fields).map(([name, type]) => encode(type, values[name]));
}

function encode(type: WireType, value: Wire | undefined): unknown {
  // CAST: a message's arguments are those of its description; ethers refuses anything else.
  if (typeof type !== "string") return encodeRecord(type, value as WireRecord);
  return type === "address" && value === "" ? ZeroAddress : value;
}

function decodeRecord(fields: FieldSpec, values: readonly unknown[]): WireRecord {
  return Object.fromEntries(Object.entries(fields).map(([name, type], i) => [name, decode(type, values[i])]));
}

function decode(type: WireType, value: unknown): Wire {
  // CAST: ethers gives a tuple for a record and for an array.
  if (typeof type !== "string") return decodeRecord(type, (value as { toArray(): unknown[] }).toArray());
  if (type.endsWith("[]")) {
    // CAST: the type without its brackets is a scalar; ethers gives an array, as above.
    return (value as { toArray(): unknown[] }).toArray().map((item) => decode(type.slice(0, -2) as WireType, item));
  }
  if (type === "bytes" || type === "hash") return getBytes(String(value));
  if (type === "address") return value === ZeroAddress ? "" : getAddress(String(value));
  if (type === "u8" || type === "u16" || type === "u32") return Number(value);
  // CAST: what is left are booleans, texts and wide integers, which ethers gives as the wire has them.
  return value as boolean | string | bigint;
}

function invalidInput(method: string, cause: unknown): OmnisumError {
  const reason = isError(cause, "INVALID_ARGUMENT") ? cause.shortMessage : "its arguments cannot be encoded";
  return new OmnisumError("InvalidInput", { name: method, reason }, { cause });
}
