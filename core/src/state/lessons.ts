import { incentiveDefinition } from "../incentives/index.ts";
import type { LogEvent } from "../ports.ts";
import type { LabelledSample } from "../samples/labelled-list.ts";
import { additionOf } from "./addition.ts";

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
