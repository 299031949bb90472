import { OmnisumError } from "@omnisum/core";
import { formatDuration, formatTime, parseDuration } from "../format/time.ts";
import type { Outcome } from "../outcome.ts";
import type { Services } from "../services/services.ts";

export interface AdvanceInput {
  readonly duration: string;
  readonly chain?: readonly string[];
}

/** Moves the clocks of development chains forward. */
export async function advance({ chains, prompts }: Services, { duration, chain = [] }: AdvanceInput): Promise<Outcome> {
  const seconds = parseDuration(duration);
  const development = chains.networks.filter(({ stage }) => stage === "development").map(({ name }) => name);
  const names = chain.length > 0 ? chain : [await prompts.choose(undefined, "The chain (--chain)", development)];
  for (const name of names) chains.network(name);
  const moved = await Promise.all(
    names.map(async (name) => {
      const adapter = await chains.connect(name, "read");
      if (adapter.clock === undefined)
        throw new OmnisumError("Unsupported", { chain: name, ability: "move its clock" });
      await adapter.clock.advance(seconds);
      return { chain: name, seconds, now: await adapter.now() };
    }),
  );
  return {
    result: moved,
    text: moved
      .map(({ chain, now }) => `${chain} went forward by ${formatDuration(seconds)}; it is ${formatTime(now)} there.`)
      .join("\n"),
  };
}
