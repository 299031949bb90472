use cosmwasm_std::{coins, Binary};
use omnisum::msg::{Contribution, ExecuteMsg, QueryMsg, StatsResponse};

use crate::chain::{account, attribute, refuses, Chain, Plan, MIN_DEPOSIT, START};

#[test]
fn the_author_gets_back_what_is_left_and_a_credit() {
    let mut chain = Chain::deploy(&Plan::default());
    let contribution = chain.contribute("alice", &[0], 1);
    chain.advance(10);
    let done = chain.refund("alice", &contribution).unwrap();
    assert_eq!((done.paid, chain.balance), (MIN_DEPOSIT, 0));
    let told: Vec<(&str, &str)> =
        done.events[0].attributes.iter().map(|it| (it.key.as_str(), it.value.as_str())).collect();
    let alice = account("alice").into_string();
    assert_eq!(done.events[0].ty, "refunded");
    assert_eq!(told, [("id", "0"), ("author", alice.as_str()), ("amount", "100")]);
    assert_eq!(chain.credit_of("alice"), 1);
    let stats: StatsResponse = chain.query(QueryMsg::Stats {}).unwrap();
    assert_eq!((stats.total_good.u64(), stats.last_update.u64()), (1, START));
    assert!(chain.record(0).settled);
}

#[test]
fn a_settled_contribution_is_unknown() {
    let mut chain = Chain::deploy(&Plan::default());
    let contribution = chain.contribute("alice", &[0], 1);
    chain.advance(10);
    chain.refund("alice", &contribution).unwrap();
    refuses(chain.refund("alice", &contribution), r#"UnknownContribution {"id":"0"}"#);
    chain.contribute("bob", &[0], 1);
    refuses(chain.refund("alice", &contribution), r#"UnknownContribution {"id":"0"}"#);
}

#[test]
fn every_field_must_be_as_it_was_added() {
    let mut chain = Chain::deploy(&Plan::default());
    chain.contribute("bob", &[0], 1);
    let good = chain.contribute("alice", &[0], 1);
    chain.contribute("bob", &[0], 1);
    chain.advance(10);
    let wrong = [
        Contribution { id: 0_u64.into(), ..good.clone() },
        Contribution { slot: 0, ..good.clone() },
        Contribution { slot: 9, ..good.clone() },
        Contribution { author: account("bob").into_string(), ..good.clone() },
        Contribution { label: 0, ..good.clone() },
        Contribution { label: 9, ..good.clone() },
        Contribution { added_at: 0_u64.into(), ..good.clone() },
        Contribution { deposit: 101_u128.into(), ..good.clone() },
        Contribution { taught: true, ..good.clone() },
        Contribution { sample: [0, 2].into(), ..good.clone() },
        Contribution { proof: [0].into(), ..good.clone() },
    ];
    for contribution in wrong {
        let id = contribution.id;
        refuses(chain.refund("alice", &contribution), &format!("UnknownContribution {{\"id\":\"{id}\"}}"));
    }
    let given = Contribution { id: 7_u64.into(), ..good.clone() };
    refuses(chain.refund("alice", &given), r#"UnknownContribution {"id":"7"}"#);
    chain.refund("alice", &good).unwrap();
}

#[test]
fn the_wait_ends_at_its_second() {
    let mut chain = Chain::deploy(&Plan::default());
    let contribution = chain.contribute("alice", &[0], 1);
    chain.advance(9);
    refuses(chain.refund("alice", &contribution), &format!("TooEarly {{\"until\":\"{}\"}}", START + 10));
    chain.advance(1);
    chain.refund("alice", &contribution).unwrap();
}

#[test]
fn sample_commitment_author_time_and_model_are_checked_in_this_order() {
    let mut chain = Chain::deploy(&Plan::default());
    let contribution = chain.contribute("alice", &[0], 1);
    chain.contribute("bob", &[0], 0);
    let with = |sample: &[u8]| Contribution { id: 9_u64.into(), sample: sample.into(), ..contribution.clone() };
    refuses(chain.refund("bob", &with(&[])), r#"InvalidSample {"reason":"empty"}"#);
    refuses(chain.refund("bob", &with(&[7])), r#"InvalidSample {"reason":"range"}"#);
    refuses(chain.refund("bob", &with(&[0])), r#"UnknownContribution {"id":"9"}"#);
    refuses(chain.refund("bob", &contribution), "NotAuthor {}");
    refuses(chain.refund("alice", &contribution), &format!("TooEarly {{\"until\":\"{}\"}}", START + 10));
    chain.advance(10);
    refuses(chain.refund("alice", &contribution), r#"ModelDisagrees {"predicted":"0"}"#);
    chain.contribute("bob", &[0], 1);
    chain.refund("alice", &contribution).unwrap();
}

#[test]
fn only_what_taught_earns_credit_where_the_plan_says_so() {
    let mut chain = Chain::deploy(&Plan { credit: 1, ..Plan::default() });
    let known = chain.contribute("alice", &[0], 1);
    let new = chain.contribute("bob", &[2], 1);
    assert!(new.taught);
    chain.advance(10);
    chain.refund("alice", &known).unwrap();
    chain.refund("bob", &new).unwrap();
    assert_eq!((chain.credit_of("alice"), chain.credit_of("bob")), (0, 1));
}

#[test]
fn a_refund_is_of_what_reporters_left() {
    let mut chain = Chain::deploy(&Plan::default());
    chain.earn_credit("bob", 1);
    chain.earn_credit("carol", 2);
    let contribution = chain.contribute("alice", &[0], 1);
    chain.contribute("dave", &[0], 0);
    chain.advance(10);
    assert_eq!(chain.report("bob", &contribution).unwrap().paid, 33);
    chain.contribute("dave", &[0], 1);
    assert_eq!(chain.refund("alice", &contribution).unwrap().paid, 67);
}

#[test]
fn a_contribution_without_deposit_is_refunded_without_a_payment() {
    let mut chain = Chain::deploy(&Plan { min_deposit: 0, ..Plan::default() });
    let contribution = chain.contribute("alice", &[0], 1);
    chain.advance(10);
    let done = chain.refund("alice", &contribution).unwrap();
    assert_eq!((done.paid, attribute(&done.events[0], "amount")), (0, "0"));
    assert_eq!(chain.credit_of("alice"), 1);
}

#[test]
fn one_of_a_batch_is_refunded_by_itself() {
    let mut chain = Chain::deploy(&Plan::default());
    let (_, members) = chain.contribute_batch("alice", &[(&[0], 1), (&[1], 0), (&[2], 0)]);
    chain.advance(10);
    assert_eq!(chain.refund("alice", &members[1]).unwrap().paid, MIN_DEPOSIT);
    assert_eq!(chain.record(0).claimable.u128(), 200);
    refuses(chain.refund("alice", &members[1]), r#"UnknownContribution {"id":"1"}"#);
    chain.refund("alice", &members[0]).unwrap();
    chain.refund("alice", &members[2]).unwrap();
    assert!(chain.record(0).settled);
}

#[test]
fn one_of_a_batch_needs_its_own_proof() {
    let mut chain = Chain::deploy(&Plan::default());
    let (_, members) = chain.contribute_batch("alice", &[(&[0], 1), (&[1], 0), (&[2], 0)]);
    chain.advance(10);
    let unknown = r#"UnknownContribution {"id":"1"}"#;
    let mut refused = |proof: Binary| {
        let contribution = Contribution { proof, ..members[1].clone() };
        refuses(chain.refund("alice", &contribution), unknown);
    };
    let proof = &members[1].proof;
    refused(Binary::default());
    refused(members[0].proof.clone());
    refused(proof[..proof.len() - 1].into());
    refused([proof.as_slice(), &[0; 32]].concat().into());
    refused([&[3], &proof[1..]].concat().into());
    chain.refund("alice", &members[1]).unwrap();
}

#[test]
fn a_refund_takes_no_funds() {
    let mut chain = Chain::deploy(&Plan::default());
    let contribution = chain.contribute("alice", &[0], 1);
    let message = ExecuteMsg::Refund { contribution };
    let refused = chain.execute_with("alice", message, &coins(1, "ucosm"));
    refuses(refused, r#"WrongFunds {"expected":"nothing"}"#);
}
