import { incentiveDefinition, readIncentive } from "../incentives/index.ts";
import type { ChainAdapter, LogEvent } from "../ports.ts";
import { batchContributions } from "../protocol/commitment.ts";
import type { Batch, Contribution } from "../protocol/trainer.ts";
import type { Trainer } from "./trainer.ts";

/** A contribution as it stands now. */
export interface ContributionView {
  readonly contribution: Contribution;
  readonly status: "open" | "settled";
  /** What is left of its deposit, in the smallest unit. */
  readonly claimable: bigint;
  /** What the model predicts for it now; only for an open one. */
  readonly predicted?: number;
  /** Whether its author would be refunded now. */
  readonly refundable: boolean;
  /** Whether `filter.reporter`, or anybody if none is named, could report it now; credit is not looked at. */
  readonly reportable: boolean;
}

export interface ContributionFilter {
  readonly author?: string;
  readonly reporter?: string;
  readonly refundable?: boolean;
  readonly reportable?: boolean;
}

interface Entry {
  readonly contribution: Contribution;
  taken: bigint;
  settled: boolean;
  /** Who has had their share. */
  readonly reporters: Set<string>;
}

/** The fields of the events that settle contributions. */
interface Settlement {
  readonly id: bigint;
  readonly firstId: bigint;
  readonly refunded: bigint;
  readonly reporter: string;
  readonly amount: bigint;
}

/** How many open contributions are predicted with one query. */
const PREDICTIONS_AT_ONCE = 100;

/** Replays the trainer's events into the contributions' present state. */
export async function* listContributions(
  trainer: Trainer,
  filter: ContributionFilter,
): AsyncGenerator<ContributionView> {
  const entries = await replay(trainer);
  const wanted = entries.filter(
    ({ contribution }) => filter.author === undefined || contribution.author === filter.author,
  );
  for (let at = 0; at < wanted.length; at += PREDICTIONS_AT_ONCE) {
    for (const view of await viewAll(trainer, wanted.slice(at, at + PREDICTIONS_AT_ONCE), filter.reporter)) {
      const fits = (!filter.refundable || view.refundable) && (!filter.reportable || view.reportable);
      if (fits) yield view;
    }
  }
}

async function replay(trainer: Trainer): Promise<readonly Entry[]> {
  const entries = new Map<bigint, Entry>();
  for await (const event of trainer.events()) {
    for (const contribution of addedContributions(trainer.chain, event)) {
      entries.set(contribution.id, { contribution, taken: 0n, settled: false, reporters: new Set() });
    }
    settle(entries, event);
  }
  return [...entries.values()];
}

/** The contributions that an event tells of: one for `DataAdded`, several for `BatchAdded`, none for others. */
function addedContributions(
  chain: Pick<ChainAdapter, "authorBytes">,
  { name, values }: LogEvent,
): readonly Contribution[] {
  // CAST: the codec gives the fields that the description of the event lists.
  if (name === "DataAdded") return [{ ...(values as Omit<Contribution, "proof">), proof: new Uint8Array() }];
  if (name !== "BatchAdded") return [];
  // CAST: as above.
  const batch = values as unknown as Batch;
  return batchContributions(batch, chain.authorBytes(batch.author));
}

function settle(entries: ReadonlyMap<bigint, Entry>, { name, values }: LogEvent): void {
  // CAST: as above; each event has those of these fields that its name implies.
  const { id, firstId, refunded, reporter, amount } = values as unknown as Settlement;
  if (name === "Refunded" || name === "Reported") {
    const entry = entries.get(id);
    if (entry === undefined) return;
    entry.taken += amount;
    if (name === "Reported") entry.reporters.add(reporter);
    entry.settled = name === "Refunded" || entry.taken >= entry.contribution.deposit;
  }
  if (name === "BatchRefunded") {
    for (let i = 0n; refunded >> i > 0n; i++) {
      const entry = (refunded >> i) & 1n ? entries.get(firstId + i) : undefined;
      if (entry !== undefined) entry.settled = true;
    }
  }
}

async function viewAll(
  trainer: Trainer,
  entries: readonly Entry[],
  reporter: string | undefined,
): Promise<readonly ContributionView[]> {
  const open = entries.filter(({ settled }) => !settled);
  const labels =
    open.length === 0 ? [] : await trainer.predictBatch(open.map(({ contribution }) => contribution.sample));
  const now = await trainer.chain.now();
  const predicted = new Map(open.map((entry, i) => [entry, labels[i] ?? 0]));
  return entries.map((entry) => view(trainer, entry, { predicted: predicted.get(entry), now, reporter }));
}

function view(
  trainer: Trainer,
  { contribution, taken, settled, reporters }: Entry,
  present: { readonly predicted: number | undefined; readonly now: bigint; readonly reporter: string | undefined },
): ContributionView {
  const { predicted, now, reporter } = present;
  if (settled || predicted === undefined) {
    return { contribution, status: "settled", claimable: 0n, refundable: false, reportable: false };
  }
  const { kind, parameters } = readIncentive(trainer.info.incentive);
  const standing = incentiveDefinition(kind).standing(parameters, {
    age: now - contribution.addedAt,
    left: contribution.deposit - taken,
    agrees: predicted === contribution.label,
    isAuthor: reporter === contribution.author,
    isOwner: reporter !== undefined && reporter === trainer.info.owner,
    hasShare: reporter !== undefined && reporters.has(reporter),
  });
  return { contribution, status: "open", predicted, ...standing };
}
