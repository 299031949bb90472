import { setTimeout as sleep } from "node:timers/promises";
import { loadFamily } from "@omnisum/adapters";
import type { ChainAdapter } from "@omnisum/core";
import { otherCoinOn } from "../support/cosmos.ts";
import { startWasmd } from "../support/wasmd.ts";
import { trainerConformance } from "./trainer-conformance.ts";

/** Every account takes payments, as on all Cosmos chains; and a real chain's time cannot be chosen to the second and takes its time,
 * so that all rules run with one model. */
trainerConformance({
  name: "wasmd",
  setup: async () => {
    const wasmd = await startWasmd();
    const { connect } = await loadFamily("cosmos");
    const chain = await connect(wasmd.config, { kind: "development" });
    return {
      chain,
      elapse: (seconds) => waitOn(chain, seconds),
      otherCoin: await otherCoinOn(wasmd.config),
      close: async () => {
        await chain.close();
        await wasmd.close();
      },
    };
  },
  cannot: ["at", "refuser"],
  models: ["sparse-perceptron"],
});

/** Waits until the chain's latest block is that much later. */
async function waitOn(chain: ChainAdapter, seconds: bigint): Promise<void> {
  const until = (await chain.now()) + seconds;
  while ((await chain.now()) < until) await sleep(100);
}
