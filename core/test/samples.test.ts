import { describe, expect, test } from "@jest/globals";
import {
  indexWidth,
  MAX_FEATURES,
  modelDefinition,
  packLabelledList,
  packSparse,
  readLabelledList,
  readSparse,
} from "@omnisum/core";
import fc from "fast-check";
import { throwsWith } from "../../test/support/errors.ts";

const RUN = { seed: 2, numRuns: 200 } as const;

test("an index is as wide as the number of features needs", () => {
  expect([1, 256, 257, 65_536, 65_537, MAX_FEATURES].map(indexWidth)).toEqual([1, 1, 2, 2, 3, 3]);
  expect(indexWidth(MAX_FEATURES + 1)).toBe(4);
});

test("packed indices are read as they were packed, whatever their width", () => {
  const features = fc.constantFrom(1, 2, 255, 256, 257, 1_000, 65_536, 65_537, MAX_FEATURES);
  const cases = features.chain((d) =>
    fc.tuple(fc.constant(d), fc.uniqueArray(fc.integer({ min: 0, max: d - 1 }), { maxLength: 40 })),
  );
  fc.assert(
    fc.property(cases, ([d, unsorted]) => {
      const indices = [...unsorted].sort((a, b) => a - b);
      const sample = packSparse(indices, d);
      expect(sample).toHaveLength(indices.length * indexWidth(d));
      expect(readSparse(sample, d)).toEqual(indices);
    }),
    RUN,
  );
});

describe("a sample is refused", () => {
  test.each([
    ["no multiple of the entry", "length", Uint8Array.of(0, 1, 2), 1_000],
    ["an index twice", "order", Uint8Array.of(0, 1, 0, 1), 1_000],
    ["indices descending", "order", Uint8Array.of(0, 2, 0, 1), 1_000],
    ["the last index at the number of features", "range", Uint8Array.of(0, 1, 3, 232), 1_000],
    ["a single index too great", "range", Uint8Array.of(9), 9],
    ["length before order", "length", Uint8Array.of(0, 2, 0, 1, 0), 1_000],
    ["order before range", "order", Uint8Array.of(255, 255, 0, 1), 1_000],
  ])("with %s: %s", (_, reason, sample, features) => {
    throwsWith(() => readSparse(sample, features), "InvalidSample", { reason });
  });

  test.each([
    ["a negative index", [-1], "range"],
    ["a fraction", [1.5], "range"],
    ["no number", [Number.NaN], "range"],
    ["an index at the number of features", [10], "range"],
    ["an index that its width would wrap to a good one", [261], "range"],
    ["indices in disorder", [2, 1], "order"],
    ["an index twice", [1, 1], "order"],
  ])("when packed from %s", (_, indices, reason) => {
    throwsWith(() => packSparse(indices, 10), "InvalidSample", { reason });
  });
});

test("an empty sample is well-formed: it may be predicted", () => {
  const parameters = { learningRate: 1n, trainBias: 0n };
  const config = { kind: "sparse-perceptron", features: 4, classes: 2, parameters };
  expect(() => modelDefinition("sparse-perceptron").checkSample(config, new Uint8Array())).not.toThrow();
  expect(readSparse(new Uint8Array(), 4)).toEqual([]);
  expect(packSparse([], 4)).toEqual(new Uint8Array());
});

test("a labelled list is read as it was packed", () => {
  const item = fc.record({ sample: fc.uint8Array({ maxLength: 300 }), label: fc.integer({ min: 0, max: 65_535 }) });
  fc.assert(
    fc.property(fc.array(item, { maxLength: 20 }), (items) => {
      expect(readLabelledList(packLabelledList(items))).toEqual(items);
    }),
    RUN,
  );
  expect(packLabelledList([{ sample: Uint8Array.of(7, 8), label: 258 }])).toEqual(Uint8Array.of(0, 2, 7, 8, 1, 2));
});

test("a labelled list that ends inside an item is refused at every byte where it can end so", () => {
  const list = packLabelledList([
    { sample: Uint8Array.of(1), label: 0 },
    { sample: Uint8Array.of(2, 3), label: 1 },
  ]);
  const whole = new Set([0, 5, list.length]);
  for (let length = 0; length <= list.length; length++) {
    const cut = list.subarray(0, length);
    if (whole.has(length)) expect(() => readLabelledList(cut)).not.toThrow();
    else throwsWith(() => readLabelledList(cut), "InvalidBatch", { reason: "length" });
  }
});

test("a label or a sample too great for a labelled list is refused, not wrapped", () => {
  const pack = (length: number, label: number) => () => packLabelledList([{ sample: new Uint8Array(length), label }]);
  const reason = (value: number) => `${value} is no whole number of 2 bytes`;
  throwsWith(pack(1, 65_536), "InvalidInput", { name: "number", reason: reason(65_536) });
  throwsWith(pack(65_536, 1), "InvalidInput", { name: "number", reason: reason(65_536) });
  expect(pack(65_535, 65_535)).not.toThrow();
});
