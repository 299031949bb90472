import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type ChainConfig, type Devnet, type DevnetOptions, OmnisumError } from "@omnisum/core";

const GAS_PRICE = "0.0025";

/**
 * Starts the embedded CosmWasm chain as a process of its own, which ends with this one. Its time moves only by the
 * adapter's clock. Throws `InvalidInput` when the port is taken.
 */
export async function startDevnet({ port, name }: DevnetOptions): Promise<Devnet> {
  const genesisTime = Math.floor(Date.now() / 1_000);
  const main = fileURLToPath(import.meta.resolve("@omnisum/devnet-cosmos/main.js"));
  const options = [
    "--port",
    `${port}`,
    "--clock",
    "manual",
    "--genesis-time",
    `${genesisTime}`,
    "--min-gas-price",
    GAS_PRICE,
  ];
  const child = spawn(process.execPath, [main, ...options], { stdio: ["pipe", "pipe", "pipe"] });
  const exited = once(child, "exit");
  let complaint = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaint += text;
  });
  const failed = exited.then(() => {
    throw new OmnisumError("InvalidInput", {
      name: `port ${port}`,
      reason: complaint.trim() || "the chain ended at once",
    });
  });
  const line = await Promise.race([once(createInterface({ input: child.stdout }), "line"), failed]);
  failed.catch(() => undefined);
  return {
    config: configOf(name, String(line[0])),
    async close() {
      child.stdin.end();
      await exited;
    },
  };
}

function configOf(name: string, ready: string): ChainConfig {
  // CAST: this is the line that the chain's process prints.
  const { url, chainId, denom } = JSON.parse(ready) as { url: string; chainId: string; denom: string };
  return {
    name,
    family: "cosmos",
    chainId,
    stage: "development",
    endpoint: url,
    currency: { symbol: "COSM", decimals: 6 },
    options: { prefix: "wasm", denom, gasPrice: GAS_PRICE },
  };
}
