import { type Batch, type ContributionView, isError, readLabelledList, type Trainer } from "@omnisum/core";
import type { Scene } from "./lifecycle.ts";

/** What became of the deposits. */
export interface Claims {
  readonly refunded: number;
  readonly reported: number;
  readonly open: number;
  /** The error that met the mislabelling contributor's first claim; nothing if it was granted. */
  readonly refusal?: string;
}

/** From the last contribution until claims are possible: the script's `refundWait`. */
const WAIT_SECONDS = 3_600n;

/** Time passes; the honest contributor has deposits refunded and reports the other one's; the other one tries a refund. */
export async function claimEverything(scene: Scene, trainer: Trainer): Promise<Claims> {
  const { chain, cast, update } = scene;
  update("an hour passes");
  await chain.clock?.advance(WAIT_SECONDS);
  update("refunding");
  const singles = await list(
    trainer,
    (view) => isSingle(view) && view.refundable && view.contribution.author === cast.honest.address,
  );
  for (const { contribution } of singles) await scene.meter.send(trainer.refund(contribution), cast.honest, "refund");
  const refusal = await tryRefund(scene, trainer);
  update("reporting");
  const theirs = await list(
    trainer,
    (view) => view.reportable && view.contribution.author === cast.mislabelling.address,
  );
  for (const [i, { contribution }] of theirs.entries()) {
    await scene.meter.send(
      trainer.report(contribution),
      cast.honest,
      i === 0 ? "report, the reporter's first" : "report, later",
    );
  }
  const inBatches = await refundBatches(scene, trainer);
  const open = await list(trainer, ({ status }) => status === "open");
  return {
    refunded: singles.length + inBatches,
    reported: theirs.length,
    open: open.length,
    ...(refusal !== undefined && { refusal }),
  };
}

/** The mislabelling contributor asks for a deposit back. */
async function tryRefund({ cast }: Scene, trainer: Trainer): Promise<string | undefined> {
  const own = await list(trainer, ({ status, contribution, refundable }) => {
    return status === "open" && !refundable && contribution.author === cast.mislabelling.address;
  });
  const [first] = own;
  if (first === undefined) return undefined;
  try {
    await trainer.refund(first.contribution).simulate(cast.mislabelling);
    return undefined;
  } catch (error) {
    if (isError(error)) return error.name;
    throw error;
  }
}

/** Refunds what the model agrees with of each batch, in one payment a batch; gives how many that were. */
async function refundBatches({ meter, cast, update }: Scene, trainer: Trainer): Promise<number> {
  const open = await list(trainer, (view) => !isSingle(view) && view.refundable);
  const batches: Batch[] = [];
  for await (const { name, values } of trainer.events()) {
    // CAST: the codec gives the fields that the description of this event lists.
    if (name === "BatchAdded") batches.push(values as unknown as Batch);
  }
  for (const batch of batches) {
    const count = readLabelledList(batch.samples).length;
    update(`refunding a batch of ${count}`);
    await meter.send(trainer.refundBatch(batch), cast.honest, `refund, batch of ${count}`);
  }
  return open.length;
}

async function list(
  trainer: Trainer,
  wanted: (view: ContributionView) => boolean,
): Promise<readonly ContributionView[]> {
  const views: ContributionView[] = [];
  for await (const view of trainer.contributions()) if (wanted(view)) views.push(view);
  return views;
}

function isSingle({ contribution }: ContributionView): boolean {
  return contribution.proof.length === 0;
}
