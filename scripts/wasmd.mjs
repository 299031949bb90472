// A real wasmd for comparisons: builds the pinned version through the Go module proxy, and starts a one-validator chain
// with the accounts and balances of the embedded one.
//
//   node scripts/wasmd.mjs build                      into .cache/wasmd/<version>/bin, once (about 8 minutes)
//   node scripts/wasmd.mjs start [--chain-id X]       until Ctrl-C; prints one line of JSON when it answers
import { spawn, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const moduleFolder = join(root, "tools", "wasmd");

export const WASMD_VERSION = "0.70.3";
const bin = join(root, ".cache", "wasmd", WASMD_VERSION, "bin");
const wasmd = join(bin, "wasmd");
/** wasmvm's library for each kind of machine that Go and Node name differently. */
const LIBRARIES = { x64: "libwasmvm.x86_64.so", arm64: "libwasmvm.aarch64.so" };
const MINIMUM_GAS_PRICE = "0.0025";
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 10_000;

/** What can go wrong here, with what to do about it. */
export class WasmdError extends Error {
  name = "WasmdError";

  constructor(code, message, hint) {
    super(`${message} ${hint}`);
    this.code = code;
    this.hint = hint;
  }
}

/** Builds wasmd unless it is there; answers the program's path. */
export function ensureWasmd() {
  const library = LIBRARIES[process.arch];
  if (process.platform !== "linux" || library === undefined) {
    throw new WasmdError(
      "WasmdUnsupportedPlatform",
      `wasmd is built here for Linux on x64 and arm64, not for ${process.platform} on ${process.arch}.`,
      "Run the comparison on Linux, or in a container.",
    );
  }
  if (existsSync(wasmd) && existsSync(join(bin, library))) return wasmd;
  requireGo();
  say(`Building wasmd ${WASMD_VERSION}: about 8 minutes, 440 MB of downloads …`);
  mkdirSync(dirname(bin), { recursive: true });
  const unfinished = mkdtempSync(join(dirname(bin), "build-"));
  try {
    build(unfinished);
    const vm = go(["list", "-m", "-f", "{{.Dir}}", "github.com/CosmWasm/wasmvm/v3"]).trim();
    copyFileSync(join(vm, "internal", "api", library), join(unfinished, library));
    rmSync(bin, { recursive: true, force: true });
    renameSync(unfinished, bin);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  say(`wasmd ${WASMD_VERSION} is in ${bin}`);
  return wasmd;
}

function requireGo() {
  const needed = /^go (\S+)$/m.exec(readFileSync(join(moduleFolder, "go.mod"), "utf8"))?.[1] ?? "";
  const found = spawnSync("go", ["env", "GOVERSION"], { encoding: "utf8" });
  const version = found.status === 0 ? found.stdout.trim().replace(/^go/, "") : undefined;
  if (version !== undefined && version.localeCompare(needed, undefined, { numeric: true }) >= 0) return;
  throw new WasmdError(
    "GoMissing",
    version === undefined ? "Go is not installed, and wasmd is built with it." : `Go ${version} is too old for wasmd.`,
    `Install Go ${needed} or newer, with a C compiler, and put it into PATH; nothing else needs it.`,
  );
}

function build(into) {
  const sdk = "github.com/cosmos/cosmos-sdk/version";
  const flags = [
    "-s -w",
    `-X ${sdk}.Name=wasm -X ${sdk}.AppName=wasmd -X ${sdk}.Version=${WASMD_VERSION}`,
    '-extldflags "-Wl,-rpath,$ORIGIN"', // the library lies beside the program
  ].join(" ");
  const program = "github.com/CosmWasm/wasmd/cmd/wasmd";
  go(["build", "-trimpath", "-ldflags", flags, "-o", join(into, "wasmd"), program], { stdio: ["ignore", 2, 2] });
}

function go(args, options = {}) {
  const env = { ...process.env, GOTOOLCHAIN: "local", GOFLAGS: "-mod=readonly" };
  const result = spawnSync("go", args, { cwd: moduleFolder, env, encoding: "utf8", ...options });
  if (result.status === 0) return result.stdout ?? "";
  throw new WasmdError(
    "WasmdBuildFailed",
    `go ${args[0]} failed with exit code ${result.status ?? result.signal}.`,
    "See what Go wrote above; it needs a C compiler, 4 GB of disk and the Go module proxy.",
  );
}

/**
 * Starts a chain with one validator and blocks every 100 ms, on free ports of 127.0.0.1.
 *
 * @param {{ home?: string, chainId?: string, denom?: string }} [options] without a home, a temporary one that `stop` removes
 * @returns {Promise<{ url: string, chainId: string, denom: string, pid: number, stop(): Promise<void> }>}
 */
export async function startWasmd({ home, chainId = "wasmd-local", denom = "ucosm" } = {}) {
  const program = ensureWasmd();
  const folder = home ?? mkdtempSync(join(tmpdir(), "wasmd-"));
  await initialise(program, { folder, chainId, denom });
  const [rpc, p2p, grpc] = await freePorts(3);
  const log = join(folder, "log");
  const args = [
    ["--rpc.laddr", `tcp://127.0.0.1:${rpc}`],
    ["--p2p.laddr", `tcp://127.0.0.1:${p2p}`],
    ["--rpc.pprof_laddr", ""],
    ["--grpc.enable=true"], // simulations go through it
    ["--grpc.address", `127.0.0.1:${grpc}`],
    ["--grpc-web.enable=false"],
    ["--api.enable=false"],
    ["--minimum-gas-prices", `${MINIMUM_GAS_PRICE}${denom}`],
    ["--log_level", "warn"],
  ].flat();
  const out = openSync(log, "w");
  const child = spawn(program, ["--home", folder, "start", ...args], { stdio: ["ignore", out, out] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    const late = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(late);
    if (home === undefined) rmSync(folder, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${rpc}`;
  try {
    await firstBlock(url, child, log);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, chainId, denom, pid: child.pid, stop };
}

async function initialise(program, { folder, chainId, denom }) {
  const { developmentAccounts, TEST_MNEMONIC } = await import("../devnets/cosmos/dist/index.js");
  const call = (args, input = "") => {
    const result = spawnSync(program, ["--home", folder, ...args], { input, encoding: "utf8" });
    if (result.status === 0) return result.stdout;
    throw new WasmdError(
      "WasmdStartFailed",
      `wasmd ${args.join(" ")}: ${result.stderr.trim()}`,
      `Its home is ${folder}.`,
    );
  };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const keyring = ["--keyring-backend", "test"];
  call(["init", "local", "--chain-id", chainId, "--default-denom", denom]);
  call(
    ["keys", "add", "validator", "--recover", "--hd-path", "m/44'/118'/0'/0/1000", ...keyring],
    `${TEST_MNEMONIC}\n`,
  );
  const validator = call(["keys", "show", "validator", "--address", ...keyring]).trim();
  const accounts = developmentAccounts({ denom }).map(({ address, balance }) => ({ address, coins: coins(balance) }));
  accounts.push({ address: validator, coins: coins({ [denom]: 1_000_000_000_000n }) });
  const list = join(folder, "accounts.json");
  writeFileSync(list, JSON.stringify(accounts));
  call(["genesis", "bulk-add-genesis-account", list]);
  call(["genesis", "gentx", "validator", `500000000${denom}`, "--chain-id", chainId, ...keyring]);
  call(["genesis", "collect-gentxs"]);
  configure(join(folder, "config", "config.toml"));
}

function coins(balance) {
  const list = Object.entries(balance).map(([denom, amount]) => ({ denom, amount: `${amount}` }));
  return list.sort((a, b) => (a.denom < b.denom ? -1 : 1));
}

function configure(file) {
  const settings = {
    timeout_commit: '"100ms"',
    timeout_propose: '"500ms"',
    addr_book_strict: "false",
    pex: "false",
    db_backend: '"goleveldb"',
  };
  let text = readFileSync(file, "utf8");
  for (const [name, value] of Object.entries(settings)) {
    text = text.replace(new RegExp(`^${name} = .*$`, "m"), `${name} = ${value}`);
  }
  writeFileSync(file, text);
}

async function firstBlock(url, child, log) {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline && child.exitCode === null) {
    if ((await height(url)) > 0) return;
    await sleep(50);
  }
  const tail = readFileSync(log, "utf8").trim().split("\n").slice(-20).join("\n");
  throw new WasmdError("WasmdStartFailed", "wasmd made no block.", `The end of its log ${log}:\n${tail}`);
}

async function height(url) {
  try {
    const { result } = await (await fetch(`${url}/status`)).json();
    return Number(result.sync_info.latest_block_height);
  } catch {
    return 0; // it does not listen yet
  }
}

async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await new Promise((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { "chain-id": { type: "string" }, home: { type: "string" } },
  });
  if (positionals[0] === "build") return void ensureWasmd();
  if (positionals[0] !== "start") {
    throw new WasmdError("WrongUsage", "What shall be done?", "Say build, or start [--chain-id X] [--home FOLDER].");
  }
  const { "chain-id": chainId, home } = values;
  const { stop, ...chain } = await startWasmd({ ...(chainId && { chainId }), ...(home && { home }) });
  process.stdout.write(`${JSON.stringify({ ready: true, ...chain })}\n`);
  await new Promise((resolve) => process.once("SIGINT", resolve).once("SIGTERM", resolve));
  await stop();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof WasmdError)) throw error;
    say(`${error.code}: ${error.message}`);
    process.exitCode = 1;
  }
}
