import type { ReferenceEvent } from "../../reference/call.ts";
import { held, type MarketState, PHASE, phaseEntered, type Step } from "./state.ts";
import type { Commitments } from "./test-set.ts";

/** The parameters of a market; times in seconds, money in the chain's smallest unit. */
export interface Terms extends Commitments {
  readonly bounty: bigint;
  readonly minStake: bigint;
  readonly minContributions: bigint;
  readonly participationEnd: bigint;
  readonly revealWait: bigint;
  readonly collectWait: bigint;
}

/** A market as it is at the time `now`: phases that end by time have ended at theirs. */
export function atTime(state: MarketState, terms: Terms, now: bigint): Step {
  const { participationEnd, revealWait } = terms;
  const revealEnd = participationEnd + revealWait;
  if (state.phase === PHASE.setup && now >= participationEnd) return enterCollect(state, terms, participationEnd);
  if (state.phase === PHASE.participation && now >= participationEnd) {
    if (BigInt(state.contributions.length) < terms.minContributions)
      return enterCollect(state, terms, participationEnd);
    const reveal = { ...state, phase: PHASE.reveal };
    return after([phaseEntered(PHASE.reveal)], atTime(reveal, terms, now));
  }
  if (state.phase === PHASE.reveal && now >= revealEnd) return enterCollect(forfeited(state), terms, revealEnd);
  return { state, events: [] };
}

/** The collect phase that begins at the time `began`; a market that holds nothing is closed at once. */
export function enterCollect(state: MarketState, { collectWait }: Pick<Terms, "collectWait">, began: bigint): Step {
  const collect = { ...state, phase: PHASE.collect, collectEnd: began + collectWait };
  return after([phaseEntered(PHASE.collect)], closeIfEmpty(collect));
}

export function closeIfEmpty(state: MarketState): Step {
  if (held(state) > 0n) return { state, events: [] };
  return { state: { ...state, phase: PHASE.closed }, events: [phaseEntered(PHASE.closed)] };
}

/** The provider has vanished: each stake draws its part of the bounty, rounded down. What that leaves over is nobody's. */
function forfeited(state: MarketState): MarketState {
  const { bounty } = state;
  const stakes = state.contributors.reduce((sum, { balance }) => sum + balance, 0n);
  if (stakes === 0n) return state;
  const contributors = state.contributors.map(({ account, balance }) => {
    return { account, balance: balance + (bounty * balance) / stakes };
  });
  const given = contributors.reduce((sum, { balance }) => sum + balance, -stakes);
  return { ...state, contributors, bounty: 0n, remainder: bounty - given };
}

function after(events: readonly ReferenceEvent[], step: Step): Step {
  return { state: step.state, events: [...events, ...step.events] };
}
