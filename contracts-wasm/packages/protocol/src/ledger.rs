use crate::{put_varint, Reader};

/// The one value that every contribution changes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ledger {
    /// The next contribution's id.
    pub count: u64,
    /// The sum of all accounts' refunded contributions.
    pub total_good: u64,
    /// Seconds; the block time of the last contribution, at first of the deployment.
    pub last_update: u64,
    /// So many contributions surely overflow no counter of the model.
    pub certain: u64,
    /// Lessons that are not in the model's parts yet.
    pub log: Log,
    next_slot: u32,
    free: Option<u32>,
}

/// Where lessons are kept that are not in a model's parts yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Log {
    /// There are none.
    #[default]
    Empty,
    /// In a value of their own.
    Apart,
    /// Here: the model learns every contribution, so that this value is written with every lesson anyway.
    Here(Vec<u8>),
}

/// What a free slot keeps: the slot that was freed before it. The free slots are a stack, the last freed on top.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FreeSlot {
    below: Option<u32>,
}

impl Ledger {
    /// A trainer whose deployment began at `begun`, and whose model can surely take `certain` lessons.
    pub fn new(begun: u64, certain: u64) -> Self {
        Self { last_update: begun, certain, ..Self::default() }
    }

    /// The slot for the next record: the one freed last (`freed` reads what it keeps), else a new one.
    pub fn take_slot<E>(&mut self, freed: impl FnOnce(u32) -> Result<FreeSlot, E>) -> Result<Option<u32>, E> {
        let Some(slot) = self.free else {
            let slot = self.next_slot;
            let next = slot.checked_add(1);
            self.next_slot = next.unwrap_or(slot);
            return Ok(next.map(|_| slot));
        };
        self.free = freed(slot)?.below;
        Ok(Some(slot))
    }

    /// Frees a settled record's slot; the result is to be kept in it.
    pub fn free_slot(&mut self, slot: u32) -> FreeSlot {
        FreeSlot { below: self.free.replace(slot) }
    }

    /// The bytes kept in storage.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(24);
        put_varint(&mut bytes, self.count);
        put_varint(&mut bytes, self.total_good);
        put_varint(&mut bytes, self.last_update);
        put_varint(&mut bytes, self.next_slot);
        put_varint(&mut bytes, slot_code(self.free));
        put_varint(&mut bytes, self.certain);
        match &self.log {
            Log::Empty => {}
            Log::Apart => bytes.push(0),
            Log::Here(lessons) => {
                bytes.push(1);
                bytes.extend_from_slice(lessons);
            }
        }
        bytes
    }

    /// Reads what `encode` wrote; `None` for anything else.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        Some(Self {
            count: reader.varint()?,
            total_good: reader.varint()?,
            last_update: reader.varint()?,
            next_slot: reader.varint()?,
            free: slot_of(reader.varint()?)?,
            certain: reader.varint()?,
            log: match reader.u8() {
                None => Log::Empty,
                Some(0) => Log::Apart,
                Some(_) => Log::Here(reader.rest().to_vec()),
            },
        })
    }
}

impl FreeSlot {
    /// The bytes kept in the slot: at most five, fewer than any record has.
    pub fn encode(self) -> Vec<u8> {
        let mut bytes = Vec::new();
        put_varint(&mut bytes, slot_code(self.below));
        bytes
    }

    /// Reads what `encode` wrote; `None` for a record's bytes.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let below = slot_of(reader.varint()?)?;
        reader.is_empty().then_some(Self { below })
    }
}

/// 0 for no slot, else one more than the slot.
fn slot_code(slot: Option<u32>) -> u64 {
    slot.map_or(0, |slot| u64::from(slot).saturating_add(1))
}

fn slot_of(code: u64) -> Option<Option<u32>> {
    match code.checked_sub(1) {
        None => Some(None),
        Some(slot) => u32::try_from(slot).ok().map(Some),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        /// Against a plain stack of free slots.
        #[test]
        fn slots_are_used_again_the_last_freed_first(steps in vec(any::<Option<prop::sample::Index>>(), 0..200)) {
            let mut ledger = Ledger::new(7, 9);
            let mut kept: BTreeMap<u32, Vec<u8>> = BTreeMap::new();
            let (mut used, mut stack, mut next) = (Vec::new(), Vec::new(), 0_u32);
            for step in steps {
                match step {
                    Some(pick) if !used.is_empty() => {
                        let slot = used.swap_remove(pick.index(used.len()));
                        kept.insert(slot, ledger.free_slot(slot).encode());
                        stack.push(slot);
                    }
                    _ => {
                        let slot = ledger.take_slot(|slot| FreeSlot::decode(&kept[&slot]).ok_or(())).unwrap();
                        let expected = stack.pop().unwrap_or_else(|| { next += 1; next - 1 });
                        prop_assert_eq!(slot, Some(expected));
                        used.push(expected);
                    }
                }
                ledger = Ledger::decode(&ledger.encode()).unwrap();
            }
        }

        #[test]
        fn a_ledger_reads_back(count: u64, total_good: u64, last_update: u64, certain: u64, lessons: Option<Vec<u8>>, apart: bool, next_slot: u32, free: Option<u32>) {
            let log = lessons.map_or(if apart { Log::Apart } else { Log::Empty }, Log::Here);
            let ledger = Ledger { count, total_good, last_update, certain, log, next_slot, free };
            prop_assert_eq!(Ledger::decode(&ledger.encode()), Some(ledger));
        }
    }

    #[test]
    fn a_ledger_without_a_new_slot_says_so() {
        let mut ledger = Ledger { next_slot: u32::MAX, ..Ledger::default() };
        assert_eq!(ledger.take_slot(|_| Err(())), Ok(None));
    }
}
