import type { WireRecord } from "../protocol/wire.ts";

/** Who calls a reference trainer, when, and with what. */
export interface CallContext {
  readonly caller: string;
  /** Seconds since 1970. */
  readonly now: bigint;
  /** The height of the block. */
  readonly height: bigint;
  readonly sent: bigint;
  /** Whether the caller's account takes a payment. */
  readonly accepts: boolean;
  /** What a draw by lot uses in the place of a number made from the block, so that it can follow another chain's. */
  readonly random?: bigint;
}

export interface ReferenceEvent {
  readonly name: string;
  readonly values: WireRecord;
}

/** What an operation did: its events, and what the caller is paid. */
export interface Outcome {
  readonly events: readonly ReferenceEvent[];
  readonly paid: bigint;
}
