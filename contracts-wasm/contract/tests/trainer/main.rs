//! The contract as its callers see it: every message and query, every refusal with its fields, the order of checks.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects, clippy::cast_possible_truncation)]
#![allow(clippy::cast_sign_loss, clippy::cast_possible_wrap)]

mod add_data;
mod add_data_batch;
mod chain;
mod compact;
mod deploy;
mod invariants;
mod json;
mod market;
mod merkle;
mod points;
mod queries;
mod refund;
mod refund_batch;
mod report;
