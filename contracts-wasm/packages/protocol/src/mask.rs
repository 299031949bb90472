/// One bit for each contribution of a batch.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mask {
    /// Bit i stands in byte i / 8, the lowest first.
    bits: [u8; 32],
}

impl Mask {
    /// The first `count` bits set.
    pub fn first(count: usize) -> Self {
        let mut mask = Self::default();
        (0..=u8::MAX).take(count).for_each(|position| mask.set(position, true));
        mask
    }

    /// From a number's big-endian bytes.
    pub fn from_be_bytes(mut bytes: [u8; 32]) -> Self {
        bytes.reverse();
        Self { bits: bytes }
    }

    /// A number's big-endian bytes: bit i is worth 2^i.
    pub fn to_be_bytes(self) -> [u8; 32] {
        let mut bytes = self.bits;
        bytes.reverse();
        bytes
    }

    /// The bytes that hold the first `count` bits.
    pub fn low_bytes(&self, count: usize) -> &[u8] {
        self.bits.get(..count.div_ceil(8)).unwrap_or(&self.bits)
    }

    /// From the bytes that `low_bytes` gave.
    pub fn from_low_bytes(bytes: &[u8]) -> Self {
        let mut mask = Self::default();
        mask.bits.iter_mut().zip(bytes).for_each(|(bit, byte)| *bit = *byte);
        mask
    }

    /// Whether the bit at `position` is set.
    pub fn has(&self, position: u8) -> bool {
        self.bits.get(usize::from(position >> 3)).is_some_and(|byte| byte & bit(position) != 0)
    }

    /// Sets or clears the bit at `position`.
    pub fn set(&mut self, position: u8, on: bool) {
        if let Some(byte) = self.bits.get_mut(usize::from(position >> 3)) {
            *byte = if on { *byte | bit(position) } else { *byte & !bit(position) };
        }
    }

    /// How many bits are set.
    pub fn count(&self) -> u32 {
        self.bits.iter().fold(0, |count, byte| byte.count_ones().saturating_add(count))
    }

    /// The positions of the bits that are set, in ascending order.
    pub fn positions(self) -> impl Iterator<Item = u8> {
        (0..=u8::MAX).filter(move |position| self.has(*position))
    }
}

fn bit(position: u8) -> u8 {
    1 << (position & 7)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn bit_i_is_worth_two_to_the_i() {
        let mut mask = Mask::default();
        mask.set(0, true);
        mask.set(9, true);
        let mut expected = [0; 32];
        expected[31] = 1;
        expected[30] = 2;
        assert_eq!(mask.to_be_bytes(), expected);
        assert_eq!(mask.positions().collect::<Vec<_>>(), [0, 9]);
        assert_eq!(Mask::first(256).to_be_bytes(), [255; 32]);
    }

    proptest! {
        #[test]
        fn a_mask_survives_both_of_its_byte_forms(bytes: [u8; 32], count in 1_usize..=256) {
            let mask = Mask::from_be_bytes(bytes);
            prop_assert_eq!(mask.to_be_bytes(), bytes);
            let low = Mask::from_low_bytes(mask.low_bytes(count));
            for position in 0..count {
                prop_assert_eq!(low.has(position as u8), mask.has(position as u8));
            }
        }

        #[test]
        fn clearing_what_is_set_leaves_the_rest(count in 1_usize..=256, position: u8) {
            let mut mask = Mask::first(count);
            let had = mask.has(position);
            mask.set(position, false);
            prop_assert_eq!(mask.count() as usize, count - usize::from(had));
        }
    }
}
