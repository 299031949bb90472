/** Measures every figure: each is the gasUsed of one real transaction, or the mean of several. */
import {
  addressOf,
  after,
  create,
  type Done,
  deploy,
  type Fields,
  TRAINER,
  type Trainer,
  trying,
} from "../support/chain.ts";
import * as scene from "./scene.ts";
import { body, header, incentive, sample } from "./workload.ts";

export type Figures = Readonly<Record<string, number>>;

/** What the workload's deployment says about itself. */
const METADATA = '{"labels":["Negative","Positive"]}';
const BATCH = 50;
const ONE_WRONG_IN = 5;
const LOG_SLOTS = 32;
/** Twice the price: half of it returns. */
const TWICE = 2n * scene.PRICE;

export async function measure(): Promise<Figures> {
  const factory = await deploy("TrainerFactory");
  const implementation = await deploy(TRAINER);
  const made = async (metadata: string) => {
    const plan = { header: header(), incentive: incentive(), owner: await addressOf(0), metadata, weights: body() };
    return create(factory.address, implementation.address, plan);
  };
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
  await scene.teach(trainer, LOG_SLOTS);
  await trainer.send(scene.AUTHOR, "compact", []);
  return { ...first, ...unfolded, ...(await inUse(trainer)) };
}

/** The base folded into new code, all slots of the log written before, records free to be used again. */
async function inUse(trainer: Trainer): Promise<Figures> {
  const four = await trying(async () => {
    await scene.teach(trainer, 4);
    return { ...(await singles(trainer, 4)), compact: (await trainer.send(scene.AUTHOR, "compact", [])).gas };
  });
  return {
    ...suffixed(await singles(trainer, 0), "_log0"),
    ...suffixed(four, "_log4"),
    ...(await trying(() => batches(trainer))),
    lifecycle: await trying(() => lifecycle(trainer)),
    lifecycle_batch: await trying(() => lifecycleInBatches(trainer)),
  };
}

function suffixed(figures: Figures, suffix: string): Figures {
  return Object.fromEntries(Object.entries(figures).map(([name, gas]) => [name + suffix, gas]));
}

/** Every operation on single contributions, while the log holds `lessons`. */
async function singles(trainer: Trainer, lessons: number): Promise<Figures> {
  const { addCorrect, addWrong, refund, report } = scene;
  return {
    add_correct: (await trying(() => addCorrect(trainer))).gas,
    add_correct_change: (await trying(() => addCorrect(trainer, TWICE))).gas,
    add_correct_new_slot: (await trying(() => scene.useUpSlots(trainer).then(() => addCorrect(trainer)))).gas,
    add_wrong: (await trying(() => addWrong(trainer))).gas,
    refund: (await trying(() => refund(trainer))).gas,
    predict: (await trying(() => scene.predict(trainer))).gas,
    ...(lessons === 0
      ? {
          report_first: (await trying(() => report(trainer, 0))).gas,
          report_later: (await trying(() => report(trainer, 0).then(() => report(trainer, 0)))).gas,
        }
      : {}),
  };
}

/** A batch of which one in five is wrong and its refund, for each sample, without compaction; its slots were used before. */
async function batches(trainer: Trainer): Promise<Figures> {
  const first = await addBatch(trainer, 2_000);
  await after(scene.AGE);
  await trainer.send(scene.AUTHOR, "refundBatch", [first.fields]);
  await trainer.send(scene.AUTHOR, "compact", []);
  const added = await addBatch(trainer, 3_000);
  await after(scene.AGE);
  const refunded = await trainer.send(scene.AUTHOR, "refundBatch", [added.fields]);
  return { batch_add: Math.round(added.gas / BATCH), batch_refund: Math.round(refunded.gas / BATCH) };
}

async function addBatch(trainer: Trainer, from: number): Promise<Done> {
  return scene.addBatch(trainer, await scene.batchOf(trainer, from, BATCH, ONE_WRONG_IN), BATCH);
}

/** Contributions one by one, each refunded or, if it is wrong, reported; a compaction every five lessons. */
async function lifecycle(trainer: Trainer): Promise<number> {
  const [rounds, lessons] = [50, 5];
  let gas = 0;
  for (let i = 0; i < rounds; i++) {
    const predicted = Number(await trainer.ask("predict", sample(6_000 + i)));
    const wrong = i % ONE_WRONG_IN === 0;
    const added = await scene.add(trainer, sample(6_000 + i), wrong ? 1 - predicted : predicted);
    await after(scene.AGE);
    gas += added.gas + (await settle(trainer, added.fields)).gas;
    if ((i + 1) % (lessons * ONE_WRONG_IN) === 0) gas += (await trainer.send(scene.AUTHOR, "compact", [])).gas;
  }
  return Math.round(gas / rounds);
}

/** Refunds a contribution if the model agrees with it, reports it otherwise. */
async function settle(trainer: Trainer, fields: Fields): Promise<Done> {
  const agrees = BigInt(await trainer.ask("predict", fields.sample)) === fields.label;
  const [from, method] = agrees ? ([scene.AUTHOR, "refund"] as const) : ([scene.OTHER, "report"] as const);
  return trainer.send(from, method, [scene.contribution(fields)]);
}

/** Batches, each refunded as far as the model agrees; a compaction every two. */
async function lifecycleInBatches(trainer: Trainer): Promise<number> {
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
