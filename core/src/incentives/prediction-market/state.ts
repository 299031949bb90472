import type { ReferenceEvent } from "../../reference/call.ts";
import type { LabelledSample } from "../../samples/labelled-list.ts";
import type { Scoring } from "./scoring.ts";

/** The phases of a market, only forward. */
export const PHASE = { setup: 0, participation: 1, reveal: 2, scoring: 3, collect: 4, closed: 5 } as const;
export type Phase = (typeof PHASE)[keyof typeof PHASE];

export interface Contributor {
  readonly account: string;
  /** The stakes at first; what `collect` pays in the end. */
  readonly balance: bigint;
}

export interface MarketContribution extends LabelledSample {
  /** The place of its author among the contributors. */
  readonly contributor: number;
}

/** Everything a market has in memory; replaced, never changed. Money in the chain's smallest unit. */
export interface MarketState {
  /** As it was entered last; by time it may have ended since. */
  readonly phase: Phase;
  /** The height at which the market was opened. */
  readonly opened?: bigint;
  /** What is left of the bounty. */
  readonly bounty: bigint;
  /** What the shares in a forfeited bounty leave over. */
  readonly remainder: bigint;
  readonly drawn?: number;
  /** The piece to be revealed next once the drawn one is shown. */
  readonly next?: number;
  /** The test samples, in the order of pieces and lists. */
  readonly tests: readonly LabelledSample[];
  readonly contributions: readonly MarketContribution[];
  /** In the order of their first contributions. */
  readonly contributors: readonly Contributor[];
  readonly scoring?: Scoring;
  /** When anyone may take what is uncollected, seconds since 1970; 0 before the collect phase. */
  readonly collectEnd: bigint;
}

export function openingState(): MarketState {
  return {
    phase: PHASE.setup,
    bounty: 0n,
    remainder: 0n,
    tests: [],
    contributions: [],
    contributors: [],
    collectEnd: 0n,
  };
}

/** What a market holds: all balances and what is left of the bounty. */
export function held({ bounty, remainder, contributors }: MarketState): bigint {
  return contributors.reduce((sum, { balance }) => sum + balance, bounty + remainder);
}

/** What `collect` would pay an account, as a contributor and as the provider. */
export function dueTo(account: string, provider: string, { bounty, contributors }: MarketState): bigint {
  const balance = contributors.find((contributor) => contributor.account === account)?.balance ?? 0n;
  return account === provider ? balance + bounty : balance;
}

/** The piece that must be revealed next: the drawn one until it is shown. */
export function expectedPiece({ drawn, next }: MarketState): number | undefined {
  return next ?? drawn;
}

/** A state, and the events of its coming about. */
export interface Step {
  readonly state: MarketState;
  readonly events: readonly ReferenceEvent[];
}

export function phaseEntered(phase: Phase): ReferenceEvent {
  return { name: "PhaseEntered", values: { phase } };
}
