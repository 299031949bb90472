use cosmwasm_std::{coins, BankMsg, MessageInfo, Response};
use omnisum_protocol::Refusal;

/// What an operation that takes none accepts.
const NOTHING: &str = "nothing";

/// The amount of the trainer's coin that was sent; no other coin may come with it.
pub fn accept(info: &MessageInfo, denom: &str) -> Result<u128, Refusal> {
    match info.funds.as_slice() {
        [] => Ok(0),
        [coin] if coin.denom == denom => Ok(coin.amount.u128()),
        _ => Err(Refusal::WrongFunds { expected: denom.to_owned() }),
    }
}

/// Refuses funds that an operation has no use for.
pub fn refuse(info: &MessageInfo) -> Result<(), Refusal> {
    if info.funds.is_empty() {
        return Ok(());
    }
    Err(Refusal::WrongFunds { expected: NOTHING.to_owned() })
}

/// The one payment of an operation: to the caller, by the bank.
pub fn pay(response: Response, info: &MessageInfo, denom: &str, amount: u128) -> Response {
    if amount == 0 {
        return response;
    }
    response.add_message(BankMsg::Send { to_address: info.sender.to_string(), amount: coins(amount, denom) })
}
