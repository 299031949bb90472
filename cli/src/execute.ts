import { isError, OmnisumError } from "@omnisum/core";
import { createServices } from "./container.ts";
import { exitCodeOf } from "./exit-code.ts";
import type { Host } from "./host.ts";
import type { Operation } from "./outcome.ts";
import { Output } from "./services/output.ts";
import type { Services } from "./services/services.ts";
import type { GlobalOptions } from "./settings.ts";

interface Execution<Input> {
  readonly command: string;
  readonly load: () => Promise<Operation<Input>>;
  readonly input: Input;
  readonly host: Host;
  readonly options: GlobalOptions;
}

/** Composes the services, runs the operation, prints what it came to; gives the exit code. */
export async function execute<Input>({ command, load, input, host, options }: Execution<Input>): Promise<number> {
  let services: Services;
  try {
    services = createServices(host, options);
  } catch (error) {
    return failUsage(error, host, options);
  }
  try {
    const operation = await load();
    const outcome = await operation(services, input);
    if (outcome === undefined) return 0;
    services.output.succeed(command, outcome);
    return outcome.error === undefined ? 0 : exitCodeOf(outcome.error);
  } catch (error) {
    services.output.fail(error, { command, currency: services.chains.currency });
    return exitCodeOf(error);
  } finally {
    await services.close();
  }
}

/** Reports a command line that could not be understood. */
export function failUsage(error: unknown, host: Host, options: GlobalOptions): number {
  const understood = isError(error) ? error : usageError(error);
  new Output(host, options).fail(understood);
  return exitCodeOf(understood);
}

function usageError(error: unknown): unknown {
  if (!(error instanceof Error) || !("code" in error) || !String(error.code).startsWith("commander.")) return error;
  if (error.code === "commander.help") return new OmnisumError("MissingInput", { name: "The command" });
  const reason = error.message.replace(/^error: /, "").replaceAll("\n", " ");
  return new OmnisumError("InvalidInput", { name: "The command line", reason }, { cause: error });
}
