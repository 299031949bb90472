import { Command } from "commander";

/** A command that works with a deployed trainer. */
export function trainerCommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .argument("[name]", "the deployment's name; left out when --address is given")
    .option("--chain <name>", "a chain; may be repeated where a command works on several", collect)
    .option("--address <address>", "the trainer's address, instead of a name");
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
