import { expect } from "@jest/globals";
import { type ErrorName, isError, type OmnisumError } from "@omnisum/core";

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
