use tiny_keccak::{Hasher, Keccak};

/// A Keccak-256 hash.
pub type Hash = [u8; 32];
/// Names an account in storage keys, whatever the length of its address.
pub type AccountKey = [u8; ACCOUNT_KEY_BYTES];
/// 160 bits, as many as a commitment keeps.
pub const ACCOUNT_KEY_BYTES: usize = 20;

/// The Keccak-256 hash of the parts, one after the other.
pub fn keccak256(parts: &[&[u8]]) -> Hash {
    let mut hasher = Keccak::v256();
    for part in parts {
        hasher.update(part);
    }
    let mut hash = [0; 32];
    hasher.finalize(&mut hash);
    hash
}

/// The first bytes of the hash of an account's address.
pub fn account_key(account: &str) -> AccountKey {
    crate::commitment(&keccak256(&[account.as_bytes()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_keccak_and_not_sha3() {
        let empty = keccak256(&[]);
        assert_eq!(empty[..4], [0xc5, 0xd2, 0x46, 0x01]);
        assert_eq!(keccak256(&[b"a", b"bc"]), keccak256(&[b"abc"]));
    }
}
