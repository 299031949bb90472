import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { type ChainConfig, OmnisumError } from "@omnisum/core";

export interface Wasmd {
  readonly config: ChainConfig;
  close(): Promise<void>;
}

const SCRIPT = fileURLToPath(new URL("../../scripts/wasmd.mjs", import.meta.url));

/** Starts a real wasmd of one validator, which is built first if it is not there; ended by `close`. */
export async function startWasmd(): Promise<Wasmd> {
  const child = spawn(process.execPath, [SCRIPT, "start"], { stdio: ["ignore", "pipe", "inherit"] });
  const exited = once(child, "exit");
  const failed = exited.then(() => {
    throw new OmnisumError("ChainUnreachable", { chain: "wasmd", endpoint: "127.0.0.1" });
  });
  const [line] = await Promise.race([once(createInterface({ input: child.stdout }), "line"), failed]);
  failed.catch(() => undefined);
  return {
    config: configOf(String(line)),
    async close() {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

function configOf(line: string): ChainConfig {
  // CAST: this is the line that the script prints when the chain answers.
  const { url, chainId, denom } = JSON.parse(line) as { url: string; chainId: string; denom: string };
  return {
    name: "wasmd",
    family: "cosmos",
    chainId,
    stage: "development",
    endpoint: url,
    currency: { symbol: "COSM", decimals: 6 },
    options: { prefix: "wasm", denom, gasPrice: "0.0025" },
  };
}
