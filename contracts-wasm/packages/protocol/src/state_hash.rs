use crate::{keccak256, Hash};

/// The bytes of the canonical body that are hashed at a time.
pub const CHUNK_BYTES: usize = 8_192;

/// The running hash over header and body: `h₀ = keccak256(header)`, `hⱼ = keccak256(hⱼ₋₁ ‖ chunkⱼ)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StateHash(pub Hash);

impl StateHash {
    /// Of the header alone.
    pub fn new(header: &[u8]) -> Self {
        Self(keccak256(&[header]))
    }

    /// With the next part of the body, which begins on a chunk's border and ends on one or at the body's end.
    #[must_use]
    pub fn with(self, part: &[u8]) -> Self {
        part.chunks(CHUNK_BYTES).fold(self, |hash, chunk| Self(keccak256(&[&hash.0, chunk])))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_is_hashed_in_chunks_of_8192_bytes() {
        let body = vec![5; CHUNK_BYTES + 1];
        let first = keccak256(&[&keccak256(&[b"header"]), &body[..CHUNK_BYTES]]);
        let expected = keccak256(&[&first, &body[CHUNK_BYTES..]]);
        assert_eq!(StateHash::new(b"header").with(&body).0, expected);
        assert_eq!(StateHash::new(b"header").with(&body[..CHUNK_BYTES]).with(&body[CHUNK_BYTES..]).0, expected);
    }
}
