import { expect, test } from "@jest/globals";
import {
  bigEndian,
  concat,
  keccak256,
  makeTestSet,
  packLabelledList,
  parseTestSet,
  readLabelledList,
  revealOf,
  serializeTestSet,
  testSetCommitments,
} from "@omnisum/core";
import { throwsWith } from "../../test/support/errors.ts";

const samples = Array.from({ length: 10 }, (_, i) => ({ sample: Uint8Array.of(i), label: i % 2 }));
let salts = 0;
const random = (length: number) => new Uint8Array(length).fill(++salts);
const set = makeTestSet(samples, { pieces: 4, random });

test("a test set is cut in order into pieces of nearly the same size, each with a salt of its own", () => {
  const lists = set.pieces.map((piece) => readLabelledList(piece.samples));
  expect(lists.map(({ length }) => length)).toEqual([2, 3, 2, 3]);
  expect(lists.flat()).toEqual(samples);
  expect(set.pieces.map(({ salt }) => salt)).toEqual([1, 2, 3, 4].map((byte) => new Uint8Array(32).fill(byte)));
});

test("a test set's commitments are the root over the salted pieces", () => {
  const two = makeTestSet(samples, { pieces: 2, random });
  const leaf = (piece: number) => {
    const { salt = new Uint8Array(), samples: list = new Uint8Array() } = two.pieces[piece] ?? {};
    return keccak256(salt, bigEndian(5, 2), list);
  };
  expect(testSetCommitments(two)).toEqual(keccak256(Uint8Array.of(1), leaf(0), leaf(1)));
  expect(revealOf(two, 1)).toEqual({ piece: 1, ...two.pieces[1], proof: concat(Uint8Array.of(1), leaf(0)) });
  throwsWith(() => revealOf(two, 2), "InvalidInput", { name: "piece", reason: "the test set has 2 pieces" });
});

test("a test set needs as many pieces as hold its samples, and no more than it has samples", () => {
  const make = (count: number, pieces: number) => () =>
    makeTestSet(
      Array.from({ length: count }, () => ({ sample: Uint8Array.of(0), label: 0 })),
      { pieces, random },
    );
  const refused = (count: number, pieces: number, least: number, most: number) =>
    throwsWith(make(count, pieces), "InvalidInput", {
      name: "pieces",
      reason: `${count} samples make ${least} to ${most} pieces, not ${pieces}`,
    });
  refused(10, 1, 2, 10);
  refused(10, 11, 2, 10);
  refused(10, 2.5, 2, 10);
  refused(513, 2, 3, 256);
  refused(600, 257, 3, 256);
  expect(make(512, 2)().pieces.map((piece) => readLabelledList(piece.samples).length)).toEqual([256, 256]);
  expect(make(256, 256)().pieces).toHaveLength(256);
});

test("a test set comes back from its file as it was, and a file that is not one is refused", () => {
  const text = serializeTestSet(set);
  expect(parseTestSet(text)).toEqual(set);
  const altered = (change: (file: { pieces: { salt: string; samples: string }[]; format: string }) => void) => {
    const file = JSON.parse(text);
    change(file);
    return () => parseTestSet(JSON.stringify(file));
  };
  const refused = (attempt: () => unknown, reason: string) => throwsWith(attempt, "InvalidTestSet", { reason });
  refused(() => parseTestSet("{"), "it is no JSON");
  refused(() => parseTestSet("[]"), "it has other fields");
  refused(
    altered((file) => Object.assign(file, { format: "omnisum-test-set-2" })),
    "it has other fields",
  );
  refused(
    altered((file) => Object.assign(file.pieces[0] ?? {}, { salt: 1 })),
    "it has other fields",
  );
  refused(
    altered((file) => Object.assign(file.pieces[0] ?? {}, { salt: "0xzz" })),
    "a piece cannot be read",
  );
  refused(
    altered((file) => Object.assign(file.pieces[0] ?? {}, { samples: "0x0001" })),
    "a piece cannot be read",
  );
  refused(
    altered((file) => file.pieces.reverse()),
    "its pieces are not those of its commitments",
  );
  refused(
    altered((file) =>
      Object.assign(file.pieces[0] ?? {}, { samples: `0x${Buffer.from(packLabelledList(samples)).toString("hex")}` }),
    ),
    "its pieces are not those of its commitments",
  );
});
