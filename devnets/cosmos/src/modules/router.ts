/** How parts of the chain reach each other: messages and contracts' queries, without import cycles. */

import type { Context } from "../context.ts";
import type { ChainEvent } from "../events.ts";
import type { Message } from "./messages.ts";

/** What a message answered. */
export interface MessageResult {
  /** Type of the answer, e.g. `/cosmos.bank.v1beta1.MsgSendResponse`. */
  readonly typeUrl: string;
  /** The answer in protobuf. */
  readonly data: Uint8Array;
  readonly events: readonly ChainEvent[];
}

export interface Router {
  /** Carries out a message on the context's state; events are answered, not emitted. */
  execute(context: Context, message: Message): MessageResult;
  /** Answers a contract's query as JSON; `gasLimit` in wasm gas. */
  queryFromContract(context: Context, request: Uint8Array, gasLimit: bigint): Uint8Array;
}
