/** Whether something that came from outside has the shape that it should have. */
export type Shape<T> = (value: unknown) => value is T;

export const isText: Shape<string> = (value) => typeof value === "string";
export const isNumber: Shape<number> = (value) => typeof value === "number";
export const isBigint: Shape<bigint> = (value) => typeof value === "bigint";

export function isOneOf<const T extends string>(...texts: readonly T[]): Shape<T> {
  return (value): value is T => texts.some((text) => text === value);
}

export function isList<T>(item: Shape<T>): Shape<readonly T[]> {
  return (value): value is readonly T[] => Array.isArray(value) && value.every(item);
}

export function isMap<T>(item: Shape<T>): Shape<Readonly<Record<string, T>>> {
  return (value): value is Readonly<Record<string, T>> => isRecord(value) && Object.values(value).every(item);
}

/** A record with these fields and perhaps others. */
export function isRecordOf<T>(fields: { readonly [K in keyof T]-?: Shape<T[K]> }): Shape<T> {
  const checks: readonly (readonly [string, Shape<unknown>])[] = Object.entries<Shape<unknown>>(fields);
  return (value): value is T => isRecord(value) && checks.every(([name, check]) => check(value[name]));
}

export function isOptional<T>(shape: Shape<T>): Shape<T | undefined> {
  return (value): value is T | undefined => value === undefined || shape(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
