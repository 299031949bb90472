import {
  type Account,
  type Contribution,
  formatMoney,
  isError,
  type LabelledSample,
  MAX_BATCH,
  OmnisumError,
  parseAmount,
} from "@omnisum/core";
import { moneyJson } from "../format/json.ts";
import { table } from "../format/table.ts";
import type { Outcome } from "../outcome.ts";
import type { Services } from "../services/services.ts";
import type { OpenTrainer, TrainerReference } from "../services/trainers.ts";
import { encodeLine, type Line, labelName, readLabel, readLines } from "./samples.ts";
import { type SentCall, send } from "./send.ts";

export interface AddInput extends TrainerReference {
  readonly text: readonly string[];
  readonly label?: string;
  readonly sample?: string;
  readonly file?: string;
  readonly batch?: string;
  readonly stake?: string;
  readonly yes?: boolean;
}

interface Sending {
  readonly open: OpenTrainer;
  readonly from: Account;
  /** On each contribution, in the smallest unit; the price if it is not said. */
  readonly stake: bigint | undefined;
  readonly yes?: boolean | undefined;
}

/** Contributes one labelled sample, or those of a file one by one or in batches; what was sent before a failure is told. */
export async function add(services: Services, input: AddInput): Promise<Outcome> {
  const size = batchSize(input.batch);
  const open = await services.trainers.openOne(input, "write");
  const from = await services.accounts.acting(open.chain);
  const stake = input.stake === undefined ? undefined : readStake(open, input.stake);
  const items = await readItems(services, open, input);
  const sent: SentCall<readonly Contribution[]>[] = [];
  for (const group of groups(items, size)) {
    try {
      sent.push(await addGroup(services, { open, from, stake, yes: input.yes }, group));
    } catch (error) {
      if (sent.length === 0 || !isError(error)) throw error;
      return { ...outcome(open, sent), error };
    }
  }
  return outcome(open, sent);
}

/** Everything is read, labelled and encoded before anything is sent. */
async function readItems(services: Services, open: OpenTrainer, input: AddInput): Promise<readonly LabelledSample[]> {
  const lines = await wanted(services, input);
  return Promise.all(
    lines.map(async (line) => {
      const given = line.label ?? input.label;
      const chosen = given ?? (await services.prompts.choose(undefined, "The label (--label)", open.metadata.labels));
      return { label: readLabel(open, chosen), sample: (await encodeLine(open, line)).sample };
    }),
  );
}

async function wanted(services: Services, { text, sample, file }: AddInput): Promise<readonly Line[]> {
  if (file !== undefined) return readLines(services, file);
  if (sample !== undefined) return [{ sample }];
  const words = text.length > 0 ? text.join(" ") : undefined;
  return [{ text: await services.prompts.text(words, "The text, --sample or --file") }];
}

async function addGroup(
  services: Services,
  { open, from, stake, yes }: Sending,
  items: readonly LabelledSample[],
): Promise<SentCall<readonly Contribution[]>> {
  const [only] = items;
  if (items.length > 1) {
    const call = open.trainer
      .addDataBatch(items, stake && stake * BigInt(items.length))
      .map(({ contributions }) => contributions);
    return send(services, { open, from, yes, call, what: `Adding a batch of ${items.length}` });
  }
  if (only === undefined) throw new OmnisumError("InvalidBatch", { reason: "empty" });
  const call = open.trainer.addData(only.sample, only.label, stake);
  const one = await send(services, { open, from, yes, call, what: `Adding ${labelName(open, only.label)}` });
  return { ...one, result: [one.result] };
}

function outcome(open: OpenTrainer, sent: readonly SentCall<readonly Contribution[]>[]): Outcome {
  const { currency, name: chain } = open.chain.chain;
  const contributions = sent.flatMap(({ result }) => result);
  const transactions = sent.map(({ receipt, estimated, funds }) => ({
    hash: receipt.hash,
    deposit: moneyJson(funds, currency),
    estimated: moneyJson(estimated.total, currency),
    charged: moneyJson(receipt.fee.total, currency),
  }));
  const charged = sent.reduce((sum, { receipt }) => sum + receipt.fee.total, 0n);
  const lines = table(
    [{ title: "ID", align: "right" }, { title: "Label" }, { title: "Deposit", align: "right" }, { title: "The model" }],
    contributions.map((one) => [
      String(one.id),
      labelName(open, one.label),
      formatMoney(one.deposit, currency),
      one.taught ? "disagreed, and learned" : "agreed",
    ]),
  );
  return {
    result: {
      name: open.name,
      chain,
      contributions: contributions.map((one) => contributionJson(open, one)),
      transactions,
    },
    text: `${lines}\nCharged ${formatMoney(charged, currency)} on ${chain}.`,
    next: `omnisum contributions ${open.name} --chain ${chain}`,
  };
}

/** A contribution as data for programs. */
export function contributionJson(open: OpenTrainer, one: Contribution): Readonly<Record<string, unknown>> {
  return { ...one, labelName: labelName(open, one.label), deposit: moneyJson(one.deposit, open.chain.chain.currency) };
}

function groups<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}

function readStake({ chain }: OpenTrainer, text: string): bigint {
  const { symbol, decimals } = chain.chain.currency;
  try {
    return parseAmount(text, decimals);
  } catch (cause) {
    const reason = `${text} is not an amount of ${symbol} with at most ${decimals} decimals`;
    throw new OmnisumError("InvalidInput", { name: "--stake", reason }, { cause });
  }
}

function batchSize(text: string | undefined): number {
  if (text === undefined) return 1;
  const size = Number(text);
  if (/^\d+$/.test(text) && size >= 1 && size <= MAX_BATCH) return size;
  throw new OmnisumError("InvalidInput", { name: "--batch", reason: `${text} is not 1 to ${MAX_BATCH}` });
}
