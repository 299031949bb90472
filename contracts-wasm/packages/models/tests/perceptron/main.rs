//! The sparse perceptron through its sessions: against the vectors, and against a naive model of plain arrays.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects, clippy::cast_possible_truncation)]

mod kept;
mod naive;
mod sessions;
mod vectors;
