//! One message, one effect: every cost of a CosmWasm chain can be measured on its own.

use cosmwasm_schema::cw_serde;
use cosmwasm_std::{
    coins, entry_point, to_json_binary, BankMsg, Binary, Coin, ContractResult, Deps, DepsMut, Env,
    Event, MessageInfo, Order, Reply, Response, StdError, StdResult, Storage, SubMsg, SystemResult,
    Uint128, WasmMsg,
};

#[cw_serde]
pub struct InstantiateMsg {}

#[cw_serde]
pub enum ExecuteMsg {
    /// Does nothing: the cost of calling a contract at all.
    Noop {},
    Put { key: Binary, value: Binary },
    /// Answers the value as data.
    Get { key: Binary },
    Remove { key: Binary },
    Fail { message: String },
    Panic { message: String },
    Event { kind: String, attributes: Vec<(String, String)> },
    Attributes { attributes: Vec<(String, String)> },
    Data { data: Binary },
    /// Multiplies and rotates `n` times; runs out of gas if `n` is large.
    Loop { n: u32 },
    Pay { to: String, amount: Uint128, denom: String },
    /// Walks over the storage and answers how many entries and bytes it saw.
    Scan { start: Option<Binary>, end: Option<Binary>, descending: bool, limit: u32 },
    Canonicalize { address: String },
    Validate { address: String },
    Verify { hash: Binary, signature: Binary, public_key: Binary },
    Balance { address: String, denom: String },
    Call {
        contract: String,
        msg: Binary,
        funds: Vec<Coin>,
        reply: bool,
        gas_limit: Option<u64>,
    },
    /// Sends a query, given as JSON, to the chain and answers what it answered.
    Ask { request: Binary },
    /// Answers the block's and the transaction's data as JSON.
    Env {},
}

#[cw_serde]
pub enum QueryMsg {
    Get { key: Binary },
    Count {},
    Env {},
    Fail { message: String },
    Loop { n: u32 },
}

#[entry_point]
pub fn instantiate(_: DepsMut, _: Env, _: MessageInfo, _: InstantiateMsg) -> StdResult<Response> {
    Ok(Response::new())
}

#[entry_point]
pub fn execute(deps: DepsMut, env: Env, _: MessageInfo, msg: ExecuteMsg) -> StdResult<Response> {
    let response = Response::new();
    match msg {
        ExecuteMsg::Noop {} => Ok(response),
        ExecuteMsg::Put { key, value } => {
            deps.storage.set(&key, &value);
            Ok(response)
        }
        ExecuteMsg::Get { key } => Ok(match deps.storage.get(&key) {
            Some(value) => response.set_data(value),
            None => response,
        }),
        ExecuteMsg::Remove { key } => {
            deps.storage.remove(&key);
            Ok(response)
        }
        ExecuteMsg::Fail { message } => Err(StdError::generic_err(message)),
        ExecuteMsg::Panic { message } => panic!("{message}"),
        ExecuteMsg::Event { kind, attributes } => {
            Ok(response.add_event(Event::new(kind).add_attributes(attributes)))
        }
        ExecuteMsg::Attributes { attributes } => Ok(response.add_attributes(attributes)),
        ExecuteMsg::Data { data } => Ok(response.set_data(data)),
        ExecuteMsg::Loop { n } => Ok(response.set_data(churn(n).to_le_bytes())),
        ExecuteMsg::Pay { to, amount, denom } => {
            let amount = coins(amount.u128(), denom);
            Ok(response.add_message(BankMsg::Send { to_address: to, amount }))
        }
        ExecuteMsg::Scan { start, end, descending, limit } => {
            let order = if descending { Order::Descending } else { Order::Ascending };
            let (entries, bytes) = walk(deps.storage, start, end, order, limit);
            Ok(response.set_data([entries.to_le_bytes(), bytes.to_le_bytes()].concat()))
        }
        ExecuteMsg::Canonicalize { address } => {
            let canonical = deps.api.addr_canonicalize(&address)?;
            let human = deps.api.addr_humanize(&canonical)?;
            Ok(response.set_data(human.as_bytes()))
        }
        ExecuteMsg::Validate { address } => {
            Ok(response.set_data(deps.api.addr_validate(&address)?.as_bytes()))
        }
        ExecuteMsg::Verify { hash, signature, public_key } => {
            let good = deps.api.secp256k1_verify(&hash, &signature, &public_key)?;
            Ok(response.set_data([u8::from(good)]))
        }
        ExecuteMsg::Balance { address, denom } => {
            Ok(response.set_data(to_json_binary(&deps.querier.query_balance(address, denom)?)?))
        }
        ExecuteMsg::Call { contract, msg, funds, reply, gas_limit } => {
            let call = WasmMsg::Execute { contract_addr: contract, msg, funds };
            let mut call = if reply { SubMsg::reply_always(call, 1) } else { SubMsg::new(call) };
            call.gas_limit = gas_limit;
            Ok(response.add_submessage(call))
        }
        ExecuteMsg::Ask { request } => match deps.querier.raw_query(&request) {
            SystemResult::Ok(ContractResult::Ok(answer)) => Ok(response.set_data(answer)),
            SystemResult::Ok(ContractResult::Err(error)) => Err(StdError::generic_err(error)),
            SystemResult::Err(error) => Err(StdError::generic_err(error.to_string())),
        },
        ExecuteMsg::Env {} => Ok(response.set_data(to_json_binary(&env)?)),
    }
}

#[entry_point]
pub fn reply(_: DepsMut, _: Env, reply: Reply) -> StdResult<Response> {
    let outcome = match reply.result.into_result() {
        Ok(_) => "ok".to_string(),
        Err(error) => error,
    };
    Ok(Response::new().add_attribute("reply", outcome))
}

#[entry_point]
pub fn query(deps: Deps, env: Env, msg: QueryMsg) -> StdResult<Binary> {
    match msg {
        QueryMsg::Get { key } => to_json_binary(&deps.storage.get(&key).map(Binary::from)),
        QueryMsg::Count {} => {
            to_json_binary(&walk(deps.storage, None, None, Order::Ascending, u32::MAX).0)
        }
        QueryMsg::Env {} => to_json_binary(&env),
        QueryMsg::Fail { message } => Err(StdError::generic_err(message)),
        QueryMsg::Loop { n } => to_json_binary(&churn(n)),
    }
}

fn churn(n: u32) -> u32 {
    (0..n).fold(1u32, |x, i| core::hint::black_box(x.wrapping_mul(31).rotate_left(5) ^ i))
}

fn walk(
    storage: &dyn Storage,
    start: Option<Binary>,
    end: Option<Binary>,
    order: Order,
    limit: u32,
) -> (u32, u32) {
    storage
        .range(start.as_deref(), end.as_deref(), order)
        .take(limit as usize)
        .fold((0, 0), |(entries, bytes), (key, value)| {
            (entries + 1, bytes + key.len() as u32 + value.len() as u32)
        })
}
