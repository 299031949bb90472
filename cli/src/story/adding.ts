import type { Account, ChainAdapter, Contribution, Trainer } from "@omnisum/core";
import type { Scene } from "./lifecycle.ts";
import type { EncodedReview } from "./script.ts";

/** So much time passes before each contribution; the price falls with it. */
const PAUSE_SECONDS = 600n;

/** Both contributors add their reviews one by one, the provider folds the lessons, then the honest one adds batches. */
export async function addEverything(scene: Scene, trainer: Trainer): Promise<void> {
  const { script, cast, update } = scene;
  for (const [i, review] of script.honest.entries()) {
    update(`adding review ${i + 1} of ${script.honest.length}`);
    await addOne(scene, trainer, { review, from: cast.honest });
    const mislabelled = script.mislabelled[i];
    if (mislabelled !== undefined) await addOne(scene, trainer, { review: mislabelled, from: cast.mislabelling });
  }
  update("folding the log of lessons");
  await scene.meter.send(trainer.compact(), cast.provider, "compact");
  for (const [i, batch] of script.batches.entries()) {
    update(`adding a batch of ${batch.length} (${i + 1} of ${script.batches.length})`);
    await pause(scene.chain);
    await scene.meter.send(trainer.addDataBatch(batch), cast.honest, `add, batch of ${batch.length}`);
  }
}

async function addOne(
  { chain, meter }: Scene,
  trainer: Trainer,
  { review, from }: { readonly review: EncodedReview; readonly from: Account },
): Promise<void> {
  await pause(chain);
  const operation = ({ taught }: Contribution) => (taught ? "add, the model learns" : "add, the model agrees");
  await meter.send(trainer.addData(review.sample, review.label), from, operation);
}

async function pause({ clock }: ChainAdapter): Promise<void> {
  await clock?.advance(PAUSE_SECONDS);
}
