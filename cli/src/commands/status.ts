import type { Command } from "commander";
import type { Run } from "../outcome.ts";
import type { TrainerReference } from "../services/trainers.ts";
import { trainerCommand } from "./options.ts";

export function statusCommand(run: Run): Command {
  return trainerCommand("status", "show what a trainer is and how it stands, on every chain it is on").action(
    (name: string | undefined, options: TrainerReference) => {
      const load = async () => (await import("../operations/status.ts")).status;
      return run("status", load, { ...options, ...(name !== undefined && { name }) });
    },
  );
}
