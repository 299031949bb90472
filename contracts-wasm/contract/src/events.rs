//! Events: the type is the name in snake_case (`wasm-data_added` on chain), the attributes are the fields in the
//! protocol's order. Chains before wasmd 0.45 refuse empty attribute values; none of these can be empty.

use cosmwasm_std::{Addr, Binary, Event, Uint256};
use omnisum_protocol::{Hash, Mask};

macro_rules! events {
    ($($(#[$doc:meta])* $name:ident $kind:literal { $($field:ident: $wire:ty),* })*) => {
        $($(#[$doc])*
        #[allow(missing_docs)] // the fields are named by the protocol
        pub struct $name { $(pub $field: $wire),* }

        impl From<$name> for Event {
            fn from(event: $name) -> Event {
                Event::new($kind)$(.add_attribute(stringify!($field), event.$field.text()))*
            }
        })*

        /// Every event with its fields and their types, for comparison with the other implementations.
        pub const EVENTS: &[(&str, &[(&str, &str)])] =
            &[$(($kind, &[$((stringify!($field), <$wire as Attribute>::TYPE)),*])),*];
    };
}

events! {
    /// A trainer was deployed.
    Deployed "deployed" { protocol: u16, model: u8, incentive: u8 }
    /// Its state is complete.
    Finalized "finalized" { state_hash: Hash }
    /// A contribution was recorded; whoever wants to settle it needs exactly these fields.
    DataAdded "data_added" {
        id: u64, slot: u32, author: Addr, label: u16, added_at: u64, deposit: u128, taught: bool, sample: Binary
    }
    /// Several contributions were recorded together.
    BatchAdded "batch_added" {
        first_id: u64, slot: u32, author: Addr, added_at: u64, deposit: u128, taught: Mask, samples: Binary
    }
    /// An author got back what was left.
    Refunded "refunded" { id: u64, author: Addr, amount: u128 }
    /// An author got back what was left of several contributions.
    BatchRefunded "batch_refunded" { first_id: u64, author: Addr, refunded: Mask, amount: u128 }
    /// A reporter took a share, or all.
    Reported "reported" { id: u64, reporter: Addr, amount: u128 }
    /// A market's bounty was posted.
    MarketOpened "market_opened" { provider: Addr, bounty: u128 }
    /// A piece of the test set is to be shown.
    PieceDrawn "piece_drawn" { piece: u16 }
    /// A piece of the test set was revealed.
    PieceRevealed "piece_revealed" { piece: u16, samples: Binary }
    /// A market is in another phase.
    PhaseEntered "phase_entered" { phase: u8 }
    /// A contributor could not pay for their loss, and keeps the balance.
    ContributorLeft "contributor_left" { contributor: Addr, round: u32, balance: u128 }
    /// Everybody in was paid for their gain, or paid for their loss.
    UnitPaid "unit_paid" { round: u32, unit: u128, bounty: u128 }
    /// An account took what the market held for it.
    Collected "collected" { account: Addr, amount: u128 }
}

/// A field's type in the interface description, and its text in an event.
trait Attribute {
    const TYPE: &'static str;
    fn text(self) -> String;
}

macro_rules! attributes {
    ($($rust:ty = $wire:literal, $value:ident => $text:expr;)*) => {
        $(impl Attribute for $rust {
            const TYPE: &'static str = $wire;
            fn text(self) -> String {
                let $value = self;
                $text
            }
        })*
    };
}

attributes! {
    bool = "bool", value => value.to_string();
    u8 = "u8", value => value.to_string();
    u16 = "u16", value => value.to_string();
    u32 = "u32", value => value.to_string();
    u64 = "u64", value => value.to_string();
    u128 = "u128", value => value.to_string();
    Mask = "u256", value => Uint256::from_be_bytes(value.to_be_bytes()).to_string();
    Addr = "address", value => value.into_string();
    Binary = "bytes", value => value.to_base64();
    Hash = "hash", value => Binary::from(value).to_base64();
}
