use cosmwasm_std::{coin, coins, Binary};
use omnisum::msg::{Contribution, ExecuteMsg, QueryMsg, RecordResponse, StatsResponse};
use omnisum_protocol::commitment;

use crate::chain::{account, body, contribution, hash, refuses, Chain, Plan, DENOM, MIN_DEPOSIT, START};

#[test]
fn a_contribution_is_recorded_and_told_with_all_its_fields() {
    let mut chain = Chain::deploy(&Plan::default());
    chain.advance(5);
    let done = chain.add("alice", &[0, 2], 1, MIN_DEPOSIT).unwrap();
    let keys: Vec<&str> = done.events[0].attributes.iter().map(|attribute| attribute.key.as_str()).collect();
    assert_eq!(keys, ["id", "slot", "author", "label", "added_at", "deposit", "taught", "sample"]);
    let told = contribution(&done.events[0]);
    let expected = Contribution {
        id: 0_u64.into(),
        slot: 0,
        author: account("alice").into_string(),
        label: 1,
        added_at: (START + 5).into(),
        deposit: MIN_DEPOSIT.into(),
        taught: false,
        sample: [0, 2].into(),
        proof: Binary::default(),
    };
    assert_eq!(told, expected);
    let kept =
        RecordResponse { commitment: commitment(&hash(&told)).into(), claimable: MIN_DEPOSIT.into(), settled: false };
    assert_eq!(chain.record(0), kept);
    let stats: StatsResponse = chain.query(QueryMsg::Stats {}).unwrap();
    assert_eq!((stats.count.u64(), stats.total_good.u64(), stats.last_update.u64()), (1, 0, START + 5));
}

#[test]
fn the_model_learns_at_once_what_it_had_wrong() {
    let mut chain = Chain::deploy(&Plan::default());
    assert_eq!(chain.predict(&[0]), 1);
    assert!(chain.contribute("alice", &[0], 0).taught);
    assert_eq!(chain.predict(&[0]), 0);
    assert!(!chain.contribute("bob", &[0], 0).taught);
    let weights: Binary = chain.query(QueryMsg::Weights { offset: 0, limit: 99 }).unwrap();
    assert_eq!(weights.as_slice(), body(&[(0, &[-5, -10, 0])]));
}

#[test]
fn with_more_classes_the_right_row_gains_and_the_predicted_one_loses() {
    let weights = body(&[(0, &[1, 1, 1]), (0, &[5, 0, 0]), (0, &[5, 0, 9])]);
    let mut chain = Chain::deploy(&Plan { classes: 3, weights, ..Plan::default() });
    assert_eq!(chain.predict(&[0]), 1, "the lowest label on a tie");
    assert!(chain.contribute("alice", &[0], 0).taught);
    let weights: Binary = chain.query(QueryMsg::Weights { offset: 0, limit: 99 }).unwrap();
    assert_eq!(weights.as_slice(), body(&[(0, &[16, 1, 1]), (0, &[-10, 0, 0]), (0, &[5, 0, 9])]));
}

#[test]
fn what_was_sent_above_the_price_returns() {
    let mut chain = Chain::deploy(&Plan::default());
    assert_eq!(chain.add("alice", &[0], 1, MIN_DEPOSIT + 23).unwrap().paid, 23);
    assert_eq!(chain.balance, MIN_DEPOSIT);
}

#[test]
fn too_little_is_refused_with_what_is_required() {
    let mut chain = Chain::deploy(&Plan::default());
    refuses(chain.add("alice", &[0], 1, 99), r#"InsufficientDeposit {"sent":"99","required":"100"}"#);
    let message = ExecuteMsg::AddData { sample: [0].into(), label: 1 };
    refuses(chain.execute("alice", message), r#"InsufficientDeposit {"sent":"0","required":"100"}"#);
    assert_eq!(chain.balance, 0);
}

#[test]
fn the_price_falls_with_the_root_of_the_time_since_the_last_one() {
    let mut chain = Chain::deploy(&Plan { cost_weight: 10, min_deposit: 700, max_deposit: 20_000, ..Plan::default() });
    assert_eq!(chain.quote(1), 20_000, "36,000 within the bounds");
    chain.advance(8);
    assert_eq!(chain.quote(1), 18_000, "the root of 8 is 2");
    chain.advance(1);
    assert_eq!(chain.quote(1), 12_000);
    chain.advance(100_000);
    assert_eq!(chain.quote(1), 700);
    chain.contribute("alice", &[0], 1);
    assert_eq!(chain.quote(1), 20_000);
}

#[test]
fn no_other_coin_is_taken() {
    let mut chain = Chain::deploy(&Plan::default());
    let message = ExecuteMsg::AddData { sample: [9].into(), label: 9 };
    let expected = r#"WrongFunds {"expected":"ucosm"}"#;
    refuses(chain.execute_with("alice", message.clone(), &coins(100, "uother")), expected);
    refuses(chain.execute_with("alice", message, &[coin(100, DENOM), coin(1, "uother")]), expected);
}

#[test]
fn coin_label_sample_and_price_are_checked_in_this_order() {
    let mut chain = Chain::deploy(&Plan::default());
    refuses(chain.add("alice", &[], 2, 0), r#"InvalidLabel {"label":"2","classes":"2"}"#);
    refuses(chain.add("alice", &[], 1, 0), r#"InvalidSample {"reason":"empty"}"#);
    refuses(chain.add("alice", &[1, 1], 1, 0), r#"InvalidSample {"reason":"order"}"#);
    refuses(chain.add("alice", &[3], 1, 0), r#"InvalidSample {"reason":"range"}"#);
    refuses(chain.add("alice", &[2], 1, 0), r#"InsufficientDeposit {"sent":"0","required":"100"}"#);
    let mut wide = Chain::deploy(&Plan { features: 300, weights: vec![0; 604], ..Plan::default() });
    refuses(wide.add("alice", &[0, 0, 1], 1, 0), r#"InvalidSample {"reason":"length"}"#);
}

#[test]
fn ids_count_up_and_slots_are_used_again_the_last_freed_first() {
    let mut chain = Chain::deploy(&Plan::default());
    let first: Vec<Contribution> = (0..3).map(|_| chain.contribute("alice", &[0], 1)).collect();
    chain.advance(10);
    chain.refund("alice", &first[0]).unwrap();
    chain.refund("alice", &first[2]).unwrap();
    let next: Vec<(u64, u32)> = (0..3)
        .map(|_| chain.contribute("bob", &[0], 1))
        .map(|contribution| (contribution.id.u64(), contribution.slot))
        .collect();
    assert_eq!(next, [(3, 2), (4, 0), (5, 3)]);
}

#[test]
fn a_free_contribution_needs_no_funds() {
    let mut chain = Chain::deploy(&Plan { min_deposit: 0, ..Plan::default() });
    let message = ExecuteMsg::AddData { sample: [0].into(), label: 1 };
    assert_eq!(chain.execute("alice", message).unwrap().paid, 0);
    assert!(!chain.record(0).settled);
}

#[test]
fn the_greatest_deposit_there_can_be_is_kept_to_the_last_unit() {
    let greatest = (1_u128 << 88) - 1;
    let mut chain = Chain::deploy(&Plan { min_deposit: greatest, ..Plan::default() });
    let contribution = chain.contribute("alice", &[0], 1);
    chain.advance(10);
    assert_eq!(chain.refund("alice", &contribution).unwrap().paid, greatest);
}
