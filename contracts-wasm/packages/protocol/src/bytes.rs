use crate::{unzigzag, zigzag};

/// Reads big-endian numbers and slices one after the other; `None` where the bytes end too early.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Starts at the first byte.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Whether everything has been read.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// What has not been read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The next `count` bytes.
    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    /// The next `N` bytes.
    pub fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    /// A byte.
    pub fn u8(&mut self) -> Option<u8> {
        self.array().map(u8::from_be_bytes)
    }

    /// Two bytes.
    pub fn u16(&mut self) -> Option<u16> {
        self.array().map(u16::from_be_bytes)
    }

    /// Four bytes.
    pub fn u32(&mut self) -> Option<u32> {
        self.array().map(u32::from_be_bytes)
    }

    /// Eight bytes.
    pub fn u64(&mut self) -> Option<u64> {
        self.array().map(u64::from_be_bytes)
    }

    /// Twelve bytes.
    pub fn u96(&mut self) -> Option<u128> {
        let bytes = self.take(12)?;
        Some(bytes.iter().fold(0, |value, byte| (value << 8) | u128::from(*byte)))
    }

    /// A number as `put_signed` wrote it, if it fits `T`.
    pub fn signed<T: TryFrom<i128>>(&mut self) -> Option<T> {
        T::try_from(unzigzag(self.varint()?)).ok()
    }

    /// A number as `put_varint` wrote it, if it fits `T`.
    pub fn varint<T: TryFrom<u128>>(&mut self) -> Option<T> {
        let mut value = 0_u128;
        let mut shift = 0_u32;
        loop {
            let byte = self.u8()?;
            let digit = u128::from(byte & 0x7f);
            let shifted = digit.checked_shl(shift)?;
            if shifted >> shift != digit {
                return None;
            }
            value |= shifted;
            if byte & 0x80 == 0 {
                return T::try_from(value).ok();
            }
            shift = shift.checked_add(7)?;
        }
    }
}

/// Appends a number of either sign, in few bytes if it is small.
pub fn put_signed(bytes: &mut Vec<u8>, value: impl Into<i128>) {
    put_varint(bytes, zigzag(value.into()));
}

/// Appends a number seven bits a byte, the lowest first: storage is priced by the byte and most numbers are small.
pub fn put_varint(bytes: &mut Vec<u8>, value: impl Into<u128>) {
    let mut value: u128 = value.into();
    loop {
        let digit = value.to_le_bytes()[0] & 0x7f;
        value >>= 7;
        if value == 0 {
            bytes.push(digit);
            return;
        }
        bytes.push(digit | 0x80);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_varint_reads_back_as_it_was_written(value: u128, small: u16, signed: i64) {
            let mut bytes = Vec::new();
            put_varint(&mut bytes, value);
            put_varint(&mut bytes, small);
            put_signed(&mut bytes, signed);
            let mut reader = Reader::new(&bytes);
            prop_assert_eq!(reader.varint::<u128>(), Some(value));
            prop_assert_eq!(reader.varint::<u16>(), Some(small));
            prop_assert_eq!(reader.signed::<i64>(), Some(signed));
            prop_assert!(reader.is_empty());
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes: Vec<u8>) {
            let mut reader = Reader::new(&bytes);
            while reader.varint::<u128>().is_some() {}
        }
    }

    #[test]
    fn a_number_too_great_for_its_type_is_refused() {
        let mut bytes = Vec::new();
        put_varint(&mut bytes, 65_536_u32);
        assert_eq!(Reader::new(&bytes).varint::<u16>(), None);
        assert_eq!(Reader::new(&bytes).varint::<u32>(), Some(65_536));
        assert_eq!(Reader::new(&[0xff; 40]).varint::<u128>(), None);
    }

    #[test]
    fn ninety_six_bits_are_twelve_bytes() {
        let mut reader = Reader::new(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 9]);
        assert_eq!(reader.u96(), Some(258));
        assert_eq!(reader.rest(), [9]);
    }
}
