import { bigEndian, concat, keccak256 } from "../bytes.ts";
import { readLabelledList } from "../samples/labelled-list.ts";
import type { Batch, Contribution } from "./trainer.ts";

/** A slot keeps this many bytes of a contribution's hash. */
export const COMMITMENT_BYTES = 20;

/** The hash that commits to all fields of a contribution (docs/protocol.md §5); `author` as the chain's author bytes. */
export function contributionHash(
  contribution: Omit<Contribution, "author" | "slot" | "proof">,
  author: Uint8Array,
): Uint8Array {
  const { id, label, addedAt, deposit, taught, sample } = contribution;
  return keccak256(
    bigEndian(id, 8),
    bigEndian(author.length, 1),
    author,
    bigEndian(label, 2),
    bigEndian(addedAt, 8),
    bigEndian(deposit, 16),
    Uint8Array.of(taught ? 1 : 0),
    sample,
  );
}

/** What a slot keeps of a contribution's hash or a batch's root. */
export function commitmentOf(hash: Uint8Array): Uint8Array {
  return hash.slice(0, COMMITMENT_BYTES);
}

/** The Merkle root of hashes, and the proof of each: `position u8 ‖ siblings from the leaf up`; empty for a single one. */
export interface MerkleTree {
  readonly root: Uint8Array;
  readonly proofs: readonly Uint8Array[];
}

const NO_SIBLING = new Uint8Array(32);

export function merkleTree(leaves: readonly Uint8Array[]): MerkleTree {
  const levels = [leaves];
  for (let level = leaves; level.length > 1; ) {
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, i) => node(at(level, 2 * i), at(level, 2 * i + 1)));
    levels.push(level);
  }
  const root = at(levels.at(-1) ?? [], 0);
  if (leaves.length < 2) return { root, proofs: leaves.map(() => new Uint8Array()) };
  const proofs = leaves.map((_, position) => {
    const siblings = levels.slice(0, -1).map((level, height) => at(level, (position >> height) ^ 1));
    return concat(Uint8Array.of(position), ...siblings);
  });
  return { root, proofs };
}

/** The root that `proof` leads to from `leaf`, with the leaf's position; nothing for a proof of an impossible shape. */
export function merkleRoot(leaf: Uint8Array, proof: Uint8Array): { root: Uint8Array; position: number } | undefined {
  if (proof.length === 0) return { root: leaf, position: 0 };
  const position = proof[0] ?? 0;
  const height = (proof.length - 1) / 32;
  if (!Number.isInteger(height) || height < 1 || height > 8 || position >= 2 ** height) return undefined;
  let root = leaf;
  for (let level = 0; level < height; level++) {
    const sibling = proof.subarray(1 + 32 * level, 33 + 32 * level);
    root = (position >> level) & 1 ? node(sibling, root) : node(root, sibling);
  }
  return { root, position };
}

function node(left: Uint8Array, right: Uint8Array): Uint8Array {
  return keccak256(Uint8Array.of(1), left, right);
}

function at(level: readonly Uint8Array[], index: number): Uint8Array {
  return level[index] ?? NO_SIBLING;
}

/** The contributions of a batch, each with its proof; throws `InvalidBatch` for a malformed list. */
export function batchContributions(batch: Batch, author: Uint8Array): readonly Contribution[] {
  const plain = readLabelledList(batch.samples).map(({ sample, label }, i) => ({
    id: batch.firstId + BigInt(i),
    slot: batch.slot,
    author: batch.author,
    label,
    addedAt: batch.addedAt,
    deposit: batch.deposit,
    taught: ((batch.taught >> BigInt(i)) & 1n) === 1n,
    sample,
  }));
  const { proofs } = merkleTree(plain.map((contribution) => contributionHash(contribution, author)));
  return plain.map((contribution, i) => ({ ...contribution, proof: proofs[i] ?? new Uint8Array() }));
}
