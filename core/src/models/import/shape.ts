import { z } from "zod/mini";
import { MAX_CLASSES } from "../model.ts";
import { invalid } from "./imported-model.ts";

/** The pieces that model files are made of, each refusing what cannot be imported with a reason for people. */
export const number = z.number("must be a number").check(z.refine(Number.isFinite, "is not a finite number"));

export const positive = number.check(z.positive("must be above zero"));

const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((item) => Number.isFinite(item));
const NUMBERS = "must be a list of finite numbers";

/** Looked through as a whole: checked number by number, the ten million of a large model would take minutes. */
export const numbers = z.custom<number[]>(isNumbers, NUMBERS);

/** One list of numbers a class. */
export const matrix = z.custom<number[][]>(
  (value) => Array.isArray(value) && value.every(isNumbers),
  "must be a list of lists of finite numbers",
);

/** A list of numbers, or one such list a class. */
export const numbersOrMatrix = z.union([numbers, matrix], `${NUMBERS}, or one such list a class`);

export const labels = z
  .array(z.string("must be a text").check(z.minLength(1, "is empty")), "is missing: it must list the labels")
  .check(
    z.minLength(2, "must list two labels or more"),
    z.maxLength(MAX_CLASSES, `must list at most ${MAX_CLASSES} labels`),
    z.refine((all) => new Set(all).size === all.length, "must list different labels"),
  );

/** Reads a file, or the part of it that is called `field`; throws `InvalidModel` naming the field that is wrong. */
export function readShape<T>(shape: z.ZodMiniType<T>, value: unknown, field?: string): T {
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = [...(field === undefined ? [] : [field]), ...(issue?.path ?? [])];
  throw invalid(path.join(".") || "the file", issue?.message ?? "is malformed");
}

/** The length that all rows have; throws `InvalidModel` where one differs. */
export function commonLength(field: string, rows: readonly (readonly number[])[]): number {
  const length = rows[0]?.length ?? 0;
  const other = rows.findIndex((row) => row.length !== length);
  if (other >= 0) throw invalid(`${field}.${other}`, "has another length than the first row");
  return length;
}
