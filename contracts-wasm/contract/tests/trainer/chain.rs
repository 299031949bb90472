use std::collections::BTreeMap;

use cosmwasm_std::testing::{message_info, mock_env, MockApi, MockQuerier};
use cosmwasm_std::{
    coins, from_json, Addr, BankMsg, Binary, Coin, CosmosMsg, Event, OwnedDeps, Response, Storage, Timestamp,
};
use omnisum::contract::{execute, instantiate, query};
use omnisum::msg::{
    Batch, Contribution, ExecuteMsg, InfoResponse, InstantiateMsg, ProgressResponse, QueryMsg, RecordResponse,
};
use omnisum::ContractError;
use omnisum_protocol as protocol;
use serde::de::DeserializeOwned;

use crate::merkle;

pub const DENOM: &str = "ucosm";
pub const START: u64 = 1_700_000_000;
pub const REFUND_WAIT: u64 = 10;
pub const OWNER_WAIT: u64 = 100;
pub const ANYONE_WAIT: u64 = 1_000;
pub const MIN_DEPOSIT: u128 = 100;
const PEOPLE: [&str; 6] = ["alice", "bob", "carol", "dave", "owner", "deployer"];

/// The contract's storage, which can be compared and put back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Kept(pub BTreeMap<Vec<u8>, Vec<u8>>);

impl Storage for Kept {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.0.get(key).cloned()
    }

    fn set(&mut self, key: &[u8], value: &[u8]) {
        assert!(!value.is_empty(), "a chain refuses empty values");
        self.0.insert(key.to_vec(), value.to_vec());
    }

    fn remove(&mut self, key: &[u8]) {
        self.0.remove(key);
    }
}

/// A trainer's configuration: three features with weights 10, −10, 0, two classes, a fixed price.
#[derive(Debug, Clone)]
pub struct Plan {
    pub features: u32,
    pub classes: u16,
    pub rate: u16,
    pub weights: Vec<u8>,
    pub waits: [u32; 3],
    pub cost_weight: u128,
    pub min_deposit: u128,
    pub max_deposit: u128,
    pub credit: u8,
    pub owner: Option<&'static str>,
    pub metadata: &'static str,
    /// The packed header, where it is not that of a sparse perceptron.
    pub header: Option<Vec<u8>>,
    /// The packed mechanism, where it is not `deposit-refund-take` with the parameters above.
    pub incentive: Option<Vec<u8>>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            features: 3,
            classes: 2,
            rate: 15,
            weights: body(&[(0, &[10, -10, 0])]),
            waits: [REFUND_WAIT as u32, OWNER_WAIT as u32, ANYONE_WAIT as u32],
            cost_weight: 0,
            min_deposit: MIN_DEPOSIT,
            max_deposit: 0,
            credit: 0,
            owner: Some("owner"),
            metadata: "",
            header: None,
            incentive: None,
        }
    }
}

/// The canonical body of rows of a bias and weights.
pub fn body(rows: &[(i32, &[i16])]) -> Vec<u8> {
    let row = |(bias, weights): &(i32, &[i16])| {
        let weights = weights.iter().flat_map(|weight| weight.to_be_bytes());
        bias.to_be_bytes().into_iter().chain(weights).collect::<Vec<u8>>()
    };
    rows.iter().flat_map(row).collect()
}

impl Plan {
    pub fn header(&self) -> Vec<u8> {
        if let Some(header) = &self.header {
            return header.clone();
        }
        let parameters = [self.rate.to_be_bytes().as_slice(), &[0]].concat();
        [&[0, 1, 1], self.features.to_be_bytes().as_slice(), &self.classes.to_be_bytes(), &parameters].concat()
    }

    pub fn incentive(&self) -> Vec<u8> {
        if let Some(incentive) = &self.incentive {
            return incentive.clone();
        }
        let amounts = [self.cost_weight, self.min_deposit, self.max_deposit];
        let mut bytes = vec![1];
        bytes.extend(self.waits.iter().flat_map(|wait| wait.to_be_bytes()));
        bytes.extend(amounts.iter().flat_map(|amount| amount.to_be_bytes()[4..].to_vec()));
        bytes.push(self.credit);
        bytes
    }

    pub fn message(&self) -> InstantiateMsg {
        InstantiateMsg {
            header: self.header().into(),
            incentive: self.incentive().into(),
            owner: self.owner.map(|name| account(name).into_string()).unwrap_or_default(),
            metadata: self.metadata.to_owned(),
            denom: DENOM.to_owned(),
            weights: self.weights.clone().into(),
        }
    }
}

/// The address of a person in these stories.
pub fn account(name: &str) -> Addr {
    MockApi::default().addr_make(name)
}

/// What an accepted operation did.
#[derive(Debug)]
pub struct Done {
    pub events: Vec<Event>,
    /// What the caller was paid.
    pub paid: u128,
}

/// A chain with one trainer, a clock and a bank. Refused operations are rolled back, as a chain does.
pub struct Chain {
    pub deps: OwnedDeps<Kept, MockApi, MockQuerier>,
    pub now: u64,
    pub height: u64,
    /// What the trainer holds.
    pub balance: u128,
    slots: u32,
}

impl Chain {
    /// Deployed by `deployer`, all in one transaction.
    pub fn deploy(plan: &Plan) -> Self {
        let mut chain = Self::empty();
        chain.instantiate(plan.message()).unwrap();
        chain
    }

    pub fn empty() -> Self {
        let deps = OwnedDeps {
            storage: Kept::default(),
            api: MockApi::default(),
            querier: MockQuerier::default(),
            custom_query_type: std::marker::PhantomData,
        };
        Self { deps, now: START, height: 77, balance: 0, slots: 0 }
    }

    pub fn instantiate(&mut self, message: InstantiateMsg) -> Result<Done, String> {
        self.instantiate_with(message, &[])
    }

    pub fn instantiate_with(&mut self, message: InstantiateMsg, funds: &[Coin]) -> Result<Done, String> {
        let (env, info) = (self.env(), message_info(&account("deployer"), funds));
        self.run("deployer", funds, |deps| instantiate(deps.as_mut(), env, info, message))
    }

    pub fn execute(&mut self, caller: &str, message: ExecuteMsg) -> Result<Done, String> {
        self.execute_with(caller, message, &[])
    }

    pub fn execute_with(&mut self, caller: &str, message: ExecuteMsg, funds: &[Coin]) -> Result<Done, String> {
        let (env, info) = (self.env(), message_info(&account(caller), funds));
        self.run(caller, funds, |deps| execute(deps.as_mut(), env, info, message))
    }

    pub fn query<T: DeserializeOwned>(&self, message: QueryMsg) -> Result<T, String> {
        let answer = query(self.deps.as_ref(), self.env(), message).map_err(|error| error.to_string())?;
        Ok(from_json(answer).unwrap())
    }

    pub fn advance(&mut self, seconds: u64) {
        self.now += seconds;
    }

    pub fn add(&mut self, caller: &str, sample: &[u8], label: u16, funds: u128) -> Result<Done, String> {
        let message = ExecuteMsg::AddData { sample: sample.into(), label };
        self.execute_with(caller, message, &coins(funds, DENOM))
    }

    /// Adds for the exact price.
    pub fn contribute(&mut self, caller: &str, sample: &[u8], label: u16) -> Contribution {
        let price = self.quote(1);
        let done = self.add(caller, sample, label, price).unwrap();
        assert_eq!(done.paid, 0);
        contribution(&done.events[0])
    }

    pub fn add_batch(&mut self, caller: &str, items: &[(&[u8], u16)], funds: u128) -> Result<Done, String> {
        let message = ExecuteMsg::AddDataBatch { samples: pack(items).into() };
        self.execute_with(caller, message, &coins(funds, DENOM))
    }

    /// Adds a batch for the exact price; also answers its contributions with their proofs.
    pub fn contribute_batch(&mut self, caller: &str, items: &[(&[u8], u16)]) -> (Batch, Vec<Contribution>) {
        let price = self.quote(items.len() as u32) * items.len() as u128;
        let done = self.add_batch(caller, items, price).unwrap();
        assert_eq!(done.paid, 0);
        let batch = batch(&done.events[0]);
        let contributions = members(&batch);
        (batch, contributions)
    }

    pub fn refund(&mut self, caller: &str, contribution: &Contribution) -> Result<Done, String> {
        self.execute(caller, ExecuteMsg::Refund { contribution: contribution.clone() })
    }

    pub fn refund_batch(&mut self, caller: &str, batch: &Batch) -> Result<Done, String> {
        self.execute(caller, ExecuteMsg::RefundBatch { batch: batch.clone() })
    }

    pub fn report(&mut self, caller: &str, contribution: &Contribution) -> Result<Done, String> {
        self.execute(caller, ExecuteMsg::Report { contribution: contribution.clone() })
    }

    /// Gives an account refunded contributions to its name, and moves the clock.
    pub fn earn_credit(&mut self, name: &str, contributions: u64) {
        for _ in 0..contributions {
            let sample = if self.predict(&[2]) == 1 { [2] } else { [1] };
            let label = self.predict(&sample);
            let contribution = self.contribute(name, &sample, label);
            self.advance(REFUND_WAIT);
            self.refund(name, &contribution).unwrap();
        }
    }

    pub fn predict(&self, sample: &[u8]) -> u16 {
        self.query(QueryMsg::Predict { sample: sample.into() }).unwrap()
    }

    pub fn quote(&self, count: u32) -> u128 {
        let price: cosmwasm_std::Uint128 = self.query(QueryMsg::Quote { at: 0_u64.into(), count }).unwrap();
        price.u128()
    }

    pub fn credit_of(&self, name: &str) -> u64 {
        let credit: cosmwasm_std::Uint64 =
            self.query(QueryMsg::CreditOf { account: account(name).into_string() }).unwrap();
        credit.u64()
    }

    pub fn record(&self, slot: u32) -> RecordResponse {
        self.query(QueryMsg::Record { slot }).unwrap()
    }

    pub fn state_hash(&self) -> Binary {
        self.query(QueryMsg::StateHash {}).unwrap()
    }

    pub fn env(&self) -> cosmwasm_std::Env {
        let mut env = mock_env();
        env.block.time = Timestamp::from_seconds(self.now);
        env.block.height = self.height;
        env
    }

    /// Runs an operation and settles its funds; what it holds must be what can be claimed of it.
    fn run(
        &mut self,
        caller: &str,
        funds: &[Coin],
        operation: impl FnOnce(&mut OwnedDeps<Kept, MockApi, MockQuerier>) -> Result<Response, ContractError>,
    ) -> Result<Done, String> {
        let before = self.deps.storage.clone();
        let response = match operation(&mut self.deps) {
            Ok(response) => response,
            Err(error) => {
                self.deps.storage = before;
                return Err(error.to_string());
            }
        };
        let sent: u128 = funds.iter().map(|coin| coin.amount.u128()).sum();
        let paid = payment(&response, caller);
        self.balance = (self.balance + sent).checked_sub(paid).unwrap();
        self.slots += 1;
        if self.is_ready() {
            assert_eq!(self.balance, self.held(), "I1");
        }
        assert!(response.attributes.is_empty());
        assert!(response
            .events
            .iter()
            .flat_map(|event| &event.attributes)
            .all(|attribute| !attribute.value.is_empty()));
        Ok(Done { events: response.events, paid })
    }

    /// What can be claimed: of contributions, or of a market by those who may take part in these stories.
    fn held(&self) -> u128 {
        let claimable: u128 = (0..self.slots).map(|slot| self.record(slot).claimable.u128()).sum();
        match self.query::<u8>(QueryMsg::Phase {}) {
            // Halfway through a pass some are paid, and the bounty is not reduced yet.
            Ok(3) => self.balance,
            Ok(phase) => {
                let owed = claimable + PEOPLE.iter().map(|name| self.balance_of(name)).sum::<u128>();
                let remainder = self.balance.saturating_sub(owed);
                // The shares in a forfeited bounty are rounded down.
                let forfeited =
                    phase == 4 && self.query::<ProgressResponse>(QueryMsg::Progress {}).unwrap().bounty.is_zero();
                if forfeited && remainder < PEOPLE.len() as u128 {
                    self.balance
                } else {
                    owed
                }
            }
            Err(_) => claimable,
        }
    }

    pub fn balance_of(&self, name: &str) -> u128 {
        let account = account(name).into_string();
        self.query::<cosmwasm_std::Uint128>(QueryMsg::BalanceOf { account }).unwrap().u128()
    }

    fn is_ready(&self) -> bool {
        let info: InfoResponse = self.query(QueryMsg::Info {}).unwrap();
        info.ready
    }
}

/// What the response pays: nothing, or one amount of the trainer's coin to the caller.
fn payment(response: &Response, caller: &str) -> u128 {
    let [message] = response.messages.as_slice() else {
        assert!(response.messages.is_empty(), "one payment at most");
        return 0;
    };
    match &message.msg {
        CosmosMsg::Bank(BankMsg::Send { to_address, amount }) => {
            assert_eq!(*to_address, account(caller).into_string(), "I8");
            assert_eq!(amount.len(), 1);
            assert_eq!(amount[0].denom, DENOM);
            assert!(!amount[0].amount.is_zero());
            amount[0].amount.u128()
        }
        other => panic!("{other:?}"),
    }
}

/// An attribute of an event.
pub fn attribute<'a>(event: &'a Event, key: &str) -> &'a str {
    let found = event.attributes.iter().find(|attribute| attribute.key == key);
    &found.unwrap_or_else(|| panic!("{key} of {event:?}")).value
}

/// What an event of one contribution tells.
pub fn contribution(event: &Event) -> Contribution {
    assert_eq!(event.ty, "data_added");
    Contribution {
        id: attribute(event, "id").parse::<u64>().unwrap().into(),
        slot: attribute(event, "slot").parse().unwrap(),
        author: attribute(event, "author").to_owned(),
        label: attribute(event, "label").parse().unwrap(),
        added_at: attribute(event, "added_at").parse::<u64>().unwrap().into(),
        deposit: attribute(event, "deposit").parse::<u128>().unwrap().into(),
        taught: attribute(event, "taught").parse().unwrap(),
        sample: Binary::from_base64(attribute(event, "sample")).unwrap(),
        proof: Binary::default(),
    }
}

/// What an event of a batch tells.
pub fn batch(event: &Event) -> Batch {
    assert_eq!(event.ty, "batch_added");
    Batch {
        first_id: attribute(event, "first_id").parse::<u64>().unwrap().into(),
        slot: attribute(event, "slot").parse().unwrap(),
        author: attribute(event, "author").to_owned(),
        added_at: attribute(event, "added_at").parse::<u64>().unwrap().into(),
        deposit: attribute(event, "deposit").parse::<u128>().unwrap().into(),
        taught: attribute(event, "taught").parse().unwrap(),
        samples: Binary::from_base64(attribute(event, "samples")).unwrap(),
    }
}

/// The contributions of a batch with their proofs.
pub fn members(batch: &Batch) -> Vec<Contribution> {
    let items = protocol::Labelled::list(&batch.samples).unwrap();
    let taught = protocol::Mask::from_be_bytes(batch.taught.to_be_bytes());
    let plain: Vec<Contribution> = items
        .iter()
        .enumerate()
        .map(|(position, item)| Contribution {
            id: (batch.first_id.u64() + position as u64).into(),
            slot: batch.slot,
            author: batch.author.clone(),
            label: item.label,
            added_at: batch.added_at,
            deposit: batch.deposit,
            taught: taught.has(position as u8),
            sample: item.sample.into(),
            proof: Binary::default(),
        })
        .collect();
    let leaves: Vec<protocol::Hash> = plain.iter().map(hash).collect();
    let with_proof =
        |(contribution, proof): (Contribution, Vec<u8>)| Contribution { proof: proof.into(), ..contribution };
    plain.into_iter().zip(merkle::proofs(&leaves)).map(with_proof).collect()
}

pub fn hash(contribution: &Contribution) -> protocol::Hash {
    let fields = protocol::Contribution {
        id: contribution.id.u64(),
        author: &contribution.author,
        label: contribution.label,
        added_at: contribution.added_at.u64(),
        deposit: contribution.deposit.u128(),
        taught: contribution.taught,
        sample: &contribution.sample,
    };
    fields.hash()
}

/// Packs a labelled list.
pub fn pack(items: &[(&[u8], u16)]) -> Vec<u8> {
    let item = |(sample, label): &(&[u8], u16)| {
        [(sample.len() as u16).to_be_bytes().as_slice(), sample, &label.to_be_bytes()].concat()
    };
    items.iter().flat_map(item).collect()
}

/// Asserts a refusal's whole text.
#[track_caller]
pub fn refuses<T>(result: Result<T, String>, text: &str) {
    match result {
        Ok(_) => panic!("accepted instead of {text}"),
        Err(refused) => assert_eq!(refused, text),
    }
}
