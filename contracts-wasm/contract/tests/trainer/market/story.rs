use cosmwasm_std::Binary;
use omnisum::msg::{ExecuteMsg, QueryMsg, StatsResponse};
use omnisum_protocol::keccak256;

use super::world::{all_told, Setting, World, BOUNTY, COLLECT_WAIT, END, MIN_STAKE, PROVIDER};
use crate::chain::{account, Chain, Plan};

#[test]
fn a_market_from_opening_to_closing() {
    let mut world = Setting::default().deploy();
    assert_eq!((world.phase(), world.progress().drawn, world.progress().next_piece), (0, 65_535, 65_535));
    let opened = world.pay(PROVIDER, ExecuteMsg::OpenMarket {}, BOUNTY + 5).unwrap();
    assert_eq!((all_told(&opened), opened.paid), (vec![format!("market_opened {} 1000", account(PROVIDER))], 5));

    world.chain.height += 2;
    let drawn = world.run("dave", ExecuteMsg::DrawPiece {}).unwrap();
    let piece = world.progress().drawn;
    assert_eq!(all_told(&drawn), [format!("piece_drawn {piece}")]);
    assert_eq!(world.progress().next_piece, piece);
    let shown = world.reveal_next().unwrap();
    let list = Binary::from(world.setting.list(piece.into())).to_base64();
    assert_eq!(all_told(&shown), [format!("piece_revealed {piece} {list}"), "phase_entered 1".to_owned()]);
    assert_eq!(world.progress().samples, 0, "the piece that is shown does not count");

    let quote: cosmwasm_std::Uint128 = world.chain.query(QueryMsg::Quote { at: 0_u64.into(), count: 3 }).unwrap();
    assert_eq!(quote.u128(), MIN_STAKE);
    let hash = world.chain.state_hash();
    world.stake("alice", &[0], 0, 400);
    world.stake("bob", &[2], 1, 50);
    assert_eq!(world.chain.state_hash(), hash, "the model does not learn yet");
    assert_eq!((world.chain.balance_of("alice"), world.chain.balance_of(PROVIDER)), (400, BOUNTY));

    world.chain.now = END;
    assert_eq!(world.phase(), 2);
    let first = world.reveal_next().unwrap();
    assert_eq!(all_told(&first)[0], "phase_entered 2");
    let last = world.reveal_next().unwrap();
    assert_eq!(all_told(&last)[1..], ["phase_entered 3"]);
    assert_eq!(world.progress().next_piece, 3);

    let scored = world.score(1_000).unwrap();
    assert_eq!(all_told(&scored).last().unwrap(), "phase_entered 4");
    assert_eq!(world.progress().collect_end.u64(), END + COLLECT_WAIT);
    assert_ne!(world.chain.state_hash(), hash, "the model keeps what it learned");
    for name in ["alice", "bob", PROVIDER] {
        let due = world.chain.balance_of(name);
        if due == 0 {
            continue;
        }
        let collected = world.collect(name).unwrap();
        assert_eq!(collected.paid, due);
        assert_eq!(all_told(&collected)[0], format!("collected {} {due}", account(name)));
    }
    assert_eq!((world.phase(), world.chain.balance), (5, 0));
}

#[test]
fn the_drawn_piece_follows_from_the_block() {
    let mut drawn = Vec::new();
    for height in 80..100_u64 {
        let mut world = Setting::default().deploy();
        world.pay(PROVIDER, ExecuteMsg::OpenMarket {}, BOUNTY).unwrap();
        world.chain.height = height;
        world.run("dave", ExecuteMsg::DrawPiece {}).unwrap();
        let root = &world.setting.incentive()[3..35];
        let hash = keccak256(&[&height.to_be_bytes(), &world.chain.now.to_be_bytes(), root]);
        // 256 leaves 1 when divided by 3, so the number does what the sum of its digits does.
        let expected = hash.iter().map(|byte| u32::from(*byte)).sum::<u32>() % 3;
        assert_eq!(u32::from(world.progress().drawn), expected);
        drawn.push(expected);
    }
    assert!((0..3).all(|piece| drawn.contains(&piece)));
}

#[test]
fn stakes_are_equal_parts_of_what_was_sent_and_never_settled() {
    let mut world = Setting::default().open();
    let (batch, members) = {
        let items: [(&[u8], u16); 3] = [(&[0], 0), (&[1], 1), (&[2], 1)];
        let done = world.chain.add_batch("alice", &items, 302).unwrap();
        assert_eq!(done.paid, 2);
        let batch = crate::chain::batch(&done.events[0]);
        (batch.clone(), crate::chain::members(&batch))
    };
    assert_eq!((batch.deposit.u128(), batch.taught.is_zero()), (100, true));
    let record = world.chain.record(batch.slot);
    assert_eq!((record.claimable.u128(), record.settled), (0, false));
    assert_eq!(world.chain.balance_of("alice"), 300);
    crate::chain::refuses(world.chain.refund("alice", &members[0]), r#"WrongPhase {"phase":"1"}"#);
    let greatest = (1 << 88) - 1;
    let done = world.stake("alice", &[0], 0, greatest + 7);
    assert_eq!(done.paid, 7);
    let stats: StatsResponse = world.chain.query(QueryMsg::Stats {}).unwrap();
    assert_eq!((stats.count.u64(), stats.total_good.u64()), (4, 0));
    assert_eq!(world.progress().contributors, 1);
}

#[test]
fn an_operation_without_effect_enters_no_phase_and_compacting_neither() {
    let mut world = Setting::default().open();
    world.stake("alice", &[0], 0, 50);
    world.chain.now = END;
    let before = world.chain.deps.storage.clone();
    assert!(all_told(&world.run("dave", ExecuteMsg::Compact {}).unwrap()).is_empty());
    world.score(9).unwrap_err();
    assert_eq!(world.chain.deps.storage, before);
    world.reveal_all();
    let before = world.chain.state_hash();
    assert!(all_told(&world.score(0).unwrap()).is_empty());
    assert_eq!(world.chain.state_hash(), before);
}

#[test]
fn a_trainer_without_a_market_has_no_such_operations() {
    let mut chain = Chain::deploy(&Plan::default());
    for message in
        [ExecuteMsg::OpenMarket {}, ExecuteMsg::DrawPiece {}, ExecuteMsg::Score { limit: 1 }, ExecuteMsg::Collect {}]
    {
        assert!(chain.execute("owner", message).unwrap_err().contains("no market"));
    }
    assert!(chain.query::<u8>(QueryMsg::Phase {}).is_err());
}

#[test]
fn a_market_needs_a_provider() {
    let incentive = Some(Setting::default().incentive());
    let plan = Plan { owner: None, incentive, ..Plan::default() };
    let refused = Chain::empty().instantiate(plan.message());
    crate::chain::refuses(refused, r#"InvalidConfig {"field":"owner"}"#);
}

#[test]
fn what_is_left_after_the_wait_goes_to_whoever_asks() {
    let mut world: World = Setting::default().open();
    world.stake("alice", &[0], 0, 400);
    world.stake("bob", &[2], 1, 50);
    world.reveal_all();
    world.score(1_000).unwrap();
    let bobs = world.chain.balance_of("bob");
    world.collect("bob").unwrap();
    world.chain.now = END + COLLECT_WAIT - 1;
    crate::chain::refuses(world.collect("dave"), "NothingToCollect {}");
    world.chain.now += 1;
    let swept = world.collect("dave").unwrap();
    assert_eq!(swept.paid, BOUNTY + 450 - bobs);
    assert_eq!(all_told(&swept)[1], "phase_entered 5");
    assert_eq!((world.phase(), world.chain.balance_of("alice")), (5, 0));
    crate::chain::refuses(world.collect("alice"), r#"WrongPhase {"phase":"5"}"#);
}
