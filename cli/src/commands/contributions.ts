import type { Command } from "commander";
import type { ContributionsInput } from "../operations/contributions.ts";
import type { Run } from "../outcome.ts";
import { trainerCommand } from "./options.ts";

export function contributionsCommand(run: Run): Command {
  return trainerCommand("contributions", "list contributions and what can be done with them now")
    .option("--author <account>", "only those of this account: an index or address")
    .option("--refundable", "only those whose author would be refunded now")
    .option("--reportable", "only those that the acting account could report now")
    .action((name: string | undefined, options: ContributionsInput) => {
      const load = async () => (await import("../operations/contributions.ts")).contributions;
      return run("contributions", load, { ...options, ...(name !== undefined && { name }) });
    });
}
