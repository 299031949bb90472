/** Changes over a state that may be dropped or written down, as the SDK's `cachekv` store. */

import { type KeyRange, type StateView, within } from "./view.ts";

/** New values; `undefined` deletes. */
export type Changes = ReadonlyMap<string, Uint8Array | undefined>;

export class Overlay implements StateView {
  readonly #parent: StateView;
  readonly #changes = new Map<string, Uint8Array | undefined>();

  constructor(parent: StateView) {
    this.#parent = parent;
  }

  get changes(): Changes {
    return this.#changes;
  }

  get(key: string): Uint8Array | undefined {
    return this.#changes.has(key) ? this.#changes.get(key) : this.#parent.get(key);
  }

  set(key: string, value: Uint8Array | undefined): void {
    this.#changes.set(key, value);
  }

  /** Takes over the changes of an overlay of this one. */
  absorb(changes: Changes): void {
    for (const [key, value] of changes) this.#changes.set(key, value);
  }

  *keys(range: KeyRange, descending: boolean): Iterable<string> {
    const own = [...this.#changes.keys()].filter((key) => within(key, range)).sort();
    if (descending) own.reverse();
    const before = (a: string, b: string): boolean => (descending ? a > b : a < b);
    let at = 0;
    for (const key of this.#parent.keys(range, descending)) {
      for (let mine = own[at]; mine !== undefined && before(mine, key); mine = own[++at]) {
        if (this.#changes.get(mine) !== undefined) yield mine;
      }
      if (own[at] === key) at += 1;
      if (!this.#changes.has(key) || this.#changes.get(key) !== undefined) yield key;
    }
    for (; at < own.length; at++) {
      const mine = own[at];
      if (mine !== undefined && this.#changes.get(mine) !== undefined) yield mine;
    }
  }
}
