//! The JSON of messages and answers: the interface of docs/protocol.md §5 and §7 in snake_case. Numbers up to 32 bits
//! are JSON numbers, greater ones decimal strings, bytes base64.

use cosmwasm_schema::{cw_serde, QueryResponses};
use cosmwasm_std::{Binary, Uint128, Uint256, Uint64};

/// A trainer to deploy.
#[cw_serde]
pub struct InstantiateMsg {
    /// The packed header: protocol, model kind, features, classes and the model's parameters.
    pub header: Binary,
    /// The packed kind and parameters of the incentive mechanism.
    pub incentive: Binary,
    /// The account with the owner's window; empty for none.
    pub owner: String,
    /// Name, description, label names and encoder as one JSON text.
    pub metadata: String,
    /// The coin in which deposits are paid.
    pub denom: String,
    /// The first bytes of the canonical body; the whole body finalizes the trainer at once.
    pub weights: Binary,
}

/// All fields that name a contribution; `proof` is empty unless it was added in a batch of several.
#[cw_serde]
#[allow(missing_docs)] // the fields are named by the protocol
pub struct Contribution {
    pub id: Uint64,
    pub slot: u32,
    pub author: String,
    pub label: u16,
    pub added_at: Uint64,
    pub deposit: Uint128,
    pub taught: bool,
    pub sample: Binary,
    pub proof: Binary,
}

/// All fields that name a batch: those of its event.
#[cw_serde]
#[allow(missing_docs)] // the fields are named by the protocol
pub struct Batch {
    pub first_id: Uint64,
    pub slot: u32,
    pub author: String,
    pub added_at: Uint64,
    pub deposit: Uint128,
    pub taught: Uint256,
    pub samples: Binary,
}

/// What changes state.
#[cw_serde]
pub enum ExecuteMsg {
    /// The next bytes of the canonical body, by the deployer.
    Upload {
        /// How many bytes came before.
        offset: u32,
        /// What follows them.
        data: Binary,
    },
    /// Makes the trainer ready, by the deployer.
    Finalize {},
    /// Adds a labelled sample for the current price; more than that returns.
    AddData {
        /// Packed as the model's encoding says.
        sample: Binary,
        /// 0 to one less than the number of classes.
        label: u16,
    },
    /// Adds 1 to 256 labelled samples, all or nothing.
    AddDataBatch {
        /// A labelled list.
        samples: Binary,
    },
    /// Pays the author what is left, if the model agrees.
    Refund {
        /// As it was added.
        contribution: Contribution,
    },
    /// Refunds every open contribution of a batch that the model agrees with.
    RefundBatch {
        /// As it was added.
        batch: Batch,
    },
    /// Pays the caller a share, if the model disagrees, or what is left once others may take it.
    Report {
        /// As it was added.
        contribution: Contribution,
    },
    /// Folds the model's log; changes nothing that can be observed but cost.
    Compact {},
    /// Posts the bounty of a market, by the provider.
    OpenMarket {},
    /// Draws the piece of the test set that the provider has to show.
    DrawPiece {},
    /// Reveals a piece of the test set, by the provider.
    RevealPiece {
        /// Counts from 0.
        piece: u16,
        /// The 32 bytes before the list in its commitment.
        salt: Binary,
        /// A labelled list.
        samples: Binary,
        /// `position u8 ‖ siblings`.
        proof: Binary,
    },
    /// Does some of a market's scoring.
    Score {
        /// At most so many units of work.
        limit: u32,
    },
    /// Pays the caller what the market holds for them; in the end all that is left.
    Collect {},
}

/// What can be asked.
#[cw_serde]
#[derive(QueryResponses)]
pub enum QueryMsg {
    /// The label that the model gives a sample.
    #[returns(u16)]
    Predict {
        /// Packed; may be empty.
        sample: Binary,
    },
    /// The labels of several samples.
    #[returns(Vec<u16>)]
    PredictBatch {
        /// Packed; each may be empty.
        samples: Vec<Binary>,
    },
    /// One number for each row of weights.
    #[returns(Vec<cosmwasm_std::Int64>)]
    Scores {
        /// Packed; may be empty.
        sample: Binary,
    },
    /// The price of each of `count` contributions.
    #[returns(Uint128)]
    Quote {
        /// Seconds since 1970; 0 for now.
        at: Uint64,
        /// How many are to be added together.
        count: u32,
    },
    /// Contributions so far, refunded ones, and the time of the last one.
    #[returns(StatsResponse)]
    Stats {},
    /// Refunded contributions of an account.
    #[returns(Uint64)]
    CreditOf {
        /// Its address.
        account: String,
    },
    /// What a slot holds.
    #[returns(RecordResponse)]
    Record {
        /// Counts from 0.
        slot: u32,
    },
    /// Bytes of the canonical body.
    #[returns(Binary)]
    Weights {
        /// The first byte.
        offset: u32,
        /// At most so many.
        limit: u32,
    },
    /// The hash of the canonical state.
    #[returns(Binary)]
    StateHash {},
    /// The configuration; answers before the trainer is ready too.
    #[returns(InfoResponse)]
    Info {},
    /// The phase of a market.
    #[returns(u8)]
    Phase {},
    /// What a market holds for an account.
    #[returns(Uint128)]
    BalanceOf {
        /// Its address.
        account: String,
    },
    /// How far a market is.
    #[returns(ProgressResponse)]
    Progress {},
}

/// Answers `stats`.
#[cw_serde]
#[allow(missing_docs)] // the fields are named by the protocol
pub struct StatsResponse {
    pub count: Uint64,
    pub total_good: Uint64,
    pub last_update: Uint64,
}

/// Answers `record`: 20 zero bytes, 0 and true for a slot that is free or was never used.
#[cw_serde]
#[allow(missing_docs)] // the fields are named by the protocol
pub struct RecordResponse {
    pub commitment: Binary,
    pub claimable: Uint128,
    pub settled: bool,
}

/// Answers `info`; `deployed_at` is a block height.
#[cw_serde]
#[allow(missing_docs)] // the fields are named by the protocol
pub struct InfoResponse {
    pub header: Binary,
    pub incentive: Binary,
    pub owner: String,
    pub deployer: String,
    pub deployed_at: Uint64,
    pub ready: bool,
    pub metadata: String,
}

/// Answers `progress`; a piece is 65,535 where there is none yet.
#[cw_serde]
#[allow(missing_docs)] // the fields are named by the protocol
pub struct ProgressResponse {
    pub drawn: u16,
    pub next_piece: u16,
    pub samples: u32,
    pub round: u32,
    pub bounty: Uint128,
    pub contributors: u32,
    pub collect_end: Uint64,
}
