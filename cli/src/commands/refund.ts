import type { Command } from "commander";
import type { ClaimInput } from "../operations/claim.ts";
import type { Run } from "../outcome.ts";
import { trainerCommand, withoutName } from "./options.ts";

export function refundCommand(run: Run): Command {
  return trainerCommand("refund", "get the deposit of a contribution back, once the model agrees with it")
    .argument("[id...]", "the contribution's id, as `contributions` shows it")
    .option("--batch", "refund all that can be refunded of the batch that the contribution was added in")
    .option("--yes", "do not ask on a live network")
    .action((name: string | undefined, ids: readonly string[], options: Omit<ClaimInput, "name" | "ids">) => {
      const { rest, ...named } = withoutName(name, ids, options);
      const load = async () => (await import("../operations/claim.ts")).refund;
      return run("refund", load, { ...options, ...named, ids: rest });
    });
}
