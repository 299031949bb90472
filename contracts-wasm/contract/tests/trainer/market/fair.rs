//! A market scored at one go from all that is known of it, with a trainer of its own to learn and predict.

use cosmwasm_std::Binary;

use super::world::Labelled;
use crate::chain::{account, Chain, Plan};

const PEOPLE: [&str; 4] = ["alice", "bob", "carol", "owner"];

pub struct Contributed {
    pub person: usize,
    pub item: Labelled,
    pub stake: u128,
}

#[derive(Debug)]
pub struct Outcome {
    pub balances: [u128; 4],
    pub bounty: u128,
    pub told: Vec<String>,
    pub state_hash: Binary,
    pub round: u32,
    pub units: u32,
}

/// Learns as the model does that has no deposits.
struct Learner {
    chain: Chain,
}

impl Learner {
    fn new(plan: &Plan) -> Self {
        Self { chain: Chain::deploy(&Plan { min_deposit: 0, incentive: None, ..plan.clone() }) }
    }

    fn correct(&self, tests: &[Labelled]) -> i128 {
        tests.iter().filter(|(sample, label)| self.chain.predict(sample) == *label).count() as i128
    }

    fn learns(&mut self, (sample, label): &Labelled) -> bool {
        let message = omnisum::msg::ExecuteMsg::AddData { sample: sample.as_slice().into(), label: *label };
        self.chain.execute("alice", message).is_ok()
    }
}

pub fn score_at_once(plan: &Plan, tests: &[Labelled], contributed: &[Contributed], bounty: u128) -> Outcome {
    let baseline = Learner::new(plan).correct(tests);
    let mut order: Vec<usize> = Vec::new();
    let mut balances = [0; 4];
    for Contributed { person, stake, .. } in contributed {
        balances[*person] += stake;
        if !order.contains(person) {
            order.push(*person);
        }
    }
    let (mut left, mut bounty, mut told) = ([false; 4], bounty, Vec::new());
    let (mut round, mut units) = (0, tests.len() as u32);
    loop {
        let mut learner = Learner::new(plan);
        let mut gains = [0_i128; 4];
        let mut before = baseline;
        for Contributed { person, item, .. } in contributed {
            if left[*person] || !learner.learns(item) {
                units += 1;
                continue;
            }
            units += tests.len() as u32;
            let correct = learner.correct(tests);
            gains[*person] += correct - before;
            before = correct;
        }
        loop {
            units += order.len() as u32;
            let leaving: Vec<usize> = order
                .iter()
                .copied()
                .filter(|person| !left[*person] && gains[*person] < 0 && (balances[*person] as i128) < -gains[*person])
                .collect();
            for person in &leaving {
                left[*person] = true;
                told.push(format!("contributor_left {} {round} {}", account(PEOPLE[*person]), balances[*person]));
            }
            if !leaving.is_empty() {
                round += 1;
                break;
            }
            let playing: Vec<usize> = order.iter().copied().filter(|person| !left[*person]).collect();
            let sum: i128 = playing.iter().map(|person| gains[*person]).sum();
            let losers = playing.iter().filter(|person| gains[**person] < 0);
            let mut most: Vec<i128> = losers.map(|person| balances[*person] as i128 / -gains[*person]).collect();
            most.extend((sum > 0).then(|| bounty as i128 / sum));
            let unit = most.into_iter().min().unwrap_or(0);
            if unit == 0 {
                let state_hash = learner.chain.state_hash();
                return Outcome { balances, bounty, told, state_hash, round, units };
            }
            units += order.len() as u32;
            for person in playing {
                balances[person] = (balances[person] as i128 + unit * gains[person]) as u128;
            }
            bounty = (bounty as i128 - unit * sum) as u128;
            told.push(format!("unit_paid {round} {unit} {bounty}"));
        }
    }
}
