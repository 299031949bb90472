import { INCENTIVES, OmnisumError } from "@omnisum/core";
import type { IncentiveCase } from "./incentive-case.ts";

/** A case for every mechanism that core knows; a kind without a file of its name stops every suite. */
export const INCENTIVE_CASES: readonly IncentiveCase[] = await Promise.all(
  INCENTIVES.map(async ({ kind }) => (await import(`./incentives/${kind}.ts`)).incentiveCase),
);

export function incentiveCaseOf(kind: string): IncentiveCase {
  const found = INCENTIVE_CASES.find((incentive) => incentive.kind === kind);
  if (found === undefined) throw new OmnisumError("MissingInput", { name: `a case for ${kind}` });
  return found;
}
