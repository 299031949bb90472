use cosmwasm_std::{StdError, StdResult, Storage};
use omnisum_incentives::{AnyIncentive, Credits};
use omnisum_models::AnyModel;
use omnisum_protocol::{account_key, put_varint, FreeSlot, Hash, Labelled, Ledger, Reader, Record, Refusal};

use crate::deployment::load_owner;
use crate::packing::{corrupt, put_text, text};
use crate::ContractError;

// Storage is priced by the byte: keys of one byte, binary values, and what changes apart from what does not.
const TRAINER: &[u8] = b"c";
const LEDGER: &[u8] = b"g";
const RECORD: u8 = b'r';
const GOOD: u8 = b'a';
const REPORTED: u8 = b'x';

/// What every operation reads and nothing changes.
pub struct Trainer {
    pub model: AnyModel,
    pub incentive: AnyIncentive,
    pub denom: String,
}

/// The packed configuration as it was given.
pub struct Packed {
    pub header: Vec<u8>,
    pub incentive: Vec<u8>,
    pub denom: String,
}

impl Packed {
    pub fn save(&self, storage: &mut dyn Storage) {
        let mut bytes = Vec::new();
        put_text(&mut bytes, &self.header);
        put_text(&mut bytes, &self.incentive);
        put_text(&mut bytes, self.denom.as_bytes());
        storage.set(TRAINER, &bytes);
    }

    pub fn load(storage: &dyn Storage) -> StdResult<Self> {
        let bytes = storage.get(TRAINER).unwrap_or_default();
        let mut reader = Reader::new(&bytes);
        let mut next = || text(&mut reader).map(<[u8]>::to_vec);
        let parts = (next(), next(), next().and_then(|denom| String::from_utf8(denom).ok()));
        let (Some(header), Some(incentive), Some(denom)) = parts else { return Err(corrupt("trainer")) };
        Ok(Self { header, incentive, denom })
    }
}

impl Trainer {
    pub fn load(storage: &dyn Storage) -> Result<Self, ContractError> {
        let packed = Packed::load(storage)?;
        let model = AnyModel::from_header(&packed.header)?;
        let incentive = AnyIncentive::from_bytes(&packed.incentive, true)?;
        Ok(Self { model, incentive, denom: packed.denom })
    }

    /// Refuses a label that does not exist, then a sample that cannot be learned.
    pub fn check(&self, item: &Labelled) -> Result<(), Refusal> {
        let classes = self.model.as_model().classes();
        if item.label >= classes {
            return Err(Refusal::InvalidLabel { label: item.label, classes });
        }
        self.check_sample(item.sample)
    }

    /// Refuses a sample that cannot be learned: as `Model::check`, and an empty one.
    pub fn check_sample(&self, sample: &[u8]) -> Result<(), Refusal> {
        if sample.is_empty() {
            return Err(Refusal::InvalidSample { reason: "empty" });
        }
        self.model.as_model().check(sample)
    }
}

/// Exists from `finalize` on.
pub fn load_ledger(storage: &dyn Storage) -> Result<Ledger, ContractError> {
    let bytes = storage.get(LEDGER).ok_or(Refusal::NotReady {})?;
    Ok(Ledger::decode(&bytes).ok_or_else(|| corrupt("ledger"))?)
}

pub fn is_ready(storage: &dyn Storage) -> bool {
    storage.get(LEDGER).is_some()
}

pub fn save_ledger(storage: &mut dyn Storage, ledger: &Ledger) {
    storage.set(LEDGER, &ledger.encode());
}

/// `None` for a slot that is free or was never used.
pub fn load_record(storage: &dyn Storage, slot: u32) -> Option<Record> {
    Record::decode(&storage.get(&record_key(slot))?)
}

/// The slot for a new record.
pub fn take_slot(storage: &dyn Storage, ledger: &mut Ledger) -> StdResult<u32> {
    let freed = |slot| {
        let kept = storage.get(&record_key(slot));
        kept.and_then(|bytes| FreeSlot::decode(&bytes)).ok_or_else(|| corrupt("free slot"))
    };
    ledger.take_slot(freed)?.ok_or_else(|| StdError::generic_err("no slot is left"))
}

/// Keeps a record, or frees its slot when all of it is settled.
pub fn save_record(storage: &mut dyn Storage, ledger: &mut Ledger, slot: u32, record: &Record) {
    let bytes = if record.is_settled() { ledger.free_slot(slot).encode() } else { record.encode() };
    storage.set(&record_key(slot), &bytes);
}

pub fn load_good(storage: &dyn Storage, account: &str) -> u64 {
    let kept = storage.get(&[&[GOOD], account_key(account).as_slice()].concat());
    kept.and_then(|bytes| Reader::new(&bytes).varint()).unwrap_or(0)
}

/// Counts refunded contributions of an account.
pub fn add_good(storage: &mut dyn Storage, ledger: &mut Ledger, account: &str, refunded: u64) {
    if refunded == 0 {
        return;
    }
    let mut bytes = Vec::new();
    put_varint(&mut bytes, load_good(storage, account).saturating_add(refunded));
    storage.set(&[&[GOOD], account_key(account).as_slice()].concat(), &bytes);
    ledger.total_good = ledger.total_good.saturating_add(refunded);
}

/// Remembers that an account took its share of a contribution that stays open.
pub fn mark_reported(storage: &mut dyn Storage, id: u64, account: &str) {
    storage.set(&reported_key(id, account), &[1]);
}

/// Credits as they are kept.
pub struct StoredCredits<'a> {
    pub storage: &'a dyn Storage,
    pub total_good: u64,
}

impl Credits for StoredCredits<'_> {
    fn good(&self, account: &str) -> u64 {
        load_good(self.storage, account)
    }

    fn total_good(&self) -> u64 {
        self.total_good
    }

    fn has_reported(&self, id: u64, account: &str) -> bool {
        self.storage.get(&reported_key(id, account)).is_some()
    }

    fn owner(&self) -> Option<String> {
        Some(load_owner(self.storage)).filter(|owner| !owner.is_empty())
    }
}

fn record_key(slot: u32) -> [u8; 5] {
    let [a, b, c, d] = slot.to_be_bytes();
    [RECORD, a, b, c, d]
}

/// The first bytes of a hash over contribution and account: shorter than both.
fn reported_key(id: u64, account: &str) -> Vec<u8> {
    let hash: Hash = omnisum_protocol::keccak256(&[&id.to_be_bytes(), account.as_bytes()]);
    [&[REPORTED], omnisum_protocol::commitment(&hash).as_slice()].concat()
}
