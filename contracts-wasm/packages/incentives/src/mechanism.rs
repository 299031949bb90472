use omnisum_protocol::Refusal;

/// A contribution that someone wants to settle, proved to be what its slot commits to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim<'a> {
    /// Names it in refusals and among the reports.
    pub id: u64,
    /// Who added it.
    pub author: &'a str,
    /// What the author said.
    pub label: u16,
    /// Block time in seconds.
    pub added_at: u64,
    /// What was paid for it.
    pub deposit: u128,
    /// Whether the model disagreed when it was added.
    pub taught: bool,
    /// What can still be claimed of the deposit.
    pub left: u128,
}

/// Who has earned what, and who has reported what; read only where a decision needs it.
pub trait Credits {
    /// Refunded contributions of an account.
    fn good(&self, account: &str) -> u64;
    /// Those of all accounts.
    fn total_good(&self) -> u64;
    /// Whether an account has reported a contribution before.
    fn has_reported(&self, id: u64, account: &str) -> bool;
    /// The account with the owner's window, if there is one.
    fn owner(&self) -> Option<String>;
}

/// What the model predicts now; asked only where a decision needs it.
pub type Predict<'a> = &'a mut dyn FnMut() -> u16;

/// What a refund does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refund {
    /// Goes to the author.
    pub amount: u128,
    /// Whether it counts as a good contribution.
    pub credit: bool,
}

/// What a report does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Report {
    /// Goes to the reporter; what leaves nothing settles the contribution.
    pub amount: u128,
    /// Whether it counts as a good contribution of the reporter's.
    pub credit: bool,
}

/// Prices contributions and decides who may settle them. Decides from what it is given and writes nothing; the
/// trainer commits the decision and bounds every amount by what is left.
pub trait IncentiveMechanism {
    /// The price of each of `count` contributions, `elapsed` seconds after the last one.
    fn price(&self, elapsed: u64, count: u32) -> u128;

    /// Whether it matters if the model disagreed with a contribution, so that the model is to be asked.
    fn asks(&self) -> bool;

    /// Decides about the author's wish to have a contribution refunded.
    fn decide_refund(&self, claim: &Claim, caller: &str, now: u64, predict: Predict) -> Result<Refund, Refusal>;

    /// Decides about a report. Who took a part of what is left cannot do so again.
    fn decide_report(
        &self,
        claim: &Claim,
        caller: &str,
        now: u64,
        credits: &dyn Credits,
        predict: Predict,
    ) -> Result<Report, Refusal>;
}
