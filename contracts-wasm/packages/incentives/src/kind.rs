use omnisum_protocol::{Reader, Refusal};

use crate::deposit_refund_take::DepositRefundTake;
use crate::points::Points;
use crate::IncentiveMechanism;

/// An incentive mechanism of any kind, as the packed incentive bytes (docs/protocol.md §5) name it.
pub struct AnyIncentive {
    kind: u8,
    mechanism: Box<dyn IncentiveMechanism>,
}

impl AnyIncentive {
    /// Checks `kind u8 ‖ parameters`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refusal> {
        let mut reader = Reader::new(bytes);
        let kind = reader.u8().unwrap_or(0);
        Ok(Self { kind, mechanism: create(kind, reader)? })
    }

    /// The number of the kind.
    pub fn kind(&self) -> u8 {
        self.kind
    }

    /// The mechanism behind the kind.
    pub fn as_mechanism(&self) -> &dyn IncentiveMechanism {
        self.mechanism.as_ref()
    }
}

/// Every kind of mechanism by its number; a new one is added here and nowhere else.
fn create(kind: u8, parameters: Reader) -> Result<Box<dyn IncentiveMechanism>, Refusal> {
    Ok(match kind {
        1 => Box::new(DepositRefundTake::from_parameters(parameters)?),
        2 => Box::new(Points::from_parameters(parameters)?),
        _ => return Err(Refusal::InvalidConfig { field: "incentive" }),
    })
}
