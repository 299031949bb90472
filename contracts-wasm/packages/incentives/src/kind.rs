use omnisum_protocol::{Reader, Refusal};

use crate::{DepositRefundTake, IncentiveMechanism};

/// An incentive mechanism of any kind, as the packed incentive bytes (docs/protocol.md §5) name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnyIncentive {
    /// Kind 1.
    DepositRefundTake(DepositRefundTake),
}

impl AnyIncentive {
    /// Checks `kind u8 ‖ parameters`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut reader = Reader::new(bytes);
        match reader.u8() {
            Some(1) => DepositRefundTake::from_parameters(reader).map(Self::DepositRefundTake),
            _ => Err(Refusal::InvalidConfig { field: "incentive" }),
        }
    }

    /// The number of the kind.
    pub fn kind(&self) -> u8 {
        match self {
            Self::DepositRefundTake(_) => 1,
        }
    }

    /// The mechanism behind the kind.
    pub fn as_mechanism(&self) -> &dyn IncentiveMechanism {
        match self {
            Self::DepositRefundTake(mechanism) => mechanism,
        }
    }
}
