import type { ChainFamily } from "@omnisum/core";
import { connect } from "./adapter.ts";
import { startDevnet } from "./devnet.ts";

/** EVM chains: Ethereum, its rollups and whatever else runs its virtual machine. */
export const family: ChainFamily = {
  family: "evm",
  connect,
  startDevnet: (options) => startDevnet(options),
};
