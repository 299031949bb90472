import { Command } from "commander";
import type { DeployInput } from "../operations/deploy/input.ts";
import type { Run } from "../outcome.ts";
import { collect } from "./options.ts";

export function deployCommand(run: Run): Command {
  return new Command("deploy")
    .description("put a model on one chain or several, side by side")
    .argument("[model]", "a model file, or the name of a bundled model (imdb, vpa)")
    .option("--chain <name>", "a chain; may be repeated", collect)
    .option("--name <name>", "names the deployment; the model's name if not given")
    .option("--incentive <kind>", "the incentive mechanism; deposit-refund-take if not given")
    .option("--param <name=value>", "a parameter of the model or the mechanism; may be repeated", collect)
    .option(
      "--owner <account>",
      "who may take what is left early: an index, an address, or none; who deploys if not given",
    )
    .option("--encoder <kind>", "how texts become samples: vocabulary, murmur3, embedding or raw")
    .option("--scale <number>", "what the numbers of an embedding are multiplied by to become int8; 2000 if not given")
    .option("--vocabulary <file>", "the encoder's word list: a JSON object of words with their indices")
    .option("--labels <names>", "the labels' names, separated by commas, instead of the file's")
    .option("--samples <file>", "JSON lines on which the integer model is compared with the float model")
    .option("--dry-run", "show the plan and what it will cost, and stop")
    .option("--yes", "do not ask")
    .option("--resume", "continue deployments that were begun and not finished")
    .action((model: string | undefined, options: Omit<DeployInput, "model">) => {
      const load = async () => (await import("../operations/deploy/deploy.ts")).deploy;
      return run("deploy", load, { ...options, ...(model !== undefined && { model }) });
    });
}
