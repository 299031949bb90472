/** The messages that this chain knows, and what is checked of them before anything runs (`ValidateBasic`). */

import { MsgSend } from "cosmjs-types/cosmos/bank/v1beta1/tx";
import { MsgExecuteContract, MsgInstantiateContract, MsgStoreCode } from "cosmjs-types/cosmwasm/wasm/v1/tx";
import { AbciError, type ErrorKind, sdkErrors, wasmErrors } from "../abci-error.ts";
import { decodeAddress } from "../bech32.ts";
import { text } from "../bytes.ts";
import { coinsProblem } from "../coins.ts";

export type Message =
  | { readonly kind: "send"; readonly body: MsgSend }
  | { readonly kind: "store"; readonly body: MsgStoreCode }
  | { readonly kind: "instantiate"; readonly body: MsgInstantiateContract }
  | { readonly kind: "execute"; readonly body: MsgExecuteContract };

export type MessageKind = Message["kind"];

/** Type names of the messages; an answer's is the same with `Response` behind. */
export const typeUrls: Readonly<Record<MessageKind, string>> = {
  send: "/cosmos.bank.v1beta1.MsgSend",
  store: "/cosmwasm.wasm.v1.MsgStoreCode",
  instantiate: "/cosmwasm.wasm.v1.MsgInstantiateContract",
  execute: "/cosmwasm.wasm.v1.MsgExecuteContract",
};

/** wasmd v0.70 `x/wasm/types/validation.go`. */
export const MAX_WASM_SIZE = 800 * 1024;
const MAX_LABEL_SIZE = 128;

/** Reads a message of a transaction; throws if its type is unknown. */
export function decodeMessage(typeUrl: string, value: Uint8Array): Message {
  switch (typeUrl) {
    case typeUrls.send:
      return { kind: "send", body: MsgSend.decode(value) };
    case typeUrls.store:
      return { kind: "store", body: MsgStoreCode.decode(value) };
    case typeUrls.instantiate:
      return { kind: "instantiate", body: MsgInstantiateContract.decode(value) };
    case typeUrls.execute:
      return { kind: "execute", body: MsgExecuteContract.decode(value) };
    default:
      throw AbciError.of(sdkErrors.txDecode, `unable to resolve type URL ${typeUrl}`);
  }
}

/** Who must sign a message. */
export function signerOf(message: Message): string {
  return message.kind === "send" ? message.body.fromAddress : message.body.sender;
}

/** Name of the module that handles a message, as events carry it. */
export function moduleOf(message: Message): string {
  return message.kind === "send" ? "bank" : "wasm";
}

/** `ValidateBasic`; throws what is wrong. The bank checks its messages only when it handles them. */
export function validateMessage(prefix: string, message: Message): void {
  if (message.kind === "store") validateStore(prefix, message.body);
  else if (message.kind !== "send") validateCall(prefix, message);
}

type Call = Exclude<Message, { kind: "send" | "store" }>;

/** Lines of wasmd v0.70.3 at which a check of a call fails. */
const TX_GO = "CosmWasm/wasmd@v0.70.3/x/wasm/types/tx.go";
const VALIDATION_GO = "CosmWasm/wasmd@v0.70.3/x/wasm/types/validation.go";
const WRAP = "cosmossdk.io/errors@v1.1.0/errors.go:165";
const LINES: Readonly<Record<Call["kind"], Readonly<Record<"sender" | "to" | "funds" | "msg", number>>>> = {
  instantiate: { sender: 89, to: 106, funds: 101, msg: 110 },
  execute: { sender: 125, to: 128, funds: 132, msg: 135 },
};

function validateCall(prefix: string, message: Call): void {
  const at = (what: keyof (typeof LINES)["execute"]): string => `${TX_GO}:${LINES[message.kind][what]}`;
  const { sender, funds, msg } = message.body;
  requireAddress(prefix, sender, { name: "sender", origin: at("sender") });
  if (message.kind === "execute") {
    requireAddress(prefix, message.body.contract, { name: "contract", origin: at("to") });
  } else {
    validateInstantiate(message.body);
  }
  const problem = coinsProblem(funds);
  if (problem !== undefined) throw AbciError.plain(`funds: ${problem}`, at("funds"));
  if (message.kind === "instantiate" && message.body.admin !== "") {
    requireAddress(prefix, message.body.admin, { name: "admin", origin: at("to") });
  }
  if (!isJson(msg)) throw AbciError.of(wasmErrors.invalid, "payload msg", at("msg"));
}

function validateStore(prefix: string, { sender, wasmByteCode }: MsgStoreCode): void {
  requireAddress(prefix, sender, {});
  const refuse = (kind: ErrorKind, problem: string): never => {
    throw AbciError.of(sdkErrors.invalidRequest, `code bytes ${problem}: ${kind.text}`, `${TX_GO}:68`);
  };
  if (wasmByteCode.length === 0) refuse(wasmErrors.empty, "is required");
  if (wasmByteCode.length > MAX_WASM_SIZE) refuse(wasmErrors.limit, `cannot be longer than ${MAX_WASM_SIZE} bytes`);
}

function validateInstantiate({ codeId, label }: MsgInstantiateContract): void {
  if (codeId === 0n) throw AbciError.of(sdkErrors.invalidRequest, "code id is required", `${TX_GO}:93`);
  const refuse = (kind: ErrorKind, problem: string, origin: string): never => {
    throw AbciError.of(kind, problem, origin).wrap("label");
  };
  if (label === "") refuse(wasmErrors.empty, "is required", `${VALIDATION_GO}:48`);
  if (Buffer.byteLength(label) > MAX_LABEL_SIZE) {
    refuse(wasmErrors.limit, `cannot be longer than ${MAX_LABEL_SIZE} characters`, WRAP);
  }
  if (label !== label.trim()) refuse(wasmErrors.invalid, "label must not start/end with whitespaces", WRAP);
  if (/\p{C}/u.test(label)) refuse(wasmErrors.invalid, "label must have printable characters only", WRAP);
}

function requireAddress(prefix: string, human: string, as: { readonly name?: string; readonly origin?: string }): void {
  const decoded = decodeAddress(prefix, human);
  if (decoded.ok) return;
  throw AbciError.plain(as.name === undefined ? decoded.error : `${as.name}: ${decoded.error}`, as.origin);
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(text(bytes));
    return true;
  } catch {
    return false;
  }
}
