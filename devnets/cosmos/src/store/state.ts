/** The committed state of the chain, with snapshots that remember only what changed since. */

import type { Changes } from "./overlay.ts";
import type { KeyRange, StateView } from "./view.ts";

export class State implements StateView {
  readonly #values = new Map<string, Uint8Array>();
  /** All keys, ascending. */
  readonly #sorted: string[] = [];
  /** For each open snapshot: the values before the first change after it. */
  readonly #undo: Map<string, Uint8Array | undefined>[] = [];

  get(key: string): Uint8Array | undefined {
    return this.#values.get(key);
  }

  *keys({ start, end }: KeyRange, descending: boolean): Iterable<string> {
    const from = this.#position(start);
    const to = end === undefined ? this.#sorted.length : this.#position(end);
    if (descending) {
      for (let at = to - 1; at >= from; at--) yield this.#sorted[at] ?? "";
    } else {
      for (let at = from; at < to; at++) yield this.#sorted[at] ?? "";
    }
  }

  /** Makes changes permanent. */
  commit(changes: Changes): void {
    const undo = this.#undo.at(-1);
    for (const [key, value] of changes) {
      if (undo !== undefined && !undo.has(key)) undo.set(key, this.#values.get(key));
      this.#write(key, value);
    }
  }

  /** Opens a snapshot; answers its depth, to {@link revert} to. */
  snapshot(): number {
    this.#undo.push(new Map());
    return this.#undo.length - 1;
  }

  /** Goes back to a snapshot, which is gone with all later ones. */
  revert(depth: number): void {
    while (this.#undo.length > depth) {
      for (const [key, value] of this.#undo.pop() ?? []) this.#write(key, value);
    }
  }

  #write(key: string, value: Uint8Array | undefined): void {
    const known = this.#values.has(key);
    if (value !== undefined) {
      this.#values.set(key, value);
      if (!known) this.#sorted.splice(this.#position(key), 0, key);
    } else if (known) {
      this.#values.delete(key);
      this.#sorted.splice(this.#position(key), 1);
    }
  }

  /** Index of the first key that is not before the given one. */
  #position(key: string): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#sorted[middle] ?? "") < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
