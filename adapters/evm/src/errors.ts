import {
  CONTRACT_ERRORS,
  type ContractErrorName,
  type ErrorValues,
  errorFieldTypes,
  OmnisumError,
} from "@omnisum/core";
import { AbiCoder, dataSlice, id } from "ethers";
import { decodeValues, encodeValues, solidityType } from "./codec.ts";

/** What an error of a node is about. */
export interface ErrorContext {
  readonly chain: string;
  readonly endpoint: string;
  /** What was asked of the node. */
  readonly method: string;
}

/** The custom error of that name as Solidity writes it: `TooEarly(uint64)`. */
export function errorSignature(name: ContractErrorName): string {
  return `${name}(${Object.values(errorFieldTypes(name)).map(solidityType).join(",")})`;
}

/** The revert data of a custom error. */
export function encodeRefusal<N extends ContractErrorName>(name: N, values: ErrorValues<N>): string {
  return dataSlice(id(errorSignature(name)), 0, 4) + encodeValues(errorFieldTypes(name), values).slice(2);
}

/** The contract's refusal that revert data stands for; nothing for data of another kind. */
export function decodeRefusal(data: string): OmnisumError | undefined {
  const name = SELECTORS.get(data.slice(0, 10));
  if (name === undefined) return undefined;
  try {
    // CAST: the fields are those that the catalogue lists for this name.
    return new OmnisumError(name, decodeValues(errorFieldTypes(name), `0x${data.slice(10)}`) as ErrorValues);
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

/**
 * The project's error for anything that asking a node has thrown. Only what runs contracts can be refused by them; a node
 * that cannot look something up is as good as one that does not answer, so that it is asked again and nothing is given up.
 */
export function nodeError(error: unknown, { chain, endpoint, method }: ErrorContext): OmnisumError {
  if (error instanceof OmnisumError) return error;
  const parts = walk(error);
  const options = { cause: error };
  const runs = RUNNING.has(method);
  const data = parts.find((part) => typeof part === "string" && /^0x([0-9a-f]{2}){4,}$/i.test(part));
  if (runs && typeof data === "string") return failure(data, messageOf(parts));
  if (parts.some(isUnknownMethod)) {
    return new OmnisumError("Unsupported", { chain, ability: `answer ${method}` }, options);
  }
  if (!runs || parts.some(isUnreachable)) return new OmnisumError("ChainUnreachable", { chain, endpoint }, options);
  return new OmnisumError("TransactionFailed", { reason: messageOf(parts), hash: NOT_SENT }, options);
}

/** Methods that run contracts, or whose refusal means something. */
const RUNNING = new Set([
  ...["eth_call", "eth_estimateGas", "eth_sendRawTransaction", "eth_simulateV1", "debug_traceCall", "eth_getLogs"],
]);

const NOT_SENT = "(none was sent)";

const SELECTORS: ReadonlyMap<string, ContractErrorName> = new Map(
  // CAST: these are the keys of the catalogue.
  (Object.keys(CONTRACT_ERRORS) as ContractErrorName[]).map((name) => [
    dataSlice(id(errorSignature(name)), 0, 4),
    name,
  ]),
);

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

function isUnreachable(part: unknown): boolean {
  if (!isRecord(part)) return false;
  return (
    UNREACHABLE.has(String(part.code)) ||
    /unsupported protocol|missing response|not valid JSON/.test(String(part.message))
  );
}

/** By JSON-RPC's code, by Hardhat's, or in words. */
function isUnknownMethod(part: unknown): boolean {
  if (!isRecord(part)) return false;
  return (
    part.code === -32601 ||
    part.code === -32004 ||
    /method .*not (found|supported|available)/i.test(String(part.message))
  );
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
