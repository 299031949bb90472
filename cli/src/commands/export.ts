import type { Command } from "commander";
import type { ExportInput } from "../operations/export.ts";
import type { Run } from "../outcome.ts";
import { trainerCommand } from "./options.ts";

export function exportCommand(run: Run): Command {
  return trainerCommand("export", "write a trainer's whole model, as it is at one block, to a file")
    .option("--output <file>", "the state file; NAME.omnisum if not given")
    .option("--force", "replace the file if there is one")
    .action((name: string | undefined, options: ExportInput) => {
      const load = async () => (await import("../operations/export.ts")).exportModel;
      return run("export", load, { ...options, ...(name !== undefined && { name }) });
    });
}
