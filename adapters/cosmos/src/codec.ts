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

const DECIMAL = /^-?\d+$/;
/** The least and the greatest value of each integer type. */
const RANGES = {
  u8: [0n, 2n ** 8n - 1n],
  u16: [0n, 2n ** 16n - 1n],
  u32: [0n, 2n ** 32n - 1n],
  u64: [0n, 2n ** 64n - 1n],
  u128: [0n, 2n ** 128n - 1n],
  u256: [0n, 2n ** 256n - 1n],
  i64: [-(2n ** 63n), 2n ** 63n - 1n],
} as const;
const HASH_BYTES = 32;

/** `addData` → `add_data`; `DataAdded` → `data_added`. */
export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter, at: number) => `${at === 0 ? "" : "_"}${letter.toLowerCase()}`);
}

/** The JSON of a message or query: `{"add_data":{"sample":"…","label":1}}`. */
export function encodeMessage({ on, method, args }: Message): Json {
  const spec = on.methods[method];
  if (spec === undefined) throw invalid("method", `the description has no ${method}`);
  return { [snakeCase(method)]: encodeFields(spec.args, args) };
}

/** What a query answered, as the description says. */
export function decodeAnswer({ on, method }: Message, answer: unknown): Wire {
  const returns = on.methods[method]?.returns;
  if (returns === undefined) throw invalid("method", `${method} is no query`);
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
export function decodeText(type: WireType, text: unknown): Wire {
  switch (type) {
    case "u8":
    case "u16":
    case "u32":
      return decodeValue(type, DECIMAL.test(String(text)) ? Number(text) : text);
    case "bool":
      return decodeValue(type, text === "true" || (text === "false" ? false : text));
    default:
      return decodeValue(type, text);
  }
}

function encodeFields(fields: FieldSpec, values: WireRecord): Json {
  return Object.fromEntries(
    Object.entries(fields).map(([name, type]) => [snakeCase(name), encodeValue(name, type, values[name])]),
  );
}

function encodeValue(name: string, type: WireType, value: Wire | undefined): Json {
  if (typeof type !== "string") return encodeFields(type, isWireRecord(value) ? value : {});
  if (type.endsWith("[]") && Array.isArray(value)) {
    return value.map((item: Wire) => encodeValue(name, elementOf(type), item));
  }
  if (value instanceof Uint8Array) return toBase64(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") return value;
  throw invalid(name, `a ${type} is needed`);
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
      return Number.isInteger(value) && inRange(type, BigInt(Number(value))) ? Number(value) : undefined;
    case "u64":
    case "u128":
    case "u256":
    case "i64":
      return typeof value === "string" && DECIMAL.test(value) && inRange(type, BigInt(value))
        ? BigInt(value)
        : undefined;
    case "bytes":
      return decodeBase64(value);
    case "hash":
      return decodeBase64(value)?.length === HASH_BYTES ? decodeBase64(value) : undefined;
    default:
      return typeof value === "string" ? value : undefined;
  }
}

function inRange(type: keyof typeof RANGES, value: bigint): boolean {
  return value >= RANGES[type][0] && value <= RANGES[type][1];
}

function decodeBase64(text: unknown): Uint8Array | undefined {
  try {
    return typeof text === "string" ? fromBase64(text) : undefined;
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

function invalid(name: string, reason: string): OmnisumError {
  return new OmnisumError("InvalidInput", { name, reason });
}

function malformed(reason: string): OmnisumError {
  return new OmnisumError("MalformedResponse", { source: "The contract", reason });
}
