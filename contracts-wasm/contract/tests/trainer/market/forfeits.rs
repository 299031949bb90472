use omnisum::msg::ExecuteMsg;

use super::world::{all_told, Setting, BOUNTY, COLLECT_WAIT, END, PROVIDER, REVEAL_WAIT};
use crate::chain::refuses;

#[test]
fn without_participation_the_bounty_goes_back() {
    let mut world = Setting::default().deploy();
    world.pay(PROVIDER, ExecuteMsg::OpenMarket {}, BOUNTY).unwrap();
    world.chain.now = END;
    assert_eq!((world.phase(), world.progress().collect_end.u64()), (4, END + COLLECT_WAIT));
    let collected = world.collect(PROVIDER).unwrap();
    assert_eq!(collected.paid, BOUNTY);
    let told = all_told(&collected);
    assert_eq!((told[0].as_str(), told[2].as_str()), ("phase_entered 4", "phase_entered 5"));
}

#[test]
fn a_market_that_was_never_opened_closes_by_itself() {
    let mut world = Setting::default().deploy();
    world.chain.now = END;
    assert_eq!((world.phase(), world.progress().bounty.u128()), (5, 0));
    refuses(world.pay(PROVIDER, ExecuteMsg::OpenMarket {}, BOUNTY), r#"WrongPhase {"phase":"5"}"#);
}

#[test]
fn with_too_few_contributions_stakes_and_bounty_go_back() {
    let mut world = Setting { min_contributions: 3, ..Setting::default() }.open();
    world.stake("alice", &[0], 0, 70);
    world.stake("bob", &[1], 0, 30);
    world.chain.now = END + 7;
    assert_eq!(world.phase(), 4);
    assert_eq!(world.collect("bob").unwrap().paid, 30);
    assert_eq!(world.collect(PROVIDER).unwrap().paid, BOUNTY);
    assert_eq!(world.collect("alice").unwrap().paid, 70);
    assert_eq!(world.phase(), 5);
}

#[test]
fn a_provider_who_does_not_reveal_forfeits_the_bounty_to_the_stakes() {
    for order in [["alice", "bob"], ["bob", "alice"]] {
        let mut world = Setting { bounty: 1_001, ..Setting::default() }.open();
        world.stake("alice", &[0], 0, 20);
        world.stake("alice", &[0], 1, 50);
        world.stake("bob", &[1], 0, 30);
        world.chain.now = END;
        world.reveal_next().unwrap();
        world.chain.now = END + REVEAL_WAIT - 1;
        assert_eq!((world.phase(), world.progress().bounty.u128()), (2, 1_001));
        world.chain.now += 1;
        assert_eq!((world.phase(), world.progress().bounty.u128()), (4, 0));
        assert_eq!(world.progress().collect_end.u64(), END + REVEAL_WAIT + COLLECT_WAIT);
        for name in order {
            let due = if name == "alice" { 70 + 700 } else { 30 + 300 };
            assert_eq!(world.chain.balance_of(name), due);
            assert_eq!(world.collect(name).unwrap().paid, due);
            refuses(world.collect(name), "NothingToCollect {}");
        }
        refuses(world.collect(PROVIDER), "NothingToCollect {}");
        assert_eq!((world.phase(), world.chain.balance), (4, 1));
        world.chain.now = END + REVEAL_WAIT + COLLECT_WAIT;
        assert_eq!(world.collect("dave").unwrap().paid, 1, "what the shares leave over");
        assert_eq!((world.phase(), world.chain.balance), (5, 0));
    }
}

#[test]
fn two_phases_that_passed_are_both_told() {
    let mut world = Setting::default().open();
    world.stake("alice", &[0], 0, 20);
    world.chain.now = END + REVEAL_WAIT;
    let collected = world.collect("alice").unwrap();
    assert_eq!(all_told(&collected)[..2], ["phase_entered 2", "phase_entered 4"]);
}

#[test]
fn without_any_stake_a_forfeited_bounty_is_the_providers() {
    let mut world = Setting { min_stake: 0, ..Setting::default() }.open();
    world.stake("alice", &[0], 0, 0);
    world.chain.now = END + REVEAL_WAIT;
    assert_eq!(world.chain.balance_of("alice"), 0);
    assert_eq!(world.collect(PROVIDER).unwrap().paid, BOUNTY);
}

#[test]
fn a_provider_who_contributes_takes_both_at_once() {
    let mut world = Setting::default().open();
    world.stake(PROVIDER, &[0], 0, 20);
    world.chain.now = END + REVEAL_WAIT;
    assert_eq!(world.collect(PROVIDER).unwrap().paid, BOUNTY + 20);
    assert_eq!(world.phase(), 5);
}

#[test]
fn a_forfeited_bounty_that_is_swept_is_nothing_any_more() {
    let mut world = Setting::default().open();
    world.stake("alice", &[0], 0, 20);
    world.chain.now = END + REVEAL_WAIT + COLLECT_WAIT;
    assert_eq!(world.collect("dave").unwrap().paid, BOUNTY + 20);
    assert_eq!((world.progress().bounty.u128(), world.chain.balance_of("alice")), (0, 0));
}
