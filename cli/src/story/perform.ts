import type { Network } from "@omnisum/core";
import type { Services } from "../services/services.ts";
import { type LifecycleResult, lifecycle } from "./lifecycle.ts";
import type { Script } from "./script.ts";
import { openStage } from "./stage.ts";

/** Plays the script on a fresh embedded chain of each network, side by side; throws the first failure when all have ended. */
export async function perform(
  { chains, progress }: Services,
  networks: readonly Network[],
  script: Script,
): Promise<readonly LifecycleResult[]> {
  const settled = await progress.run(
    networks.map((network) => ({
      title: network.name,
      work: async (update: (text: string) => void) => {
        update("starting the chain");
        const stage = await openStage(chains.world, network);
        try {
          return await lifecycle(stage.chain, script, update);
        } finally {
          await stage.close();
        }
      },
    })),
  );
  return settled.map((one) => {
    if (one.status === "fulfilled") return one.value;
    throw one.reason;
  });
}
