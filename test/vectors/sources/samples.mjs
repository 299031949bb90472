import { bigEndian, concat, modelDefinition, OmnisumError, readCounts, readDense, readSparse, toHex } from "@omnisum/core";
import { seeded } from "../../support/random.mjs";
import { refusal } from "./refusal.mjs";

/** Each side of every width's border, and the greatest. */
const FEATURES = [1, 2, 255, 256, 257, 1_000, 65_535, 65_536, 65_537, 2 ** 24];
const DENSE_FEATURES = [1, 2, 255, 256, 1_000];

export function samples() {
  return {
    sparse: FEATURES.flatMap((features) => [...sparse(features), ...randomSparse(features)]),
    counts: FEATURES.flatMap((features) => [...counts(features), ...randomCounts(features)]),
    dense: DENSE_FEATURES.flatMap(dense),
  };
}

function widthOf(features) {
  return features > 65_536 ? 3 : features > 256 ? 2 : 1;
}

function sparse(features) {
  const width = widthOf(features);
  const last = features - 1;
  const pack = (...indices) => concat(...indices.map((index) => bigEndian(index, width)));
  const fits = (index) => index < 256 ** width;
  const list = [
    ["empty", new Uint8Array(), "empty"],
    ["the first feature", pack(0), ""],
    ["the last feature", pack(last), ""],
    ["the same feature twice", pack(last, last), "order"],
    ["zero twice", pack(0, 0), "order"],
    ["ascending", pack(...spread(last)), ""],
    ["descending", pack(last, 0), "order"],
    ["every byte set", new Uint8Array(width).fill(255), last === 256 ** width - 1 ? "" : "range"],
  ];
  if (fits(features)) list.push(["the first index out of range", pack(features), "range"]);
  if (fits(features)) list.push(["in order, the last out of range", pack(0, features), "range"]);
  if (fits(features)) list.push(["out of order and out of range: order is named", pack(features, 0), "order"]);
  if (fits(features + 1)) list.push(["two out of range, in order", pack(features, features + 1), "range"]);
  if (width > 1) list.push(["one byte short", pack(0, last).subarray(0, 2 * width - 1), "length"]);
  if (width > 1) list.push(["one byte over", concat(pack(last), Uint8Array.of(0)), "length"]);
  if (width > 1) list.push(["one byte over and out of order: length is named", concat(pack(last, 0), Uint8Array.of(0)), "length"]);
  return list.map(([name, sample, reason]) => describeSparse(name, features, sample, reason));
}

function randomSparse(features) {
  const random = seeded(`samples ${features}`);
  const width = widthOf(features);
  return Array.from({ length: 6 }, (_, i) => {
    if (i < 3) {
      const indices = random.ascending(1 + random.below(Math.min(features, 30)), features);
      return describeSparse(`random, valid ${i}`, features, concat(...indices.map((index) => bigEndian(index, width))), "");
    }
    return describeSparse(`random bytes ${i}`, features, random.bytes(1 + random.below(3 * width)));
  });
}

function describeSparse(name, features, sample, expected) {
  const reason = reasonOf("sparse-perceptron", features, sample, expected);
  const indices = reason === "" ? readSparse(sample, features) : [];
  return { name, features, width: widthOf(features), sample: toHex(sample), reason, indices };
}

function counts(features) {
  const width = widthOf(features);
  const last = features - 1;
  const pack = (...entries) => concat(...entries.flatMap(([index, count]) => [bigEndian(index, width), Uint8Array.of(count)]));
  const fits = (index) => index < 256 ** width;
  const list = [
    ["empty", new Uint8Array(), "empty"],
    ["the first feature once", pack([0, 1]), ""],
    ["the last feature 255 times", pack([last, 255]), ""],
    ["the last feature no times", pack([last, 0]), "count"],
    ["the same feature twice", pack([last, 1], [last, 2]), "order"],
    ["ascending", pack(...spread(last).map((index, i) => [index, 3 - (i % 3)])), ""],
    ["descending", pack([last, 1], [0, 1]), "order"],
    ["the index without its count", pack([last, 1]).subarray(0, width), "length"],
    ["one byte over", concat(pack([last, 1]), Uint8Array.of(0)), "length"],
    ["one byte over, out of order and no times: length is named", concat(pack([last, 0], [0, 0]), Uint8Array.of(0)), "length"],
    ["out of order and no times: order is named", pack([last, 0], [0, 0]), "order"],
  ];
  if (last > 0) list.push(["a first feature no times", pack([0, 0], [last, 1]), "count"]);
  if (fits(features)) list.push(["the first index out of range", pack([features, 1]), "range"]);
  if (fits(features)) list.push(["out of range and no times: range is named", pack([features, 0]), "range"]);
  if (fits(features)) list.push(["out of order and out of range: order is named", pack([features, 1], [0, 1]), "order"]);
  return list.map(([name, sample, reason]) => describeCounts(name, features, sample, reason));
}

function randomCounts(features) {
  const random = seeded(`counts ${features}`);
  const width = widthOf(features);
  return Array.from({ length: 4 }, (_, i) => {
    const indices = random.ascending(1 + random.below(Math.min(features, 20)), features);
    const packed = concat(...indices.flatMap((index) => [bigEndian(index, width), Uint8Array.of(1 + random.below(255))]));
    return describeCounts(`random, valid ${i}`, features, packed, "");
  });
}

function describeCounts(name, features, sample, expected) {
  const reason = reasonOf("naive-bayes", features, sample, expected);
  const entries = reason === "" ? readCounts(sample, features).map(({ index, count }) => [index, count]) : [];
  return { name, features, width: widthOf(features), sample: toHex(sample), reason, entries };
}

function dense(features) {
  const random = seeded(`dense ${features}`);
  const list = [
    ["empty", new Uint8Array(), "empty"],
    ["zero everywhere", new Uint8Array(features), ""],
    ["the greatest everywhere", new Uint8Array(features).fill(127), ""],
    ["the least everywhere", new Uint8Array(features).fill(128), ""],
    ["minus one everywhere", new Uint8Array(features).fill(255), ""],
    ["random", random.bytes(features), ""],
    ["one byte over", new Uint8Array(features + 1), "length"],
  ];
  if (features > 1) list.push(["one byte short", random.bytes(features - 1), "length"]);
  return list.map(([name, sample, expected]) => {
    const reason = reasonOf("dense-perceptron", features, sample, expected);
    return { name, features, sample: toHex(sample), reason, values: reason === "" ? readDense(sample, features) : [] };
  });
}

/** The first, the second, one in the middle and the last feature. */
function spread(last) {
  return [...new Set([0, Math.min(1, last), Math.floor(last / 2), last])].sort((a, b) => a - b);
}

/** The reason for which core refuses a sample that is added, not only predicted; throws if it is not the one expected. */
function reasonOf(kind, features, sample, expected) {
  const reason = refusal("reason", () => {
    if (sample.length === 0) throw new OmnisumError("InvalidSample", { reason: "empty" });
    modelDefinition(kind).checkSample({ features }, sample);
  });
  if (expected !== undefined && reason !== expected) throw new Error(`core answers "${reason}", not "${expected}"`);
  return reason;
}
