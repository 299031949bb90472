use cosmwasm_std::{to_json_binary, Binary, Deps, Env, Int64, Uint128, Uint64};
use omnisum_models::Session;
use omnisum_protocol::{Record, Refusal, StateHash, COMMITMENT_BYTES, MAX_BATCH};

use crate::deployment::{load_metadata, load_owner, Deployment};
use crate::msg::{InfoResponse, RecordResponse, StatsResponse};
use crate::pages::ReadPages;
use crate::state::{is_ready, load_good, load_ledger, load_record, Packed, Trainer};
use crate::{market, ContractError};

type Answer = Result<Binary, ContractError>;

pub fn predict(deps: Deps, sample: &[u8]) -> Answer {
    with_session(deps, |session, pages| {
        session.check(sample)?;
        Ok(to_json_binary(&session.predict(pages, sample))?)
    })
}

pub fn predict_batch(deps: Deps, samples: &[Binary]) -> Answer {
    with_session(deps, |session, pages| {
        samples.iter().try_for_each(|sample| session.check(sample))?;
        let labels: Vec<u16> = samples.iter().map(|sample| session.predict(pages, sample)).collect();
        Ok(to_json_binary(&labels)?)
    })
}

pub fn scores(deps: Deps, sample: &[u8]) -> Answer {
    with_session(deps, |session, pages| {
        session.check(sample)?;
        let scores: Vec<Int64> = session.scores(pages, sample).into_iter().map(Int64::new).collect();
        Ok(to_json_binary(&scores)?)
    })
}

pub fn quote(deps: Deps, env: &Env, at: Uint64, count: u32) -> Answer {
    let ledger = load_ledger(deps.storage)?;
    check_count(count)?;
    let at = if at.is_zero() { env.block.time.seconds() } else { at.u64() };
    let price = Trainer::load(deps.storage)?.incentive.price(at.saturating_sub(ledger.last_update), count);
    Ok(to_json_binary(&Uint128::new(price))?)
}

pub fn stats(deps: Deps) -> Answer {
    let ledger = load_ledger(deps.storage)?;
    Ok(to_json_binary(&StatsResponse {
        count: ledger.count.into(),
        total_good: ledger.total_good.into(),
        last_update: ledger.last_update.into(),
    })?)
}

pub fn credit_of(deps: Deps, account: &str) -> Answer {
    load_ledger(deps.storage)?;
    Ok(to_json_binary(&Uint64::new(load_good(deps.storage, account)))?)
}

pub fn record(deps: Deps, slot: u32) -> Answer {
    load_ledger(deps.storage)?;
    let record = load_record(deps.storage, slot);
    let commitment = record.as_ref().map_or([0; COMMITMENT_BYTES], |record| record.commitment);
    Ok(to_json_binary(&RecordResponse {
        commitment: commitment.into(),
        claimable: record.as_ref().map_or(0, Record::claimable).into(),
        settled: record.is_none(),
    })?)
}

pub fn weights(deps: Deps, offset: u32, limit: u32) -> Answer {
    with_session(deps, |session, pages| {
        let bytes = session.body(pages, offset.into(), limit.into());
        Ok(to_json_binary(&Binary::from(bytes))?)
    })
}

pub fn state_hash(deps: Deps) -> Answer {
    let header = Packed::load(deps.storage)?.header;
    with_session(deps, |session, pages| {
        let body = session.body(pages, 0, u64::MAX);
        Ok(to_json_binary(&Binary::from(StateHash::new(&header).with(&body).0))?)
    })
}

pub fn info(deps: Deps) -> Answer {
    let packed = Packed::load(deps.storage)?;
    let deployment = Deployment::load(deps.storage)?;
    Ok(to_json_binary(&InfoResponse {
        header: packed.header.into(),
        incentive: packed.incentive.into(),
        owner: load_owner(deps.storage),
        deployer: deployment.deployer,
        deployed_at: deployment.height.into(),
        ready: is_ready(deps.storage),
        metadata: load_metadata(deps.storage),
    })?)
}

/// Refuses before the trainer is ready; else lets `answer` ask the model.
fn with_session(deps: Deps, answer: impl FnOnce(&mut Session, &ReadPages) -> Answer) -> Answer {
    let ledger = load_ledger(deps.storage)?;
    let trainer = Trainer::load(deps.storage)?;
    let pages = ReadPages { storage: deps.storage, round: market::round(deps.storage, &trainer) };
    answer(&mut Session::open(trainer.model.as_model(), &ledger.log, &pages), &pages)
}

fn check_count(count: u32) -> Result<(), Refusal> {
    match usize::try_from(count) {
        Ok(0) => Err(Refusal::InvalidBatch { reason: "empty" }),
        Ok(1..=MAX_BATCH) => Ok(()),
        _ => Err(Refusal::InvalidBatch { reason: "size" }),
    }
}
