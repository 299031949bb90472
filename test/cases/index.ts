import { INCENTIVES, MODELS, OmnisumError } from "@omnisum/core";
import type { IncentiveCase } from "./incentive-case.ts";
import type { ModelCase } from "./model-case.ts";

/** A case for every kind that core knows; a kind without a file of its name here stops every suite. */
export const MODEL_CASES: readonly ModelCase[] = await Promise.all(
  MODELS.map(async ({ kind }) => (await import(`./models/${kind}.ts`)).modelCase),
);
export const INCENTIVE_CASES: readonly IncentiveCase[] = await Promise.all(
  INCENTIVES.map(async ({ kind }) => (await import(`./incentives/${kind}.ts`)).incentiveCase),
);

export function modelCaseOf(kind: string): ModelCase {
  return find(MODEL_CASES, kind);
}

export function incentiveCaseOf(kind: string): IncentiveCase {
  return find(INCENTIVE_CASES, kind);
}

function find<C extends { readonly kind: string }>(cases: readonly C[], kind: string): C {
  const found = cases.find((one) => one.kind === kind);
  if (found === undefined) throw new OmnisumError("MissingInput", { name: `a case for ${kind}` });
  return found;
}
