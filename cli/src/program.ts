import { readFileSync } from "node:fs";
import { Command, CommanderError } from "commander";
import { addCommand } from "./commands/add.ts";
import { advanceCommand } from "./commands/advance.ts";
import { chainsCommand } from "./commands/chains.ts";
import { compactCommand } from "./commands/compact.ts";
import { contributionsCommand } from "./commands/contributions.ts";
import { demoCommand } from "./commands/demo.ts";
import { deployCommand } from "./commands/deploy.ts";
import { deploymentsCommand } from "./commands/deployments.ts";
import { devnetCommand } from "./commands/devnet.ts";
import { exportCommand } from "./commands/export.ts";
import { feesCommand } from "./commands/fees.ts";
import { followCommand } from "./commands/follow.ts";
import { importCommand } from "./commands/import.ts";
import { marketCommand } from "./commands/market.ts";
import { migrateCommand } from "./commands/migrate.ts";
import { collect } from "./commands/options.ts";
import { predictCommand } from "./commands/predict.ts";
import { refundCommand } from "./commands/refund.ts";
import { replayCommand } from "./commands/replay.ts";
import { reportCommand } from "./commands/report.ts";
import { statusCommand } from "./commands/status.ts";
import { EXAMPLES } from "./examples.ts";
import type { Host } from "./host.ts";
import type { Run } from "./outcome.ts";
import type { GlobalOptions } from "./settings.ts";

const COMMANDS: readonly ((run: Run) => Command)[] = [
  demoCommand,
  devnetCommand,
  advanceCommand,
  chainsCommand,
  deployCommand,
  deploymentsCommand,
  statusCommand,
  predictCommand,
  addCommand,
  contributionsCommand,
  refundCommand,
  reportCommand,
  compactCommand,
  feesCommand,
  marketCommand,
  exportCommand,
  importCommand,
  replayCommand,
  migrateCommand,
  followCommand,
];

/** Runs one command line; gives the exit code: 0 done, 1 failed on the chain, 2 wrong input. */
export async function runProgram(argv: readonly string[], host: Host): Promise<number> {
  let exitCode = 0;
  const program = createProgram(host, async (command, load, input) => {
    const { execute } = await import("./execute.ts");
    exitCode = await execute({ command, load, input, host, options: program.opts<GlobalOptions>() });
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0;
    const { failUsage } = await import("./execute.ts");
    return failUsage(error, host, { json: argv.includes("--json"), verbose: argv.includes("--verbose") });
  }
}

/** Every command with its options and its example. */
export function createProgram(host: Host, run: Run): Command {
  const program = new Command("omnisum")
    .description("Machine-learning models that live on blockchains: deploy, use and compare them.")
    .version(version())
    .option("--json", "print one JSON document instead of texts")
    .option("--verbose", "show what caused an error, and transactions' hashes")
    .option("--account <account>", "who acts: an index or address; the first account if not given")
    .option("--deployments <folder>", "where deployments are kept (OMNISUM_DEPLOYMENTS; ./deployments if not given)")
    .option("--endpoint <chain=url>", "where a chain answers (or OMNISUM_ENDPOINT_<CHAIN>); may be repeated", collect);
  for (const create of COMMANDS) program.addCommand(prepare(create(run), host));
  program.addHelpText("after", `\nExample:\n  $ ${EXAMPLES.omnisum}\n`);
  return prepare(program, host);
}

function prepare(command: Command, host: Host, of = ""): Command {
  const name = of + command.name();
  const example = EXAMPLES[name];
  if (example !== undefined && name !== "omnisum") command.addHelpText("after", `\nExample:\n  $ ${example}\n`);
  if (name !== "omnisum") for (const part of command.commands) prepare(part, host, `${name} `);
  return command
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void host.stdout.write(text),
      writeErr: (text) => void host.stderr.write(text),
      // What was wrong is reported like every other error.
      outputError: () => undefined,
    });
}

function version(): string {
  const file: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return typeof file === "object" && file !== null && "version" in file ? String(file.version) : "unknown";
}
