import { expect } from "@jest/globals";
import { type ErrorName, type ErrorValues, isError, type OmnisumError } from "@omnisum/core";
import { type Refusal, refusalOf } from "./refusal.ts";

/** Expects `attempt` to be refused with exactly this error. */
export async function rejectsWith<N extends ErrorName>(
  attempt: Promise<unknown>,
  name: N,
  values: ErrorValues<N>,
): Promise<void> {
  expect(await refusalOfAttempt(attempt)).toEqual({ name, values: texts(values) });
}

/** What `attempt` is refused with, or a text that no refusal equals. */
async function refusalOfAttempt(attempt: Promise<unknown>): Promise<Refusal | "nothing was refused"> {
  try {
    await attempt;
    return "nothing was refused";
  } catch (error) {
    return refusalOf(error);
  }
}

/** The same for something that is not asynchronous. */
export function throwsWith<N extends ErrorName>(attempt: () => unknown, name: N, values: ErrorValues<N>): void {
  let caught: Refusal | undefined;
  try {
    attempt();
  } catch (error) {
    caught = refusalOf(error);
  }
  expect(caught).toEqual({ name, values: texts(values) });
}

function texts(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([field, value]) => [field, String(value)]));
}

/** Expects `work` to fail with the project's error of that name and these values; gives the error. */
export async function refused(work: Promise<unknown>, name: ErrorName, values: object = {}): Promise<OmnisumError> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!isError(error)) throw new Error(`expected ${name}, got ${String(error)}`, { cause: error });
  expect({ name: error.name, values: error.values }).toMatchObject({ name, values });
  return error;
}
