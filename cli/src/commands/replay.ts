import type { Command } from "commander";
import type { ReplayInput } from "../operations/replay.ts";
import type { Run } from "../outcome.ts";
import { trainerCommand } from "./options.ts";

export function replayCommand(run: Run): Command {
  return trainerCommand("replay", "rebuild a trainer's model from an earlier state and the events alone, and compare")
    .option(
      "--from <file>",
      "the state to begin with: a state file, or the model file or bundled model it was deployed with",
    )
    .option("--output <file>", "write the rebuilt state to a state file")
    .action((name: string | undefined, options: ReplayInput) => {
      const load = async () => (await import("../operations/replay.ts")).replayModel;
      return run("replay", load, { ...options, ...(name !== undefined && { name }) });
    });
}
