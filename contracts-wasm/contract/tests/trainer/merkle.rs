use omnisum_protocol::{keccak256, Hash};

/// The proof of each leaf, level by level as docs/protocol.md §5 says.
pub fn proofs(leaves: &[Hash]) -> Vec<Vec<u8>> {
    if leaves.len() == 1 {
        return vec![vec![]];
    }
    (0..leaves.len()).map(|position| prove(leaves, position)).collect()
}

fn prove(leaves: &[Hash], position: usize) -> Vec<u8> {
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
