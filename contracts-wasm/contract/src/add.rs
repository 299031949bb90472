use cosmwasm_std::{Binary, DepsMut, Env, MessageInfo, Response, StdError};
use omnisum_models::Session;
use omnisum_protocol::{merkle, Contribution, Labelled, Mask, Record, Refusal};

use crate::events::{BatchAdded, DataAdded};
use crate::market_store::WriteStore;
use crate::pages::{ReadPages, WritePages};
use crate::state::{load_ledger, save_ledger, save_record, take_slot, Trainer};
use crate::{funds, market, ContractError};

/// Contributions that were recorded together.
struct Added {
    first_id: u64,
    slot: u32,
    added_at: u64,
    /// Of each.
    deposit: u128,
    taught: Mask,
    /// What was sent above the price.
    change: u128,
}

/// Adds a labelled sample; the model learns from it at once.
pub fn add_data(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    sample: Binary,
    label: u16,
) -> Result<Response, ContractError> {
    let trainer = Trainer::load(deps.storage)?;
    let sent = funds::accept(info, &trainer.denom)?;
    let item = Labelled { sample: &sample, label };
    let added = add(deps, env, info, &trainer, sent, || Ok(vec![item]))?;
    let event = DataAdded {
        id: added.first_id,
        slot: added.slot,
        author: info.sender.clone(),
        label,
        added_at: added.added_at,
        deposit: added.deposit,
        taught: added.taught.has(0),
        sample,
    };
    Ok(funds::pay(Response::new().add_event(event), info, &trainer.denom, added.change))
}

/// Adds several labelled samples in order, all or nothing; each can be refunded and reported by itself.
pub fn add_data_batch(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    samples: Binary,
) -> Result<Response, ContractError> {
    let trainer = Trainer::load(deps.storage)?;
    let sent = funds::accept(info, &trainer.denom)?;
    let added = add(deps, env, info, &trainer, sent, || Labelled::list(&samples))?;
    let event = BatchAdded {
        first_id: added.first_id,
        slot: added.slot,
        author: info.sender.clone(),
        added_at: added.added_at,
        deposit: added.deposit,
        taught: added.taught,
        samples,
    };
    Ok(funds::pay(Response::new().add_event(event), info, &trainer.denom, added.change))
}

/// Checks, prices, learns and records, in the protocol's order.
fn add<'a>(
    deps: DepsMut,
    env: &Env,
    info: &MessageInfo,
    trainer: &Trainer,
    sent: u128,
    items: impl FnOnce() -> Result<Vec<Labelled<'a>>, Refusal>,
) -> Result<Added, ContractError> {
    let mut ledger = load_ledger(deps.storage)?;
    let terms = trainer.incentive.market();
    let market = terms.map(|terms| market::in_participation(deps.storage, terms, &ledger, env)).transpose()?;
    let items = items()?;
    items.iter().try_for_each(|item| trainer.check(item))?;

    let added_at = env.block.time.seconds();
    let deposit = deposit(trainer, added_at.saturating_sub(ledger.last_update), items.len(), sent)?;
    let deposits = deposit.saturating_mul(count(items.len()).into());
    let pages = ReadPages { storage: deps.storage, round: None };
    let mut session = market.is_none().then(|| Session::open(trainer.model.as_model(), &ledger.log, &pages));
    let asks = trainer.incentive.asks();
    let first_id = ledger.count;
    let mut taught = Mask::default();
    let mut leaves = Vec::with_capacity(items.len());
    for ((item, position), id) in items.iter().zip(0..=u8::MAX).zip(first_id..) {
        let is_certain = id < ledger.certain && !asks;
        let learned = match &mut session {
            None => false,
            Some(session) if is_certain => session.learn_certain(&pages, item.sample, item.label)?,
            Some(session) => session.learn(&pages, item.sample, item.label, asks)?,
        };
        taught.set(position, learned);
        let contribution = Contribution {
            id,
            author: info.sender.as_str(),
            label: item.label,
            added_at,
            deposit,
            taught: learned,
            sample: item.sample,
        };
        leaves.push(contribution.hash());
    }

    let slot = take_slot(deps.storage, &mut ledger)?;
    let claimable = if market.is_some() { 0 } else { deposit };
    let record = Record::new(&merkle::root(&leaves), items.len(), claimable).ok_or_else(impossible)?;
    save_record(deps.storage, &mut ledger, slot, &record);
    ledger.count = first_id.saturating_add(count(items.len()).into());
    ledger.last_update = added_at;
    if let Some(session) = session {
        ledger.log = session.commit(&mut WritePages { storage: deps.storage, round: None });
    }
    if let Some(mut market) = market {
        let store = &mut WriteStore(deps.storage);
        market.take(store, info.sender.as_str(), first_id, &items, deposits);
        market.save(store);
    }
    save_ledger(deps.storage, &ledger);
    Ok(Added { first_id, slot, added_at, deposit, taught, change: sent.saturating_sub(deposits) })
}

/// The deposit or stake of each contribution.
fn deposit(trainer: &Trainer, elapsed: u64, contributions: usize, sent: u128) -> Result<u128, Refusal> {
    let contributions = count(contributions);
    let price = trainer.incentive.price(elapsed, contributions);
    let required = price.saturating_mul(contributions.into());
    if sent < required {
        return Err(Refusal::InsufficientDeposit { sent, required });
    }
    Ok(trainer.incentive.market().map_or(price, |terms| terms.stake(sent, contributions)))
}

fn count(contributions: usize) -> u32 {
    u32::try_from(contributions).unwrap_or(u32::MAX)
}

fn impossible() -> StdError {
    StdError::generic_err("a record holds 1 to 256 contributions")
}
