import { bigEndian, concat, indexWidth, OmnisumError, readSparse, toHex } from "@omnisum/core";
import { seeded } from "../../support/random.mjs";
import { refusal } from "./refusal.mjs";

/** Each side of every width's border, and the greatest. */
const FEATURES = [1, 2, 255, 256, 257, 1_000, 65_535, 65_536, 65_537, 2 ** 24];

export function samples() {
  return { cases: FEATURES.flatMap((features) => [...named(features), ...random(features)]) };
}

function named(features) {
  const width = indexWidth(features);
  const last = features - 1;
  const pack = (...indices) => concat(...indices.map((index) => bigEndian(index, width)));
  const fits = (index) => index < 256 ** width;
  const list = [
    ["empty", new Uint8Array()],
    ["the first feature", pack(0)],
    ["the last feature", pack(last)],
    ["the same feature twice", pack(last, last)],
    ["zero twice", pack(0, 0)],
    ["ascending", pack(...[...new Set([0, Math.min(1, last), Math.floor(last / 2), last])].sort((a, b) => a - b))],
    ["descending", pack(last, 0)],
    ["every byte set", new Uint8Array(width).fill(255)],
  ];
  if (fits(features)) list.push(["the first index out of range", pack(features)]);
  if (fits(features)) list.push(["in order, the last out of range", pack(0, features)]);
  if (fits(features)) list.push(["out of order and out of range: order is named", pack(features, 0)]);
  if (fits(features + 1)) list.push(["two out of range, in order", pack(features, features + 1)]);
  if (width > 1) list.push(["one byte short", pack(0, last).subarray(0, 2 * width - 1)]);
  if (width > 1) list.push(["one byte over", concat(pack(last), Uint8Array.of(0))]);
  if (width > 1) list.push(["one byte over and out of order: length is named", concat(pack(last, 0), Uint8Array.of(0))]);
  return list.map(([name, sample]) => describe(name, features, sample));
}

function random(features) {
  const random = seeded(`samples ${features}`);
  const width = indexWidth(features);
  return Array.from({ length: 6 }, (_, i) => {
    if (i < 3) {
      const indices = random.ascending(1 + random.below(Math.min(features, 30)), features);
      return describe(`random, valid ${i}`, features, concat(...indices.map((index) => bigEndian(index, width))));
    }
    return describe(`random bytes ${i}`, features, random.bytes(1 + random.below(3 * width)));
  });
}

function describe(name, features, sample) {
  const reason = refusal("reason", () => checkAdded(sample, features));
  const indices = reason === "" ? readSparse(sample, features) : [];
  return { name, features, width: indexWidth(features), sample: toHex(sample), reason, indices };
}

/** As a sample that is added, not only predicted. */
function checkAdded(sample, features) {
  if (sample.length === 0) throw new OmnisumError("InvalidSample", { reason: "empty" });
  readSparse(sample, features);
}
