import { expect, test } from "@jest/globals";
import { Overlay } from "../src/store/overlay.ts";
import { State } from "../src/store/state.ts";
import { prefixEnd, type StateView } from "../src/store/view.ts";

const SEED = 20_261;
const value = (n: number): Uint8Array => Uint8Array.of(n);

/** Park and Miller's generator: the same numbers in every run. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

function dump(view: StateView, start = "", end?: string, descending = false): string[] {
  return [...view.keys({ start, end }, descending)].map((key) => `${key}=${view.get(key)}`);
}

test("layers of changes read as one sorted map", () => {
  const next = random(SEED);
  const model = new Map<string, number>();
  const state = new State();
  for (let round = 0; round < 200; round++) {
    const outer = new Overlay(state);
    const inner = new Overlay(outer);
    for (let i = 0; i < 8; i++) {
      const key = String.fromCharCode(97 + next(26)) + next(3);
      const layer = i < 4 ? outer : inner;
      const removed = next(3) === 0;
      layer.set(key, removed ? undefined : value(i));
      if (removed) model.delete(key);
      else model.set(key, i);
    }
    const [start, end] = [String.fromCharCode(97 + next(13)), String.fromCharCode(110 + next(13))];
    const expected = [...model].filter(([key]) => key >= start && key < end).sort(([a], [b]) => (a < b ? -1 : 1));
    const lines = expected.map(([key, n]) => `${key}=${n}`);
    expect({ seed: SEED, round, lines: dump(inner, start, end) }).toEqual({ seed: SEED, round, lines });
    expect(dump(inner, start, end, true)).toEqual(lines.toReversed());
    outer.absorb(inner.changes);
    state.commit(outer.changes);
    expect(dump(state, start, end)).toEqual(lines);
  }
});

test("reverting to a snapshot undoes all later commits, also through inner snapshots", () => {
  const state = new State();
  state.commit(
    new Map([
      ["a", value(1)],
      ["b", value(2)],
    ]),
  );
  const before = dump(state);
  const outer = state.snapshot();
  state.commit(
    new Map([
      ["a", undefined],
      ["c", value(3)],
    ]),
  );
  state.commit(new Map([["b", value(6)]]));
  state.commit(new Map([["b", value(7)]]));
  const middle = dump(state);
  const inner = state.snapshot();
  state.commit(
    new Map([
      ["c", value(4)],
      ["a", value(5)],
    ]),
  );
  state.revert(inner);
  expect(dump(state)).toEqual(middle);
  state.commit(new Map([["b", undefined]]));
  state.revert(outer);
  expect(dump(state)).toEqual(before);
});

test.each([
  ["ab", "ac"],
  ["a\u00ff", "b"],
  ["\u00ff\u00ff", undefined],
  ["", undefined],
])("the end of the prefix %j is %j", (prefix, end) => {
  expect(prefixEnd(prefix)).toBe(end);
});
