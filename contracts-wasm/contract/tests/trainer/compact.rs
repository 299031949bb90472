use cosmwasm_std::{coins, Binary};
use omnisum::msg::{ExecuteMsg, QueryMsg, StatsResponse};

use crate::chain::{refuses, Chain, Plan};

#[test]
fn folding_changes_nothing_that_can_be_observed() {
    let mut chain = Chain::deploy(&Plan { features: 100, weights: vec![0; 204], ..Plan::default() });
    let contribution = chain.contribute("alice", &[0, 50], 1);
    assert!(contribution.taught);
    let seen = |chain: &Chain| {
        let weights: Binary = chain.query(QueryMsg::Weights { offset: 0, limit: 999 }).unwrap();
        let stats: StatsResponse = chain.query(QueryMsg::Stats {}).unwrap();
        (chain.state_hash(), weights, stats, chain.predict(&[0]), chain.record(0))
    };
    let (before, kept) = (seen(&chain), chain.deps.storage.clone());
    let done = chain.execute("dave", ExecuteMsg::Compact {}).unwrap();
    assert!(done.events.is_empty());
    assert_eq!(seen(&chain), before);
    assert_eq!(chain.deps.storage.0.len(), kept.0.len(), "the log is gone and the weights, which were zeros, are kept");
    assert!(!chain.deps.storage.0.contains_key(b"l".as_slice()));
}

#[test]
fn folding_an_empty_log_writes_nothing() {
    let mut chain = Chain::deploy(&Plan::default());
    let kept = chain.deps.storage.clone();
    chain.execute("dave", ExecuteMsg::Compact {}).unwrap();
    assert_eq!(chain.deps.storage, kept);
}

#[test]
fn folding_takes_no_funds() {
    let mut chain = Chain::deploy(&Plan::default());
    let refused = chain.execute_with("dave", ExecuteMsg::Compact {}, &coins(1, "ucosm"));
    refuses(refused, r#"WrongFunds {"expected":"nothing"}"#);
}
