/** Measures every figure: each is the gasUsed of one real transaction, or the mean of several. */
import { addressOf, after, create, type Done, deploy, trying } from "../support/chain.ts";
import type { Subject } from "./scene.ts";
import * as scene from "./scene.ts";
import type { Workload } from "./workload.ts";
import { WORKLOADS } from "./workloads/index.ts";

export type Figures = Readonly<Record<string, number>>;

/** What a workload's deployment says about itself. */
const METADATA = '{"labels":["Negative","Positive"]}';
const BATCH = 50;
const ONE_WRONG_IN = 5;
/** Twice the price: half of it returns. */
const TWICE = 2n * scene.PRICE;

/** All figures of all workloads, each with its workload's prefix. */
export async function measure(): Promise<Figures> {
  const factory = await deploy("TrainerFactory");
  const [main, ...others] = WORKLOADS;
  let figures = await measureMain(main, factory);
  for (const workload of others) {
    for (const [name, gas] of Object.entries(await measureCommon(workload, factory.address))) {
      figures = { ...figures, [workload.prefix + name]: gas };
    }
  }
  return figures;
}

/** A trainer of a workload, and what it cost. */
async function make(workload: Workload, factory: string, implementation: string, metadata = METADATA) {
  const { header, incentive, body: weights, sample, price, learnsAll } = workload;
  const plan = { header, incentive, owner: await addressOf(0), metadata, weights };
  return {
    ...(await create(factory, implementation, plan)),
    sample,
    learnsAll,
    ...(price === undefined ? {} : { price }),
  };
}

/** Everything there is to measure. */
async function measureMain(workload: Workload, factory: { address: string; gas: number }): Promise<Figures> {
  const implementation = await deploy(workload.contract);
  const made = (metadata: string) => make(workload, factory.address, implementation.address, metadata);
  const trainer = await made(METADATA);
  const [kilobyte, none] = [await made("x".repeat(1_000)), await made("")];
  const first = {
    deploy_shared: factory.gas + implementation.gas,
    deploy: trainer.gas,
    metadata_byte: Math.round((kilobyte.gas - none.gas) / 1_000),
    predict_unfolded: (await scene.predict(trainer)).gas,
    add_correct_first_ever: (await trying(() => scene.addCorrect(trainer))).gas,
  };
  await scene.settleIn(trainer);
  const unfolded = {
    add_correct_unfolded: (await trying(() => scene.addCorrect(trainer))).gas,
    refund_unfolded: (await trying(() => scene.refund(trainer))).gas,
    add_wrong_first_lesson: (await trying(() => scene.addWrong(trainer))).gas,
  };
  await useUpLog(workload, trainer);
  return { ...first, ...unfolded, ...(await inUse(trainer)) };
}

/** What every workload has in common, in use: with an empty log, and with a lesson in it. */
async function measureCommon(workload: Workload, factory: string): Promise<Figures> {
  const trainer = await make(workload, factory, (await deploy(workload.contract)).address);
  await scene.settleIn(trainer);
  await useUpLog(workload, trainer);
  const reports = workload.rows.some(({ key }) => key.startsWith("report"));
  const one = await trying(async () => {
    await scene.teach(trainer, 1);
    return { ...(await singles(trainer, 1, false)), compact: (await trainer.send(scene.AUTHOR, "compact", [])).gas };
  });
  return {
    deploy: trainer.gas,
    ...suffixed(await singles(trainer, 0, reports), "_log0"),
    ...suffixed(one, "_log1"),
    ...(workload.learnsAll ? { add_cycle: await trying(() => scene.addCycle(trainer, workload.lessons + 1)) } : {}),
  };
}

/** Writes every slot of the log and folds it into new code. */
async function useUpLog({ lessons }: Workload, trainer: Subject): Promise<void> {
  await scene.teach(trainer, lessons);
  await trainer.send(scene.AUTHOR, "compact", []);
}

/** The base folded into new code, all slots of the log written before, records free to be used again. */
async function inUse(trainer: Subject): Promise<Figures> {
  const four = await trying(async () => {
    await scene.teach(trainer, 4);
    return { ...(await singles(trainer, 4, false)), compact: (await trainer.send(scene.AUTHOR, "compact", [])).gas };
  });
  return {
    ...suffixed(await singles(trainer, 0, true), "_log0"),
    ...suffixed(four, "_log4"),
    ...(await trying(() => batches(trainer))),
    lifecycle: await trying(() => lifecycle(trainer)),
    lifecycle_batch: await trying(() => lifecycleInBatches(trainer)),
  };
}

function suffixed(figures: Figures, suffix: string): Figures {
  return Object.fromEntries(Object.entries(figures).map(([name, gas]) => [name + suffix, gas]));
}

/** Every operation on single contributions, while the log holds `lessons`; reports only if they are asked for. */
async function singles(trainer: Subject, lessons: number, reports: boolean): Promise<Figures> {
  const { addCorrect, addWrong, refund, report } = scene;
  return {
    add_correct: (await trying(() => addCorrect(trainer))).gas,
    add_correct_change: (await trying(() => addCorrect(trainer, { value: TWICE }))).gas,
    add_correct_new_slot: (await trying(() => scene.useUpSlots(trainer).then(() => addCorrect(trainer)))).gas,
    ...(trainer.learnsAll ? {} : { add_wrong: (await trying(() => addWrong(trainer))).gas }),
    refund: (await trying(() => refund(trainer, lessons))).gas,
    predict: (await trying(() => scene.predict(trainer))).gas,
    ...(reports
      ? {
          report_first: (await trying(() => report(trainer, 0))).gas,
          report_later: (await trying(() => report(trainer, 0).then(() => report(trainer, 0)))).gas,
        }
      : {}),
  };
}

/** A batch of which one in five is wrong and its refund, for each sample, without compaction; its slots were used before. */
async function batches(trainer: Subject): Promise<Figures> {
  const first = await addBatch(trainer, 2_000);
  await after(scene.AGE);
  await trainer.send(scene.AUTHOR, "refundBatch", [first.fields]);
  await trainer.send(scene.AUTHOR, "compact", []);
  const added = await addBatch(trainer, 3_000);
  await after(scene.AGE);
  const refunded = await trainer.send(scene.AUTHOR, "refundBatch", [added.fields]);
  return { batch_add: Math.round(added.gas / BATCH), batch_refund: Math.round(refunded.gas / BATCH) };
}

async function addBatch(trainer: Subject, from: number): Promise<Done> {
  return scene.addBatch(trainer, await scene.batchOf(trainer, from, BATCH, ONE_WRONG_IN), BATCH);
}

/** Contributions one by one, each refunded or, if it is wrong, reported; a compaction every five lessons. */
async function lifecycle(trainer: Subject): Promise<number> {
  const [rounds, lessons] = [50, 5];
  let gas = 0;
  for (let i = 0; i < rounds; i++) {
    const predicted = Number(await trainer.ask("predict", trainer.sample(6_000 + i)));
    const wrong = i % ONE_WRONG_IN === 0;
    const added = await scene.add(trainer, trainer.sample(6_000 + i), wrong ? 1 - predicted : predicted);
    await after(scene.AGE);
    gas += added.gas + (await scene.settle(trainer, added.fields)).gas;
    if ((i + 1) % (lessons * ONE_WRONG_IN) === 0) gas += (await trainer.send(scene.AUTHOR, "compact", [])).gas;
  }
  return Math.round(gas / rounds);
}

/** Batches, each refunded as far as the model agrees; a compaction every two. */
async function lifecycleInBatches(trainer: Subject): Promise<number> {
  const rounds = 4;
  let gas = 0;
  for (let i = 0; i < rounds; i++) {
    const added = await addBatch(trainer, 7_000 + i * BATCH);
    await after(scene.AGE);
    gas += added.gas + (await trainer.send(scene.AUTHOR, "refundBatch", [added.fields])).gas;
    if (i % 2 === 1) gas += (await trainer.send(scene.AUTHOR, "compact", [])).gas;
  }
  return Math.round(gas / rounds / BATCH);
}
