//! The tree over a batch's contributions: a node is `keccak256(0x01 ‖ left ‖ right)`, a missing right one 32 zero bytes.

use crate::{keccak256, Hash};

const MISSING: Hash = [0; 32];

/// The root of a tree over `leaves`; a single leaf is its own root.
pub fn root(leaves: &[Hash]) -> Hash {
    let mut level = leaves.to_vec();
    while level.len() > 1 {
        level = level.chunks(2).map(parent).collect();
    }
    level.first().copied().unwrap_or(MISSING)
}

/// The position and the root that a contribution's `proof` leads to, if it has the shape of one for `count` leaves.
pub fn climb(leaf: Hash, proof: &[u8], count: usize) -> Option<(u8, Hash)> {
    if count == 1 {
        return proof.is_empty().then_some((0, leaf));
    }
    let (position, siblings) = proof.split_first()?;
    let siblings = siblings.chunks(32);
    if usize::from(*position) >= count || siblings.len() != depth(count) {
        return None;
    }
    let mut side = *position;
    let mut node = leaf;
    for sibling in siblings {
        let sibling: Hash = sibling.try_into().ok()?;
        node = if side & 1 == 0 { join(&node, &sibling) } else { join(&sibling, &node) };
        side >>= 1;
    }
    Some((*position, node))
}

fn depth(count: usize) -> usize {
    let mut depth = 0_usize;
    let mut nodes = count;
    while nodes > 1 {
        nodes = nodes.div_ceil(2);
        depth = depth.saturating_add(1);
    }
    depth
}

fn parent(pair: &[Hash]) -> Hash {
    join(pair.first().unwrap_or(&MISSING), pair.get(1).unwrap_or(&MISSING))
}

fn join(left: &Hash, right: &Hash) -> Hash {
    keccak256(&[&[1], left, right])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn leaves(count: usize) -> Vec<Hash> {
        (0..count).map(|i| keccak256(&[&(i as u64).to_be_bytes()])).collect()
    }

    /// Written after the protocol's words, level by level, as a second opinion.
    fn prove(leaves: &[Hash], position: usize) -> Vec<u8> {
        if leaves.len() == 1 {
            return vec![];
        }
        let mut proof = vec![position as u8];
        let (mut level, mut at) = (leaves.to_vec(), position);
        while level.len() > 1 {
            if level.len() % 2 == 1 {
                level.push([0; 32]);
            }
            proof.extend(level[at ^ 1]);
            level = level.chunks(2).map(|pair| keccak256(&[&[1], &pair[0], &pair[1]])).collect();
            at /= 2;
        }
        proof
    }

    #[test]
    fn a_missing_right_node_is_zero() {
        let three = leaves(3);
        let expected = join(&join(&three[0], &three[1]), &join(&three[2], &[0; 32]));
        assert_eq!(root(&three), expected);
    }

    proptest! {
        #[test]
        fn every_leaf_proves_its_position(count in 1_usize..=256, pick: prop::sample::Index) {
            let (leaves, position) = (leaves(count), pick.index(count));
            let proof = prove(&leaves, position);
            prop_assert_eq!(climb(leaves[position], &proof, count), Some((position as u8, root(&leaves))));
        }

        #[test]
        fn a_proof_of_another_shape_leads_nowhere(count in 2_usize..=256, pick: prop::sample::Index) {
            let (leaves, position) = (leaves(count), pick.index(count));
            let proof = prove(&leaves, position);
            let leaf = leaves[position];
            prop_assert_eq!(climb(leaf, &[], count), None);
            prop_assert_eq!(climb(leaf, &proof[..proof.len() - 1], count), None);
            prop_assert_eq!(climb(leaf, &proof[..proof.len() - 32], count), None);
            prop_assert_eq!(climb(leaf, &[&proof[..], &[0; 32]].concat(), count), None);
            prop_assert_eq!(climb(leaf, &proof, 1), None);
        }

        #[test]
        fn another_leaf_does_not_lead_to_the_root(count in 2_usize..=256, pick: prop::sample::Index) {
            let (leaves, position) = (leaves(count), pick.index(count));
            let climbed = climb([7; 32], &prove(&leaves, position), count);
            prop_assert_ne!(climbed.map(|(_, reached)| reached), Some(root(&leaves)));
        }
    }

    #[test]
    fn a_position_outside_the_batch_leads_nowhere() {
        let mut proof = prove(&leaves(3), 2);
        proof[0] = 3;
        assert_eq!(climb([0; 32], &proof, 3), None);
    }
}
