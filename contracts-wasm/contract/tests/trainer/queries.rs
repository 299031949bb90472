use cosmwasm_std::{Binary, Int64, Uint128};
use omnisum::msg::{QueryMsg, RecordResponse};

use crate::chain::{account, body, refuses, Chain, Plan, START};

#[test]
fn predictions_of_one_and_of_many_samples_agree() {
    let chain = Chain::deploy(&Plan::default());
    let samples: [&[u8]; 4] = [&[], &[0], &[1, 2], &[0, 2]];
    let labels: Vec<u16> = chain.query(QueryMsg::PredictBatch { samples: samples.map(Binary::from).to_vec() }).unwrap();
    assert_eq!(labels, samples.map(|sample| chain.predict(sample)));
    assert_eq!(labels, [0, 1, 0, 1]);
}

#[test]
fn scores_are_one_number_for_each_row() {
    let weights = body(&[(7, &[1, 1, 1]), (-5, &[5, 0, 0]), (0, &[i16::MIN, 0, 9])]);
    let chain = Chain::deploy(&Plan { classes: 3, weights, ..Plan::default() });
    let scores: Vec<Int64> = chain.query(QueryMsg::Scores { sample: [0, 2].into() }).unwrap();
    assert_eq!(scores, [9, 0, -32_759].map(Int64::from));
    let biases: Vec<Int64> = chain.query(QueryMsg::Scores { sample: Binary::default() }).unwrap();
    assert_eq!(biases, [7, -5, 0].map(Int64::from));
}

#[test]
fn a_sample_that_is_not_packed_well_is_refused() {
    let chain = Chain::deploy(&Plan::default());
    let sample = Binary::from([1, 0]);
    let expected = r#"InvalidSample {"reason":"order"}"#;
    refuses(chain.query::<u16>(QueryMsg::Predict { sample: sample.clone() }), expected);
    refuses(chain.query::<Vec<u16>>(QueryMsg::PredictBatch { samples: vec![[0].into(), sample.clone()] }), expected);
    refuses(chain.query::<Vec<Int64>>(QueryMsg::Scores { sample }), expected);
}

#[test]
fn a_quote_is_for_now_or_for_any_other_time() {
    let mut chain = Chain::deploy(&Plan { cost_weight: 1, min_deposit: 0, ..Plan::default() });
    chain.advance(4);
    let quote = |at: u64, count| chain.query::<Uint128>(QueryMsg::Quote { at: at.into(), count });
    assert_eq!(quote(0, 1), Ok(1_800_u128.into()));
    assert_eq!(quote(START + 16, 1), Ok(900_u128.into()));
    assert_eq!(quote(START + 16, 4), Ok(1_800_u128.into()));
    assert_eq!(quote(1, 1), Ok(3_600_u128.into()), "before the last one is like at once");
    refuses(quote(0, 0), r#"InvalidBatch {"reason":"empty"}"#);
    refuses(quote(0, 257), r#"InvalidBatch {"reason":"size"}"#);
}

#[test]
fn a_slot_that_is_free_or_was_never_used_is_settled() {
    let mut chain = Chain::deploy(&Plan::default());
    let free = RecordResponse { commitment: [0; 20].into(), claimable: 0_u128.into(), settled: true };
    assert_eq!(chain.record(0), free);
    let contributions = [chain.contribute("alice", &[0], 1), chain.contribute("alice", &[0], 1)];
    chain.advance(10);
    contributions.iter().for_each(|contribution| drop(chain.refund("alice", contribution).unwrap()));
    assert_eq!([chain.record(0), chain.record(1)], [free.clone(), free]);
}

#[test]
fn an_account_without_refunds_has_no_credit() {
    let mut chain = Chain::deploy(&Plan::default());
    chain.earn_credit("alice", 2);
    assert_eq!((chain.credit_of("alice"), chain.credit_of("bob")), (2, 0));
    assert_eq!(chain.query(QueryMsg::CreditOf { account: account("alice").into_string() }), Ok("2".to_owned()));
}

#[test]
fn any_range_of_the_weights_can_be_read() {
    let weights = body(&[(1, &[2, 3, 4])]);
    let chain = Chain::deploy(&Plan { weights: weights.clone(), ..Plan::default() });
    let range = |offset, limit| chain.query::<Binary>(QueryMsg::Weights { offset, limit }).unwrap();
    assert_eq!(range(0, u32::MAX).as_slice(), weights);
    assert_eq!(range(3, 4).as_slice(), &weights[3..7]);
    assert_eq!(range(9, 9).as_slice(), &weights[9..]);
    assert!(range(10, 1).is_empty());
    assert!(range(u32::MAX, u32::MAX).is_empty());
    assert!(range(0, 0).is_empty());
}
