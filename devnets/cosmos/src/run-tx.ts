/** Runs one transaction: ante, messages, events, errors (cosmos-sdk v0.54 `baseapp.go`, `RunTx` and `runMsgs`). */

import { TxMsgData } from "cosmjs-types/cosmos/base/abci/v1beta1/abci";
import { AbciError, sdkErrors } from "./abci-error.ts";
import type { Context } from "./context.ts";
import { type ChainEvent, event, withAttribute } from "./events.ts";
import { OutOfGas } from "./gas-meter.ts";
import { type Mode, runAnte } from "./modules/ante.ts";
import { type Message, moduleOf, signerOf, typeUrls } from "./modules/messages.ts";
import type { MessageResult } from "./modules/router.ts";
import { type Transaction, validateMessages } from "./tx.ts";

/** How a transaction went. */
export interface TxOutcome {
  readonly gasWanted: bigint;
  readonly gasUsed: bigint;
  /** What the messages answered, in protobuf (`TxMsgData`); empty after a failure. */
  readonly data: Uint8Array;
  /** After a failure only those of the ante part: the fee is paid all the same. */
  readonly events: readonly ChainEvent[];
  readonly error: AbciError | undefined;
}

const NO_DATA: Uint8Array = new Uint8Array();

/** Runs a transaction on a context whose changes the caller keeps or drops. */
export function runTx(context: Context, tx: Transaction, mode: Mode): TxOutcome {
  const gasWanted = context.meter.limit;
  const outcome = (error?: AbciError, data = NO_DATA, events: readonly ChainEvent[] = []): TxOutcome => ({
    gasWanted,
    gasUsed: context.meter.consumed,
    data,
    events,
    error,
  });
  let anteEvents: readonly ChainEvent[];
  try {
    validateMessages(context.config.prefix, tx);
  } catch (error) {
    return { ...outcome(asAbci(context, tx, error)), gasWanted: 0n };
  }
  try {
    anteEvents = context.attempt((branch) => runAnte(branch, tx, mode)).events;
  } catch (error) {
    return outcome(asAbci(context, tx, error));
  }
  if (mode === "check") return outcome(undefined, NO_DATA, anteEvents);
  try {
    const { result } = context.attempt((branch) => runMessages(branch, tx.messages));
    return outcome(undefined, result.data, [...anteEvents, ...result.events]);
  } catch (error) {
    return outcome(asAbci(context, tx, error), NO_DATA, anteEvents);
  }
}

function runMessages(context: Context, messages: readonly Message[]) {
  const events: ChainEvent[] = [];
  const msgResponses: { typeUrl: string; value: Uint8Array }[] = [];
  for (const [i, message] of messages.entries()) {
    const result = runMessage(context, message, i);
    msgResponses.push({ typeUrl: result.typeUrl, value: result.data });
    events.push(...messageEvents(message, result.events).map((one) => withAttribute(one, "msg_index", `${i}`)));
  }
  return { data: TxMsgData.encode(TxMsgData.fromPartial({ msgResponses })).finish(), events };
}

function runMessage(context: Context, message: Message, index: number): MessageResult {
  try {
    return context.router.execute(context, message);
  } catch (error) {
    if (!(error instanceof AbciError)) throw error;
    throw error.wrap(`failed to execute message; message index: ${index}`);
  }
}

/** `createEvents`: a message's own event goes before those that it caused. */
function messageEvents(message: Message, caused: readonly ChainEvent[]): ChainEvent[] {
  const own = event("message", ["action", typeUrls[message.kind]], ["sender", signerOf(message)]);
  const named = caused.some(({ attributes }) => attributes.some(({ key }) => key === "module"));
  return [named ? own : withAttribute(own, "module", moduleOf(message)), ...caused];
}

function asAbci({ meter }: Context, { gas }: Transaction, error: unknown): AbciError {
  if (error instanceof AbciError) return error;
  if (!(error instanceof OutOfGas)) throw error;
  const wanted = meter.infinite ? meter.limit : gas;
  const problem = `out of gas in location: ${error.location}; gasWanted: ${wanted}, gasUsed: ${meter.consumed}`;
  return AbciError.of(sdkErrors.outOfGas, problem);
}
