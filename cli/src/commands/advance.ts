import { Command } from "commander";
import type { AdvanceInput } from "../operations/advance.ts";
import type { Run } from "../outcome.ts";
import { collect } from "./options.ts";

export function advanceCommand(run: Run): Command {
  return new Command("advance")
    .description("move a development chain's clock forward")
    .argument("<duration>", "15s, 30m, 2h, 7d or a number of seconds")
    .option("--chain <name>", "the chain; may be repeated", collect)
    .action((duration: string, options: Omit<AdvanceInput, "duration">) =>
      run("advance", async () => (await import("../operations/advance.ts")).advance, { ...options, duration }),
    );
}
