/**
 * `npm run differential -- --ops N --seed S --chains evm,cosmos --trainers naive-bayes,points --out DIR`: plays random games on
 * the contracts and on the reference, and compares. `--replay FILE` plays one game again, comparing everything after each step.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Game } from "./game.ts";
import type { Ground } from "./grounds/ground.ts";
import { openGround } from "./grounds/index.ts";
import type { Difference } from "./match.ts";
import { type Found, replay } from "./shrink.ts";
import { PAIRINGS, playTournament, type Tally } from "./tournament.ts";

const { values: options } = parseArgs({
  options: {
    ops: { type: "string", default: "3000" },
    seed: { type: "string", default: "1" },
    chains: { type: "string", default: "evm,cosmos" },
    trainers: { type: "string", default: "" },
    out: { type: "string", default: ".cache/differential" },
    replay: { type: "string" },
  },
});

let differences = 0;
for (const name of options.chains.split(",")) {
  const ground = await openGround(name);
  try {
    if (options.replay === undefined) await play(ground);
    else await playAgain(ground, options.replay);
  } finally {
    await ground.close();
  }
}
process.exit(differences === 0 ? 0 : 1);

async function play(ground: Ground): Promise<void> {
  const { seed, ops, trainers } = options;
  const wanted = trainers.split(",").filter((kind) => kind !== "");
  const pairings = PAIRINGS.filter(({ model, incentive }) => wanted.every((kind) => [model, incentive].includes(kind)));
  const start = performance.now();
  let told = start;
  const onGame = (tally: Tally): void => {
    if (performance.now() - told < 10_000) return;
    told = performance.now();
    console.log(progressOf(ground, tally, told - start));
  };
  const { tally, found } = await playTournament(ground, { seed, steps: Number(ops), pairings, onGame });
  console.log(progressOf(ground, tally, performance.now() - start));
  const names = [...tally.seen].sort(([, a], [, b]) => b - a).map(([name, times]) => `${name} ${times}`);
  console.log(`  ${names.join(", ")}`);
  if (found !== undefined) report(ground, found);
}

async function playAgain(ground: Ground, file: string): Promise<void> {
  const game: Game = JSON.parse(readFileSync(file, "utf8"));
  const difference = await replay(ground, game);
  if (difference === undefined) console.log(`${ground.name}: ${game.steps.length} steps without a difference`);
  else tell(ground, difference);
}

function report(ground: Ground, { game, difference }: Found): void {
  mkdirSync(options.out, { recursive: true });
  const file = join(options.out, `${ground.name}-${options.seed}.json`);
  writeFileSync(file, `${JSON.stringify(game, null, 1)}\n`);
  tell(ground, difference);
  const { model, incentive } = game;
  console.log(`  ${model.kind} × ${incentive.kind}, ${game.steps.length} steps: ${file}`);
}

function tell(ground: Ground, { step, what, expected, actual }: Difference): void {
  differences += 1;
  console.log(`${ground.name} differs in ${what}\n  after ${JSON.stringify(step)}`);
  console.log(`  reference: ${expected}\n  ${ground.name}: ${actual}`);
}

function progressOf(ground: Ground, { steps, games }: Tally, milliseconds: number): string {
  return `${ground.name}: ${steps} operations in ${games} games, ${Math.round((steps / milliseconds) * 1_000)} a second`;
}
