use cosmwasm_std::{DepsMut, Env, MessageInfo, Response, Storage};
use omnisum_incentives::{AnyIncentive, Claim, IncentiveMechanism};
use omnisum_models::Session;
use omnisum_protocol::{commitment, merkle, Contribution, Hash, Labelled, Ledger, Log, Mask, Record, Refusal};

use crate::events::{BatchRefunded, Refunded, Reported};
use crate::msg;
use crate::pages::{ReadPages, WritePages};
use crate::state::{
    add_good, load_ledger, load_record, mark_reported, save_ledger, save_record, StoredCredits, Trainer,
};
use crate::{funds, market, ContractError};

/// Pays the author what is left, if the incentive mechanism allows.
pub fn refund(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    contribution: &msg::Contribution,
) -> Result<Response, ContractError> {
    let (trainer, mut ledger) = begin(deps.storage, info)?;
    let mechanism = mechanism(&trainer, &ledger, deps.storage, env)?;
    trainer.check_sample(&contribution.sample)?;
    let (mut record, position) = prove(deps.storage, &ledger, contribution)?;

    let claim = claim(&fields(contribution), record.left(position).unwrap_or(0));
    let pages = ReadPages { storage: deps.storage, round: None };
    let mut session = Session::open(trainer.model.as_model(), &ledger.log, &pages);
    let mut predict = || session.predict(&pages, &contribution.sample);
    let decision = mechanism.decide_refund(&claim, info.sender.as_str(), env.block.time.seconds(), &mut predict)?;
    let amount = decision.amount.min(claim.left);

    record.settle(position);
    let before = ledger.clone();
    save_record(deps.storage, &mut ledger, contribution.slot, &record);
    add_good(deps.storage, &mut ledger, claim.author, decision.credit.into());
    save_changed(deps.storage, &before, &ledger);
    let event = Refunded { id: claim.id, author: info.sender.clone(), amount };
    Ok(funds::pay(Response::new().add_event(event), info, &trainer.denom, amount))
}

/// Refunds, in one payment, every open contribution of a batch that the incentive mechanism allows to.
pub fn refund_batch(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    batch: &msg::Batch,
) -> Result<Response, ContractError> {
    let (trainer, mut ledger) = begin(deps.storage, info)?;
    let mechanism = mechanism(&trainer, &ledger, deps.storage, env)?;
    let items = Labelled::list(&batch.samples)?;
    items.iter().try_for_each(|item| trainer.check_sample(item.sample))?;
    let contributions = contributions(batch, &items);
    let mut record = prove_batch(deps.storage, &ledger, batch, &contributions)?;

    let pages = ReadPages { storage: deps.storage, round: None };
    let mut session = Session::open(trainer.model.as_model(), &ledger.log, &pages);
    let (mut refunded, mut amount, mut credits) = (Mask::default(), 0_u128, 0_u64);
    let mut disagreement = None;
    for (position, contribution) in (0..=u8::MAX).zip(&contributions) {
        let Some(left) = record.left(position) else { continue };
        let claim = claim(contribution, left);
        let mut predict = || session.predict(&pages, contribution.sample);
        match mechanism.decide_refund(&claim, info.sender.as_str(), env.block.time.seconds(), &mut predict) {
            Ok(decision) => {
                record.settle(position);
                refunded.set(position, true);
                amount = amount.saturating_add(decision.amount.min(left));
                credits = credits.saturating_add(decision.credit.into());
            }
            Err(refusal @ Refusal::ModelDisagrees { .. }) => disagreement = disagreement.or(Some(refusal)),
            Err(refusal) => return Err(refusal.into()),
        }
    }
    if refunded == Mask::default() {
        let unknown = Refusal::UnknownContribution { id: batch.first_id.u64() };
        return Err(disagreement.unwrap_or(unknown).into());
    }

    let before = ledger.clone();
    save_record(deps.storage, &mut ledger, batch.slot, &record);
    add_good(deps.storage, &mut ledger, info.sender.as_str(), credits);
    save_changed(deps.storage, &before, &ledger);
    let event = BatchRefunded { first_id: batch.first_id.u64(), author: info.sender.clone(), refunded, amount };
    Ok(funds::pay(Response::new().add_event(event), info, &trainer.denom, amount))
}

/// Pays the caller a share, or all that is left, if the incentive mechanism allows.
pub fn report(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    contribution: &msg::Contribution,
) -> Result<Response, ContractError> {
    let (trainer, mut ledger) = begin(deps.storage, info)?;
    let mechanism = mechanism(&trainer, &ledger, deps.storage, env)?;
    trainer.check_sample(&contribution.sample)?;
    let (mut record, position) = prove(deps.storage, &ledger, contribution)?;

    let claim = claim(&fields(contribution), record.left(position).unwrap_or(0));
    let pages = ReadPages { storage: deps.storage, round: None };
    let mut session = Session::open(trainer.model.as_model(), &ledger.log, &pages);
    let mut predict = || session.predict(&pages, &contribution.sample);
    let credits = StoredCredits { storage: deps.storage, total_good: ledger.total_good };
    let now = env.block.time.seconds();
    let decision = mechanism.decide_report(&claim, info.sender.as_str(), now, &credits, &mut predict)?;
    let amount = decision.amount.min(claim.left);

    record.take(position, amount);
    if record.left(position).is_some() {
        mark_reported(deps.storage, claim.id, info.sender.as_str());
    }
    let before = ledger.clone();
    save_record(deps.storage, &mut ledger, contribution.slot, &record);
    add_good(deps.storage, &mut ledger, info.sender.as_str(), decision.credit.into());
    save_changed(deps.storage, &before, &ledger);
    let event = Reported { id: claim.id, reporter: info.sender.clone(), amount };
    Ok(funds::pay(Response::new().add_event(event), info, &trainer.denom, amount))
}

/// Folds the model's log now.
pub fn compact(deps: DepsMut, info: &MessageInfo) -> Result<Response, ContractError> {
    let (trainer, mut ledger) = begin(deps.storage, info)?;
    if ledger.log != Log::Empty {
        let session =
            Session::open(trainer.model.as_model(), &ledger.log, &ReadPages { storage: deps.storage, round: None });
        session.compact(&mut WritePages { storage: deps.storage, round: None });
        ledger.log = Log::Empty;
        save_ledger(deps.storage, &ledger);
    }
    Ok(Response::new())
}

/// What every operation that takes no funds begins with.
fn begin(storage: &dyn Storage, info: &MessageInfo) -> Result<(Trainer, Ledger), ContractError> {
    funds::refuse(info)?;
    let ledger = load_ledger(storage)?;
    Ok((Trainer::load(storage)?, ledger))
}

/// What decides about claims; where stakes are held instead, none is taken in any phase.
fn mechanism<'a>(
    trainer: &'a Trainer,
    ledger: &Ledger,
    storage: &dyn Storage,
    env: &Env,
) -> Result<&'a dyn IncentiveMechanism, ContractError> {
    match &trainer.incentive {
        AnyIncentive::Claims(_, mechanism) => Ok(mechanism.as_ref()),
        AnyIncentive::Market(_, terms) => Err(market::refuse_always(storage, terms, ledger, env)),
    }
}

/// The record that holds an open contribution, and its position there.
fn prove(storage: &dyn Storage, ledger: &Ledger, contribution: &msg::Contribution) -> Result<(Record, u8), Refusal> {
    let id = contribution.id.u64();
    let found = || {
        let record = load_record(storage, contribution.slot).filter(|_| id < ledger.count)?;
        let (position, root) = merkle::climb(fields(contribution).hash(), &contribution.proof, record.contributions())?;
        let is_open = commitment(&root) == record.commitment && record.left(position).is_some();
        is_open.then_some((record, position))
    };
    found().ok_or(Refusal::UnknownContribution { id })
}

/// The record that holds a batch; a settled one has none.
fn prove_batch(
    storage: &dyn Storage,
    ledger: &Ledger,
    batch: &msg::Batch,
    contributions: &[Contribution],
) -> Result<Record, Refusal> {
    let id = batch.first_id.u64();
    let leaves: Vec<Hash> = contributions.iter().map(Contribution::hash).collect();
    let is_known = |record: &Record| {
        id < ledger.count
            && record.contributions() == leaves.len()
            && record.commitment == commitment(&merkle::root(&leaves))
    };
    load_record(storage, batch.slot).filter(is_known).ok_or(Refusal::UnknownContribution { id })
}

fn contributions<'a>(batch: &'a msg::Batch, items: &[Labelled<'a>]) -> Vec<Contribution<'a>> {
    let taught = Mask::from_be_bytes(batch.taught.to_be_bytes());
    let contribution = |((item, position), id): ((&Labelled<'a>, u8), u64)| Contribution {
        id,
        author: &batch.author,
        label: item.label,
        added_at: batch.added_at.u64(),
        deposit: batch.deposit.u128(),
        taught: taught.has(position),
        sample: item.sample,
    };
    items.iter().zip(0..=u8::MAX).zip(batch.first_id.u64()..).map(contribution).collect()
}

fn fields(contribution: &msg::Contribution) -> Contribution<'_> {
    Contribution {
        id: contribution.id.u64(),
        author: &contribution.author,
        label: contribution.label,
        added_at: contribution.added_at.u64(),
        deposit: contribution.deposit.u128(),
        taught: contribution.taught,
        sample: &contribution.sample,
    }
}

fn claim<'a>(contribution: &Contribution<'a>, left: u128) -> Claim<'a> {
    Claim {
        id: contribution.id,
        author: contribution.author,
        label: contribution.label,
        added_at: contribution.added_at,
        deposit: contribution.deposit,
        taught: contribution.taught,
        left,
    }
}

fn save_changed(storage: &mut dyn Storage, before: &Ledger, ledger: &Ledger) {
    if ledger != before {
        save_ledger(storage, ledger);
    }
}
