use omnisum::msg::{Contribution, QueryMsg, StatsResponse};

use crate::chain::{refuses, Chain, Plan, REFUND_WAIT};

fn plan(credit: u8) -> Plan {
    let incentive = [&[2], (REFUND_WAIT as u32).to_be_bytes().as_slice(), &[credit]].concat();
    Plan { incentive: Some(incentive), ..Plan::default() }
}

/// Alice's contribution, which the model disagrees with by now; bob has a point.
fn disputed() -> (Chain, Contribution) {
    let mut chain = Chain::deploy(&plan(0));
    chain.earn_credit("bob", 1);
    let contribution = chain.contribute("alice", &[0], 1);
    chain.contribute("dave", &[0], 0);
    (chain, contribution)
}

fn total(chain: &Chain) -> u64 {
    let stats: StatsResponse = chain.query(QueryMsg::Stats {}).unwrap();
    stats.total_good.u64()
}

#[test]
fn no_money_stays() {
    let mut chain = Chain::deploy(&plan(0));
    assert_eq!(chain.quote(1), 0);
    let done = chain.add("alice", &[0], 1, 77).unwrap();
    assert_eq!(done.paid, 77);
    assert_eq!(chain.record(0).claimable.u128(), 0);
    assert!(!chain.record(0).settled);
}

#[test]
fn the_author_earns_a_point_when_the_model_agrees() {
    let mut chain = Chain::deploy(&plan(0));
    let contribution = chain.contribute("alice", &[0], 1);
    refuses(chain.refund("bob", &contribution), "NotAuthor {}");
    let until = contribution.added_at.u64() + REFUND_WAIT;
    refuses(chain.refund("alice", &contribution), &format!("TooEarly {{\"until\":\"{until}\"}}"));
    chain.advance(REFUND_WAIT);
    assert_eq!(chain.refund("alice", &contribution).unwrap().paid, 0);
    assert_eq!((chain.credit_of("alice"), total(&chain)), (1, 1));
    refuses(chain.refund("alice", &contribution), r#"UnknownContribution {"id":"0"}"#);
}

#[test]
fn the_author_earns_nothing_while_the_model_disagrees() {
    let (mut chain, contribution) = disputed();
    chain.advance(REFUND_WAIT);
    refuses(chain.refund("alice", &contribution), r#"ModelDisagrees {"predicted":"0"}"#);
}

#[test]
fn a_true_report_earns_a_point_and_voids_the_contribution() {
    let (mut chain, contribution) = disputed();
    chain.advance(REFUND_WAIT);
    assert_eq!(chain.report("bob", &contribution).unwrap().paid, 0);
    assert_eq!((chain.credit_of("bob"), chain.credit_of("alice"), total(&chain)), (2, 0, 2));
    assert!(chain.record(contribution.slot).settled);
    refuses(chain.report("bob", &contribution), r#"UnknownContribution {"id":"1"}"#);
    refuses(chain.refund("alice", &contribution), r#"UnknownContribution {"id":"1"}"#);
}

#[test]
fn a_report_is_refused_for_time_author_points_and_model_in_this_order() {
    let (mut chain, contribution) = disputed();
    let until = contribution.added_at.u64() + REFUND_WAIT;
    refuses(chain.report("alice", &contribution), &format!("TooEarly {{\"until\":\"{until}\"}}"));
    chain.advance(REFUND_WAIT);
    refuses(chain.report("alice", &contribution), "OwnContribution {}");
    refuses(chain.report("dave", &contribution), "NoCredit {}");
    chain.contribute("dave", &[0], 1);
    refuses(chain.report("bob", &contribution), "ModelAgrees {}");
    refuses(chain.report("owner", &contribution), "NoCredit {}");
}

#[test]
fn only_what_taught_earns_a_point_where_that_is_asked_for() {
    let mut chain = Chain::deploy(&plan(1));
    let known = chain.contribute("alice", &[0], 1);
    let taught = chain.contribute("alice", &[1], 1);
    assert_eq!((known.taught, taught.taught), (false, true));
    chain.advance(REFUND_WAIT);
    chain.refund("alice", &known).unwrap();
    assert_eq!(chain.credit_of("alice"), 0);
    chain.refund("alice", &taught).unwrap();
    assert_eq!((chain.credit_of("alice"), total(&chain)), (1, 1));
}
