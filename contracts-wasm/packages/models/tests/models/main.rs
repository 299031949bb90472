//! The models through their sessions: against the vectors, and against naive models of plain arrays.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects, clippy::cast_possible_truncation)]
#![allow(clippy::cast_sign_loss, clippy::cast_possible_wrap)]

mod bounds;
mod kept;
mod naive;
mod sessions;
mod vectors;
