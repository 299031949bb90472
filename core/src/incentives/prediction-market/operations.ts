import { bigEndian, keccak256, readBigEndian } from "../../bytes.ts";
import { OmnisumError } from "../../errors.ts";
import type { Args } from "../../protocol/interface.ts";
import type { WireRecord } from "../../protocol/wire.ts";
import type { Scene } from "../incentive.ts";
import { closeIfEmpty, enterCollect, type Terms } from "./phases.ts";
import { Scoring } from "./scoring.ts";
import type { PREDICTION_MARKET_SPEC } from "./spec.ts";
import { dueTo, expectedPiece, held, type MarketState, PHASE, phaseEntered, type Step } from "./state.ts";
import { isPieceOf } from "./test-set.ts";

/** A piece is drawn from this many blocks after the opening on. */
const BLOCKS_BEFORE_DRAW = 2n;

/** An operation's scene with the market as it is at the time. */
export interface MarketScene extends Scene {
  readonly terms: Terms;
  readonly state: MarketState;
}

/** What an operation comes to; nothing is paid unless it says so. */
export interface Result extends Step {
  readonly paid?: bigint;
}

type Own<M extends keyof typeof PREDICTION_MARKET_SPEC.methods> = Args<typeof PREDICTION_MARKET_SPEC, M>;

/** Runs an operation of the market's own; throws its refusals in the order of docs/protocol.md §6.3. */
export function operate(method: string, args: WireRecord, scene: MarketScene): Result {
  switch (method) {
    case "openMarket":
      return openMarket(scene);
    case "drawPiece":
      return drawPiece(scene);
    case "revealPiece":
      // CAST: a message's arguments are those of its method's description.
      return revealPiece(scene, args as Own<"revealPiece">);
    case "score":
      // CAST: as above.
      return score(scene, args as Own<"score">);
    case "collect":
      return collect(scene);
    default:
      throw new OmnisumError("InvalidInput", { name: "method", reason: `a market has no ${method}` });
  }
}

function openMarket(scene: MarketScene): Result {
  const { state, terms, context, owner: provider } = scene;
  requirePhase(state, state.phase === PHASE.setup && state.opened === undefined);
  requireProvider(scene);
  const { bounty } = terms;
  if (context.sent < bounty) throw new OmnisumError("InsufficientDeposit", { sent: context.sent, required: bounty });
  return {
    state: { ...state, opened: context.height, bounty },
    events: [{ name: "MarketOpened", values: { provider, bounty } }],
    paid: context.sent - bounty,
  };
}

function drawPiece({ state, terms, context }: MarketScene): Result {
  const { opened, drawn } = state;
  const canDraw = state.phase === PHASE.setup && drawn === undefined;
  if (!canDraw || opened === undefined) throw wrongPhase(state);
  const until = opened + BLOCKS_BEFORE_DRAW;
  if (context.height < until) throw new OmnisumError("TooEarly", { until });
  const block = keccak256(bigEndian(context.height, 8), bigEndian(context.now, 8), terms.commitments);
  const piece = Number((context.random ?? readBigEndian(block)) % BigInt(terms.pieces));
  return { state: { ...state, drawn: piece }, events: [{ name: "PieceDrawn", values: { piece } }] };
}

function revealPiece(scene: MarketScene, { piece, salt, samples, proof }: Own<"revealPiece">): Result {
  const { state, terms } = scene;
  const { phase, drawn } = state;
  requirePhase(state, phase === PHASE.reveal || (phase === PHASE.setup && drawn !== undefined));
  requireProvider(scene);
  const items = scene.readBatch(samples);
  const matches = isPieceOf(terms, { piece, salt, samples, proof }, items.length);
  if (piece !== expectedPiece(state) || !matches) throw new OmnisumError("CommitmentMismatch", { piece });
  for (const item of items) scene.check(item);
  const revealed = { name: "PieceRevealed", values: { piece, samples } };
  if (phase === PHASE.setup) {
    const next = drawn === 0 ? 1 : 0;
    return enter({ ...state, next }, PHASE.participation, revealed);
  }
  const next = piece + (piece + 1 === drawn ? 2 : 1);
  const shown = { ...state, next, tests: [...state.tests, ...items] };
  if (next < terms.pieces) return { state: shown, events: [revealed] };
  const { tests, contributions, contributors, bounty } = shown;
  const scoring = new Scoring({ base: scene.model, tests, contributions }, contributors, bounty);
  return enter({ ...shown, scoring }, PHASE.scoring, revealed);
}

function score({ state, terms, context }: MarketScene, { limit }: Own<"score">): Result {
  if (state.phase !== PHASE.scoring || state.scoring === undefined) throw wrongPhase(state);
  const scoring = state.scoring.clone();
  const events = scoring.run(limit);
  const scored = { ...state, scoring, contributors: scoring.contributors, bounty: scoring.bounty };
  if (!scoring.isDone) return { state: scored, events };
  const collecting = enterCollect(scored, terms, context.now);
  return { state: collecting.state, events: [...events, ...collecting.events] };
}

function collect({ state, context, owner }: MarketScene): Result {
  requirePhase(state, state.phase === PHASE.collect);
  const { caller: account, now } = context;
  const takesAll = now >= state.collectEnd;
  const amount = takesAll ? held(state) : dueTo(account, owner, state);
  if (amount === 0n) throw new OmnisumError("NothingToCollect", {});
  const paidOut = (name: string) => takesAll || name === account;
  const contributors = state.contributors.map((one) => (paidOut(one.account) ? { ...one, balance: 0n } : one));
  const bounty = paidOut(owner) ? 0n : state.bounty;
  const left = closeIfEmpty({ ...state, contributors, bounty, remainder: takesAll ? 0n : state.remainder });
  const collected = { name: "Collected", values: { account, amount } };
  return { state: left.state, events: [collected, ...left.events], paid: amount };
}

function enter(state: MarketState, phase: MarketState["phase"], event: Step["events"][number]): Result {
  return { state: { ...state, phase }, events: [event, phaseEntered(phase)] };
}

function requirePhase(state: MarketState, holds: boolean): void {
  if (!holds) throw wrongPhase(state);
}

function wrongPhase({ phase }: MarketState): OmnisumError {
  return new OmnisumError("WrongPhase", { phase });
}

function requireProvider({ context, owner }: MarketScene): void {
  if (context.caller !== owner) throw new OmnisumError("NotProvider", {});
}
