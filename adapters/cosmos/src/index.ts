import type { ChainFamily } from "@omnisum/core";
import { CosmosAdapter } from "./adapter.ts";
import { startDevnet } from "./devnet.ts";

/** CosmWasm chains, through @cosmjs. */
export const family: ChainFamily = {
  family: "cosmos",
  connect: (config, keys) => CosmosAdapter.connect(config, keys),
  startDevnet,
};
