import type { Command } from "commander";
import type { ClaimInput } from "../operations/claim.ts";
import type { Run } from "../outcome.ts";
import { trainerCommand, withoutName } from "./options.ts";

export function reportCommand(run: Run): Command {
  return trainerCommand("report", "take the deposit of a contribution that the model disagrees with")
    .argument("[id...]", "the contribution's id, as `contributions` shows it")
    .option("--yes", "do not ask on a live network")
    .action((name: string | undefined, ids: readonly string[], options: Omit<ClaimInput, "name" | "ids">) => {
      const { rest, ...named } = withoutName(name, ids, options);
      const load = async () => (await import("../operations/claim.ts")).report;
      return run("report", load, { ...options, ...named, ids: rest });
    });
}
