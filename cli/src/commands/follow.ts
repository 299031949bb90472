import type { Command } from "commander";
import type { FollowInput } from "../operations/follow.ts";
import type { Run } from "../outcome.ts";
import { collect, trainerCommand, withoutName } from "./options.ts";

export function followCommand(run: Run): Command {
  return trainerCommand("follow", "keep a local copy of a trainer's model and predict with it, until Ctrl-C")
    .argument("[text...]", "texts to predict whenever the model has changed, each in quotes")
    .option("--sample <hex>", "a packed sample, instead of a text; may be repeated", collect)
    .option("--file <path>", 'JSON lines: {"text": "…"} or {"sample": "0x…"}')
    .option("--state <file>", "where the copy is kept, to go on from there the next time")
    .option("--interval <duration>", "how often the chain is asked for news", "2s")
    .option("--once", "catch up, compare with the chain, predict, and stop")
    .option("--vocabulary <file>", "the encoder's word list, when it is not kept beside the deployment")
    .action((name: string | undefined, text: readonly string[], options: Omit<FollowInput, "name" | "text">) => {
      const { rest, ...named } = withoutName(name, text, options);
      const load = async () => (await import("../operations/follow.ts")).follow;
      return run("follow", load, { ...options, ...named, text: rest });
    });
}
