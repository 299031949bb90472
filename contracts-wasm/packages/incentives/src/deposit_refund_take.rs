use omnisum_protocol::{mul_div, Reader, Refusal};

use crate::{Claim, Credits, IncentiveMechanism, Predict, Refund, Report};

/// Amounts are below this, so that a batch's deposit and all that is computed with it fit 128 bits.
const MONEY_BOUND: u128 = 1 << 88;
/// The price is the cost weight times this, divided by the root of the seconds since the last contribution.
const COST_SCALE: u128 = 3_600;

/// Contributors pay a deposit; the author gets it back when the model agrees, reporters take it when it does not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DepositRefundTake {
    refund_wait: u32,
    owner_wait: u32,
    anyone_wait: u32,
    cost_weight: u128,
    min_deposit: u128,
    max_deposit: u128,
    credit_taught_only: bool,
}

impl DepositRefundTake {
    /// Checks the parameters in the protocol's order.
    pub(crate) fn from_parameters(reader: Reader) -> Result<Self, Refusal> {
        let refused = |field| Refusal::InvalidConfig { field };
        let (mechanism, credit) = Self::read(reader).ok_or(refused("incentive"))?;
        let Self { refund_wait, owner_wait, anyone_wait, min_deposit, max_deposit, .. } = mechanism;
        let checks = [
            ("ownerWait", owner_wait >= refund_wait),
            ("anyoneWait", anyone_wait >= owner_wait),
            ("costWeight", mechanism.cost_weight.saturating_mul(COST_SCALE) < MONEY_BOUND),
            ("minDeposit", min_deposit < MONEY_BOUND && (max_deposit == 0 || min_deposit <= max_deposit)),
            ("maxDeposit", max_deposit < MONEY_BOUND),
            ("credit", credit <= 1),
        ];
        match checks.into_iter().find(|(_, holds)| !holds) {
            Some((field, _)) => Err(refused(field)),
            None => Ok(mechanism),
        }
    }

    fn read(mut reader: Reader) -> Option<(Self, u8)> {
        let (refund_wait, owner_wait, anyone_wait) = (reader.u32()?, reader.u32()?, reader.u32()?);
        let (cost_weight, min_deposit, max_deposit) = (reader.u96()?, reader.u96()?, reader.u96()?);
        let credit = reader.u8()?;
        let credit_taught_only = credit == 1;
        let mechanism =
            Self { refund_wait, owner_wait, anyone_wait, cost_weight, min_deposit, max_deposit, credit_taught_only };
        reader.is_empty().then_some((mechanism, credit))
    }

    /// What a reporter in the common window may take; `refund_wait` is over and no later window fits.
    fn decide_share(
        &self,
        claim: &Claim,
        caller: &str,
        credits: &dyn Credits,
        predict: Predict,
    ) -> Result<u128, Refusal> {
        if caller == claim.author {
            return Err(Refusal::OwnContribution {});
        }
        if credits.has_reported(claim.id, caller) {
            return Err(Refusal::AlreadyReported {});
        }
        let good = credits.good(caller);
        if good == 0 {
            return Err(Refusal::NoCredit {});
        }
        if predict() == claim.label {
            return Err(Refusal::ModelAgrees {});
        }
        let share = mul_div(claim.deposit, good.into(), credits.total_good().into());
        if share == 0 && claim.deposit > 0 {
            return Err(Refusal::ShareTooSmall {});
        }
        Ok(share.min(claim.left))
    }
}

impl IncentiveMechanism for DepositRefundTake {
    fn price(&self, elapsed: u64, count: u32) -> u128 {
        let elapsed = elapsed.checked_div(count.into()).unwrap_or(elapsed);
        let scaled = self.cost_weight.saturating_mul(COST_SCALE);
        let cost = scaled.checked_div(elapsed.isqrt().max(1).into()).unwrap_or(scaled);
        let bound = if self.max_deposit == 0 { u128::MAX } else { self.max_deposit };
        cost.max(self.min_deposit).min(bound)
    }

    fn asks(&self) -> bool {
        self.credit_taught_only
    }

    fn decide_refund(&self, claim: &Claim, caller: &str, now: u64, predict: Predict) -> Result<Refund, Refusal> {
        if caller != claim.author {
            return Err(Refusal::NotAuthor {});
        }
        let until = claim.added_at.saturating_add(self.refund_wait.into());
        if now < until {
            return Err(Refusal::TooEarly { until });
        }
        let predicted = predict();
        if predicted != claim.label {
            return Err(Refusal::ModelDisagrees { predicted });
        }
        Ok(Refund { amount: claim.left, credit: claim.taught || !self.credit_taught_only })
    }

    fn decide_report(
        &self,
        claim: &Claim,
        caller: &str,
        now: u64,
        credits: &dyn Credits,
        predict: Predict,
    ) -> Result<Report, Refusal> {
        let after = |wait: u32| claim.added_at.saturating_add(wait.into());
        let is_owner = || caller != claim.author && credits.owner().is_some_and(|owner| owner == caller);
        if now < after(self.refund_wait) {
            return Err(Refusal::TooEarly { until: after(self.refund_wait) });
        }
        if now >= after(self.anyone_wait) || (now >= after(self.owner_wait) && is_owner()) {
            return Ok(Report { amount: claim.left, credit: false });
        }
        let amount = self.decide_share(claim, caller, credits, predict)?;
        Ok(Report { amount, credit: false })
    }
}
