import { Command } from "commander";
import type { Run } from "../outcome.ts";

export function deploymentsCommand(run: Run): Command {
  return new Command("deployments")
    .description("list what was deployed from this folder")
    .action(() => run("deployments", async () => (await import("../operations/deployments.ts")).deployments, {}));
}
