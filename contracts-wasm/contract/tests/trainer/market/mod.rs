//! Prediction markets: their operations in order, every refusal, and scoring against a market that is scored at one go.

mod fair;
mod forfeits;
mod refusals;
mod scoring;
mod story;
mod world;
