import { type Batch, batchContributions, type Contribution, type LogEvent } from "@omnisum/core";
import type { Pair } from "./operation.ts";
import type { Side } from "./side.ts";

/** Everything that was added to the two trainers, in the order of its ids. */
export class Book {
  readonly contributions: Pair<Contribution>[] = [];
  readonly batches: Pair<Batch>[] = [];

  /** The first side's addresses of those who had a refund, and so may have credit. */
  readonly refunded = new Set<string>();
  readonly #shares: (readonly [Pair<Contribution>, string])[] = [];
  readonly #taken = new Map<bigint, bigint>();
  readonly #settled = new Set<bigint>();

  /** The contributions of which something may be left. */
  get open(): readonly Pair<Contribution>[] {
    return this.contributions.filter(([{ id }]) => !this.#settled.has(id));
  }

  /** The shares that were taken of contributions of which something may be left, with the first side's address of the reporter. */
  get shares(): readonly (readonly [Pair<Contribution>, string])[] {
    return this.#shares.filter(([[{ id }]]) => !this.#settled.has(id));
  }

  /** Takes down what the last operation has done. */
  enter(a: Side, b: Side): void {
    a.lastEvents.forEach((event, i) => {
      const other = b.lastEvents[i];
      if (other === undefined) return;
      const theirs = contributionsOf(b, other);
      contributionsOf(a, event).forEach((mine, k) => {
        const same = theirs[k];
        if (same !== undefined) this.contributions.push([mine, same]);
      });
      if (event.name === "BatchAdded") this.batches.push([batchOf(event), batchOf(other)]);
      this.#settle(event);
    });
  }

  #settle({ name, values }: LogEvent): void {
    // CAST: each event has those of these fields that its name implies, and they are not read of others.
    const { id, firstId, refunded, amount, author, reporter } = values as unknown as Settling;
    if (name === "Refunded" || name === "BatchRefunded") this.refunded.add(author);
    if (name === "Refunded") this.#settled.add(id);
    if (name === "BatchRefunded") {
      for (let i = 0n; refunded >> i > 0n; i++) if ((refunded >> i) & 1n) this.#settled.add(firstId + i);
    }
    if (name !== "Reported") return;
    const taken = (this.#taken.get(id) ?? 0n) + amount;
    this.#taken.set(id, taken);
    const pair = this.contributions.find(([contribution]) => contribution.id === id);
    if (pair === undefined || taken >= pair[0].deposit) this.#settled.add(id);
    else this.#shares.push([pair, reporter]);
  }
}

interface Settling {
  readonly id: bigint;
  readonly firstId: bigint;
  readonly refunded: bigint;
  readonly amount: bigint;
  readonly author: string;
  readonly reporter: string;
}

function contributionsOf({ chain }: Side, event: LogEvent): readonly Contribution[] {
  // CAST: the codec gives the fields that the description of these events lists.
  if (event.name === "DataAdded")
    return [{ ...(event.values as Omit<Contribution, "proof">), proof: new Uint8Array() }];
  if (event.name !== "BatchAdded") return [];
  const batch = batchOf(event);
  return batchContributions(batch, chain.authorBytes(batch.author));
}

function batchOf({ values }: LogEvent): Batch {
  // CAST: as above.
  return values as unknown as Batch;
}
