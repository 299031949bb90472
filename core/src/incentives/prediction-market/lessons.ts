import type { LogEvent } from "../../ports.ts";
import { additionOf } from "../../state/addition.ts";
import type { Lesson, LessonRule } from "../../state/lessons.ts";
import { PHASE } from "./state.ts";

interface KeptLesson extends Lesson {
  readonly author: string;
}

/**
 * What the model of a market learns, as the events tell it (docs/protocol.md §6.3): nothing until it is scored; then the
 * contributions of those who did not leave, in the order of their ids, as the last round left it.
 */
export function marketLessons(): LessonRule {
  return new MarketLessons([], new Set(), false);
}

class MarketLessons implements LessonRule {
  readonly #lessons: KeptLesson[];
  readonly #left: Set<string>;
  #scoring: boolean;

  constructor(lessons: readonly KeptLesson[], left: ReadonlySet<string>, scoring: boolean) {
    this.#lessons = [...lessons];
    this.#left = new Set(left);
    this.#scoring = scoring;
  }

  get unsettled(): boolean {
    return this.#scoring;
  }

  take(event: LogEvent): readonly Lesson[] {
    const added = additionOf(event);
    if (added !== undefined) this.#lessons.push(...added.items.map((item) => ({ ...item, author: added.author })));
    const { contributor, phase } = event.values;
    if (event.name === "ContributorLeft" && typeof contributor === "string") this.#left.add(contributor);
    if (event.name !== "PhaseEntered") return [];
    const isScored = this.#scoring && phase === PHASE.collect;
    this.#scoring = phase === PHASE.scoring;
    return isScored ? this.#lessons.filter(({ author }) => !this.#left.has(author)) : [];
  }

  clone(): LessonRule {
    return new MarketLessons(this.#lessons, this.#left, this.#scoring);
  }
}
