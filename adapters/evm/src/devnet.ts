import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { type Devnet, type DevnetOptions, OmnisumError } from "@omnisum/core";

const NODE = fileURLToPath(new URL("../devnet/node.mjs", import.meta.url));
const CHAIN_ID = "31337";

/** Which network of devnet/hardhat.config.mjs to start: Ethereum's rules, or those of a rollup of the OP stack. */
export type DevnetKind = "l1" | "op";

/**
 * Starts Hardhat's chain in a process of its own on 127.0.0.1, which ends with this one. It makes a block for each
 * transaction, and its time moves only by `clock.advance`. Throws `InvalidInput` for a port
 * that is in use, `ChainUnreachable` when it cannot be started.
 */
export async function startDevnet({ port, name }: DevnetOptions, kind: DevnetKind = "l1"): Promise<Devnet> {
  const child = fork(NODE, [String(port), kind], { execArgv: [], stdio: ["ignore", "ignore", "pipe", "ipc"] });
  const endpoint = `http://127.0.0.1:${await listening(child, name, port)}`;
  return {
    config: {
      name,
      family: "evm",
      chainId: CHAIN_ID,
      stage: "development",
      endpoint,
      currency: { symbol: "ETH", decimals: 18 },
      ...(kind === "op" ? { options: { rollup: "op" } } : {}),
    },
    close: () => end(child),
  };
}

/** The port that the chain listens on. */
function listening(child: ChildProcess, name: string, port: number): Promise<number> {
  let complaint = "";
  child.stderr?.on("data", (text) => {
    complaint += String(text);
  });
  return new Promise((resolve, reject) => {
    // CAST: the only message that devnet/node.mjs sends.
    child.once("message", (message) => resolve((message as { readonly port: number }).port));
    child.once("exit", () => {
      if (complaint.includes("EADDRINUSE")) {
        reject(new OmnisumError("InvalidInput", { name: "port", reason: `${port} is in use` }));
      }
      const values = { chain: name, endpoint: `http://127.0.0.1:${port}` };
      reject(new OmnisumError("ChainUnreachable", values, { cause: complaint }));
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill();
  await ended;
}
