/** What all layers of the state have in common. Keys are byte strings in latin1 form, which sort as the bytes do. */

/** A range of keys: from `start` on, before `end`. */
export interface KeyRange {
  readonly start: string;
  readonly end: string | undefined;
}

export interface StateView {
  get(key: string): Uint8Array | undefined;
  /** Keys of a range, ascending or descending. */
  keys(range: KeyRange, descending: boolean): Iterable<string>;
}

/** The range of all keys that begin with a prefix. */
export function prefixRange(prefix: string): KeyRange {
  return { start: prefix, end: prefixEnd(prefix) };
}

/** The first key after all that begin with a prefix; none if there is none. */
export function prefixEnd(prefix: string): string | undefined {
  for (let at = prefix.length - 1; at >= 0; at--) {
    const code = prefix.charCodeAt(at);
    if (code < 0xff) return prefix.slice(0, at) + String.fromCharCode(code + 1);
  }
  return undefined;
}

export function within(key: string, { start, end }: KeyRange): boolean {
  return key >= start && (end === undefined || key < end);
}
