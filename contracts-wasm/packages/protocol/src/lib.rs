//! What every trainer shares, whatever its model, mechanism and chain (docs/protocol.md §2, §3, §5, §8).

#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::cast_possible_truncation))]

mod batch;
mod bytes;
mod contribution;
mod keccak;
mod ledger;
mod mask;
pub mod merkle;
mod number;
mod record;
mod refusal;
mod sample;
mod state_hash;

pub use batch::{Labelled, MAX_BATCH};
pub use bytes::{put_signed, put_varint, Reader};
pub use contribution::Contribution;
pub use keccak::{account_key, keccak256, AccountKey, Hash, ACCOUNT_KEY_BYTES};
pub use ledger::{FreeSlot, Ledger, Log};
pub use mask::Mask;
pub use number::{mul_div, unzigzag, zigzag};
pub use record::{commitment, Commitment, Record, COMMITMENT_BYTES};
pub use refusal::{Refusal, REFUSALS};
pub use sample::{index_width, Encoding, Entry, MAX_FEATURES};
pub use state_hash::{StateHash, CHUNK_BYTES};

/// The number of the protocol that this code speaks.
pub const PROTOCOL: u16 = 1;
