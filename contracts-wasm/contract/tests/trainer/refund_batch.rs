use cosmwasm_std::{coins, Uint256};
use omnisum::msg::{Batch, ExecuteMsg};

use crate::chain::{account, attribute, pack, refuses, Chain, Plan, MIN_DEPOSIT, START};

const ITEMS: [(&[u8], u16); 3] = [(&[0], 1), (&[1], 0), (&[2], 0)];

#[test]
fn every_open_contribution_that_the_model_agrees_with_is_refunded_in_one_payment() {
    let mut chain = Chain::deploy(&Plan::default());
    let (batch, _) = chain.contribute_batch("alice", &ITEMS);
    chain.contribute("bob", &[1], 1);
    chain.advance(10);
    let done = chain.refund_batch("alice", &batch).unwrap();
    assert_eq!(done.paid, 2 * MIN_DEPOSIT);
    let told: Vec<(&str, &str)> =
        done.events[0].attributes.iter().map(|it| (it.key.as_str(), it.value.as_str())).collect();
    let alice = account("alice").into_string();
    assert_eq!(done.events[0].ty, "batch_refunded");
    assert_eq!(told, [("first_id", "0"), ("author", alice.as_str()), ("refunded", "5"), ("amount", "200")]);
    assert_eq!(chain.credit_of("alice"), 2);
    assert_eq!(chain.record(0).claimable.u128(), MIN_DEPOSIT);
}

#[test]
fn the_rest_is_refunded_when_the_model_has_changed() {
    let mut chain = Chain::deploy(&Plan::default());
    let (batch, _) = chain.contribute_batch("alice", &ITEMS);
    chain.contribute("bob", &[1], 1);
    chain.advance(10);
    chain.refund_batch("alice", &batch).unwrap();
    refuses(chain.refund_batch("alice", &batch), r#"ModelDisagrees {"predicted":"1"}"#);
    chain.contribute("bob", &[1], 0);
    let done = chain.refund_batch("alice", &batch).unwrap();
    assert_eq!((done.paid, attribute(&done.events[0], "refunded")), (MIN_DEPOSIT, "2"));
    refuses(chain.refund_batch("alice", &batch), r#"UnknownContribution {"id":"0"}"#);
}

#[test]
fn the_first_open_disagreement_is_named_if_there_is_no_agreement() {
    let mut chain = Chain::deploy(&Plan::default());
    let (batch, members) = chain.contribute_batch("alice", &[(&[0], 1), (&[1], 0)]);
    chain.contribute("bob", &[1], 1);
    chain.advance(10);
    chain.refund("alice", &members[0]).unwrap();
    refuses(chain.refund_batch("alice", &batch), r#"ModelDisagrees {"predicted":"1"}"#);
}

#[test]
fn shape_samples_commitment_author_and_time_are_checked_in_this_order() {
    let mut chain = Chain::deploy(&Plan::default());
    let (batch, _) = chain.contribute_batch("alice", &ITEMS);
    let with = |samples: Vec<u8>| Batch { first_id: 8_u64.into(), samples: samples.into(), ..batch.clone() };
    refuses(chain.refund_batch("bob", &with(vec![])), r#"InvalidBatch {"reason":"empty"}"#);
    refuses(chain.refund_batch("bob", &with(vec![0])), r#"InvalidBatch {"reason":"length"}"#);
    refuses(chain.refund_batch("bob", &with(pack(&[(&[0][..], 0); 257]))), r#"InvalidBatch {"reason":"size"}"#);
    refuses(chain.refund_batch("bob", &with(pack(&[(&[0], 9), (&[9], 0)]))), r#"InvalidSample {"reason":"range"}"#);
    refuses(chain.refund_batch("bob", &with(pack(&ITEMS))), r#"UnknownContribution {"id":"8"}"#);
    refuses(chain.refund_batch("bob", &batch), "NotAuthor {}");
    refuses(chain.refund_batch("alice", &batch), &format!("TooEarly {{\"until\":\"{}\"}}", START + 10));
}

#[test]
fn every_field_must_be_as_it_was_added() {
    let mut chain = Chain::deploy(&Plan::default());
    chain.contribute("bob", &[0], 1);
    let (good, _) = chain.contribute_batch("alice", &ITEMS);
    chain.advance(10);
    let wrong = [
        Batch { first_id: 0_u64.into(), ..good.clone() },
        Batch { slot: 0, ..good.clone() },
        Batch { author: account("bob").into_string(), ..good.clone() },
        Batch { added_at: 1_u64.into(), ..good.clone() },
        Batch { deposit: 99_u128.into(), ..good.clone() },
        Batch { taught: Uint256::one(), ..good.clone() },
        Batch { samples: pack(&ITEMS[..2]).into(), ..good.clone() },
    ];
    for batch in wrong {
        let id = batch.first_id;
        refuses(chain.refund_batch("alice", &batch), &format!("UnknownContribution {{\"id\":\"{id}\"}}"));
    }
    assert_eq!(chain.refund_batch("alice", &good).unwrap().paid, 300);
}

#[test]
fn what_reporters_took_of_one_is_not_refunded() {
    let mut chain = Chain::deploy(&Plan::default());
    chain.earn_credit("bob", 1);
    chain.earn_credit("carol", 2);
    let (batch, members) = chain.contribute_batch("alice", &[(&[0], 1), (&[1], 0)]);
    chain.contribute("dave", &[0], 0);
    chain.advance(10);
    assert_eq!(chain.report("carol", &members[0]).unwrap().paid, 66);
    assert_eq!(chain.record(batch.slot).claimable.u128(), 134);
    chain.contribute("dave", &[0], 1);
    assert_eq!(chain.refund_batch("alice", &batch).unwrap().paid, 134);
}

#[test]
fn a_batch_refund_takes_no_funds() {
    let mut chain = Chain::deploy(&Plan::default());
    let (batch, _) = chain.contribute_batch("alice", &ITEMS);
    let refused = chain.execute_with("alice", ExecuteMsg::RefundBatch { batch }, &coins(1, "ucosm"));
    refuses(refused, r#"WrongFunds {"expected":"nothing"}"#);
}
