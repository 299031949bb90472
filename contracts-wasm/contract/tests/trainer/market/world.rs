use cosmwasm_std::{coins, Event};
use omnisum::msg::{ExecuteMsg, ProgressResponse, QueryMsg};
use omnisum_protocol::{keccak256, merkle, Hash};

use crate::chain::{pack, Chain, Done, Plan, DENOM, START};
use crate::merkle::proofs;

pub const BOUNTY: u128 = 1_000;
pub const MIN_STAKE: u128 = 10;
pub const END: u64 = START + 1_000;
pub const REVEAL_WAIT: u64 = 500;
pub const COLLECT_WAIT: u64 = 5_000;
pub const PROVIDER: &str = "owner";

pub type Labelled = (Vec<u8>, u16);

/// A market's parameters and its hidden test set.
#[derive(Debug, Clone)]
pub struct Setting {
    pub plan: Plan,
    pub pieces: Vec<Vec<Labelled>>,
    pub bounty: u128,
    pub min_stake: u128,
    pub min_contributions: u32,
}

impl Default for Setting {
    fn default() -> Self {
        let pieces = vec![vec![(vec![0], 0), (vec![1], 1)], vec![(vec![2], 1)], vec![(vec![0, 1], 0), (vec![2], 1)]];
        Self { plan: Plan::default(), pieces, bounty: BOUNTY, min_stake: MIN_STAKE, min_contributions: 1 }
    }
}

impl Setting {
    pub fn list(&self, piece: usize) -> Vec<u8> {
        let items: Vec<(&[u8], u16)> = self.pieces[piece].iter().map(|(sample, label)| (&sample[..], *label)).collect();
        pack(&items)
    }

    fn commitments(&self) -> Vec<Hash> {
        let commitment = |piece: usize| {
            let count = self.pieces[piece].len() as u16;
            keccak256(&[&salt(piece), &count.to_be_bytes(), &self.list(piece)])
        };
        (0..self.pieces.len()).map(commitment).collect()
    }

    pub fn reveal(&self, piece: usize) -> ExecuteMsg {
        ExecuteMsg::RevealPiece {
            piece: piece as u16,
            salt: salt(piece).into(),
            samples: self.list(piece).into(),
            proof: proofs(&self.commitments())[piece].clone().into(),
        }
    }

    pub fn incentive(&self) -> Vec<u8> {
        let mut bytes = vec![3];
        bytes.extend((self.pieces.len() as u16).to_be_bytes());
        bytes.extend(merkle::root(&self.commitments()));
        bytes.extend(&self.bounty.to_be_bytes()[4..]);
        bytes.extend(&self.min_stake.to_be_bytes()[4..]);
        bytes.extend(self.min_contributions.to_be_bytes());
        bytes.extend(END.to_be_bytes());
        bytes.extend((REVEAL_WAIT as u32).to_be_bytes());
        bytes.extend((COLLECT_WAIT as u32).to_be_bytes());
        bytes
    }

    pub fn deploy(self) -> World {
        let plan = Plan { incentive: Some(self.incentive()), ..self.plan.clone() };
        World { chain: Chain::deploy(&plan), setting: self }
    }

    /// Taken to the participation phase.
    pub fn open(self) -> World {
        let mut world = self.deploy();
        world.pay(PROVIDER, ExecuteMsg::OpenMarket {}, world.setting.bounty).unwrap();
        world.chain.height += 2;
        world.run("alice", ExecuteMsg::DrawPiece {}).unwrap();
        world.reveal_next().unwrap();
        world
    }
}

pub fn salt(piece: usize) -> Hash {
    [piece as u8 + 7; 32]
}

pub struct World {
    pub chain: Chain,
    pub setting: Setting,
}

impl World {
    pub fn run(&mut self, caller: &str, message: ExecuteMsg) -> Result<Done, String> {
        self.chain.execute(caller, message)
    }

    pub fn pay(&mut self, caller: &str, message: ExecuteMsg, funds: u128) -> Result<Done, String> {
        let coins = if funds == 0 { vec![] } else { coins(funds, DENOM) };
        self.chain.execute_with(caller, message, &coins)
    }

    pub fn stake(&mut self, caller: &str, sample: &[u8], label: u16, stake: u128) -> Done {
        self.pay(caller, ExecuteMsg::AddData { sample: sample.into(), label }, stake).unwrap()
    }

    pub fn reveal_next(&mut self) -> Result<Done, String> {
        let message = self.setting.reveal(self.progress().next_piece.into());
        self.run(PROVIDER, message)
    }

    /// Ends participation and reveals the whole test set.
    pub fn reveal_all(&mut self) {
        self.chain.now = END;
        while self.phase() == 2 {
            self.reveal_next().unwrap();
        }
        assert_eq!(self.phase(), 3);
    }

    pub fn score(&mut self, limit: u32) -> Result<Done, String> {
        self.run("carol", ExecuteMsg::Score { limit })
    }

    pub fn collect(&mut self, caller: &str) -> Result<Done, String> {
        self.run(caller, ExecuteMsg::Collect {})
    }

    pub fn phase(&self) -> u8 {
        self.chain.query(QueryMsg::Phase {}).unwrap()
    }

    pub fn progress(&self) -> ProgressResponse {
        self.chain.query(QueryMsg::Progress {}).unwrap()
    }

    /// The test samples that count, in order.
    pub fn tests(&self) -> Vec<Labelled> {
        let drawn = usize::from(self.progress().drawn);
        let counting = self.setting.pieces.iter().enumerate().filter(|(piece, _)| *piece != drawn);
        counting.flat_map(|(_, samples)| samples.clone()).collect()
    }
}

/// An event as its type and its attributes' values.
pub fn told(event: &Event) -> String {
    let values: Vec<&str> = event.attributes.iter().map(|attribute| attribute.value.as_str()).collect();
    format!("{} {}", event.ty, values.join(" ")).trim_end().to_owned()
}

pub fn all_told(done: &Done) -> Vec<String> {
    done.events.iter().map(told).collect()
}
