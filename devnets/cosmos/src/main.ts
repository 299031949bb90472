#!/usr/bin/env node
/**
 * Runs the chain as a process of its own: `node main.js [--port N] [--chain-id X] [--clock manual]`.
 * Prints one line of JSON when it listens; ends on SIGTERM, SIGINT, or when its standard input closes.
 */

import { parseArgs } from "node:util";
import { OmnisumError } from "@omnisum/core";
import { startCosmosDevnet } from "./devnet.ts";
import type { CosmosDevnetOptions } from "./options.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string" },
    "chain-id": { type: "string" },
    denom: { type: "string" },
    prefix: { type: "string" },
    clock: { type: "string" },
    "genesis-time": { type: "string" },
    "min-gas-price": { type: "string" },
  },
});

/** Only options that were given; their ranges are checked when the chain starts. */
function given(): CosmosDevnetOptions {
  const { port, denom, prefix, clock } = values;
  const { "chain-id": chainId, "genesis-time": genesisTime, "min-gas-price": minGasPrice } = values;
  return {
    ...(port !== undefined && { port: Number(port) }),
    ...(chainId !== undefined && { chainId }),
    ...(denom !== undefined && { denom }),
    ...(prefix !== undefined && { prefix }),
    // CAST: checked with the other options
    ...(clock !== undefined && { clock: clock as "wall" | "manual" }),
    ...(genesisTime !== undefined && { genesisTime: BigInt(genesisTime) }),
    ...(minGasPrice !== undefined && { minGasPrice }),
  };
}

async function main(): Promise<void> {
  const devnet = await startCosmosDevnet(given());
  const { url, chainId, denom } = devnet;
  const end = (): void => void devnet.close().finally(() => process.stdin.destroy());
  process.once("SIGTERM", end).once("SIGINT", end);
  process.stdin.once("end", end).once("close", end).resume();
  process.stdout.write(`${JSON.stringify({ ready: true, url, chainId, denom })}\n`);
}

try {
  await main();
} catch (error) {
  if (!(error instanceof OmnisumError)) throw error;
  process.stderr.write(`${error.message} ${error.hint}\n`);
  process.exitCode = 2;
}
