import type { Command } from "commander";
import type { CompactInput } from "../operations/compact.ts";
import type { Run } from "../outcome.ts";
import { trainerCommand } from "./options.ts";

export function compactCommand(run: Run): Command {
  return trainerCommand(
    "compact",
    "fold a trainer's log of lessons into its base, which makes later operations cheaper",
  )
    .option("--yes", "do not ask on a live network")
    .action((name: string | undefined, options: CompactInput) => {
      const load = async () => (await import("../operations/compact.ts")).compact;
      return run("compact", load, { ...options, ...(name !== undefined && { name }) });
    });
}
