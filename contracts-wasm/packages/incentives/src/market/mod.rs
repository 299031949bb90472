//! The prediction market (docs/protocol.md §6.3): its terms, its phases, who has staked, and how data are scored.

mod added;
mod contributors;
mod phases;
mod scoring;
mod terms;
mod test_set;

pub use contributors::Contributor;
pub use phases::{Market, Phase};
pub use scoring::{Happening, Position, Scored, Scoring, Trial};
pub use terms::{draw, Terms};

/// A value in storage that holds a part of a market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept<'a> {
    /// The market itself.
    Market,
    /// Where the scoring is.
    Position,
    /// Contributions that were added together, by the first one's id: their contributor, samples and labels.
    Added(u64),
    /// The number of a contributor, counting from 0 in the order of first contributions.
    Number(&'a str),
    /// The account with that number.
    Account(u32),
    /// A contributor's money and gain.
    Contributor(u32),
    /// A revealed piece of the test set that counts.
    Piece(u16),
}

/// Where the parts of a market are read from.
pub trait Store {
    /// The bytes of a part, if it was ever written.
    fn read(&self, kept: Kept) -> Option<Vec<u8>>;
}

/// Where they are written to.
pub trait StoreMut: Store {
    /// Keeps a part; `bytes` is not empty.
    fn write(&mut self, kept: Kept, bytes: &[u8]);
}
