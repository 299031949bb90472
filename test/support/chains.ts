import { loadFamily } from "@omnisum/adapters";
import type { ChainAdapter, ChainConfig } from "@omnisum/core";
import type { Fixture } from "../conformance/fixture.ts";

export interface EmbeddedChain {
  readonly chain: ChainAdapter;
  readonly config: ChainConfig;
  close(): Promise<void>;
}

/** Starts a family's embedded chain on a free port and connects to it with its development accounts. */
export async function startEmbedded(familyName: string): Promise<EmbeddedChain> {
  const family = await loadFamily(familyName);
  const devnet = await family.startDevnet({ port: 0, name: `local-${familyName}` });
  const chain = await family.connect(devnet.config, { kind: "development" });
  const close = async () => {
    await chain.close();
    await devnet.close();
  };
  return { chain, config: devnet.config, close };
}

/** An embedded chain's time stands still until it is moved, so that the next block's can be chosen to the second. */
export function embeddedFixture({ chain, close }: EmbeddedChain): Fixture & Required<Pick<Fixture, "at">> {
  const elapse = async (seconds: bigint) => chain.clock?.advance(seconds);
  const at = async (time: bigint) => {
    const now = await chain.now();
    if (now !== time) await elapse(time - now);
  };
  return { chain, elapse, at, close };
}
