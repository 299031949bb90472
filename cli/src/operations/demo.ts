import { equalBytes, OmnisumError, toHex } from "@omnisum/core";
import { REVIEWS_SOURCE } from "../bundled.ts";
import type { Outcome } from "../outcome.ts";
import type { Services } from "../services/services.ts";
import { reportOf } from "../story/comparison.ts";
import type { LifecycleResult } from "../story/lifecycle.ts";
import { narrate, storyJson } from "../story/narrate.ts";
import { perform } from "../story/perform.ts";
import { imdbScript } from "../story/script.ts";

/** One real model on every embedded chain, used and compared. */
export async function demo(services: Services): Promise<Outcome> {
  const stages = services.chains.networks.filter(({ stage }) => stage === "development");
  services.progress.note(
    `One sentiment model on ${stages.map(({ name }) => name).join(" and ")}: deployed, used, paid for and compared. Under a minute.\n` +
      `Reviews: ${REVIEWS_SOURCE}.\n`,
  );
  const script = await imdbScript();
  const results = await perform(services, stages, script);
  const report = reportOf(results, services.chains.networks, new Date());
  const error = differing(results);
  return {
    result: storyJson({ script, results, report }),
    text: narrate({ script, results, report }),
    ...(error && { error }),
    next: "omnisum devnet, then in another terminal: omnisum deploy imdb --chain CHAIN",
  };
}

/** The models went through the same lessons, so they must be equal to the last bit. */
function differing(results: readonly LifecycleResult[]): OmnisumError | undefined {
  const [first, ...others] = results.map(({ after }) => after.stateHash);
  if (first === undefined || others.every((hash) => equalBytes(hash, first))) return undefined;
  const hashes = results.map(({ chain, after }) => `${toHex(after.stateHash)} on ${chain}`).join(", ");
  return new OmnisumError("StatesDiffer", { hashes });
}
