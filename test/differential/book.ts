import { type Batch, batchContributions, type Contribution, type LogEvent } from "@omnisum/core";
import type { Pair } from "./operation.ts";
import type { Side } from "./side.ts";

/** Everything that was added to the two trainers, in the order of its ids. */
export class Book {
  readonly contributions: Pair<Contribution>[] = [];
  readonly batches: Pair<Batch>[] = [];

  /** Takes down what the last operation has added. */
  enter(a: Side, b: Side): void {
    const [events, others] = [a.lastEvents, b.lastEvents];
    events.forEach((event, i) => {
      const other = others[i];
      if (other === undefined) return;
      const [mine, theirs] = [contributionsOf(a, event), contributionsOf(b, other)];
      mine.forEach((contribution, k) => {
        const same = theirs[k];
        if (same !== undefined) this.contributions.push([contribution, same]);
      });
      if (event.name === "BatchAdded") this.batches.push([batchOf(event), batchOf(other)]);
    });
  }
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
