use std::fmt;

use cosmwasm_std::StdError;
use omnisum_protocol::Refusal;

/// Why a message or query failed.
#[derive(Debug, PartialEq)]
pub enum ContractError {
    /// Refused by the protocol; its text is `Name {"field":"value",…}`.
    Refused(Refusal),
    /// Failed in the chain's own machinery.
    Std(StdError),
}

impl fmt::Display for ContractError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => refusal.fmt(f),
            Self::Std(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ContractError {}

impl From<Refusal> for ContractError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StdError> for ContractError {
    fn from(error: StdError) -> Self {
        Self::Std(error)
    }
}
