import type { ChainConfig, KeySource, Network } from "@omnisum/core";
import { OmnisumError } from "@omnisum/core";
import { MemoryAdapter, MemoryChain } from "@omnisum/memory";
import type { World } from "../../src/host.ts";

/** Memory chains that go on between commands, as real ones do. */
export interface MemoryWorld extends World {
  chain(name: string): MemoryChain;
  /** The keys that chains were connected with, in order. */
  readonly keys: readonly KeySource[];
  /** From now on, the chain of that name does not answer. */
  stop(name: string): void;
}

const at = "2026-11-25";
const prices = {
  gasPrice: { value: "1", source: "test", at },
  coinPrice: { value: "2", source: "test", at },
};

function network(name: string, rest: Partial<Network> = {}): Network {
  return {
    name,
    family: "memory",
    chainId: name,
    stage: "development",
    endpoint: "memory:",
    currency: { symbol: "MEM", decimals: 6 },
    prices,
    ...rest,
  };
}

/** Two development chains with different coins, and a live one that nobody says how to reach. */
export function memoryWorld([left = "left", right = "right"]: readonly string[] = []): MemoryWorld {
  const networks = [
    network(left),
    network(right, { currency: { symbol: "RIM", decimals: 9 } }),
    network("live", { stage: "live", endpoint: "" }),
  ];
  const chains = new Map(networks.map(({ name }) => [name, new MemoryChain()]));
  const adapters = new Map<string, MemoryAdapter>();
  const keys: KeySource[] = [];
  const stopped = new Set<string>();
  const chain = (name: string) => chains.get(name) ?? new MemoryChain();
  const connect = async (config: ChainConfig, key: KeySource) => {
    keys.push(key);
    if (stopped.has(config.name)) {
      throw new OmnisumError("ChainUnreachable", { chain: config.name, endpoint: config.endpoint });
    }
    const adapter = adapters.get(config.name) ?? new MemoryAdapter(config, chain(config.name));
    adapters.set(config.name, adapter);
    return adapter;
  };
  const startDevnet = async ({ name }: { readonly name: string }) => {
    chains.set(name, new MemoryChain());
    adapters.delete(name);
    return { config: networks.find((one) => one.name === name) ?? network(name), close: async () => undefined };
  };
  return {
    networks,
    keys,
    chain,
    stop: (name) => void stopped.add(name),
    loadFamily: async () => ({ family: "memory", connect, startDevnet }),
  };
}

/** Deposits that are worth something, and an hour until claims are possible. */
export const DEPOSIT = [
  "--param",
  "refundWait=1h",
  "--param",
  "ownerWait=1d",
  "--param",
  "anyoneWait=7d",
  "--param",
  "minDeposit=0.5",
];
