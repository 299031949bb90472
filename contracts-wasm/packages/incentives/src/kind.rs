use omnisum_protocol::{Reader, Refusal};

use crate::deposit_refund_take::DepositRefundTake;
use crate::market::Terms;
use crate::points::Points;
use crate::IncentiveMechanism;

/// An incentive mechanism of any kind, as the packed incentive bytes (docs/protocol.md §5) name it.
pub enum AnyIncentive {
    /// Decides claims on contributions that the model has learned.
    Claims(u8, Box<dyn IncentiveMechanism>),
    /// Holds stakes on contributions until it has scored them.
    Market(u8, Box<Terms>),
}

impl AnyIncentive {
    /// Checks `kind u8 ‖ parameters`; the last check is that there is an owner where one is needed.
    pub fn from_bytes(bytes: &[u8], has_owner: bool) -> Result<Self, Refusal> {
        let mut reader = Reader::new(bytes);
        let incentive = Self::create(reader.u8().unwrap_or(0), reader)?;
        if incentive.market().is_some() && !has_owner {
            return Err(Refusal::InvalidConfig { field: "owner" });
        }
        Ok(incentive)
    }

    /// Every kind of mechanism by its number; a new one is added here and nowhere else.
    fn create(kind: u8, parameters: Reader) -> Result<Self, Refusal> {
        Ok(match kind {
            1 => Self::Claims(kind, Box::new(DepositRefundTake::from_parameters(parameters)?)),
            2 => Self::Claims(kind, Box::new(Points::from_parameters(parameters)?)),
            3 => Self::Market(kind, Box::new(Terms::from_parameters(parameters)?)),
            _ => return Err(Refusal::InvalidConfig { field: "incentive" }),
        })
    }

    /// The number of the kind.
    pub fn kind(&self) -> u8 {
        match self {
            Self::Claims(kind, _) | Self::Market(kind, _) => *kind,
        }
    }

    /// The price of each of `count` contributions, `elapsed` seconds after the last one.
    pub fn price(&self, elapsed: u64, count: u32) -> u128 {
        match self {
            Self::Claims(_, mechanism) => mechanism.price(elapsed, count),
            Self::Market(_, terms) => terms.min_stake,
        }
    }

    /// Whether it matters if the model disagreed with a contribution, so that the model is to be asked.
    pub fn asks(&self) -> bool {
        match self {
            Self::Claims(_, mechanism) => mechanism.asks(),
            Self::Market(..) => false,
        }
    }

    /// The terms of a market.
    pub fn market(&self) -> Option<&Terms> {
        match self {
            Self::Claims(..) => None,
            Self::Market(_, terms) => Some(terms),
        }
    }
}
