import { fromBase64, toBase64 } from "@cosmjs/encoding";
import { type FieldSpec, type Message, OmnisumError, type Wire, type WireRecord, type WireType } from "@omnisum/core";

/** A value as the contract's JSON has it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [field: string]: Json };

/** An attribute of an event. */
export interface Attribute {
  readonly key: string;
  readonly value: string;
}

/** An event as the chain tells it. */
export interface ChainEvent {
  readonly type: string;
  readonly attributes: readonly Attribute[];
}

/** `addData` → `add_data`; `DataAdded` → `data_added`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter, at: number) => `${at === 0 ? "" : "_"}${letter.toLowerCase()}`);
}

/** The JSON of a message or query: `{"add_data":{"sample":"…","label":1}}`. */
export function encodeMessage({ on, method, args }: Message): Json {
  const spec = on.methods[method];
  if (spec === undefined) throw malformed(`the description has no ${method}`);
  return { [snakeCase(method)]: encodeFields(spec.args, args) };
}

/** What a query answered, as the description says. */
export function decodeAnswer({ on, method }: Message, answer: unknown): Wire {
  const returns = on.methods[method]?.returns;
  if (returns === undefined) throw malformed(`${method} is no query`);
  return decodeValue(returns, answer);
}

/** The values of an event from its attributes. */
export function decodeEvent(fields: FieldSpec, attributes: readonly Attribute[]): WireRecord {
  const texts = new Map(attributes.map(({ key, value }) => [key, value]));
  return Object.fromEntries(
    Object.entries(fields).map(([name, type]) => {
      const text = texts.get(snakeCase(name));
      if (text === undefined) throw malformed(`an event lacks ${name}`);
      return [name, decodeText(type, text)];
    }),
  );
}

/** A value from its text, as events and errors have it: numbers in decimal, bytes in base64. */
export function decodeText(type: WireType, text: string): Wire {
  switch (type) {
    case "u8":
    case "u16":
    case "u32":
      return decodeValue(type, Number(text));
    case "bool":
      return text === "true";
    default:
      return decodeValue(type, text);
  }
}

function encodeFields(fields: FieldSpec, values: WireRecord): Json {
  return Object.fromEntries(
    Object.entries(fields).map(([name, type]) => [snakeCase(name), encodeValue(type, values[name])]),
  );
}

function encodeValue(type: WireType, value: Wire | undefined): Json {
  if (typeof type !== "string") return encodeFields(type, isWireRecord(value) ? value : {});
  if (Array.isArray(value)) return value.map((item: Wire) => encodeValue(elementOf(type), item));
  if (value instanceof Uint8Array) return toBase64(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") return value;
  throw malformed(`a ${type} is missing`);
}

function decodeValue(type: WireType, value: unknown): Wire {
  if (typeof type !== "string") return decodeFields(type, value);
  if (type.endsWith("[]")) {
    if (!Array.isArray(value)) throw malformed(`${JSON.stringify(value)} is no list`);
    return value.map((item: unknown) => decodeValue(elementOf(type), item));
  }
  const decoded = decodeScalar(type, value);
  if (decoded === undefined) throw malformed(`${JSON.stringify(value)} is no ${type}`);
  return decoded;
}

function decodeFields(fields: FieldSpec, value: unknown): WireRecord {
  if (typeof value !== "object" || value === null) throw malformed(`${JSON.stringify(value)} is no record`);
  const values = new Map(Object.entries(value));
  return Object.fromEntries(
    Object.entries(fields).map(([name, type]) => [name, decodeValue(type, values.get(snakeCase(name)))]),
  );
}

/** The value of a scalar type; nothing if it is none of that type. */
function decodeScalar(type: WireType, value: unknown): Wire | undefined {
  switch (type) {
    case "bool":
      return typeof value === "boolean" ? value : undefined;
    case "u8":
    case "u16":
    case "u32":
      return typeof value === "number" && Number.isInteger(value) ? value : undefined;
    case "u64":
    case "u128":
    case "u256":
    case "i64":
      return typeof value === "string" && /^-?\d+$/.test(value) ? BigInt(value) : undefined;
    case "bytes":
    case "hash":
      return typeof value === "string" ? decodeBase64(value) : undefined;
    default:
      return typeof value === "string" ? value : undefined;
  }
}

function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return fromBase64(text);
  } catch {
    return undefined;
  }
}

function elementOf(type: string): WireType {
  // CAST: a list's type is its element's followed by [].
  return type.slice(0, -2) as WireType;
}

function isWireRecord(value: Wire | undefined): value is WireRecord {
  return typeof value === "object" && !Array.isArray(value) && !(value instanceof Uint8Array);
}

function malformed(reason: string): OmnisumError {
  return new OmnisumError("MalformedResponse", { source: "The contract", reason });
}
