import { Command } from "commander";
import type { FeesInput } from "../operations/fees.ts";
import type { Run } from "../outcome.ts";
import { collect } from "./options.ts";

export function feesCommand(run: Run): Command {
  return new Command("fees")
    .description("measure what each operation costs, and what it would cost on the other networks")
    .argument("[scenario]", "what is measured: lifecycle", "lifecycle")
    .option("--chain <name>", "only this network; may be repeated", collect)
    .option("--replay <file>", "compute from an earlier measurement, offline")
    .option("--save <file>", "keep the measurement for --replay")
    .option("--format <format>", "table, json, csv, md or html", "table")
    .action((scenario: string, options: Omit<FeesInput, "scenario">) =>
      run("fees", async () => (await import("../operations/fees.ts")).fees, { ...options, scenario }),
    );
}
