import type { Command } from "commander";
import type { PredictInput } from "../operations/predict.ts";
import type { Run } from "../outcome.ts";
import { collect, trainerCommand, withoutName } from "./options.ts";

export function predictCommand(run: Run): Command {
  return trainerCommand("predict", "ask a trainer's model for labels; free")
    .argument("[text...]", "texts, each in quotes")
    .option("--sample <hex>", "a packed sample, instead of a text; may be repeated", collect)
    .option("--file <path>", 'JSON lines: {"text": "…"} or {"sample": "0x…"}')
    .option("--vocabulary <file>", "the encoder's word list, when it is not kept beside the deployment")
    .action((name: string | undefined, text: readonly string[], options: Omit<PredictInput, "name" | "text">) => {
      const { rest, ...named } = withoutName(name, text, options);
      const load = async () => (await import("../operations/predict.ts")).predict;
      return run("predict", load, { ...options, ...named, text: rest });
    });
}
