import { concat, MAX_BATCH, OmnisumError, packLabelledList, readLabelledList, toHex } from "@omnisum/core";
import { seeded } from "../../support/random.mjs";
import { refusal } from "./refusal.mjs";

export function labelledLists() {
  const random = seeded("labelled lists");
  const items = (count) =>
    Array.from({ length: count }, () => ({ sample: random.bytes(random.below(6)), label: random.below(65_536) }));
  const list = [
    ["no item", []],
    ["one item", [{ sample: Uint8Array.of(7), label: 1 }]],
    ["one item with an empty sample", [{ sample: new Uint8Array(), label: 0 }]],
    ["the greatest label", [{ sample: Uint8Array.of(0, 1, 2), label: 65_535 }]],
    ["a sample of 300 bytes", [{ sample: random.bytes(300), label: 3 }]],
    ["two items", items(2)],
    ["eleven items", items(11)],
    ["as many as a batch takes", items(MAX_BATCH)],
    ["one more than a batch takes", items(MAX_BATCH + 1)],
  ].map(([name, list]) => [name, packLabelledList(list)]);
  const [, three] = ["three items", packLabelledList(items(3))];
  const cut = [1, 2, 3, three.length - 2].map((length) => [`three items, cut after ${length} bytes`, three.subarray(0, length)]);
  const trailing = [1, 2, 3].map((zeros) => [`three items and ${zeros} zero bytes`, concat(three, new Uint8Array(zeros))]);
  const long = [
    ["a length beyond the end", Uint8Array.of(255, 255, 1, 0, 0)],
    ["257 items and a cut one: length is named", concat(packLabelledList(items(MAX_BATCH + 1)), Uint8Array.of(0))],
  ];
  return { cases: [...list, ["three items", three], ...cut, ...trailing, ...long].map(describe) };
}

function describe([name, list]) {
  const reason = refusal("reason", () => checkBatch(list));
  const items = reason === "" ? readLabelledList(list) : [];
  return {
    name,
    list: toHex(list),
    reason,
    count: items.length,
    items: items.map(({ sample, label }) => ({ sample: toHex(sample), label })),
  };
}

function checkBatch(list) {
  const { length } = readLabelledList(list);
  if (length === 0) throw new OmnisumError("InvalidBatch", { reason: "empty" });
  if (length > MAX_BATCH) throw new OmnisumError("InvalidBatch", { reason: "size" });
}
