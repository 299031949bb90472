import type { ChainFamily } from "@omnisum/core";
import { connect } from "./adapter.ts";
import { startDevnet } from "./devnet.ts";

/** CosmWasm chains, through @cosmjs. */
export const family: ChainFamily = {
  family: "cosmos",
  connect,
  startDevnet,
};
