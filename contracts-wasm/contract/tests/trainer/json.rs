//! The JSON that clients write and read, as docs/protocol.md §7 and the interface description have it.

use cosmwasm_std::{from_json, to_json_string};
use omnisum::contract::query;
use omnisum::events::EVENTS;
use omnisum::msg::{ExecuteMsg, QueryMsg};

use crate::chain::{Chain, Plan};

fn answer(chain: &Chain, message: &str) -> String {
    let message: QueryMsg = from_json(message).unwrap();
    String::from_utf8(query(chain.deps.as_ref(), chain.env(), message).unwrap().to_vec()).unwrap()
}

#[test]
fn messages_are_snake_case_with_small_numbers_great_texts_and_base64() {
    let contribution = r#"{"id":"1","slot":2,"author":"a","label":3,"added_at":"4","deposit":"5","taught":true,"sample":"AAE=","proof":""}"#;
    let batch = r#"{"first_id":"1","slot":2,"author":"a","added_at":"4","deposit":"5","taught":"6","samples":"AAE="}"#;
    let messages = [
        r#"{"upload":{"offset":0,"data":"AAE="}}"#.to_owned(),
        r#"{"finalize":{}}"#.to_owned(),
        r#"{"add_data":{"sample":"AAE=","label":1}}"#.to_owned(),
        r#"{"add_data_batch":{"samples":"AAE="}}"#.to_owned(),
        format!(r#"{{"refund":{{"contribution":{contribution}}}}}"#),
        format!(r#"{{"refund_batch":{{"batch":{batch}}}}}"#),
        format!(r#"{{"report":{{"contribution":{contribution}}}}}"#),
        r#"{"compact":{}}"#.to_owned(),
    ];
    for text in messages {
        let message: ExecuteMsg = from_json(&text).unwrap();
        assert_eq!(to_json_string(&message).unwrap(), text);
    }
}

#[test]
fn a_single_answer_is_the_bare_value_and_several_are_an_object() {
    let mut chain = Chain::deploy(&Plan::default());
    chain.contribute("alice", &[0], 1);
    let cases = [
        (r#"{"predict":{"sample":"AA=="}}"#, "1"),
        (r#"{"predict_batch":{"samples":["AA==",""]}}"#, "[1,0]"),
        (r#"{"scores":{"sample":"AQ=="}}"#, r#"["-10"]"#),
        (r#"{"quote":{"at":"0","count":1}}"#, r#""100""#),
        (r#"{"stats":{}}"#, r#"{"count":"1","total_good":"0","last_update":"1700000000"}"#),
        (r#"{"credit_of":{"account":"a"}}"#, r#""0""#),
        (r#"{"record":{"slot":1}}"#, r#"{"commitment":"AAAAAAAAAAAAAAAAAAAAAAAAAAA=","claimable":"0","settled":true}"#),
        (r#"{"weights":{"offset":4,"limit":2}}"#, r#""AAo=""#),
    ];
    for (message, expected) in cases {
        assert_eq!(answer(&chain, message), expected);
    }
    let info = answer(&chain, r#"{"info":{}}"#);
    assert!(info.starts_with(r#"{"header":"AAEBAAAAAwACAA8A","incentive":"AQ"#), "{info}");
    assert!(info.ends_with(r#","deployed_at":"77","ready":true,"metadata":""}"#), "{info}");
}

#[test]
fn a_hash_is_32_bytes_of_base64() {
    let chain = Chain::deploy(&Plan::default());
    assert_eq!(answer(&chain, r#"{"state_hash":{}}"#).len(), 44 + 2);
}

#[test]
fn messages_with_missing_fields_or_numbers_out_of_range_are_refused() {
    assert!(from_json::<ExecuteMsg>(r#"{"add_data":{"sample":"AA=="}}"#).is_err());
    assert!(from_json::<ExecuteMsg>(r#"{"add_data":{"sample":"AA==","label":65536}}"#).is_err());
}

#[test]
fn the_catalogue_of_events_has_their_types() {
    let refunded = EVENTS.iter().find(|(name, _)| *name == "refunded").unwrap();
    assert_eq!(refunded.1, [("id", "u64"), ("author", "address"), ("amount", "u128")]);
}
