import { Command } from "commander";
import type { DeployInput } from "../operations/deploy/input.ts";
import type { Run } from "../outcome.ts";
import { collect, deployOptions } from "./options.ts";

export function importCommand(run: Run): Command {
  const command = new Command("import")
    .description("put an exported model on one chain or several, to the last bit as it was")
    .argument("[file]", "a state file, as `export` writes it")
    .option("--chain <name>", "a chain; may be repeated", collect);
  return deployOptions(command).action((model: string | undefined, options: Omit<DeployInput, "model">) => {
    const load = async () => (await import("../operations/deploy/deploy.ts")).importState;
    return run("import", load, { ...options, ...(model !== undefined && { model }) });
  });
}
