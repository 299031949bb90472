use cosmwasm_std::coins;
use omnisum::msg::ExecuteMsg;

use super::world::{Setting, World, BOUNTY, END, PROVIDER};
use crate::chain::{refuses, Chain, Plan, DENOM};

fn wrong_phase(phase: u8) -> String {
    format!("WrongPhase {{\"phase\":\"{phase}\"}}")
}

/// Every operation that belongs to other phases is refused, and nothing else is checked before.
fn allows_only(world: &mut World, allowed: &[&str]) {
    let phase = world.phase();
    let reveal = world.setting.reveal(0);
    let operations = [
        ("open", ExecuteMsg::OpenMarket {}),
        ("draw", ExecuteMsg::DrawPiece {}),
        ("reveal", reveal),
        ("score", ExecuteMsg::Score { limit: 0 }),
        ("collect", ExecuteMsg::Collect {}),
        ("add", ExecuteMsg::AddData { sample: [9].into(), label: 9 }),
        ("batch", ExecuteMsg::AddDataBatch { samples: [].into() }),
    ];
    for (name, message) in operations {
        if !allowed.contains(&name) {
            refuses(world.run("dave", message), &wrong_phase(phase));
        }
    }
}

#[test]
fn each_operation_is_refused_in_the_phases_of_others_and_out_of_its_order() {
    let mut world = Setting::default().deploy();
    allows_only(&mut world, &["open"]);
    world.pay(PROVIDER, ExecuteMsg::OpenMarket {}, BOUNTY).unwrap();
    allows_only(&mut world, &["draw"]);
    world.chain.height += 2;
    world.run("dave", ExecuteMsg::DrawPiece {}).unwrap();
    allows_only(&mut world, &["reveal"]);
    world.reveal_next().unwrap();
    allows_only(&mut world, &["add", "batch"]);
    world.stake("alice", &[0], 0, 50);
    world.chain.now = END;
    allows_only(&mut world, &["reveal"]);
    world.reveal_all();
    allows_only(&mut world, &["score"]);
    world.score(9_999).unwrap();
    allows_only(&mut world, &["collect"]);
    while world.phase() == 4 {
        let owed = ["alice", PROVIDER].into_iter().find(|name| world.chain.balance_of(name) > 0).unwrap();
        world.collect(owed).unwrap();
    }
    allows_only(&mut world, &[]);
}

#[test]
fn claims_are_refused_in_every_phase() {
    let mut world = Setting::default().open();
    let contribution = crate::chain::contribution(&world.stake("alice", &[0], 0, 50).events[0]);
    for (now, phase) in [(END - 1, 1), (END, 2), (END + 500, 4)] {
        world.chain.now = now;
        refuses(world.chain.refund("alice", &contribution), &wrong_phase(phase));
        refuses(world.chain.report("bob", &contribution), &wrong_phase(phase));
    }
}

#[test]
fn funds_come_first_then_readiness_phase_and_provider() {
    let mut world = Setting::default().deploy();
    let refused = world.chain.execute_with("dave", ExecuteMsg::OpenMarket {}, &coins(1, "uother"));
    refuses(refused, r#"WrongFunds {"expected":"ucosm"}"#);
    refuses(world.pay("dave", ExecuteMsg::OpenMarket {}, 1), "NotProvider {}");
    let expected = r#"InsufficientDeposit {"sent":"999","required":"1000"}"#;
    refuses(world.pay(PROVIDER, ExecuteMsg::OpenMarket {}, 999), expected);
    for message in
        [ExecuteMsg::DrawPiece {}, world.setting.reveal(0), ExecuteMsg::Score { limit: 1 }, ExecuteMsg::Collect {}]
    {
        let refused = world.chain.execute_with("dave", message, &coins(1, DENOM));
        refuses(refused, r#"WrongFunds {"expected":"nothing"}"#);
    }
    let plan = Plan { incentive: Some(Setting::default().incentive()), weights: vec![], ..Plan::default() };
    let mut unready = Chain::deploy(&plan);
    refuses(unready.execute("dave", ExecuteMsg::Collect {}), "NotReady {}");
}

#[test]
fn a_piece_is_drawn_from_two_blocks_after_the_opening_on() {
    let mut world = Setting::default().deploy();
    world.pay(PROVIDER, ExecuteMsg::OpenMarket {}, BOUNTY).unwrap();
    world.chain.height += 1;
    refuses(world.run("dave", ExecuteMsg::DrawPiece {}), r#"TooEarly {"until":"79"}"#);
}

#[test]
fn only_the_expected_piece_as_it_was_committed_to_can_be_revealed() {
    let mut world = Setting::default().deploy();
    world.pay(PROVIDER, ExecuteMsg::OpenMarket {}, BOUNTY).unwrap();
    world.chain.height += 2;
    world.run("dave", ExecuteMsg::DrawPiece {}).unwrap();
    let drawn = usize::from(world.progress().drawn);
    let other = world.setting.reveal((drawn + 1) % 3);
    refuses(world.run(PROVIDER, other), &format!("CommitmentMismatch {{\"piece\":\"{}\"}}", (drawn + 1) % 3));
    let right = world.setting.reveal(drawn);
    refuses(world.run("dave", right.clone()), "NotProvider {}");
    let ExecuteMsg::RevealPiece { piece, salt, samples, proof } = right else { panic!() };
    let mismatch = format!("CommitmentMismatch {{\"piece\":\"{piece}\"}}");
    let mut with = |salt: &[u8], samples: &[u8], proof: &[u8]| {
        world.run(
            PROVIDER,
            ExecuteMsg::RevealPiece { piece, salt: salt.into(), samples: samples.into(), proof: proof.into() },
        )
    };
    refuses(with(&salt, &[], &proof), r#"InvalidBatch {"reason":"empty"}"#);
    refuses(with(&salt, &samples[1..], &proof), r#"InvalidBatch {"reason":"length"}"#);
    refuses(with(&[1; 32], &samples, &proof), &mismatch);
    refuses(with(&salt[1..], &samples, &proof), &mismatch);
    refuses(with(&salt, &[0, 1, 0, 0, 1], &proof), &mismatch);
    refuses(with(&salt, &samples, &proof[..33]), &mismatch);
    refuses(with(&salt, &samples, &[]), &mismatch);
    with(&salt, &samples, &proof).unwrap();
}

#[test]
fn samples_and_labels_of_a_piece_are_checked() {
    for (item, refusal) in [
        ((vec![9], 1), r#"InvalidSample {"reason":"range"}"#),
        ((vec![0], 2), r#"InvalidLabel {"label":"2","classes":"2"}"#),
    ] {
        let pieces = vec![vec![item.clone()], vec![item]];
        let mut world = Setting { pieces, ..Setting::default() }.deploy();
        world.pay(PROVIDER, ExecuteMsg::OpenMarket {}, BOUNTY).unwrap();
        world.chain.height += 2;
        world.run("dave", ExecuteMsg::DrawPiece {}).unwrap();
        refuses(world.reveal_next(), refusal);
    }
}

#[test]
fn contributions_are_checked_before_their_stake() {
    let mut world = Setting::default().open();
    let mut add =
        |sample: &[u8], label: u16| world.pay("alice", ExecuteMsg::AddData { sample: sample.into(), label }, 9);
    refuses(add(&[0], 2), r#"InvalidLabel {"label":"2","classes":"2"}"#);
    refuses(add(&[], 1), r#"InvalidSample {"reason":"empty"}"#);
    refuses(add(&[0], 1), r#"InsufficientDeposit {"sent":"9","required":"10"}"#);
    let refused = world.chain.add_batch("alice", &[(&[0], 1), (&[1], 1)], 19);
    refuses(refused, r#"InsufficientDeposit {"sent":"19","required":"20"}"#);
}

#[test]
fn nobody_collects_what_is_not_theirs() {
    let mut world = Setting::default().open();
    world.stake("alice", &[0], 0, 50);
    world.stake("bob", &[2], 1, 50);
    world.reveal_all();
    world.score(9_999).unwrap();
    refuses(world.collect("dave"), "NothingToCollect {}");
    world.collect("alice").unwrap();
    refuses(world.collect("alice"), "NothingToCollect {}");
}
