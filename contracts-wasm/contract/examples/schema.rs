//! Prints what the contract offers as JSON: the messages' schemas, the events' fields and the errors' fields.

use cosmwasm_schema::generate_api;
use omnisum::events::EVENTS;
use omnisum::msg::{ExecuteMsg, InstantiateMsg, QueryMsg};
use omnisum_protocol::REFUSALS;
use serde_json::{json, Map, Value};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let api = generate_api! { instantiate: InstantiateMsg, execute: ExecuteMsg, query: QueryMsg }.render();
    let mut schema: Map<String, Value> = serde_json::from_str(&api.to_string()?)?;
    schema.insert("events".to_owned(), events());
    schema.insert("errors".to_owned(), errors());
    println!("{}", serde_json::to_string_pretty(&schema)?);
    Ok(())
}

/// For each event its fields in order, as `[name, type]`.
fn events() -> Value {
    let event = |(name, fields): &(&str, &[(&str, &str)])| ((*name).to_owned(), json!(fields));
    EVENTS.iter().map(event).collect::<Map<_, _>>().into()
}

/// For each error its fields' names in order.
fn errors() -> Value {
    REFUSALS.iter().map(|(name, fields)| ((*name).to_owned(), json!(fields))).collect::<Map<_, _>>().into()
}
