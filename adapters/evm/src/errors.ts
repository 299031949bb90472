import {
  CONTRACT_ERRORS,
  type ContractErrorName,
  type ErrorValues,
  errorFields,
  type FieldSpec,
  OmnisumError,
  type ScalarName,
} from "@omnisum/core";
import { AbiCoder, dataSlice, id } from "ethers";
import { decodeValues, encodeValues, solidityType } from "./codec.ts";

/** The types of the fields of errors; an error with a field that is not here is one that no EVM contract has yet. */
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
};

/** What an error of a node is about. */
export interface ErrorContext {
  readonly chain: string;
  readonly endpoint: string;
  /** What was asked of the node. */
  readonly method: string;
}

/** The custom error of that name as Solidity writes it: `TooEarly(uint64)`; nothing if a field's type is not known. */
export function errorSignature(name: ContractErrorName): string | undefined {
  const fields = fieldsOf(name);
  if (fields === undefined) return undefined;
  return `${name}(${Object.values(fields)
    .map((type) => solidityType(String(type)))
    .join(",")})`;
}

/** The revert data of a custom error. */
export function encodeRefusal<N extends ContractErrorName>(name: N, values: ErrorValues<N>): string {
  const fields = fieldsOf(name) ?? {};
  return dataSlice(id(errorSignature(name) ?? ""), 0, 4) + encodeValues(fields, values).slice(2);
}

/** The contract's refusal that revert data stands for; nothing for data of another kind. */
export function decodeRefusal(data: string, cause?: unknown): OmnisumError | undefined {
  const name = SELECTORS.get(data.slice(0, 10));
  const fields = name === undefined ? undefined : fieldsOf(name);
  if (name === undefined || fields === undefined) return undefined;
  try {
    // CAST: the fields are those that the catalogue lists for this name.
    return new OmnisumError(name, decodeValues(fields, `0x${data.slice(10)}`) as ErrorValues, { cause });
  } catch {
    return undefined;
  }
}

/** The error for a transaction that the chain took and did not carry out, or that it would not. */
export function failure(revertData: string, reason: string, hash?: string): OmnisumError {
  return (
    decodeRefusal(revertData) ??
    new OmnisumError("TransactionFailed", { reason: builtInReason(revertData) ?? reason, hash: hash ?? NOT_SENT })
  );
}

/** The project's error for anything that asking a node has thrown. */
export function nodeError(error: unknown, { chain, endpoint, method }: ErrorContext): OmnisumError {
  if (error instanceof OmnisumError) return error;
  if (isUnreachable(error)) return new OmnisumError("ChainUnreachable", { chain, endpoint }, { cause: error });
  const parts = walk(error);
  const data = parts.find((part) => typeof part === "string" && /^0x([0-9a-f]{2}){4,}$/i.test(part));
  if (typeof data === "string") return failure(data, messageOf(parts));
  if (parts.some((part) => isRecord(part) && (part.code === -32601 || part.code === -32004))) {
    return new OmnisumError("Unsupported", { chain, ability: `answer ${method}` }, { cause: error });
  }
  const reason = messageOf(parts);
  if (/not valid JSON|BAD_DATA/i.test(reason)) {
    return new OmnisumError("MalformedResponse", { source: endpoint, reason }, { cause: error });
  }
  return new OmnisumError("TransactionFailed", { reason, hash: NOT_SENT }, { cause: error });
}

const NOT_SENT = "(none was sent)";

const SELECTORS: ReadonlyMap<string, ContractErrorName> = new Map(
  // CAST: these are the keys of the catalogue.
  (Object.keys(CONTRACT_ERRORS) as ContractErrorName[]).flatMap((name) => {
    const signature = errorSignature(name);
    return signature === undefined ? [] : [[dataSlice(id(signature), 0, 4), name] as const];
  }),
);

function fieldsOf(name: ContractErrorName): FieldSpec | undefined {
  const entries = errorFields(name).map((field) => [field, FIELD_TYPES[field]] as const);
  const known = entries.flatMap(([field, type]) => (type === undefined ? [] : [[field, type] as const]));
  return known.length === entries.length ? Object.fromEntries(known) : undefined;
}

/** The reason in Solidity's own errors, `Error(string)` and `Panic(uint256)`. */
function builtInReason(data: string): string | undefined {
  const content = `0x${data.slice(10)}`;
  try {
    if (data.startsWith("0x08c379a0")) return String(AbiCoder.defaultAbiCoder().decode(["string"], content)[0]);
    if (data.startsWith("0x4e487b71")) return `the contract panicked with code ${BigInt(content)}`;
  } catch {
    return undefined;
  }
  return undefined;
}

const UNREACHABLE = new Set([
  ...["ECONNREFUSED", "ECONNRESET", "ENOTFOUND", "EAI_AGAIN", "EPIPE", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH"],
  ...["TIMEOUT", "NETWORK_ERROR", "SERVER_ERROR", "ERR_INVALID_URL"],
]);

function isUnreachable(error: unknown): boolean {
  return walk(error).some((part) => {
    if (!isRecord(part)) return false;
    return UNREACHABLE.has(String(part.code)) || /unsupported protocol|missing response/.test(String(part.message));
  });
}

/** An error and everything that is wrapped in it, outermost first: each library and node nests in its own way. */
function walk(error: unknown): readonly unknown[] {
  const found: unknown[] = [];
  const next: unknown[] = [error];
  while (next.length > 0 && found.length < 32) {
    const part = next.shift();
    found.push(part);
    if (isRecord(part)) next.push(...["data", "error", "info", "cause", "errors"].flatMap((key) => part[key]));
  }
  return found.filter((part) => part !== undefined && part !== null);
}

/** What the node said, without the library's words around it. */
function messageOf(parts: readonly unknown[]): string {
  const messages = parts.flatMap((part) => (isRecord(part) && typeof part.message === "string" ? [part.message] : []));
  return messages.at(-1) ?? "for no stated reason";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
