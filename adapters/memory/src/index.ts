import type { ChainFamily } from "@omnisum/core";
import { MemoryAdapter } from "./adapter.ts";
import { MemoryChain } from "./chain.ts";
import { startDevnet } from "./devnet.ts";

export { MemoryAdapter, MemoryChain };

/** The reference chain: the protocol's reference implementations in memory, with accounts and a clock. */
export const family: ChainFamily = {
  family: "memory",
  connect: (config) => Promise.resolve(new MemoryAdapter(config, new MemoryChain(config.name))),
  startDevnet,
};
