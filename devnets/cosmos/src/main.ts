#!/usr/bin/env node
/**
 * Runs the chain as a process of its own: `node main.js [--port N] [--chain-id X] [--clock manual]`.
 * Prints one line of JSON when it listens; ends on SIGTERM, SIGINT, or when its standard input closes.
 */

import { parseArgs } from "node:util";
import { type CosmosDevnetOptions, startCosmosDevnet } from "./devnet.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    "chain-id": { type: "string" },
    denom: { type: "string" },
    prefix: { type: "string" },
    clock: { type: "string" },
    "genesis-time": { type: "string" },
    "min-gas-price": { type: "string" },
  },
});

const options: CosmosDevnetOptions = {
  port: Number(values.port),
  ...(values["chain-id"] === undefined ? {} : { chainId: values["chain-id"] }),
  ...(values.denom === undefined ? {} : { denom: values.denom }),
  ...(values.prefix === undefined ? {} : { prefix: values.prefix }),
  ...(values.clock === "manual" ? { clock: "manual" as const } : {}),
  ...(values["genesis-time"] === undefined ? {} : { genesisTime: BigInt(values["genesis-time"]) }),
  ...(values["min-gas-price"] === undefined ? {} : { minGasPrice: values["min-gas-price"] }),
};

const devnet = await startCosmosDevnet(options);
const { url, chainId, denom } = devnet;
process.stdout.write(`${JSON.stringify({ ready: true, url, chainId, denom })}\n`);

const end = (): void => void devnet.close().finally(() => process.stdin.destroy());
process.once("SIGTERM", end);
process.once("SIGINT", end);
process.stdin.once("end", end).once("close", end).resume();
