import {
  type Batch,
  type Call,
  type Contribution,
  formatMoney,
  OmnisumError,
  readLabelledList,
  type Trainer,
} from "@omnisum/core";
import { moneyJson } from "../format/json.ts";
import type { Outcome } from "../outcome.ts";
import type { Services } from "../services/services.ts";
import type { TrainerReference } from "../services/trainers.ts";
import { send } from "./send.ts";

export interface ClaimInput extends TrainerReference {
  readonly ids: readonly string[];
  readonly batch?: boolean;
  readonly yes?: boolean;
}

/** How a claim is made from the id that people give. */
interface Claim {
  readonly command: "refund" | "report";
  readonly what: (id: bigint) => string;
  readonly call: (trainer: Trainer, id: bigint) => Promise<Call<bigint>>;
}

/** Pays the author of a contribution, or of all of a batch, what is left of the deposit. */
export function refund(services: Services, input: ClaimInput): Promise<Outcome> {
  const call = input.batch
    ? async (trainer: Trainer, id: bigint) => trainer.refundBatch(await findBatch(trainer, id))
    : async (trainer: Trainer, id: bigint) => trainer.refund(await findContribution(trainer, id));
  return claim(services, input, { command: "refund", what: (id) => `Refunding contribution ${id}`, call });
}

/** Pays the acting account its share of the deposit of a contribution that the model disagrees with. */
export function report(services: Services, input: ClaimInput): Promise<Outcome> {
  const call = async (trainer: Trainer, id: bigint) => trainer.report(await findContribution(trainer, id));
  return claim(services, input, { command: "report", what: (id) => `Reporting contribution ${id}`, call });
}

async function claim(services: Services, input: ClaimInput, { command, what, call }: Claim): Promise<Outcome> {
  const open = await services.trainers.openOne(input, "write");
  const from = await services.accounts.acting(open.chain);
  const id = readId(await services.prompts.text(onlyId(input.ids), "The contribution's id"));
  const claimed = await call(open.trainer, id);
  const {
    result: amount,
    receipt,
    estimated,
  } = await send(services, { open, from, call: claimed, what: what(id), yes: input.yes });
  const { currency, name: chain } = open.chain.chain;
  return {
    result: {
      name: open.name,
      chain,
      id,
      ...(input.batch && { batch: true }),
      account: from.address,
      paid: moneyJson(amount, currency),
      hash: receipt.hash,
      estimated: moneyJson(estimated.total, currency),
      charged: moneyJson(receipt.fee.total, currency),
    },
    text: `Paid ${formatMoney(amount, currency)} to ${from.address}; charged ${formatMoney(receipt.fee.total, currency)}.`,
    next: `omnisum contributions ${open.name} --chain ${chain} --${command}able`,
  };
}

function onlyId(ids: readonly string[]): string | undefined {
  if (ids.length > 1) throw new OmnisumError("InvalidInput", { name: "The id", reason: "this command takes one" });
  return ids[0];
}

function readId(text: string): bigint {
  if (/^\d{1,20}$/.test(text)) return BigInt(text);
  throw new OmnisumError("InvalidInput", { name: "The id", reason: `${text} is not a whole number` });
}

/** Throws `UnknownContribution` for an id that was never given. */
async function findContribution(trainer: Trainer, id: bigint): Promise<Contribution> {
  for await (const { contribution } of trainer.contributions()) if (contribution.id === id) return contribution;
  throw new OmnisumError("UnknownContribution", { id });
}

/** The batch that holds a contribution; throws `UnknownContribution` when none does. */
async function findBatch(trainer: Trainer, id: bigint): Promise<Batch> {
  for await (const { name, values } of trainer.events()) {
    if (name !== "BatchAdded") continue;
    // CAST: the codec gives the fields that the description of this event lists.
    const batch = values as unknown as Batch;
    const count = BigInt(readLabelledList(batch.samples).length);
    if (id >= batch.firstId && id < batch.firstId + count) return batch;
  }
  throw new OmnisumError("UnknownContribution", { id });
}
