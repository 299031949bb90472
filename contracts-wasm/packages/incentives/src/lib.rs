//! What a contribution costs and who is paid for it (docs/protocol.md §6).

mod deposit_refund_take;
mod kind;
pub mod market;
mod mechanism;
mod points;

pub use kind::AnyIncentive;
pub use mechanism::{Claim, Credits, IncentiveMechanism, Predict, Refund, Report};
