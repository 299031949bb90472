/** What a contract's answer makes happen: events, submessages, replies (wasmd v0.70 `keeper.go`, `msg_dispatcher.go`, `events.go`). */

import { AbciError, sdkErrors, wasmErrors } from "../abci-error.ts";
import { encodeAddress } from "../bech32.ts";
import { base64, fromBase64, utf8 } from "../bytes.ts";
import type { Coin } from "../coins.ts";
import type { Context } from "../context.ts";
import { type Attribute, type ChainEvent, event } from "../events.ts";
import { GasMeter, OutOfGas } from "../gas-meter.ts";
import { dispatchable } from "./contract-message.ts";
import type { MessageResult } from "./router.ts";
import { callContract } from "./wasm-call.ts";
import { eventCost, replyCost } from "./wasm-gas.ts";
import { contractInstance } from "./wasm-store.ts";

export type EventAttribute = Attribute;

export interface ContractEvent {
  readonly type: string;
  readonly attributes: readonly EventAttribute[];
}

/** A contract's message as it comes out of the VM; exactly one variant is set. */
export interface CosmosMsg {
  readonly bank?: { readonly send?: { readonly to_address: string; readonly amount: readonly Coin[] } };
  readonly wasm?: {
    readonly execute?: { readonly contract_addr: string; readonly msg: string; readonly funds: readonly Coin[] };
    readonly instantiate?: {
      readonly admin: string | null;
      readonly code_id: number;
      readonly msg: string;
      readonly funds: readonly Coin[];
      readonly label: string;
    };
  };
}

interface SubMsg {
  readonly id: number;
  readonly msg: CosmosMsg;
  readonly payload?: string;
  readonly gas_limit?: number | null;
  readonly reply_on: "always" | "error" | "success" | "never";
}

/** `Response` of instantiate, execute and reply. */
export interface ContractResponse {
  readonly messages: readonly SubMsg[];
  readonly attributes: readonly EventAttribute[];
  readonly events: readonly ContractEvent[];
  readonly data: string | null;
}

/** What is handed to `reply`. */
export interface Reply {
  readonly id: number;
  readonly payload: string | undefined;
  readonly result: {
    readonly ok?: {
      readonly events: readonly ContractEvent[];
      readonly data: Uint8Array;
      readonly responses: readonly MessageResult[];
    };
    readonly error?: string;
  };
}

const EVENTS = "CosmWasm/wasmd@v0.70.3/x/wasm/keeper/events.go";
const MAX_CALL_DEPTH = 500;
const MIN_EVENT_TYPE_LENGTH = 2;

/** A contract's answer: `Ok` with a response, or the text of its error. */
export function contractResult<T>(json: unknown): { readonly ok: T } | { readonly error: string } {
  // CAST: contracts answer cosmwasm-std's ContractResult; anything else fails where it is used
  return json as { ok: T } | { error: string };
}

/** Emits the events, carries out the submessages, and answers the data for the caller. */
export function handleResponse(context: Context, contract: Uint8Array, response: ContractResponse): Uint8Array {
  const { attributes, events, messages, data } = response;
  context.meter.consume(eventCost(attributes, events), "Custom contract event attributes");
  const address = encodeAddress(context.config.prefix, contract);
  if (attributes.length > 0) context.events.push(contractEvent("wasm", attributes, address));
  for (const { type, attributes: own } of events) {
    const name = type.trim();
    if (name.length <= MIN_EVENT_TYPE_LENGTH) {
      throw AbciError.of(wasmErrors.invalidEvent, `Event type too short: '${name}'`, `${EVENTS}:36`);
    }
    context.events.push(contractEvent(`wasm-${name}`, own, address));
  }
  const deeper = context.deeper();
  if (deeper.callDepth > MAX_CALL_DEPTH) throw AbciError.bare(wasmErrors.maxCallDepth);
  const replied = dispatchAll(deeper, contract, messages);
  return replied ?? fromBase64(data ?? "");
}

function contractEvent(type: string, attributes: readonly EventAttribute[], contract: string): ChainEvent {
  const checked = attributes.map(({ key, value }) => {
    const name = key.trim();
    if (name === "")
      throw AbciError.of(wasmErrors.invalidEvent, `Empty attribute key. Value: ${value}`, `${EVENTS}:55`);
    if (name.startsWith("_")) {
      throw AbciError.of(
        wasmErrors.invalidEvent,
        `Attribute key starts with reserved prefix _: '${name}'`,
        `${EVENTS}:60`,
      );
    }
    return { key: name, value: value.trim() };
  });
  return { type, attributes: [{ key: "_contract_address", value: contract }, ...checked] };
}

/** Answers the data of the last reply that set some. */
function dispatchAll(context: Context, contract: Uint8Array, messages: readonly SubMsg[]): Uint8Array | undefined {
  let data: Uint8Array | undefined;
  for (const message of messages) {
    const outcome = dispatch(context, contract, message);
    const failed = outcome instanceof AbciError;
    if (failed && (message.reply_on === "success" || message.reply_on === "never")) throw outcome;
    if (message.reply_on === "never" || (message.reply_on === "error" && !failed)) continue;
    const reply = { id: message.id, payload: message.payload, result: replyResult(message, outcome) };
    try {
      data = callReply(context, contract, reply) ?? data;
    } catch (error) {
      throw error instanceof AbciError ? error.wrap("reply") : error;
    }
  }
  return data;
}

interface Dispatched {
  readonly events: readonly ChainEvent[];
  readonly results: readonly MessageResult[];
}

/** Carries a submessage out on a branch of the state; answers its failure instead of throwing it. */
function dispatch(context: Context, contract: Uint8Array, { msg, gas_limit }: SubMsg): Dispatched | AbciError {
  const limit = gas_limit === undefined || gas_limit === null ? undefined : BigInt(gas_limit);
  const limited = limit !== undefined && limit < context.meter.limit - context.meter.consumed;
  try {
    const { result: results } = context.attempt((branch) =>
      limited ? runLimited(branch, contract, msg, limit) : run(branch, contract, msg),
    );
    const emitted = results.flatMap((result) => result.events).filter(({ type }) => type !== "message");
    const events = msg.wasm === undefined ? emitted : emitted.map(sortAttributes);
    context.events.push(...events);
    return { events: msg.wasm === undefined ? [] : events, results };
  } catch (error) {
    if (error instanceof AbciError) return error;
    throw error;
  }
}

function run(context: Context, contract: Uint8Array, msg: CosmosMsg): readonly MessageResult[] {
  const sender = encodeAddress(context.config.prefix, contract);
  const message = dispatchable(context.config.prefix, sender, msg);
  return message === undefined ? [] : [context.router.execute(context, message)];
}

/** With a meter of its own; running out of it fails the submessage alone. */
function runLimited(context: Context, contract: Uint8Array, msg: CosmosMsg, limit: bigint) {
  const meter = new GasMeter(limit);
  try {
    return run(context.withMeter(meter), contract, msg);
  } catch (error) {
    if (!(error instanceof OutOfGas)) throw error;
    throw AbciError.of(sdkErrors.outOfGas, "SubMsg hit gas limit");
  } finally {
    const spent = meter.consumed > limit ? limit : meter.consumed;
    context.meter.consume(spent, "From limited Sub-Message");
  }
}

/** wasmd sorts the attributes of a contract's submessages by key. */
function sortAttributes({ type, attributes }: ChainEvent): ChainEvent {
  return { type, attributes: attributes.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)) };
}

function replyResult({ msg }: SubMsg, outcome: Dispatched | AbciError): Reply["result"] {
  if (outcome instanceof AbciError) {
    const { codespace, code } = outcome.kind;
    return { error: outcome.deterministic ? outcome.message : `codespace: ${codespace}, code: ${code}` };
  }
  const { events, results } = outcome;
  const data = results[0]?.data ?? new Uint8Array();
  return { ok: { events: msg.wasm === undefined ? [] : events, data, responses: results } };
}

function callReply(context: Context, contract: Uint8Array, reply: Reply): Uint8Array | undefined {
  const { code } = contractInstance(context, contract);
  context.meter.consume(replyCost(reply), "Loading CosmWasm module: reply");
  const json = callContract(context, { address: contract, code, entry: "reply", args: [encodeReply(reply)] });
  const result = contractResult<ContractResponse>(json);
  if (!("ok" in result)) {
    throw new AbciError(wasmErrors.executeFailed, `${result.error}: ${wasmErrors.executeFailed.text}`, {
      origin: "CosmWasm/wasmd@v0.70.3/x/wasm/keeper/keeper.go:702",
      deterministic: true,
    });
  }
  context.events.push(event("reply", ["_contract_address", encodeAddress(context.config.prefix, contract)]));
  try {
    const data = handleResponse(context, contract, result.ok);
    return data.length > 0 ? data : undefined;
  } catch (error) {
    throw error instanceof AbciError ? error.wrap("dispatch") : error;
  }
}

/** `Reply`, as Go writes it. */
function encodeReply({ id, payload, result }: Reply): Uint8Array {
  const ok = result.ok && {
    events: result.ok.events,
    ...(result.ok.data.length > 0 ? { data: base64(result.ok.data) } : {}),
    msg_responses: result.ok.responses.map(({ typeUrl, data }) => ({ type_url: typeUrl, value: base64(data) })),
  };
  const json = {
    gas_used: 0,
    id,
    result: ok === undefined ? { error: result.error } : { ok },
    ...(payload === undefined || payload === "" ? {} : { payload }),
  };
  return utf8(JSON.stringify(json));
}
