import { INCENTIVES, MODELS } from "@omnisum/core";
import { modelCaseOf } from "../cases/models.ts";
import { seeded } from "../support/random.mjs";
import { dealGame } from "./deal.ts";
import type { Game, Step } from "./game.ts";
import type { Ground } from "./grounds/ground.ts";
import { Match } from "./match.ts";
import { type Found, shrink } from "./shrink.ts";
import { Walk } from "./walk.ts";

/** The last phase of a market; other mechanisms have none. */
const CLOSED = 5;
/** A trainer is given up for another after so many steps. */
const STEPS_A_GAME = 120;
/** Everything is compared after one step in so many; after the others, what the step did, the state's hash and the balance. */
const THOROUGH = 10;

export interface Pairing {
  readonly model: string;
  readonly incentive: string;
}

/** All trainers: every model with every mechanism. */
export const PAIRINGS: readonly Pairing[] = MODELS.flatMap(({ kind: model }) =>
  INCENTIVES.map(({ kind: incentive }) => ({ model, incentive })),
);

export interface Tally {
  steps: number;
  games: number;
  /** How often each event and each refusal has happened. */
  readonly seen: Map<string, number>;
}

export interface TournamentOptions {
  readonly seed: string;
  readonly steps: number;
  readonly pairings: readonly Pairing[];
  /** Told after every game. */
  readonly onGame?: (tally: Tally) => void;
}

/** Plays games of all pairings in turn until enough steps are played or the two differ; then cuts the game down. */
export async function playTournament(
  ground: Ground,
  { seed, steps, pairings, onGame }: TournamentOptions,
): Promise<{ readonly tally: Tally; readonly found?: Found }> {
  const tally: Tally = { steps: 0, games: 0, seen: new Map() };
  for (let round = 0; tally.steps < steps; round++) {
    const { model, incentive } = pairings[round % pairings.length] ?? { model: "", incentive: "" };
    const played = await playGame(ground, { model, incentive }, { seed: `${seed} ${round}`, tally });
    tally.games += 1;
    if (played !== undefined) {
      const found = (await shrink(ground, played.game)) ?? played;
      return { tally, found };
    }
    onGame?.(tally);
  }
  return { tally };
}

async function playGame(
  ground: Ground,
  { model: kind, incentive }: Pairing,
  { seed, tally }: { readonly seed: string; readonly tally: Tally },
): Promise<Found | undefined> {
  const random = seeded(seed);
  const model = modelCaseOf(kind);
  const game: Game = dealGame(model, incentive, random);
  const match = await Match.begin(ground, game, tally.seen);
  const walk = new Walk(match, model, random);
  const steps: Step[] = [];
  for (let i = 0; i < STEPS_A_GAME; i++) {
    const step = walk.next();
    steps.push(step);
    const difference = await match.play(step, i % THOROUGH === THOROUGH - 1 || i === STEPS_A_GAME - 1);
    tally.steps += 1;
    if (difference !== undefined) return { game: { ...game, steps }, difference };
    walk.enter(step);
    if (game.pieces !== undefined && match.replica.ask("phase", {}, match.moment) === CLOSED && random.oneIn(5)) break;
  }
  return undefined;
}
