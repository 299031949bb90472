import { Command } from "commander";
import type { Run } from "../outcome.ts";

export function demoCommand(run: Run): Command {
  return new Command("demo")
    .description("show the whole: one real model on every embedded chain, used and compared; takes under a minute")
    .action(() => run("demo", async () => (await import("../operations/demo.ts")).demo, {}));
}
