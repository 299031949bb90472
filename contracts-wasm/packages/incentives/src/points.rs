use omnisum_protocol::{Reader, Refusal};

use crate::{Claim, Credits, IncentiveMechanism, Predict, Refund, Report};

/// No money moves: a point for the author when the model agrees, for a reporter when it does not (docs/protocol.md §6.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Points {
    refund_wait: u32,
    credit_taught_only: bool,
}

impl Points {
    /// Checks the parameters in the protocol's order.
    pub(crate) fn from_parameters(mut reader: Reader) -> Result<Self, Refusal> {
        let (Some(refund_wait), Some(credit), true) = (reader.u32(), reader.u8(), reader.is_empty()) else {
            return Err(Refusal::InvalidConfig { field: "incentive" });
        };
        if credit > 1 {
            return Err(Refusal::InvalidConfig { field: "credit" });
        }
        Ok(Self { refund_wait, credit_taught_only: credit == 1 })
    }

    fn check_wait(&self, claim: &Claim, now: u64) -> Result<(), Refusal> {
        let until = claim.added_at.saturating_add(self.refund_wait.into());
        if now < until {
            return Err(Refusal::TooEarly { until });
        }
        Ok(())
    }
}

impl IncentiveMechanism for Points {
    fn price(&self, _elapsed: u64, _count: u32) -> u128 {
        0
    }

    fn asks(&self) -> bool {
        self.credit_taught_only
    }

    fn decide_refund(&self, claim: &Claim, caller: &str, now: u64, predict: Predict) -> Result<Refund, Refusal> {
        if caller != claim.author {
            return Err(Refusal::NotAuthor {});
        }
        self.check_wait(claim, now)?;
        let predicted = predict();
        if predicted != claim.label {
            return Err(Refusal::ModelDisagrees { predicted });
        }
        Ok(Refund { amount: 0, credit: claim.taught || !self.credit_taught_only })
    }

    fn decide_report(
        &self,
        claim: &Claim,
        caller: &str,
        now: u64,
        credits: &dyn Credits,
        predict: Predict,
    ) -> Result<Report, Refusal> {
        self.check_wait(claim, now)?;
        if caller == claim.author {
            return Err(Refusal::OwnContribution {});
        }
        if credits.good(caller) == 0 {
            return Err(Refusal::NoCredit {});
        }
        if predict() == claim.label {
            return Err(Refusal::ModelAgrees {});
        }
        Ok(Report { amount: 0, credit: true })
    }
}
