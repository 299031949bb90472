use crate::{put_varint, Hash, Mask, Reader};

/// The bytes of a hash or root that a slot keeps.
pub const COMMITMENT_BYTES: usize = 20;
/// The first bytes of a contribution's hash or of a batch's root.
pub type Commitment = [u8; COMMITMENT_BYTES];

/// The part of a hash or root that a slot keeps.
pub fn commitment(hash: &Hash) -> Commitment {
    let mut commitment = [0; COMMITMENT_BYTES];
    commitment.iter_mut().zip(hash).for_each(|(kept, byte)| *kept = *byte);
    commitment
}

/// What a slot holds of a contribution or batch: what it commits to, what is open, and what is still claimable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Of the contribution's hash or the batch's root.
    pub commitment: Commitment,
    contributions: u8,
    deposit: u128,
    open: Mask,
    /// What reporters took of contributions that are still open.
    taken: Vec<(u8, u128)>,
}

impl Record {
    /// A record of 1 to 256 contributions with `deposit` each, all open.
    pub fn new(root: &Hash, contributions: usize, deposit: u128) -> Option<Self> {
        let last = u8::try_from(contributions.checked_sub(1)?).ok()?;
        let open = Mask::first(contributions);
        Some(Self { commitment: commitment(root), contributions: last, deposit, open, taken: Vec::new() })
    }

    /// How many contributions were recorded together.
    pub fn contributions(&self) -> usize {
        usize::from(self.contributions).saturating_add(1)
    }

    /// The positions of the contributions that are not settled.
    pub fn open(&self) -> Mask {
        self.open
    }

    /// Whether every contribution is settled, so that the slot is free.
    pub fn is_settled(&self) -> bool {
        self.open.count() == 0
    }

    /// What is left to claim of the contribution at `position`; `None` if it is settled.
    pub fn left(&self, position: u8) -> Option<u128> {
        let taken = self.taken.iter().find(|(at, _)| *at == position).map_or(0, |(_, taken)| *taken);
        self.open.has(position).then(|| self.deposit.saturating_sub(taken))
    }

    /// What is left to claim of all contributions.
    pub fn claimable(&self) -> u128 {
        let taken = self.taken.iter().fold(0_u128, |sum, (_, taken)| sum.saturating_add(*taken));
        self.deposit.saturating_mul(self.open.count().into()).saturating_sub(taken)
    }

    /// Takes a part of what is left; what leaves nothing settles the contribution.
    pub fn take(&mut self, position: u8, amount: u128) {
        if self.left(position).is_none_or(|left| left <= amount) {
            return self.settle(position);
        }
        if self.contributions == 0 {
            self.deposit = self.deposit.saturating_sub(amount);
        } else if let Some((_, taken)) = self.taken.iter_mut().find(|(at, _)| *at == position) {
            *taken = taken.saturating_add(amount);
        } else {
            self.taken.push((position, amount));
        }
    }

    /// Closes the contribution at `position`: nothing can be claimed of it any more.
    pub fn settle(&mut self, position: u8) {
        self.open.set(position, false);
        self.taken.retain(|(at, _)| *at != position);
    }

    /// The bytes kept in the slot: `contributions − 1 ‖ commitment ‖ deposit`, and for a batch which are open and what was taken.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = vec![self.contributions];
        bytes.extend(self.commitment);
        put_varint(&mut bytes, self.deposit);
        if self.contributions > 0 {
            bytes.extend(self.open.low_bytes(self.contributions()));
        }
        for (position, taken) in &self.taken {
            bytes.push(*position);
            put_varint(&mut bytes, *taken);
        }
        bytes
    }

    /// Reads what `encode` wrote; `None` for anything else.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let contributions = reader.u8()?;
        let commitment = reader.array()?;
        let deposit = reader.varint()?;
        let open = match usize::from(contributions).checked_add(1)? {
            1 => Mask::first(1),
            count => Mask::from_low_bytes(reader.take(count.div_ceil(8))?),
        };
        let mut taken = Vec::new();
        while !reader.is_empty() {
            taken.push((reader.u8()?, reader.varint()?));
        }
        Some(Self { commitment, contributions, deposit, open, taken })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    #[test]
    fn a_record_holds_1_to_256_contributions() {
        assert!(Record::new(&[1; 32], 0, 5).is_none());
        assert!(Record::new(&[1; 32], 257, 5).is_none());
        assert_eq!(Record::new(&[1; 32], 256, 5).map(|record| record.claimable()), Some(1280));
    }

    #[test]
    fn a_single_record_costs_its_commitment_and_a_few_bytes() {
        let record = Record::new(&[1; 32], 1, 250).unwrap();
        assert_eq!(record.encode().len(), 1 + 20 + 2);
    }

    #[test]
    fn a_record_without_deposit_is_open_until_it_is_settled() {
        let mut record = Record::new(&[1; 32], 1, 0).unwrap();
        assert_eq!(record.left(0), Some(0));
        record.take(0, 0);
        assert_eq!(record.left(0), None);
        assert!(record.is_settled());
    }

    proptest! {
        /// Against a plain list of what is left of each contribution.
        #[test]
        fn takes_and_settlements_agree_with_a_plain_list(count in 1_usize..=256, deposit in 0_u128..1 << 88, steps in vec((any::<u8>(), any::<u64>(), any::<bool>()), 0..40)) {
            let mut record = Record::new(&[9; 32], count, deposit).unwrap();
            let mut plain = vec![Some(deposit); count];
            for (position, amount, settle) in steps {
                let position = position % (count - 1).clamp(1, 255) as u8;
                let Some(left) = plain[usize::from(position)] else { continue };
                if settle {
                    record.settle(position);
                    plain[usize::from(position)] = None;
                } else {
                    record.take(position, u128::from(amount));
                    plain[usize::from(position)] = left.checked_sub(u128::from(amount)).filter(|left| *left > 0);
                }
                if record.is_settled() {
                    break; // its slot is free: it is not kept any more
                }
                prop_assert_eq!(Record::decode(&record.encode()), Some(record.clone()));
            }
            for (position, left) in plain.iter().enumerate() {
                prop_assert_eq!(record.left(position as u8), *left);
            }
            prop_assert_eq!(record.claimable(), plain.iter().flatten().sum::<u128>());
            prop_assert_eq!(record.is_settled(), plain.iter().all(Option::is_none));
        }

        #[test]
        fn any_bytes_decode_without_a_panic(bytes: Vec<u8>) {
            let _ = Record::decode(&bytes);
        }
    }
}
