//! Random sequences of operations: money is neither made nor lost, credit adds up, refusals change nothing.
//! `Chain` checks after each operation that the balance is what can be claimed (I1) and that only the caller is paid (I8).

use std::collections::BTreeMap;

use omnisum::msg::{Batch, Contribution, ExecuteMsg, QueryMsg, StatsResponse};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::chain::{Chain, Done, Plan, ANYONE_WAIT, OWNER_WAIT, REFUND_WAIT};

const PEOPLE: [&str; 4] = ["alice", "bob", "carol", "owner"];

#[derive(Debug, Clone)]
enum Step {
    Add(Vec<(Vec<u8>, u16)>),
    Refund(prop::sample::Index),
    RefundBatch(prop::sample::Index),
    Report(prop::sample::Index),
    Compact,
    Wait(u64),
}

fn steps() -> impl Strategy<Value = Vec<(usize, Step)>> {
    let sample = prop::collection::btree_set(0_u8..12, 1..5).prop_map(|set| set.into_iter().collect::<Vec<u8>>());
    let waits = prop_oneof![0..3_u64, Just(REFUND_WAIT), Just(OWNER_WAIT), Just(ANYONE_WAIT - OWNER_WAIT)];
    let step = prop_oneof![
        4 => vec((sample, 0_u16..4), 1..6).prop_map(Step::Add),
        4 => any::<prop::sample::Index>().prop_map(Step::Refund),
        2 => any::<prop::sample::Index>().prop_map(Step::RefundBatch),
        5 => any::<prop::sample::Index>().prop_map(Step::Report),
        1 => Just(Step::Compact),
        4 => waits.prop_map(Step::Wait),
    ];
    vec((0..PEOPLE.len(), step), 1..60)
}

/// What is known from events. Money is counted by what was recorded together, as a batch's payment is one.
#[derive(Default)]
struct Known {
    /// Each with the id that its batch began with.
    contributions: Vec<(u64, Contribution)>,
    batches: Vec<Batch>,
    deposits: BTreeMap<u64, u128>,
    paid: BTreeMap<u64, u128>,
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn money_and_credit_add_up_after_any_operations(classes in 2_u16..5, price in prop_oneof![0..3_u128, 90..110_u128], credit in 0_u8..2, steps in steps()) {
        let rows = if classes == 2 { 1 } else { usize::from(classes) };
        let plan = Plan { features: 12, classes, weights: vec![0; rows * 28], min_deposit: price, credit, ..Plan::default() };
        let mut chain = Chain::deploy(&plan);
        let mut known = Known::default();
        for (person, step) in steps {
            let before = chain.deps.storage.clone();
            if !perform(&mut chain, &mut known, PEOPLE[person], step, classes) {
                prop_assert_eq!(&chain.deps.storage, &before, "I4");
            }
            let stats: StatsResponse = chain.query(QueryMsg::Stats {}).unwrap();
            let credits: u64 = PEOPLE.iter().map(|name| chain.credit_of(name)).sum();
            prop_assert_eq!(stats.total_good.u64(), credits, "I5");
        }
        let deposited: u128 = known.deposits.values().sum();
        let paid: u128 = known.paid.values().sum();
        prop_assert_eq!(deposited, paid + chain.balance, "I2");
        for (first, paid) in &known.paid {
            prop_assert!(*paid <= known.deposits[first], "I2");
        }
    }
}

/// Performs a step; answers whether it was accepted.
fn perform(chain: &mut Chain, known: &mut Known, person: &str, step: Step, classes: u16) -> bool {
    match step {
        Step::Wait(seconds) => chain.advance(seconds),
        Step::Compact => drop(chain.execute(person, ExecuteMsg::Compact {}).unwrap()),
        Step::Add(items) if items.len() == 1 => {
            known.learn_of(vec![chain.contribute(person, &items[0].0, items[0].1 % classes)]);
        }
        Step::Add(items) => {
            let items: Vec<(&[u8], u16)> = items.iter().map(|(sample, label)| (&sample[..], label % classes)).collect();
            let (batch, members) = chain.contribute_batch(person, &items);
            known.batches.push(batch);
            known.learn_of(members);
        }
        Step::Refund(pick) => return known.settle(pick, |contribution| chain.refund(person, contribution)),
        Step::Report(pick) => return known.settle(pick, |contribution| chain.report(person, contribution)),
        Step::RefundBatch(pick) => {
            let Some(batch) = known.batches.get(pick.index(known.batches.len().max(1))) else { return true };
            let Ok(done) = chain.refund_batch(person, batch) else { return false };
            *known.paid.entry(batch.first_id.u64()).or_default() += done.paid;
        }
    }
    true
}

impl Known {
    fn learn_of(&mut self, contributions: Vec<Contribution>) {
        let first = contributions[0].id.u64();
        for contribution in contributions {
            *self.deposits.entry(first).or_default() += contribution.deposit.u128();
            self.contributions.push((first, contribution));
        }
    }

    fn settle(
        &mut self,
        pick: prop::sample::Index,
        mut settle: impl FnMut(&Contribution) -> Result<Done, String>,
    ) -> bool {
        let Some((first, contribution)) = self.contributions.get(pick.index(self.contributions.len().max(1))) else {
            return true;
        };
        let Ok(done) = settle(contribution) else { return false };
        *self.paid.entry(*first).or_default() += done.paid;
        true
    }
}
