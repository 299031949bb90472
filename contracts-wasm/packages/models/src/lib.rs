//! Models, and the pages, log and folding behind their state (docs/protocol.md §4, §5, §8).

#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::cast_possible_truncation))]

mod cells;
mod kind;
mod layout;
mod log;
mod model;
mod naive_bayes;
mod nearest_centroid;
mod packing;
mod perceptron;
mod session;

pub use kind::AnyModel;
pub use layout::{Layout, Order, Part};
pub use log::Lesson;
pub use model::{Model, Pages, PagesMut, Teaching};
pub use session::{certain_lessons, upload, Session};
