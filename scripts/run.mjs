// `node scripts/run.mjs COMMAND [ARGUMENTS]`: makes the clone ready, then runs one of the project's commands under the
// right Node. This is what the scripts of package.json call.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { bootstrap, environment, root } from "./bootstrap.mjs";

const cli = join(root, "cli", "dist", "main.js");
const jest = [
  "--experimental-vm-modules",
  "--disable-warning=ExperimentalWarning",
  join(root, "node_modules", "jest", "bin", "jest.js"),
];
const COMMANDS = {
  bootstrap: undefined,
  start: ["node", cli, "demo"],
  omnisum: ["node", cli],
  test: ["node", ...jest],
  node: ["node"],
};

const [name = "", ...rest] = process.argv.slice(2);
if (!Object.hasOwn(COMMANDS, name)) {
  process.stderr.write(`There is no command ${name}; known are ${Object.keys(COMMANDS).join(", ")}.\n`);
  process.exit(2);
}
bootstrap();
const command = COMMANDS[name];
if (command !== undefined) start([...command, ...rest]);

/** Hands over to the command: its output, its signals, its exit code. */
function start([program, ...args]) {
  const child = spawn(program, args, { env: environment(), stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));
}
