import { Command } from "commander";

/** A command that works with a deployed trainer. */
export function trainerCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument("[name]", "the deployment's name; left out when --address is given")
    .option("--chain <name>", "a chain; may be repeated where a command works on several", collect)
    .option("--address <address>", "the trainer's address, instead of a name");
}

/** What a command may say about a deployment, whatever is deployed; `naming` is the option that names it. */
export function deployOptions(command: Command, naming = "--name"): Command {
  return command
    .option(`${naming} <name>`, "names the new deployment; the model's name if not given")
    .option("--incentive <kind>", "the incentive mechanism; the one that it was under if not given")
    .option("--param <name=value>", "a parameter of the model or the mechanism; may be repeated", collect)
    .option(
      "--owner <account>",
      "who may take what is left early: an index, an address, or none; who deploys if not given",
    )
    .option("--vocabulary <file>", "the encoder's word list, when it is not kept beside a deployment")
    .option("--labels <names>", "the labels' names, separated by commas, instead of the export's")
    .option("--dry-run", "show the plan and what it will cost, and stop")
    .option("--yes", "do not ask")
    .option("--resume", "continue deployments that were begun and not finished");
}

/** Takes an option that may be repeated. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** With --address there is no name, so what stands in its place is the first of the rest. */
export function withoutName(
  name: string | undefined,
  rest: readonly string[],
  { address }: { readonly address?: string },
): { readonly name?: string; readonly rest: readonly string[] } {
  if (address !== undefined) return { rest: name === undefined ? rest : [name, ...rest] };
  return { rest, ...(name !== undefined && { name }) };
}
