import { describe, expect, test } from "@jest/globals";
import {
  type Batch,
  batchContributions,
  bigEndian,
  COMMITMENT_BYTES,
  commitmentOf,
  concat,
  contributionHash,
  keccak256,
  merkleRoot,
  merkleTree,
  packLabelledList,
  stateHash,
  toHex,
  utf8,
} from "@omnisum/core";
import { seeded } from "../../test/support/random.mjs";

const SIZES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 50, 255, 256];
const leaf = (i: number) => keccak256(bigEndian(i, 8));
const leavesOf = (size: number) => Array.from({ length: size }, (_, i) => leaf(i));

/** The tree as the protocol's text says it, level by level. */
function plainRoot(hashes: readonly Uint8Array[]): Uint8Array {
  const [first = new Uint8Array(32)] = hashes;
  if (hashes.length < 2) return first;
  const pairs = Array.from({ length: Math.ceil(hashes.length / 2) }, (_, i) => hashes.slice(2 * i, 2 * i + 2));
  return plainRoot(pairs.map(([left = first, right = new Uint8Array(32)]) => keccak256(Uint8Array.of(1), left, right)));
}

describe.each(SIZES)("a Merkle tree of %i", (size) => {
  const leaves = leavesOf(size);
  const { root, proofs } = merkleTree(leaves);

  test("has the root that the protocol describes", () => {
    expect(toHex(root)).toBe(toHex(plainRoot(leaves)));
  });

  test("proves each leaf at its position", () => {
    expect(proofs).toHaveLength(size);
    leaves.forEach((hash, position) => {
      const proof = proofs[position] ?? new Uint8Array();
      expect(proof).toHaveLength(size === 1 ? 0 : 1 + 32 * Math.ceil(Math.log2(size)));
      expect(merkleRoot(hash, proof)).toEqual({ root, position });
    });
  });

  test("proves no leaf by another's proof, nor a leaf that it does not hold", () => {
    proofs.slice(0, 9).forEach((proof, position) => {
      const others = [leaf(size), leaf((position + 1) % size)].filter((_, i) => i === 0 || size > 1);
      for (const other of others) expect(merkleRoot(other, proof)?.root).not.toEqual(root);
    });
  });
});

describe("a proof of an impossible shape leads nowhere:", () => {
  const { proofs } = merkleTree(leavesOf(4));
  const [proof = new Uint8Array()] = proofs;
  test.each([
    ["a position alone", Uint8Array.of(0)],
    ["a byte short", proof.subarray(0, -1)],
    ["a byte over", concat(proof, Uint8Array.of(0))],
    ["a position beyond its height", concat(Uint8Array.of(4), proof.subarray(1))],
    ["nine levels", new Uint8Array(1 + 9 * 32)],
  ])("%s", (_, bad) => {
    expect(merkleRoot(leaf(0), bad)).toBeUndefined();
  });

  test("a flipped bit leads to another root", () => {
    const { root } = merkleTree(leavesOf(4));
    for (let at = 1; at < proof.length; at += 7) {
      const flipped = proof.map((byte, i) => (i === at ? byte ^ 1 : byte));
      expect(merkleRoot(leaf(0), flipped)?.root).not.toEqual(root);
    }
  });
});

describe("the hash of a contribution", () => {
  const author = utf8("memory-account-1");
  const contribution = {
    id: 7n,
    label: 1,
    addedAt: 1_767_225_600n,
    deposit: 10n ** 18n,
    taught: true,
    sample: Uint8Array.of(1, 2, 3),
  };

  test("is that of its fields, packed as the protocol says", () => {
    const packed =
      `0000000000000007${"10"}${toHex(author).slice(2)}0001` +
      `000000006955b900${"00000000000000000de0b6b3a7640000"}01010203`;
    const bytes = Uint8Array.from(packed.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    expect(toHex(contributionHash(contribution, author))).toBe(toHex(keccak256(bytes)));
  });

  test("changes with every field", () => {
    const variants = [
      contribution,
      { ...contribution, id: 8n },
      { ...contribution, label: 0 },
      { ...contribution, addedAt: contribution.addedAt + 1n },
      { ...contribution, deposit: contribution.deposit + 1n },
      { ...contribution, taught: false },
      { ...contribution, sample: Uint8Array.of(1, 2, 4) },
    ].map((variant) => toHex(contributionHash(variant, author)));
    const other = toHex(contributionHash(contribution, utf8("memory-account-2")));
    expect(new Set([...variants, other]).size).toBe(8);
  });

  test("is kept by its first 20 bytes", () => {
    const hash = contributionHash(contribution, author);
    expect(COMMITMENT_BYTES).toBe(20);
    expect(commitmentOf(hash)).toEqual(hash.subarray(0, 20));
  });
});

test("a batch is its contributions: consecutive ids, one slot, the bits of what it taught, and a proof each", () => {
  const author = utf8("a");
  const items = [1, 2, 3].map((index) => ({ sample: Uint8Array.of(index), label: index % 2 }));
  const batch: Batch = {
    firstId: 5n,
    slot: 2,
    author: "a",
    addedAt: 100n,
    deposit: 9n,
    taught: 0b101n,
    samples: packLabelledList(items),
  };
  const contributions = batchContributions(batch, author);
  const { root } = merkleTree(contributions.map((contribution) => contributionHash(contribution, author)));
  expect(contributions.map(({ id, label, taught }) => [id, label, taught])).toEqual([
    [5n, 1, true],
    [6n, 0, false],
    [7n, 1, true],
  ]);
  contributions.forEach((contribution, position) => {
    expect(contribution).toMatchObject({ slot: 2, author: "a", addedAt: 100n, deposit: 9n });
    expect(merkleRoot(contributionHash(contribution, author), contribution.proof)).toEqual({ root, position });
  });
});

test.each([0, 1, 8_191, 8_192, 8_193, 16_384, 20_000])(
  "the state hash chains chunks of 8,192 of %i bytes",
  (length) => {
    const [header, body] = [Uint8Array.of(0, 1, 1), seeded(`body ${length}`).bytes(length)];
    const chunks = Array.from({ length: Math.ceil(length / 8_192) }, (_, i) => body.slice(8_192 * i, 8_192 * (i + 1)));
    const expected = chunks.reduce((hash, chunk) => keccak256(concat(hash, chunk)), keccak256(header));
    expect(toHex(stateHash(header, body))).toBe(toHex(expected));
  },
);
