/** A small trainer whose every answer can be worked out by hand. */
import { bigEndian, concat } from "@omnisum/core";
import { addressOf, after, create, deploy, type Plan, TRAINER, type Trainer } from "../support/chain.ts";
import { ANYONE_WAIT, type Config, OWNER_WAIT, packedHeader, packedIncentive, REFUND_WAIT } from "./configs.ts";

export { ANYONE_WAIT, OWNER_WAIT, REFUND_WAIT };
export const [OWNER, ALICE, BOB, CAROL] = [0, 1, 2, 3];
/** Seconds since the last contribution, for a price of costWeight × 3600 ÷ 60. */
export const HOUR = 3_600;
export const PRICE = 60n * 10n ** 15n;

/** Ten features, two classes; weight i is 10 − 4·i, so that early features mean label 1 and late ones label 0. */
export const CONFIG: Config = {
  name: "fixture",
  features: 10,
  classes: 2,
  learningRate: 3,
  trainBias: 0,
  costWeight: 10n ** 15n,
  minDeposit: 0n,
  maxDeposit: 0n,
  credit: 0,
};
export const ONE = Uint8Array.of(0, 1);
export const ZERO = Uint8Array.of(8, 9);

export function body(): Uint8Array {
  return concat(bigEndian(0, 4), ...Array.from({ length: 10 }, (_, i) => bigEndian((10 - 4 * i) & 0xffff, 2)));
}

export async function planOf(changes: Partial<Plan> = {}, config: Partial<Config> = {}): Promise<Plan> {
  const merged = { ...CONFIG, ...config };
  return {
    header: packedHeader(merged),
    incentive: packedIncentive(merged),
    owner: await addressOf(OWNER),
    metadata: '{"labels":["no","yes"]}',
    weights: body(),
    ...changes,
  };
}

export interface Shared {
  readonly factory: string;
  readonly implementation: string;
}

export async function share(trainer = TRAINER): Promise<Shared> {
  return { factory: (await deploy("TrainerFactory")).address, implementation: (await deploy(trainer)).address };
}

export async function createTrainer(
  { factory, implementation }: Shared,
  config: Partial<Config> = {},
): Promise<Trainer> {
  await after(1);
  return create(factory, implementation, await planOf({}, config));
}

/** Adds a sample an hour after the last transaction; all fields that name the contribution. */
export async function addData(trainer: Trainer, from: number, sample: Uint8Array, label: number) {
  await after(HOUR);
  const { fields } = await trainer.send(from, "addData", [sample, label], 10n ** 18n);
  return { ...fields, id: BigInt(String(fields.id)), addedAt: Number(fields.addedAt), proof: "0x" };
}
