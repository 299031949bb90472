import type { BlockInfo } from "./context.ts";
import type { TxOutcome } from "./run-tx.ts";

/** A transaction in a block. */
export interface TxRecord {
  /** SHA-256 of the transaction's bytes. */
  readonly hash: Uint8Array;
  readonly bytes: Uint8Array;
  readonly height: number;
  readonly index: number;
  readonly outcome: TxOutcome;
}

export interface Block extends BlockInfo {
  readonly hash: Uint8Array;
  /** Hash of the block before. */
  readonly previous: Uint8Array;
  readonly txs: readonly TxRecord[];
  readonly appHashAfter: Uint8Array;
}

export const emptyHash = new Uint8Array(32);
