/** A small prediction market whose every number can be worked out by hand. */
import { bigEndian, concat, keccak256, type LabelledSample, merkleTree, packLabelledList } from "@omnisum/core";
import { after, at, create, type Done, mine, type Trainer } from "../support/chain.ts";
import * as f from "./fixture.ts";

export const BOUNTY = 1_000n;
export const MIN_STAKE = 10n;
export const [PARTICIPATION_WAIT, REVEAL_WAIT, COLLECT_WAIT] = [100_000, 100, 500];
export const PHASE = { setup: 0n, participation: 1n, reveal: 2n, scoring: 3n, collect: 4n, closed: 5n };
/** The owner of every trainer. */
export const PROVIDER = f.OWNER;

export interface Terms {
  readonly pieces: readonly (readonly LabelledSample[])[];
  readonly bounty: bigint;
  readonly minStake: bigint;
  readonly minContributions: number;
  readonly learningRate: number;
}

/** Feature 2 means 1 and features 8 and 9 mean 0 to the model; feature 5 means 0, and the tests want 1. */
const ASK = (feature: number, label: number): LabelledSample => ({ sample: Uint8Array.of(feature), label });
export const USUAL: Terms = {
  pieces: [
    [ASK(5, 1), ASK(6, 1)],
    [ASK(8, 0), ASK(2, 1)],
    [ASK(5, 1), ASK(9, 0), ASK(6, 1)],
  ],
  bounty: BOUNTY,
  minStake: MIN_STAKE,
  minContributions: 1,
  learningRate: 30,
};

export interface Market {
  readonly trainer: Trainer;
  readonly terms: Terms;
  /** When participation ends. */
  readonly end: number;
  /** The piece that was drawn, once it was. */
  readonly drawn: number;
}

const salts = (count: number) => Array.from({ length: count }, (_, i) => bigEndian(i + 1, 32));

function leaves({ pieces }: Terms): readonly Uint8Array[] {
  const salt = salts(pieces.length);
  return pieces.map((piece, i) =>
    keccak256(salt[i] ?? new Uint8Array(), bigEndian(piece.length, 2), packLabelledList(piece)),
  );
}

export function incentive(terms: Terms, end: number, changes: Readonly<Record<string, number>> = {}): Uint8Array {
  const { pieces = terms.pieces.length, participationEnd = end, minContributions = terms.minContributions } = changes;
  return concat(
    bigEndian(3, 1),
    bigEndian(pieces, 2),
    merkleTree(leaves(terms)).root,
    bigEndian(terms.bounty, 12),
    bigEndian(terms.minStake, 12),
    bigEndian(minContributions, 4),
    bigEndian(participationEnd, 8),
    bigEndian(REVEAL_WAIT, 4),
    bigEndian(COLLECT_WAIT, 4),
  );
}

/** In setup, nothing done yet. */
export async function createMarket(shared: f.Shared, changes: Partial<Terms> = {}): Promise<Market> {
  const terms = { ...USUAL, ...changes };
  const end = (await after(1)) + PARTICIPATION_WAIT;
  const plan = await f.planOf({ incentive: incentive(terms, end) }, { learningRate: terms.learningRate });
  return { trainer: await create(shared.factory, shared.implementation, plan), terms, end, drawn: -1 };
}

/** What reveals a piece. */
export function revealOf(
  { terms }: Pick<Market, "terms">,
  piece: number,
): readonly [number, Uint8Array, Uint8Array, Uint8Array] {
  const [salt = new Uint8Array(), proof = new Uint8Array()] = [
    salts(terms.pieces.length)[piece],
    merkleTree(leaves(terms)).proofs[piece],
  ];
  return [piece, salt, packLabelledList(terms.pieces[piece] ?? []), proof];
}

export async function open({ trainer, terms }: Market, from = PROVIDER, value = terms.bounty): Promise<Done> {
  await after(1);
  return trainer.send(from, "openMarket", [], value);
}

/** In participation. */
export async function start(shared: f.Shared, changes: Partial<Terms> = {}): Promise<Market> {
  return enter(await createMarket(shared, changes));
}

/** Brings a market from setup to participation. */
export async function enter(market: Market): Promise<Market> {
  await open(market);
  await mine(1);
  await after(1);
  const drawn = Number((await market.trainer.send(f.CAROL, "drawPiece", [])).fields.piece);
  await after(1);
  await market.trainer.send(PROVIDER, "revealPiece", revealOf(market, drawn));
  return { ...market, drawn };
}

export async function stake(
  { trainer }: Market,
  from: number,
  { sample, label }: LabelledSample,
  value = 100n,
): Promise<Done> {
  await after(1);
  return trainer.send(from, "addData", [sample, label], value);
}

/** Has the other pieces shown; the last one begins the scoring. */
export async function revealAll(market: Market): Promise<Done> {
  await at(market.end);
  let done: Done | undefined;
  for (const [i] of market.terms.pieces.entries()) {
    if (i === market.drawn) continue;
    done = await market.trainer.send(PROVIDER, "revealPiece", revealOf(market, i));
    await after(1);
  }
  if (done === undefined) throw new RangeError("nothing to reveal");
  return done;
}

export async function score({ trainer }: Market, limit = 1_000_000): Promise<Done> {
  await after(1);
  return trainer.send(f.BOB, "score", [limit]);
}

export async function collect({ trainer }: Market, from: number): Promise<Done> {
  await after(1);
  return trainer.send(from, "collect", []);
}
