import type { ChainConfig, Devnet, DevnetOptions } from "@omnisum/core";

/** Describes a memory chain; there is nothing to start, as it lives in the process that connects to it. */
export function startDevnet({ name }: DevnetOptions): Promise<Devnet> {
  const config: ChainConfig = {
    name,
    family: "memory",
    chainId: "memory",
    stage: "development",
    endpoint: "memory:",
    currency: { symbol: "MEM", decimals: 6 },
  };
  return Promise.resolve({ config, close: () => Promise.resolve() });
}
