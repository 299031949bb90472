use cosmwasm_std::{coins, Binary, Uint256};
use omnisum::msg::{ExecuteMsg, QueryMsg, StatsResponse};
use omnisum_protocol::{commitment, merkle};

use crate::chain::{account, batch, hash, refuses, Chain, Plan, DENOM, MIN_DEPOSIT, START};

#[test]
fn a_batch_is_recorded_in_one_slot_and_told_with_all_its_fields() {
    let mut chain = Chain::deploy(&Plan::default());
    chain.contribute("bob", &[0], 1);
    let done = chain.add_batch("alice", &[(&[0], 1), (&[1], 1), (&[2], 0)], 300).unwrap();
    let keys: Vec<&str> = done.events[0].attributes.iter().map(|attribute| attribute.key.as_str()).collect();
    assert_eq!(keys, ["first_id", "slot", "author", "added_at", "deposit", "taught", "samples"]);
    let told = batch(&done.events[0]);
    assert_eq!((told.first_id.u64(), told.slot, told.deposit.u128()), (1, 1, MIN_DEPOSIT));
    assert_eq!((told.author.clone(), told.added_at.u64()), (account("alice").into_string(), START));
    assert_eq!(told.taught, Uint256::from(0b010_u8));
    let leaves: Vec<_> = crate::chain::members(&told).iter().map(hash).collect();
    assert_eq!(chain.record(1).commitment, Binary::from(commitment(&merkle::root(&leaves))));
    assert_eq!(chain.record(1).claimable.u128(), 300);
    let stats: StatsResponse = chain.query(QueryMsg::Stats {}).unwrap();
    assert_eq!(stats.count.u64(), 4);
}

#[test]
fn a_batch_learns_like_its_samples_one_by_one() {
    let items: [(&[u8], u16); 6] = [(&[0], 0), (&[0, 1], 1), (&[2], 1), (&[0, 1, 2], 0), (&[1], 1), (&[0], 0)];
    let mut together = Chain::deploy(&Plan::default());
    let mut apart = Chain::deploy(&Plan::default());
    let (batch, _) = together.contribute_batch("alice", &items);
    let mut taught = Uint256::zero();
    for (i, (sample, label)) in items.iter().enumerate() {
        if apart.contribute("alice", sample, *label).taught {
            taught += Uint256::one() << i as u32;
        }
    }
    assert_eq!(batch.taught, taught);
    assert_eq!(together.state_hash(), apart.state_hash());
}

#[test]
fn each_of_a_batch_costs_the_price_of_a_share_of_the_time() {
    let mut chain = Chain::deploy(&Plan { cost_weight: 10, min_deposit: 0, ..Plan::default() });
    chain.advance(49);
    assert_eq!((chain.quote(1), chain.quote(5), chain.quote(50)), (5_142, 12_000, 36_000));
    let items: Vec<(&[u8], u16)> = vec![(&[0], 1); 5];
    refuses(chain.add_batch("alice", &items, 59_999), r#"InsufficientDeposit {"sent":"59999","required":"60000"}"#);
    assert_eq!(chain.add_batch("alice", &items, 60_001).unwrap().paid, 1);
}

#[test]
fn shape_label_sample_and_price_are_checked_in_this_order() {
    let mut chain = Chain::deploy(&Plan::default());
    let mut send = |samples: &[u8]| {
        let message = ExecuteMsg::AddDataBatch { samples: samples.into() };
        chain.execute_with("alice", message, &coins(1, DENOM))
    };
    refuses(send(&[]), r#"InvalidBatch {"reason":"empty"}"#);
    refuses(send(&[0, 1, 9, 0, 9, 0]), r#"InvalidBatch {"reason":"length"}"#);
    refuses(send(&[0, 1, 9, 0, 9].repeat(257)), r#"InvalidBatch {"reason":"size"}"#);
    refuses(send(&[0, 1, 9, 0, 9]), r#"InvalidLabel {"label":"9","classes":"2"}"#);
    refuses(send(&[0, 1, 9, 0, 1, 0, 1, 0, 0, 9]), r#"InvalidSample {"reason":"range"}"#);
    refuses(send(&[0, 0, 0, 1]), r#"InvalidSample {"reason":"empty"}"#);
    refuses(send(&[0, 1, 0, 0, 1]), r#"InsufficientDeposit {"sent":"1","required":"100"}"#);
}

#[test]
fn all_or_nothing_is_added() {
    let mut chain = Chain::deploy(&Plan::default());
    let before = chain.deps.storage.clone();
    refuses(chain.add_batch("alice", &[(&[0], 0), (&[0], 2)], 200), r#"InvalidLabel {"label":"2","classes":"2"}"#);
    assert_eq!(chain.deps.storage, before);
}

#[test]
fn a_batch_holds_up_to_256() {
    let mut chain = Chain::deploy(&Plan::default());
    let (batch, members) = chain.contribute_batch("alice", &vec![(&[0][..], 1); 256]);
    assert_eq!(chain.balance, 256 * MIN_DEPOSIT);
    chain.advance(10);
    assert_eq!(chain.refund("alice", &members[255]).unwrap().paid, MIN_DEPOSIT);
    assert_eq!(chain.refund_batch("alice", &batch).unwrap().paid, 255 * MIN_DEPOSIT);
    assert!(chain.record(0).settled);
}

#[test]
fn a_batch_of_one_is_like_a_contribution_added_alone() {
    let mut chain = Chain::deploy(&Plan::default());
    let (_, members) = chain.contribute_batch("alice", &[(&[0], 1)]);
    assert_eq!(chain.record(0).commitment, Binary::from(commitment(&hash(&members[0]))));
    assert!(members[0].proof.is_empty());
    chain.advance(10);
    assert_eq!(chain.refund("alice", &members[0]).unwrap().paid, MIN_DEPOSIT);
}
