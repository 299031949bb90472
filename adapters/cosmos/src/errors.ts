import {
  CONTRACT_ERRORS,
  type ContractErrorName,
  type ErrorValues,
  errorFieldTypes,
  OmnisumError,
  type ScalarName,
} from "@omnisum/core";
import { decodeText } from "./codec.ts";

/** What an error is about. */
export interface ErrorContext {
  readonly chain: string;
  readonly endpoint: string;
  /** The contract that was called, if one was. */
  readonly contract?: string;
  /** The transaction's hash, if one was sent. */
  readonly hash?: string;
}

/** How Node and cosmjs say that nobody answers. */
const UNREACHABLE =
  /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|fetch failed|socket hang up|Invalid URL/;
/** How wasmd and the contract say that there is no trainer at an address. */
const NO_CONTRACT =
  /no such contract|contract: not found|unknown variant `|decoding bech32 failed|invalid Bech32|contract doesn't exist/i;

/** The project's error for anything that a node, the chain or a contract has answered. */
export function chainError(error: unknown, context: ErrorContext): OmnisumError {
  if (error instanceof OmnisumError) return error;
  const { chain, endpoint, contract } = context;
  const text = messagesOf(error);
  if (UNREACHABLE.test(text)) return new OmnisumError("ChainUnreachable", { chain, endpoint }, { cause: error });
  const refusal = decodeRefusal(text, error);
  if (refusal !== undefined) return refusal;
  if (contract !== undefined && NO_CONTRACT.test(text)) {
    return new OmnisumError("ContractMismatch", { address: contract, chain }, { cause: error });
  }
  return new OmnisumError(
    "TransactionFailed",
    { reason: shorten(text), hash: context.hash ?? "(none was sent)" },
    { cause: error },
  );
}

/** The contract's refusal in a text such as `…: TooEarly {"until":"12"}: execute wasm contract failed`. */
export function decodeRefusal(text: string, cause?: unknown): OmnisumError | undefined {
  for (const [, name = "", json = ""] of text.matchAll(/\b([A-Z]\w+) (\{[^{}]*\})/g)) {
    if (!isContractErrorName(name)) continue;
    const values = readValues(errorFieldTypes(name), json);
    // CAST: the fields are those that the catalogue lists for this name.
    if (values !== undefined) return new OmnisumError(name, values as ErrorValues, { cause });
  }
  return undefined;
}

function readValues(types: Readonly<Record<string, ScalarName>>, json: string): Record<string, unknown> | undefined {
  try {
    const texts = new Map(Object.entries(JSON.parse(json)));
    return Object.fromEntries(
      Object.entries(types).map(([field, type]) => [field, decodeText(type, String(texts.get(field)))]),
    );
  } catch {
    return undefined;
  }
}

function isContractErrorName(name: string): name is ContractErrorName {
  return Object.hasOwn(CONTRACT_ERRORS, name);
}

/** The texts of an error and of all that caused it. */
function messagesOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? ` ${String(error.code)}` : "";
  const causes = error instanceof AggregateError ? error.errors.map(messagesOf).join(" ") : "";
  return `${error.message}${code} ${causes} ${error.cause === undefined ? "" : messagesOf(error.cause)}`.trim();
}

/** A chain's log without the frames that it wraps the reason in. */
function shorten(text: string): string {
  return text
    .replace(/^.*message index: \d+: /s, "")
    .replace(/: (execute|instantiate|query) wasm contract failed.*$/s, "")
    .slice(0, 300);
}
