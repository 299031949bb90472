import { mapValues, type Offer, type OfferedFields, type OfferedType } from "./offer.ts";

/** A JSON schema, as far as contracts' messages use it. */
interface JsonType {
  readonly $ref?: string;
  readonly allOf?: readonly JsonType[];
  readonly oneOf?: readonly JsonType[];
  readonly type?: string;
  readonly format?: string;
  readonly title?: string;
  readonly items?: JsonType;
  readonly properties?: Readonly<Record<string, JsonType>>;
  readonly required?: readonly string[];
  readonly definitions?: Definitions;
}
type Definitions = Readonly<Record<string, JsonType>>;

/** What contracts-wasm/artifacts/schema.json holds. */
export interface Schema {
  readonly execute: JsonType;
  readonly query: JsonType;
  readonly responses: Readonly<Record<string, JsonType>>;
  readonly events: Readonly<Record<string, readonly (readonly [name: string, type: string])[]>>;
  readonly errors: Readonly<Record<string, readonly string[]>>;
}

/** What JSON makes of the description's types: it does not tell a hash from bytes, or an address from a text. */
const IN_JSON: Readonly<Record<string, string>> = {
  bool: "boolean",
  u8: "uint8",
  u16: "uint16",
  u32: "uint32",
  u64: "Uint64",
  u128: "Uint128",
  u256: "Uint256",
  i64: "Int64",
  bytes: "Binary",
  hash: "Binary",
  address: "string",
  string: "string",
};
/** Texts in JSON that have a type of their own in the contract. */
const TEXTS = new Set(Object.values(IN_JSON).filter((name) => /^[A-Z]/.test(name)));

/** What the schema of a CosmWasm contract says it offers. */
export function offerOfSchema({ execute, query, responses, events, errors }: Schema): Offer {
  return {
    methods: {
      ...mapValues(messagesOf(execute), (args) => ({ args })),
      ...mapValues(messagesOf(query), (args, name) => {
        const answer = responses[name] ?? {};
        return { args, returns: typeOf(answer, answer.definitions ?? {}) };
      }),
    },
    events: mapValues(events, (fields) => ({ fields })),
    errors: mapValues(errors, (fields) => fields.map((field) => [field, "text"])),
  };
}

/** A description's offer as such a schema would say it: in snake case, messages without order, without what it cannot tell. */
export function inJson({ methods, events, errors }: Offer): Offer {
  return {
    methods: renamed(methods, ({ args, returns }) => ({
      args: unordered(args),
      ...(returns === undefined ? {} : { returns: jsonOf(returns) }),
    })),
    events: renamed(events, ({ fields }) => ({ fields: fields.map(([name, type]) => [snakeCase(name), type]) })),
    errors: mapValues(errors, (fields) => fields.map(([name]) => [snakeCase(name), "text"])),
  };
}

function jsonOf(type: OfferedType): OfferedType {
  if (typeof type !== "string") return unordered(type);
  return type.replace(/^\w+/, (scalar) => IN_JSON[scalar] ?? scalar);
}

function unordered(fields: OfferedFields): OfferedFields {
  return sorted(fields.map(([name, type]) => [snakeCase(name), jsonOf(type)]));
}

function renamed<T, U>(record: Readonly<Record<string, T>>, map: (value: T) => U): Readonly<Record<string, U>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [snakeCase(name), map(value)]));
}

/** The fields of each message; one without a `required` field is as wrong as one with another type. */
function messagesOf({ oneOf = [], definitions = {} }: JsonType): Readonly<Record<string, OfferedFields>> {
  const messages = oneOf.flatMap(({ properties = {} }) => Object.entries(properties));
  return Object.fromEntries(messages.map(([name, message]) => [name, fieldsOf(message, definitions)]));
}

function fieldsOf({ properties = {}, required = [] }: JsonType, definitions: Definitions): OfferedFields {
  return sorted(
    Object.entries(properties).map(([name, type]) => {
      const stated = typeOf(type, definitions);
      return [name, required.includes(name) ? stated : `optional ${JSON.stringify(stated)}`];
    }),
  );
}

function typeOf({ $ref, allOf, type, format, title, items, ...rest }: JsonType, definitions: Definitions): OfferedType {
  const [wrapped] = allOf ?? [];
  if (wrapped !== undefined) return typeOf(wrapped, definitions);
  if ($ref !== undefined) {
    const name = $ref.replace("#/definitions/", "");
    return TEXTS.has(name) ? name : typeOf(definitions[name] ?? {}, definitions);
  }
  if (items !== undefined) return `${String(typeOf(items, definitions))}[]`;
  if (type === "object") return fieldsOf(rest, definitions);
  if (type === "string") return title !== undefined && TEXTS.has(title) ? title : "string";
  return format ?? type ?? "nothing";
}

function sorted(fields: OfferedFields): OfferedFields {
  return fields.toSorted(([a], [b]) => (a < b ? -1 : 1));
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter, at: number) => `${at === 0 ? "" : "_"}${letter.toLowerCase()}`);
}
