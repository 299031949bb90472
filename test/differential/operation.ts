import type { WireRecord } from "@omnisum/core";
import type { Side } from "./side.ts";

/** One operation, said so that it means the same on both chains. */
export interface Operation {
  readonly method: string;
  /** Which person sends it. */
  readonly from: number;
  /** How many seconds after the operation before. */
  readonly wait: bigint;
  readonly funds: bigint;
  /** Its arguments in the notation of a chain. */
  readonly args: (view: View) => WireRecord;
}

/** One chain's view of what both hold. */
export interface View {
  readonly side: Side;
  /** This chain's one of a pair. */
  own<T>(pair: Pair<T>): T;
}

/** The same thing as each of the two chains has it: addresses differ, and proofs with them. */
export type Pair<T> = readonly [T, T];
