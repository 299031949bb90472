import { bigEndian, commitmentOf, concat, equalBytes, keccak256, merkleRoot, merkleTree, toHex } from "@omnisum/core";

const SIZES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 50, 64, 255, 256];
/** Up to this size every leaf has its proof here. */
const SMALL = 9;

export function merkle() {
  return { trees: SIZES.map(tree), bad: [5, 8, 256].flatMap(bad) };
}

/** Leaf i of every tree. */
function leaf(i) {
  return keccak256(bigEndian(i, 8));
}

function build(size) {
  const leaves = Array.from({ length: size }, (_, i) => leaf(i));
  return { leaves, ...merkleTree(leaves) };
}

function tree(size) {
  const { leaves, root, proofs } = build(size);
  const positions = size <= SMALL ? leaves.keys() : [0, 1, 2, size >> 1, size - 3, size - 2, size - 1];
  return {
    size,
    root: toHex(root),
    commitment: toHex(commitmentOf(root)),
    proofs: [...positions].map((position) => ({ position, leaf: toHex(leaves[position]), proof: toHex(proofs[position]) })),
  };
}

/** Proofs that do not lead from their leaf to the root. */
function bad(size) {
  const { leaves, root, proofs } = build(size);
  const position = size - 2;
  const proof = proofs[position];
  const height = (proof.length - 1) / 32;
  const altered = (at, value) => Uint8Array.from(proof, (byte, i) => (i === at ? value : byte));
  const list = [
    ["empty", new Uint8Array()],
    ["the position alone", proof.subarray(0, 1)],
    ["one byte short", proof.subarray(0, -1)],
    ["one byte over", concat(proof, Uint8Array.of(0))],
    ["a level short", proof.subarray(0, -32)],
    ["a level over", concat(proof, new Uint8Array(32))],
    ["another position", altered(0, position ^ 1)],
    ["the last sibling altered", altered(proof.length - 1, proof[proof.length - 1] ^ 1)],
    ["the first sibling altered", altered(1, proof[1] ^ 0x80)],
    ["another leaf's", proofs[0]],
  ];
  if (height < 8) list.push(["a position beyond the tree", altered(0, position + 2 ** height)]);
  return list.map(([name, proof]) => {
    const proven = merkleRoot(leaves[position], proof);
    if (proven !== undefined && equalBytes(proven.root, root)) throw new Error(`this proof is good: ${name}`);
    return { name, size, root: toHex(root), leaf: toHex(leaves[position]), proof: toHex(proof) };
  });
}
