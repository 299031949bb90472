use cosmwasm_std::coins;
use omnisum::msg::{Contribution, ExecuteMsg};

use crate::chain::{account, refuses, Chain, Plan, MIN_DEPOSIT};

/// Alice's contribution, which the model disagrees with by now; bob has one credit and carol two.
fn disputed(plan: &Plan) -> (Chain, Contribution) {
    let mut chain = Chain::deploy(plan);
    chain.earn_credit("bob", 1);
    chain.earn_credit("carol", 2);
    let contribution = chain.contribute("alice", &[0], 1);
    chain.contribute("dave", &[0], 0);
    (chain, contribution)
}

fn too_early(contribution: &Contribution) -> String {
    format!("TooEarly {{\"until\":\"{}\"}}", contribution.added_at.u64() + 10)
}

#[test]
fn a_reporter_takes_a_share_by_their_part_of_all_credit() {
    let (mut chain, contribution) = disputed(&Plan::default());
    chain.advance(10);
    let done = chain.report("carol", &contribution).unwrap();
    assert_eq!(done.paid, 66, "two thirds of 100, rounded down");
    let told: Vec<(&str, &str)> =
        done.events[0].attributes.iter().map(|it| (it.key.as_str(), it.value.as_str())).collect();
    let carol = account("carol").into_string();
    assert_eq!(done.events[0].ty, "reported");
    assert_eq!(told, [("id", "3"), ("reporter", carol.as_str()), ("amount", "66")]);
    assert_eq!(chain.record(contribution.slot).claimable.u128(), 34);
    assert_eq!(chain.report("bob", &contribution).unwrap().paid, 33);
    assert_eq!(chain.record(contribution.slot).claimable.u128(), 1);
}

#[test]
fn a_share_is_at_most_what_is_left_and_then_the_contribution_is_settled() {
    let (mut chain, contribution) = disputed(&Plan::default());
    chain.advance(10);
    chain.report("carol", &contribution).unwrap();
    chain.earn_credit("bob", 9);
    assert_eq!(chain.report("bob", &contribution).unwrap().paid, 34, "10/12 of 100 would be 83");
    assert!(chain.record(contribution.slot).settled);
    refuses(chain.refund("alice", &contribution), r#"UnknownContribution {"id":"3"}"#);
}

#[test]
fn nobody_takes_two_shares_of_one_contribution() {
    let (mut chain, contribution) = disputed(&Plan::default());
    chain.advance(10);
    chain.report("bob", &contribution).unwrap();
    refuses(chain.report("bob", &contribution), "AlreadyReported {}");
    let other = chain.contribute("alice", &[0], 1);
    chain.contribute("dave", &[0], 0);
    chain.advance(10);
    chain.report("bob", &other).unwrap();
}

#[test]
fn sample_commitment_and_time_are_checked_before_the_windows() {
    let (mut chain, contribution) = disputed(&Plan::default());
    let with = |sample: &[u8]| Contribution { id: 9_u64.into(), sample: sample.into(), ..contribution.clone() };
    refuses(chain.report("alice", &with(&[])), r#"InvalidSample {"reason":"empty"}"#);
    refuses(chain.report("alice", &with(&[0])), r#"UnknownContribution {"id":"9"}"#);
    refuses(chain.report("alice", &contribution), &too_early(&contribution));
    chain.advance(9);
    refuses(chain.report("owner", &contribution), &too_early(&contribution));
    refuses(chain.report("bob", &contribution), &too_early(&contribution));
}

#[test]
fn author_credit_and_model_are_checked_in_this_order() {
    let mut chain = Chain::deploy(&Plan::default());
    chain.earn_credit("bob", 1);
    let contribution = chain.contribute("alice", &[0], 1);
    chain.advance(10);
    refuses(chain.report("alice", &contribution), "OwnContribution {}");
    refuses(chain.report("dave", &contribution), "NoCredit {}");
    refuses(chain.report("bob", &contribution), "ModelAgrees {}");
}

#[test]
fn who_has_reported_is_told_so_before_anything_about_credit_or_model() {
    let (mut chain, contribution) = disputed(&Plan::default());
    chain.advance(10);
    chain.report("bob", &contribution).unwrap();
    chain.contribute("dave", &[0], 1);
    refuses(chain.report("bob", &contribution), "AlreadyReported {}");
    refuses(chain.report("carol", &contribution), "ModelAgrees {}");
}

#[test]
fn a_share_that_rounds_to_zero_is_refused() {
    let mut chain = Chain::deploy(&Plan { min_deposit: 2, ..Plan::default() });
    chain.earn_credit("bob", 1);
    chain.earn_credit("carol", 2);
    let contribution = chain.contribute("alice", &[0], 1);
    chain.contribute("dave", &[0], 0);
    chain.advance(10);
    refuses(chain.report("bob", &contribution), "ShareTooSmall {}");
    assert_eq!(chain.report("carol", &contribution).unwrap().paid, 1);
}

#[test]
fn a_share_of_the_greatest_deposit_is_exact() {
    let greatest = (1_u128 << 88) - 1;
    let (mut chain, contribution) = disputed(&Plan { min_deposit: greatest, ..Plan::default() });
    chain.advance(10);
    assert_eq!(chain.report("carol", &contribution).unwrap().paid, greatest / 3 * 2);
}

#[test]
fn the_owner_takes_all_from_their_window_on() {
    let (mut chain, contribution) = disputed(&Plan::default());
    chain.advance(99);
    refuses(chain.report("owner", &contribution), "NoCredit {}");
    chain.report("bob", &contribution).unwrap();
    chain.advance(1);
    assert_eq!(chain.report("owner", &contribution).unwrap().paid, 67);
    assert!(chain.record(contribution.slot).settled);
}

#[test]
fn the_owner_takes_what_the_model_agrees_with_but_not_their_own() {
    let mut chain = Chain::deploy(&Plan::default());
    let agreed = chain.contribute("alice", &[0], 1);
    let own = chain.contribute("owner", &[0], 1);
    chain.advance(100);
    assert_eq!(chain.report("owner", &agreed).unwrap().paid, MIN_DEPOSIT);
    refuses(chain.report("owner", &own), "OwnContribution {}");
    refuses(chain.report("dave", &own), "NoCredit {}");
    chain.advance(900);
    assert_eq!(chain.report("owner", &own).unwrap().paid, MIN_DEPOSIT);
}

#[test]
fn without_an_owner_nobody_has_the_owners_window() {
    let mut chain = Chain::deploy(&Plan { owner: None, ..Plan::default() });
    let contribution = chain.contribute("alice", &[0], 1);
    chain.advance(999);
    refuses(chain.report("owner", &contribution), "NoCredit {}");
}

#[test]
fn anyone_takes_all_from_the_open_window_on_the_author_too() {
    for taker in ["alice", "dave", "owner"] {
        let mut chain = Chain::deploy(&Plan::default());
        let contribution = chain.contribute("alice", &[0], 1);
        chain.advance(999);
        if taker != "owner" {
            assert!(chain.report(taker, &contribution).is_err());
        }
        chain.advance(1);
        assert_eq!(chain.report(taker, &contribution).unwrap().paid, MIN_DEPOSIT);
        assert!(chain.record(0).settled);
        refuses(chain.report(taker, &contribution), r#"UnknownContribution {"id":"0"}"#);
    }
}

#[test]
fn without_a_deposit_a_report_pays_nothing_and_settles() {
    let (mut chain, contribution) = disputed(&Plan { min_deposit: 0, ..Plan::default() });
    chain.advance(10);
    refuses(chain.report("dave", &contribution), "NoCredit {}");
    assert_eq!(chain.report("bob", &contribution).unwrap().paid, 0);
    refuses(chain.report("carol", &contribution), r#"UnknownContribution {"id":"3"}"#);
}

#[test]
fn one_of_a_batch_is_reported_by_itself() {
    let mut chain = Chain::deploy(&Plan::default());
    chain.earn_credit("bob", 1);
    chain.earn_credit("carol", 1);
    let (batch, members) = chain.contribute_batch("alice", &[(&[0], 1), (&[1], 0), (&[0, 2], 1)]);
    chain.contribute("dave", &[0], 0);
    chain.advance(10);
    assert_eq!(chain.report("bob", &members[0]).unwrap().paid, 50);
    refuses(chain.report("bob", &members[0]), "AlreadyReported {}");
    refuses(chain.report("bob", &members[1]), "ModelAgrees {}");
    assert_eq!(chain.record(batch.slot).claimable.u128(), 250);
    assert_eq!(chain.report("carol", &members[0]).unwrap().paid, 50);
    refuses(chain.report("carol", &members[0]), r#"UnknownContribution {"id":"2"}"#);
    assert_eq!(chain.record(batch.slot).claimable.u128(), 200);
}

#[test]
fn a_report_takes_no_funds() {
    let (mut chain, contribution) = disputed(&Plan::default());
    let refused = chain.execute_with("bob", ExecuteMsg::Report { contribution }, &coins(1, "ucosm"));
    refuses(refused, r#"WrongFunds {"expected":"nothing"}"#);
}
