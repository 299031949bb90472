//! The entry points. One line for each message; everything else has a module of its own.

use cosmwasm_std::{entry_point, Binary, Deps, DepsMut, Env, MessageInfo, Response};

use crate::msg::{ExecuteMsg, InstantiateMsg, QueryMsg};
use crate::{add, deploy, market, query as answer, settle, ContractError};

/// Begins a deployment, and finishes it when the model's whole state came along.
#[entry_point]
pub fn instantiate(deps: DepsMut, env: Env, info: MessageInfo, msg: InstantiateMsg) -> Result<Response, ContractError> {
    deploy::instantiate(deps, &env, &info, msg)
}

/// Changes state; a refusal changes nothing.
#[entry_point]
pub fn execute(deps: DepsMut, env: Env, info: MessageInfo, msg: ExecuteMsg) -> Result<Response, ContractError> {
    match msg {
        ExecuteMsg::Upload { offset, data } => deploy::upload(deps, &info, offset, &data),
        ExecuteMsg::Finalize {} => deploy::finalize(deps, &info),
        ExecuteMsg::AddData { sample, label } => add::add_data(deps, &env, &info, sample, label),
        ExecuteMsg::AddDataBatch { samples } => add::add_data_batch(deps, &env, &info, samples),
        ExecuteMsg::Refund { contribution } => settle::refund(deps, &env, &info, &contribution),
        ExecuteMsg::RefundBatch { batch } => settle::refund_batch(deps, &env, &info, &batch),
        ExecuteMsg::Report { contribution } => settle::report(deps, &env, &info, &contribution),
        ExecuteMsg::Compact {} => settle::compact(deps, &info),
        ExecuteMsg::OpenMarket {} => market::open(deps, &env, &info),
        ExecuteMsg::DrawPiece {} => market::draw_piece(deps, &env, &info),
        ExecuteMsg::RevealPiece { piece, salt, samples, proof } => {
            market::reveal_piece(deps, &env, &info, market::Piece { number: piece, salt, samples, proof })
        }
        ExecuteMsg::Score { limit } => market::score(deps, &env, &info, limit),
        ExecuteMsg::Collect {} => market::collect(deps, &env, &info),
    }
}

/// Answers; changes nothing.
#[entry_point]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> Result<Binary, ContractError> {
    match msg {
        QueryMsg::Predict { sample } => answer::predict(deps, &sample),
        QueryMsg::PredictBatch { samples } => answer::predict_batch(deps, &samples),
        QueryMsg::Scores { sample } => answer::scores(deps, &sample),
        QueryMsg::Quote { at, count } => answer::quote(deps, &env, at, count),
        QueryMsg::Stats {} => answer::stats(deps),
        QueryMsg::CreditOf { account } => answer::credit_of(deps, &account),
        QueryMsg::Record { slot } => answer::record(deps, slot),
        QueryMsg::Weights { offset, limit } => answer::weights(deps, offset, limit),
        QueryMsg::StateHash {} => answer::state_hash(deps),
        QueryMsg::Info {} => answer::info(deps),
        QueryMsg::Phase {} => market::phase(deps, &env),
        QueryMsg::BalanceOf { account } => market::balance_of(deps, &env, &account),
        QueryMsg::Progress {} => market::progress(deps, &env),
    }
}
