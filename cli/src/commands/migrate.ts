import { Command } from "commander";
import type { MigrateInput } from "../operations/migrate.ts";
import type { Run } from "../outcome.ts";
import { collect, deployOptions } from "./options.ts";

export function migrateCommand(run: Run): Command {
  const command = new Command("migrate")
    .description("move a trainer's model to another chain; contributions and deposits stay where they are")
    .argument("[name]", "the deployment's name; left out when --address is given")
    .option("--chain <name>", "the chain that it is on")
    .option("--address <address>", "the trainer's address, instead of a name")
    .option("--to <name>", "a chain to move to; may be repeated", collect);
  return deployOptions(command, "--as").action((name: string | undefined, options: Omit<MigrateInput, "model">) => {
    const load = async () => (await import("../operations/migrate.ts")).migrate;
    return run("migrate", load, { ...options, ...(name !== undefined && { source: name }) });
  });
}
