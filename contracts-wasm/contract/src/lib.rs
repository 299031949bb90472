//! The omnisum trainer on a CosmWasm chain: messages, storage and payments around the logic crates (docs/protocol.md).

mod add;
pub mod contract;
mod deploy;
mod deployment;
mod error;
pub mod events;
mod funds;
mod market;
mod market_store;
pub mod msg;
mod packing;
mod pages;
mod query;
mod settle;
mod state;

pub use error::ContractError;
