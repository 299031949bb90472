import type { Game, Step } from "./game.ts";
import type { Ground } from "./grounds/ground.ts";
import { type Difference, Match } from "./match.ts";

export interface Found {
  readonly game: Game;
  readonly difference: Difference;
}

/** Plays a whole game on a new trainer, comparing everything after every step; gives the first difference. */
export async function replay(ground: Ground, game: Game): Promise<Difference | undefined> {
  const match = await Match.begin(ground, game);
  for (const step of game.steps) {
    const difference = await match.play(step, true);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

/** The shortest game that still shows a difference, found by leaving out ever smaller parts; nothing if it shows none again. */
export async function shrink(ground: Ground, game: Game): Promise<Found | undefined> {
  const first = await replay(ground, game);
  if (first === undefined) return undefined;
  let best: Found = { game: upTo(game, first), difference: first };
  for (let part = Math.ceil(best.game.steps.length / 2); part >= 1; part = part === 1 ? 0 : Math.ceil(part / 2)) {
    best = await leaveOut(ground, best, part);
  }
  return best;
}

/** Leaves out every part of `size` steps without which, or without all but their waits, there is still a difference. */
async function leaveOut(ground: Ground, found: Found, size: number): Promise<Found> {
  let best = found;
  for (let end = best.game.steps.length; end > 0; end -= size) {
    const { steps } = best.game;
    const [kept, gone] = [steps.slice(0, Math.max(end - size, 0)), steps.slice(Math.max(end - size, 0), end)];
    const waited = gone.reduce((sum, { wait }) => sum + wait, 0);
    for (const extra of waited === 0 ? [0] : [0, waited]) {
      const rest = steps.slice(end).map((step, i) => (i === 0 ? { ...step, wait: step.wait + extra } : step));
      const shorter = { ...best.game, steps: [...kept, ...rest] };
      const difference = await replay(ground, shorter);
      if (difference === undefined) continue;
      best = { game: upTo(shorter, difference), difference };
      break;
    }
  }
  return best;
}

/** Without the steps after the difference. */
function upTo(game: Game, { step }: Difference): Game {
  const last = game.steps.findIndex(({ id }: Step) => id === step?.id);
  return { ...game, steps: game.steps.slice(0, last + 1) };
}
