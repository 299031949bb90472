use proptest::collection::vec;
use proptest::prelude::*;

use super::fair::{score_at_once, Contributed};
use super::world::{all_told, Labelled, Setting, END};
use crate::chain::Plan;

const PEOPLE: [&str; 4] = ["alice", "bob", "carol", "owner"];

fn samples() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::btree_set(0_u8..6, 1..4).prop_map(|set| set.into_iter().collect())
}

fn pieces() -> impl Strategy<Value = Vec<Vec<Labelled>>> {
    vec(vec((samples(), 0_u16..3), 1..4), 2..4)
}

/// A person, what they add together, and the stake on each.
type Addition = (usize, Vec<Labelled>, u128);

fn additions() -> impl Strategy<Value = Vec<Addition>> {
    vec((0..PEOPLE.len(), vec((samples(), 0_u16..3), 1..4), 0_u128..6), 1..7)
}

/// A perceptron, naive Bayes, and nearest centroids of six features, in a state that has learned a little.
fn plans() -> impl Strategy<Value = Plan> {
    (0_u8..3, 2_u16..4).prop_map(|(kind, classes)| {
        let size = [[0, 0, 0, 6].as_slice(), &classes.to_be_bytes()].concat();
        let rows = usize::from(classes);
        let (header, weights) = match kind {
            0 => ([&[0, 1, 1][..], &size, &[0, 3, 1]].concat(), vec![0; if classes == 2 { 16 } else { rows * 16 }]),
            1 => ([&[0, 1, 3][..], &size, &[0, 0, 3, 0xe8]].concat(), counts(rows)),
            _ => ([&[0, 1, 4][..], &size].concat(), vec![0; rows * 40]),
        };
        Plan { features: 6, classes, header: Some(header), weights, ..Plan::default() }
    })
}

/// The last row's sample counter is at its bound, so that class learns nothing any more.
fn counts(rows: usize) -> Vec<u8> {
    let mut body = vec![0; rows * 34];
    let last = (rows - 1) * 34;
    body[last..last + 4].copy_from_slice(&u32::MAX.to_be_bytes());
    body
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn a_market_scored_in_any_steps_comes_to_what_it_does_at_once(
        plan in plans(), pieces in pieces(), additions in additions(), bounty in prop_oneof![0..9_u128, 50..400_u128],
        limits in vec(1_u32..15, 1..6),
    ) {
        let classes = plan.classes;
        let is_counting = plan.header().starts_with(&[0, 1, 3]);
        let counted = |sample: &[u8]| sample.iter().flat_map(|index| [*index, index % 3 + 1]).collect::<Vec<u8>>();
        let of = |items: &[Labelled]| {
            let packed = |(sample, label): &Labelled| {
                (if is_counting { counted(sample) } else { sample.clone() }, label % classes)
            };
            items.iter().map(packed).collect::<Vec<_>>()
        };
        let pieces = pieces.iter().map(|piece| of(piece)).collect();
        let setting = Setting { plan: plan.clone(), pieces, bounty, min_stake: 0, min_contributions: 1 };
        let mut world = setting.open();
        let mut contributed = Vec::new();
        for (person, items, stake) in additions {
            let items = of(&items);
            let packed: Vec<(&[u8], u16)> = items.iter().map(|(sample, label)| (&sample[..], *label)).collect();
            let sent = stake * items.len() as u128;
            if let [(sample, label)] = packed[..] {
                world.stake(PEOPLE[person], sample, label, sent);
            } else if sent > 0 {
                world.chain.add_batch(PEOPLE[person], &packed, sent).unwrap();
            } else {
                continue;
            }
            contributed.extend(items.into_iter().map(|item| Contributed { person, item, stake }));
        }
        prop_assume!(!contributed.is_empty());
        world.reveal_all();
        let expected = score_at_once(&plan, &world.tests(), &contributed, bounty);

        let (mut told, mut done) = (Vec::new(), 0);
        for limit in limits.into_iter().cycle() {
            prop_assert_eq!(world.phase(), 3, "after {} units of {}", done, expected.units);
            let limit = limit.min(expected.units - done);
            told.extend(all_told(&world.score(limit).unwrap()));
            done += limit;
            if done == expected.units {
                break;
            }
        }
        told.retain(|event| !event.starts_with("phase_entered"));
        prop_assert_eq!(told, expected.told);
        prop_assert_eq!(world.phase(), if world.chain.balance == 0 { 5 } else { 4 });
        prop_assert_eq!(world.chain.state_hash(), expected.state_hash);
        prop_assert_eq!(world.progress().bounty.u128(), expected.bounty);
        prop_assert_eq!(world.progress().round, expected.round);
        let held = world.chain.balance;
        let mut paid = 0;
        for (person, balance) in expected.balances.iter().enumerate() {
            let due = balance + if PEOPLE[person] == "owner" { expected.bounty } else { 0 };
            prop_assert_eq!(world.chain.balance_of(PEOPLE[person]), due);
            if due > 0 {
                paid += world.collect(PEOPLE[person]).unwrap().paid;
            }
        }
        prop_assert_eq!((paid, world.chain.balance, world.phase()), (held, 0, 5), "I9");
    }
}

#[test]
fn a_step_costs_as_much_after_many_contributions_as_after_few() {
    let writes = |additions: u32| {
        let mut world = Setting::default().open();
        for i in 0..additions {
            world.stake(PEOPLE[i as usize % 3], &[0], (i % 2) as u16, 50);
        }
        world.chain.now = END;
        world.reveal_all();
        world.score(20).unwrap();
        let before = world.chain.deps.storage.clone();
        world.score(1).unwrap();
        let after = &world.chain.deps.storage;
        after.0.iter().filter(|(key, value)| before.0.get(*key) != Some(value)).count()
    };
    assert_eq!(writes(200), writes(20));
}
