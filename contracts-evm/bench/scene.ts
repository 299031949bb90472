/** What the benchmark does to a trainer, in the words of the workload. */
import { after, at, type Done, type Fields, type Trainer } from "../support/chain.ts";
import { list, type Workload } from "./workload.ts";

/** A trainer and the samples of its workload. */
export type Subject = Trainer & Pick<Workload, "sample" | "price" | "learnsAll">;

export const HOUR = 3_600;
/** When a contribution is refunded or reported: past the refund wait, before the open window. */
export const AGE = 16;
/** When anyone may take what is left. */
const OPEN = 20;
/** The price an hour after the last contribution. */
export const PRICE = 6n * 10n ** 16n;
export const [AUTHOR, OTHER] = [0, 1];
/** More record slots than the bench ever has free at once. */
const ENOUGH_SLOTS = 5;
const ENOUGH_SAMPLES = 1_000;

/** The first sample from the `from`th on to which the model now gives `label`. */
export async function find(trainer: Subject, label: number, from = 0): Promise<Uint8Array> {
  for (let s = from; s < from + ENOUGH_SAMPLES; s++) {
    const sample = trainer.sample(s);
    if (Number(await trainer.ask("predict", sample)) === label) return sample;
  }
  throw new RangeError(`none of ${ENOUGH_SAMPLES} samples is predicted as ${label}`);
}

export async function add(
  trainer: Subject,
  packed: Uint8Array,
  label: number,
  { value = trainer.price ?? PRICE, from = AUTHOR } = {},
) {
  await anHourAfterTheLast(trainer);
  return trainer.send(from, "addData", [packed, label], value);
}

async function anHourAfterTheLast(trainer: Subject): Promise<void> {
  const [, , last] = await trainer.ask<readonly [bigint, bigint, bigint]>("stats");
  await at(Number(last) + HOUR);
}

export async function addCorrect(trainer: Subject, paid: { readonly value?: bigint } = {}): Promise<Done> {
  return add(trainer, await find(trainer, 1), 1, paid);
}

export async function addWrong(trainer: Subject): Promise<Done> {
  return add(trainer, await find(trainer, 0), 1);
}

/** Two accounts have each added one contribution and had it refunded. */
export async function settleIn(trainer: Subject): Promise<void> {
  for (const [from, s] of [
    [AUTHOR, 1_000],
    [OTHER, 1_001],
  ] as const) {
    const label = Number(await trainer.ask("predict", trainer.sample(s)));
    const { fields } = await add(trainer, trainer.sample(s), label, { from });
    await after(AGE);
    await trainer.send(from, "refund", [contribution(fields)]);
  }
}

/** Teaches `count` lessons whose records are free again. */
export async function teach(trainer: Subject, count: number): Promise<void> {
  for (let s = 0; s < count; s++) {
    const { fields } = trainer.learnsAll ? await addPredicted(trainer, 4_000 + s) : await addWrong(trainer);
    await after(OPEN);
    await settle(trainer, fields);
  }
}

/** Refunds a contribution if the model agrees with it, reports it otherwise. */
export async function settle(trainer: Subject, fields: Fields): Promise<Done> {
  const agrees = BigInt(await trainer.ask("predict", fields.sample)) === fields.label;
  const [from, method] = agrees ? ([AUTHOR, "refund"] as const) : ([OTHER, "report"] as const);
  return trainer.send(from, method, [contribution(fields)]);
}

/** Adds a sample with the label that the model gives it. */
async function addPredicted(trainer: Subject, s: number): Promise<Done> {
  const packed = trainer.sample(s);
  return add(trainer, packed, Number(await trainer.ask("predict", packed)));
}

/** The mean of a contribution over `count`. */
export async function addCycle(trainer: Subject, count: number): Promise<number> {
  let gas = 0;
  for (let s = 0; s < count; s++) gas += (await addPredicted(trainer, 2_000 + s)).gas;
  return Math.round(gas / count);
}

/** Uses up the record slots that are free. */
export async function useUpSlots(trainer: Subject): Promise<void> {
  for (let i = 0; i < ENOUGH_SLOTS; i++) await addCorrect(trainer);
}

/** A refund while the log holds `lessons` and, for models that learn from every contribution, the contribution's own. */
export async function refund(trainer: Subject, lessons = 0): Promise<Done> {
  const { fields } = await addCorrect(trainer);
  if (lessons === 0) await trainer.send(AUTHOR, "compact", []);
  await after(AGE);
  return trainer.send(AUTHOR, "refund", [contribution(fields)]);
}

/** A share taken by an account with credit while the log holds `lessons`, the last of them the contribution's own. */
export async function report(trainer: Subject, lessons: number): Promise<Done> {
  await teach(trainer, Math.max(0, lessons - 1));
  const { fields } = await addWrong(trainer);
  if (lessons === 0) await trainer.send(AUTHOR, "compact", []);
  await after(AGE);
  return trainer.send(OTHER, "report", [contribution(fields)]);
}

export function predict(trainer: Subject): Promise<Done> {
  return trainer.send(AUTHOR, "predict", [trainer.sample(0)]);
}

/** A labelled list of `count` samples from the `from`th on, every `oneWrongIn`th with another label than the model's. */
export async function batchOf(trainer: Subject, from: number, count: number, oneWrongIn: number): Promise<Uint8Array> {
  const samples = Array.from({ length: count }, (_, i) => trainer.sample(from + i));
  const items = [];
  for (const [i, packed] of samples.entries()) {
    const predicted = Number(await trainer.ask("predict", packed));
    items.push({ sample: packed, label: i % oneWrongIn === 0 ? 1 - predicted : predicted });
  }
  return list(items);
}

/** Adds a batch an hour after the last contribution, and pays each its price. */
export async function addBatch(trainer: Subject, samples: Uint8Array, count: number): Promise<Done> {
  await anHourAfterTheLast(trainer);
  const root = BigInt(Math.floor(Math.sqrt(HOUR / count)));
  return trainer.send(AUTHOR, "addDataBatch", [samples], (BigInt(count) * 36n * 10n ** 17n) / root);
}

/** What names a contribution, from its `DataAdded` event. */
export function contribution(fields: Fields): Fields {
  return { ...fields, proof: "0x" };
}
