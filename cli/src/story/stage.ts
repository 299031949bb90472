import type { ChainAdapter, Devnet, Network } from "@omnisum/core";
import type { World } from "../host.ts";

/** A chain that was started for one run, and is gone after it. */
export interface Stage {
  readonly network: Network;
  readonly chain: ChainAdapter;
  close(): Promise<void>;
}

/** Starts the embedded chain of a network on a free port. */
export async function openStage(world: World, network: Network): Promise<Stage> {
  const family = await world.loadFamily(network.family);
  const devnet = await family.startDevnet({ port: 0, name: network.name });
  try {
    const chain = await family.connect(devnet.config, { kind: "development" });
    return { network, chain, close: () => closeBoth(chain, devnet) };
  } catch (error) {
    await devnet.close();
    throw error;
  }
}

async function closeBoth(chain: ChainAdapter, devnet: Devnet): Promise<void> {
  await chain.close();
  await devnet.close();
}
