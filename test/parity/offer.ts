/** A type by its name, or the fields of a record in their order. */
export type OfferedType = string | OfferedFields;
export type OfferedFields = readonly (readonly [name: string, type: OfferedType])[];

/** What a contract offers, in one form for every source that says it, so that sources can be compared. */
export interface Offer {
  readonly methods: Readonly<Record<string, OfferedMethod>>;
  readonly events: Readonly<Record<string, OfferedEvent>>;
  readonly errors: Readonly<Record<string, OfferedFields>>;
}

export interface OfferedMethod {
  readonly args: OfferedFields;
  /** Only of a query. */
  readonly returns?: OfferedType;
  /** Where the source knows of it. */
  readonly payable?: boolean;
}

export interface OfferedEvent {
  readonly fields: OfferedFields;
  /** Where the source knows of it, in the order of the fields. */
  readonly indexed?: readonly string[];
}

/** Maps every value of a record. */
export function mapValues<T, U>(
  record: Readonly<Record<string, T>>,
  map: (value: T, key: string) => U,
): Readonly<Record<string, U>> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
