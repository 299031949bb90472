/** The messages that this chain knows, and what is checked of them before anything runs (`ValidateBasic`). */

import { MsgSend } from "cosmjs-types/cosmos/bank/v1beta1/tx";
import { MsgExecuteContract, MsgInstantiateContract, MsgStoreCode } from "cosmjs-types/cosmwasm/wasm/v1/tx";
import { AbciError, type ErrorKind, sdkErrors, wasmErrors } from "../abci-error.ts";
import { decodeAddress } from "../bech32.ts";
import { text } from "../bytes.ts";
import { type Coin, coinsProblem } from "../coins.ts";

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

function validateCall(prefix: string, message: Exclude<Message, { kind: "send" | "store" }>): void {
  const { sender, funds, msg } = message.body;
  requireAddress(prefix, sender, "sender");
  if (message.kind === "execute") requireAddress(prefix, message.body.contract, "contract");
  else validateInstantiate(message.body);
  validateFunds(funds);
  if (message.kind === "instantiate" && message.body.admin !== "") {
    requireAddress(prefix, message.body.admin, "admin");
  }
  if (!isJson(msg)) throw AbciError.bare(wasmErrors.invalid).wrap("payload msg");
}

function validateStore(prefix: string, { sender, wasmByteCode }: MsgStoreCode): void {
  requireAddress(prefix, sender, undefined);
  const refuse = (kind: ErrorKind, problem: string): never => {
    throw AbciError.of(sdkErrors.invalidRequest, `code bytes ${problem}: ${kind.text}`);
  };
  if (wasmByteCode.length === 0) refuse(wasmErrors.empty, "is required");
  if (wasmByteCode.length > MAX_WASM_SIZE) refuse(wasmErrors.limit, `cannot be longer than ${MAX_WASM_SIZE} bytes`);
}

function validateInstantiate({ codeId, label }: MsgInstantiateContract): void {
  if (codeId === 0n) throw AbciError.of(sdkErrors.invalidRequest, "code id is required");
  if (label === "") throw AbciError.of(wasmErrors.empty, "is required").wrap("label");
  if (Buffer.byteLength(label) > MAX_LABEL_SIZE) {
    throw AbciError.of(wasmErrors.limit, `cannot be longer than ${MAX_LABEL_SIZE} characters`).wrap("label");
  }
  if (label !== label.trim()) {
    throw AbciError.of(wasmErrors.invalid, "label must not start/end with whitespaces").wrap("label");
  }
  if (/\p{C}/u.test(label)) {
    throw AbciError.of(wasmErrors.invalid, "label must have printable characters only").wrap("label");
  }
}

function validateFunds(funds: readonly Coin[]): void {
  const problem = coinsProblem(funds);
  if (problem !== undefined) throw AbciError.plain(`funds: ${problem}`);
}

function requireAddress(prefix: string, human: string, name: string | undefined): void {
  const decoded = decodeAddress(prefix, human);
  if (!decoded.ok) throw AbciError.plain(name === undefined ? decoded.error : `${name}: ${decoded.error}`);
}

function isJson(bytes: Uint8Array): boolean {
  try {
    JSON.parse(text(bytes));
    return true;
  } catch {
    return false;
  }
}
