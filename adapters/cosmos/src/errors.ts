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
  /** The account that pays, if one does. */
  readonly account?: string;
  /** The contract that was called, if one was. */
  readonly contract?: string;
  /** The transaction's hash, if one was sent. */
  readonly hash?: string;
}

/** How cosmjs passes on what the chain's application has answered. */
const ANSWER = /Query failed with \(\d+\): (.*)/s;
/** How Node and cosmjs say that nobody answers, or only a gateway. */
const UNREACHABLE =
  /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|fetch failed|socket hang up|terminated|Invalid URL|Failed to parse URL|missing a protocol|Bad status on response|aborted due to timeout|is not valid JSON|Unexpected end of JSON/;
/** How wasmd, the contract and cosmjs say that there is no trainer at an address. */
const NO_CONTRACT =
  /no such contract|contract: not found|No contract found at|contract doesn't exist|Error parsing into type|unknown variant `|unknown field `|decoding bech32 failed|invalid Bech32|empty address string/i;
/** The bank's words; older chains leave out "spendable", and the amount where there is none. */
const SHORT_OF_FUNDS = /(\d*)\S* is smaller than (\d+)\S*: insufficient funds/;

/** The project's error for whatever was thrown by the way to a chain. */
export function chainError(error: unknown, context: ErrorContext): OmnisumError {
  if (error instanceof OmnisumError) return error;
  const { chain, endpoint, contract } = context;
  const text = messagesOf(error);
  const answer = ANSWER.exec(text)?.[1];
  if (answer !== undefined) return refusalError(answer, context, error);
  if (UNREACHABLE.test(text)) return new OmnisumError("ChainUnreachable", { chain, endpoint }, { cause: error });
  if (contract !== undefined && NO_CONTRACT.test(text)) {
    return new OmnisumError("ContractMismatch", { address: contract, chain }, { cause: error });
  }
  return new OmnisumError("MalformedResponse", { source: chain, reason: text.slice(0, 300) }, { cause: error });
}

/** The project's error for the words in which a chain refuses a transaction or a query. */
export function refusalError(text: string, context: ErrorContext, cause?: unknown): OmnisumError {
  const { chain, account, contract, hash } = context;
  const refusal = decodeRefusal(text, cause);
  if (refusal !== undefined) return refusal;
  const [, available, required] = SHORT_OF_FUNDS.exec(text) ?? [];
  if (available !== undefined && required !== undefined) {
    const values = { account: account ?? "the account", available: BigInt(available), required: BigInt(required) };
    return new OmnisumError("InsufficientFunds", values, { cause });
  }
  if (contract !== undefined && NO_CONTRACT.test(text)) {
    return new OmnisumError("ContractMismatch", { address: contract, chain }, { cause });
  }
  return new OmnisumError("TransactionFailed", { reason: shorten(text), hash: hash ?? "(none was sent)" }, { cause });
}

/** The sequences of a text that says that a transaction has not the one that its account is at. */
export function sequenceMismatch(text: string): { readonly expected: bigint; readonly got: bigint } | undefined {
  const [, expected, got] = /account sequence mismatch, expected (\d+), got (\d+)/.exec(text) ?? [];
  return expected === undefined || got === undefined ? undefined : { expected: BigInt(expected), got: BigInt(got) };
}

/** The contract's refusal in a text such as `…: TooEarly {"until":"12"}: execute wasm contract failed`. */
export function decodeRefusal(text: string, cause?: unknown): OmnisumError<ContractErrorName> | undefined {
  for (const [, name = "", json = ""] of text.matchAll(/\b([A-Z]\w+) (\{[^{}]*\})/g)) {
    if (!isContractErrorName(name)) continue;
    const values = readValues(errorFieldTypes(name), json);
    if (values !== undefined) return new OmnisumError(name, values, { cause });
  }
  return undefined;
}

/** The typed values of a refusal; nothing if they are not those of the catalogue. */
function readValues(
  types: Readonly<Record<string, ScalarName>>,
  json: string,
): ErrorValues<ContractErrorName> | undefined {
  try {
    const texts = new Map(Object.entries(JSON.parse(json)));
    const read = ([field, type]: [string, ScalarName]) => [field, decodeText(type, texts.get(field))];
    // CAST: the fields are those that the catalogue lists for this name.
    return Object.fromEntries(Object.entries(types).map(read)) as ErrorValues<ContractErrorName>;
  } catch {
    return undefined;
  }
}

function isContractErrorName(name: string): name is ContractErrorName {
  return Object.hasOwn(CONTRACT_ERRORS, name);
}

/** The texts of an error and of all that caused it; what a gateway answered has no message, but is readable as JSON. */
function messagesOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return String(error);
  if (!("message" in error)) return JSON.stringify(error);
  const code = "code" in error ? ` ${String(error.code)}` : "";
  const causes = "errors" in error && Array.isArray(error.errors) ? error.errors.map(messagesOf).join(" ") : "";
  const cause = "cause" in error && error.cause !== undefined ? messagesOf(error.cause) : "";
  return `${String(error.message)}${code} ${causes} ${cause}`.trim();
}

/** A chain's words without the frames that the node, the SDK and wasmd put around the reason. */
function shorten(text: string): string {
  return text
    .replace(/^rpc error: code = \w+ desc = /, "")
    .replace(/^failed to execute message; message index: \d+: /, "")
    .replace(/ \[[^\s\]]+@v[^\s\]]+\] with gas used: '\d+'.*$/s, "")
    .replace(/: (execute|instantiate|query) wasm contract failed.*$/s, "")
    .slice(0, 300);
}
