import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type Devnet, type DevnetOptions, OmnisumError } from "@omnisum/core";

const PREFIX = "wasm";
const DENOM = "ucosm";
const GAS_PRICE = "0.0025";
const SECONDS_AN_HOUR = 3_600;

/**
 * Starts the embedded CosmWasm chain as a process of its own, which ends with this one. Its time moves only by the
 * adapter's clock. Throws `InvalidInput` when the port is in use, `ChainUnreachable` when it cannot be started.
 */
export async function startDevnet({ port, name }: DevnetOptions): Promise<Devnet> {
  const main = fileURLToPath(import.meta.resolve("@omnisum/devnet-cosmos/main.js"));
  const options = {
    port: String(port),
    clock: "manual",
    "genesis-time": String(genesisTime()),
    "min-gas-price": GAS_PRICE,
    prefix: PREFIX,
    denom: DENOM,
  };
  const child = spawn(process.execPath, [main, ...Object.entries(options).map(([key, value]) => `--${key}=${value}`)], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  const { url: endpoint, chainId } = await ready(child, name, port);
  return {
    config: {
      name,
      family: "cosmos",
      chainId,
      stage: "development",
      endpoint,
      currency: { symbol: "COSM", decimals: 6 },
      options: { prefix: PREFIX, denom: DENOM, gasPrice: GAS_PRICE },
    },
    close: () => end(child),
  };
}

/** A second of the past hour by chance, so that two chains differ in their first block. */
function genesisTime(): number {
  return Math.floor(Date.now() / 1_000) - Math.floor(Math.random() * SECONDS_AN_HOUR);
}

/** What the chain's process prints once it listens. */
async function ready(child: ChildProcess, name: string, port: number): Promise<{ url: string; chainId: string }> {
  let complaint = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    complaint += text;
  });
  const closed = once(child, "close");
  const lines = child.stdout === null ? [] : createInterface({ input: child.stdout });
  for await (const line of lines) {
    // CAST: this is the line that the chain's process prints.
    return JSON.parse(line) as { url: string; chainId: string };
  }
  await closed;
  if (/in use/.test(complaint)) throw new OmnisumError("InvalidInput", { name: "port", reason: `${port} is in use` });
  const endpoint = `http://127.0.0.1:${port}`;
  throw new OmnisumError("ChainUnreachable", { chain: name, endpoint }, { cause: complaint });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.stdin?.end();
  await ended;
}
