import { Command } from "commander";
import type { DevnetInput } from "../operations/devnet.ts";
import type { Run } from "../outcome.ts";

export function devnetCommand(run: Run): Command {
  return new Command("devnet")
    .description("keep the embedded chains running on local ports until Ctrl-C")
    .option("--chains <names>", "only these, separated by commas")
    .action((options: DevnetInput) =>
      run("devnet", async () => (await import("../operations/devnet.ts")).devnet, options),
    );
}
