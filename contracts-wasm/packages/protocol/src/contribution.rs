use crate::{keccak256, Hash};

/// All fields that name a contribution (docs/protocol.md §5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contribution<'a> {
    /// Counts up from 0.
    pub id: u64,
    /// The author's address as the chain writes it.
    pub author: &'a str,
    /// What the author says the sample is.
    pub label: u16,
    /// Block time in seconds.
    pub added_at: u64,
    /// In the smallest unit of the chain's coin.
    pub deposit: u128,
    /// Whether the model disagreed with the label when it was added.
    pub taught: bool,
    /// Packed as the model's encoding says.
    pub sample: &'a [u8],
}

impl Contribution<'_> {
    /// The hash whose first bytes are the commitment of a contribution that was added alone.
    pub fn hash(&self) -> Hash {
        // No chain has addresses of more than 255 bytes, so a longer author only makes an unknown contribution.
        let length = u8::try_from(self.author.len()).unwrap_or(u8::MAX);
        keccak256(&[
            &self.id.to_be_bytes(),
            &[length],
            self.author.as_bytes(),
            &self.label.to_be_bytes(),
            &self.added_at.to_be_bytes(),
            &self.deposit.to_be_bytes(),
            &[self.taught.into()],
            self.sample,
        ])
    }
}
