import { MODELS, OmnisumError } from "@omnisum/core";
import type { ModelCase } from "./model-case.ts";

/** A case for every kind of model that core knows; a kind without a file of its name stops every suite. */
export const MODEL_CASES: readonly ModelCase[] = await Promise.all(
  MODELS.map(async ({ kind }) => (await import(`./models/${kind}.ts`)).modelCase),
);

export function modelCaseOf(kind: string): ModelCase {
  const found = MODEL_CASES.find((model) => model.kind === kind);
  if (found === undefined) throw new OmnisumError("MissingInput", { name: `a case for ${kind}` });
  return found;
}
