import { isError, OmnisumError } from "../errors.ts";
import { incentiveDefinition } from "../incentives/index.ts";
import type { LogEvent } from "../ports.ts";
import type { Batch, Contribution } from "../protocol/trainer.ts";
import { type LabelledSample, readLabelledList } from "../samples/labelled-list.ts";

/** What one `DataAdded` or `BatchAdded` added. */
export interface Addition extends Omit<Batch, "samples" | "taught"> {
  readonly items: readonly LabelledSample[];
  /** Bit i: whether item i taught the model. */
  readonly taught: bigint;
}

/** Something that the model learns. */
export interface Lesson extends LabelledSample {
  /** Whether the chain says that the model had disagreed; not known of a lesson that is taken later than it is added. */
  readonly taught?: boolean;
}

/** Which contributions a trainer's model learns, and when; what a mechanism says about it. */
export interface LessonRule {
  /** The lessons that the model takes with an event, in order; events come in order, each once. */
  take(event: LogEvent): readonly Lesson[];
  /** Whether the chain's model is in the middle of something, so that the two cannot be compared now. */
  readonly unsettled: boolean;
  clone(): LessonRule;
}

/** Most mechanisms let the model learn each contribution as it is added. */
const AT_ONCE: LessonRule = {
  unsettled: false,
  take(event) {
    const added = additionOf(event);
    if (added === undefined) return [];
    return added.items.map((item, i) => ({ ...item, taught: ((added.taught >> BigInt(i)) & 1n) === 1n }));
  },
  clone: () => AT_ONCE,
};

/** The rule of a mechanism, before the first event. */
export function lessonRule(incentive: string): LessonRule {
  return incentiveDefinition(incentive).lessons?.() ?? AT_ONCE;
}

/** Whether what a mechanism lets the model learn depends on events before those it learns from. */
export function dependsOnPast(incentive: string): boolean {
  return incentiveDefinition(incentive).lessons !== undefined;
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
