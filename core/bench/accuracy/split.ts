import type { LabelledSample } from "@omnisum/core";
import type { Random } from "../../../test/support/random.mjs";

/** A task's samples, each used for one thing only. */
export interface Split {
  /** What the model knows before it is deployed. */
  readonly initial: readonly LabelledSample[];
  /** What contributors add, those of each one after the other. */
  readonly contributions: readonly (readonly LabelledSample[])[];
  /** The provider's hidden test set. */
  readonly hidden: readonly LabelledSample[];
  /** What accuracy is measured on. */
  readonly test: readonly LabelledSample[];
}

const TEST_SHARE = 0.3;
const INITIAL = 300;
const HIDDEN = 300;
const MOST_CONTRIBUTIONS = 3_000;
export const CONTRIBUTORS = 8;
/** The first so many contributors label everything wrongly. */
export const MISLABELLERS = 2;

export function split(samples: readonly LabelledSample[], random: Random): Split {
  const order = shuffled(samples, random);
  const first = Math.floor(samples.length * TEST_SHARE);
  const [test, rest] = [order.slice(0, first), order.slice(first)];
  const contributed = rest.slice(INITIAL + HIDDEN, INITIAL + HIDDEN + MOST_CONTRIBUTIONS);
  const contributions = Array.from({ length: CONTRIBUTORS }, (_, who) =>
    contributed.filter((_, i) => i % CONTRIBUTORS === who),
  );
  return { test, initial: rest.slice(0, INITIAL), hidden: rest.slice(INITIAL, INITIAL + HIDDEN), contributions };
}

/** What mislabellers make of a split: their labels are others, the same way every time. */
export function mislabelled({ contributions, ...rest }: Split, classes: number): Split {
  return {
    ...rest,
    contributions: contributions.map((own, who) =>
      who >= MISLABELLERS ? own : own.map(({ sample, label }) => ({ sample, label: (label + 1) % classes })),
    ),
  };
}

function shuffled<T>(items: readonly T[], random: Random): readonly T[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    const [a, b] = [order[i], order[j]];
    if (a !== undefined && b !== undefined) [order[i], order[j]] = [b, a];
  }
  return order;
}
