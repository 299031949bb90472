import { Command } from "commander";
import type { ActInput } from "../operations/market/market.ts";
import type { PrepareInput } from "../operations/market/prepare.ts";
import type { RevealInput } from "../operations/market/reveal.ts";
import type { ScoreInput } from "../operations/market/score.ts";
import type { Run } from "../outcome.ts";
import type { TrainerReference } from "../services/trainers.ts";
import { trainerCommand } from "./options.ts";

const SECRET = "the test set's file, as `market prepare` wrote it; ~/.omnisum/NAME.test-set.json if not given";

export function marketCommand(run: Run): Command {
  return new Command("market")
    .description("pay for data by what it does to the score on a hidden test set")
    .addCommand(prepareCommand(run))
    .addCommand(openCommand(run))
    .addCommand(revealCommand(run))
    .addCommand(scoreCommand(run))
    .addCommand(collectCommand(run))
    .addCommand(statusCommand(run));
}

function prepareCommand(run: Run): Command {
  return new Command("prepare")
    .description("cut labelled samples into a hidden test set, before the model is deployed")
    .argument("[model]", "the model that will be deployed: a model file, a state file or a bundled model (imdb, vpa)")
    .option("--file <path>", 'JSON lines: {"text": "…", "label": "…"} or {"sample": "0x…", "label": 1}')
    .option("--pieces <count>", "how many pieces, 2 to 256, of at most 256 samples; one of them will be shown", "4")
    .option("--name <name>", "what the model will be deployed as; the model's name if not given")
    .option("--secret <file>", "where the test set is kept; ~/.omnisum/NAME.test-set.json if not given")
    .option("--encoder <kind>", "how texts become samples, as for `deploy`")
    .option("--scale <number>", "what the numbers of an embedding are multiplied by, as for `deploy`")
    .option("--vocabulary <file>", "the encoder's word list, as for `deploy`")
    .option("--labels <names>", "the labels' names, as for `deploy`")
    .action((model: string | undefined, options: Omit<PrepareInput, "model">) => {
      const load = async () => (await import("../operations/market/prepare.ts")).prepare;
      return run("market prepare", load, { ...options, ...(model !== undefined && { model }) });
    });
}

function openCommand(run: Run): Command {
  return trainerCommand("open", "post the bounty, draw a piece and show it: contributors can begin")
    .option("--secret <file>", SECRET)
    .option("--yes", "do not ask on a live network")
    .action((name: string | undefined, options: RevealInput) => {
      const load = async () => (await import("../operations/market/open.ts")).open;
      return run("market open", load, { ...options, ...(name !== undefined && { name }) });
    });
}

function revealCommand(run: Run): Command {
  return trainerCommand(
    "reveal",
    "reveal the test set, piece by piece from where it stopped, once participation has ended",
  )
    .option("--secret <file>", SECRET)
    .option("--yes", "do not ask on a live network")
    .action((name: string | undefined, options: RevealInput) => {
      const load = async () => (await import("../operations/market/reveal.ts")).reveal;
      return run("market reveal", load, { ...options, ...(name !== undefined && { name }) });
    });
}

function scoreCommand(run: Run): Command {
  return trainerCommand("score", "compute what each contribution did to the score, step by step until it is done")
    .option("--limit <units>", "units of work a transaction, instead of what the chain takes")
    .option("--yes", "do not ask on a live network")
    .action((name: string | undefined, options: ScoreInput) => {
      const load = async () => (await import("../operations/market/score.ts")).score;
      return run("market score", load, { ...options, ...(name !== undefined && { name }) });
    });
}

function collectCommand(run: Run): Command {
  return trainerCommand("collect", "take what is yours of a scored market; once its time is over, all that is left")
    .option("--yes", "do not ask on a live network")
    .action((name: string | undefined, options: ActInput) => {
      const load = async () => (await import("../operations/market/collect.ts")).collect;
      return run("market collect", load, { ...options, ...(name !== undefined && { name }) });
    });
}

function statusCommand(run: Run): Command {
  return trainerCommand("status", "show a market's phase, its deadlines and what it holds for whom").action(
    (name: string | undefined, options: TrainerReference) => {
      const load = async () => (await import("../operations/market/status.ts")).status;
      return run("market status", load, { ...options, ...(name !== undefined && { name }) });
    },
  );
}
