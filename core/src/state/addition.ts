import { isError, OmnisumError } from "../errors.ts";
import type { LogEvent } from "../ports.ts";
import type { Batch, Contribution } from "../protocol/trainer.ts";
import { type LabelledSample, readLabelledList } from "../samples/labelled-list.ts";

/** What one `DataAdded` or `BatchAdded` added. */
export interface Addition extends Omit<Batch, "samples" | "taught"> {
  readonly items: readonly LabelledSample[];
  /** Bit i: whether item i taught the model. */
  readonly taught: bigint;
}

/** What an event added, if it added anything; throws `HistoryAltered` for a malformed list. */
export function additionOf(event: LogEvent): Addition | undefined {
  const { name, values } = event;
  if (name === "DataAdded") {
    // CAST: the codec gives the fields that the description of this event lists.
    const { id: firstId, sample, label, taught, ...rest } = values as unknown as Omit<Contribution, "proof">;
    return { ...rest, firstId, items: [{ sample, label }], taught: taught ? 1n : 0n };
  }
  if (name !== "BatchAdded") return undefined;
  // CAST: as above.
  const { samples, ...rest } = values as unknown as Batch;
  try {
    return { ...rest, items: readLabelledList(samples) };
  } catch (error) {
    if (!isError(error, "InvalidBatch")) throw error;
    throw new OmnisumError("HistoryAltered", { event: describeEvent(event), field: "samples" }, { cause: error });
  }
}

/** For people. */
export function describeEvent({ name, values, block, transaction }: LogEvent): string {
  const id = values.id ?? values.firstId;
  return `${name}${id === undefined ? "" : ` ${String(id)}`} (block ${block}, transaction ${transaction})`;
}
