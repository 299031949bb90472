import { Command } from "commander";
import type { Run } from "../outcome.ts";

export function chainsCommand(run: Run): Command {
  return new Command("chains")
    .description("list the known chains, where they answer, and whether they do")
    .action(() => run("chains", async () => (await import("../operations/chains.ts")).chains, {}));
}
