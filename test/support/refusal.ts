import { isError } from "@omnisum/core";

/** What of an error matters to whoever handles it: its name and its values, whatever integer type a chain gave them. */
export interface Refusal {
  readonly name: string;
  readonly values: Readonly<Record<string, string>>;
}

export function refusalOf(error: unknown): Refusal {
  if (!isError(error)) throw error;
  const values = Object.entries(error.values).map(([field, value]) => [field, String(value)]);
  return { name: error.name, values: Object.fromEntries(values) };
}
