import type { Command } from "commander";
import type { AddInput } from "../operations/add.ts";
import type { Run } from "../outcome.ts";
import { trainerCommand, withoutName } from "./options.ts";

export function addCommand(run: Run): Command {
  return trainerCommand("add", "contribute labelled data to a trainer, with the deposit it asks for")
    .argument("[text...]", "the text to contribute")
    .option("--label <label>", "the label's name or number")
    .option("--sample <hex>", "a packed sample, instead of a text")
    .option("--file <path>", 'JSON lines: {"text": "…", "label": "…"} or {"sample": "0x…", "label": 1}')
    .option("--batch <count>", "contribute a file in batches of so many, up to 256; else one by one")
    .option("--stake <amount>", "what to put on each contribution, in coins; the price if not given")
    .option("--vocabulary <file>", "the encoder's word list, when it is not kept beside the deployment")
    .option("--yes", "do not ask on a live network")
    .action((name: string | undefined, text: readonly string[], options: Omit<AddInput, "name" | "text">) => {
      const { rest, ...named } = withoutName(name, text, options);
      return run("add", async () => (await import("../operations/add.ts")).add, { ...options, ...named, text: rest });
    });
}
