use crate::{put_varint, Reader, Refusal};

/// The most features a model can have.
pub const MAX_FEATURES: u32 = 1 << 24;

/// The bytes of a feature index: the least that can name every feature.
pub fn index_width(features: u32) -> usize {
    match features {
        0..=256 => 1,
        257..=65_536 => 2,
        65_537..=16_777_216 => 3,
        _ => 4,
    }
}

/// How the samples of a model are packed (docs/protocol.md §3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// The indices of the features that are on.
    Sparse,
    /// Indices, each with how often the sample has the feature.
    Counts,
    /// A value for every feature.
    Dense,
}

/// A feature of a sample, and its value there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Below the number of features.
    pub feature: u32,
    /// 1 in a sparse sample, 1 to 255 in counts, −128 to 127 in a dense one.
    pub value: i16,
}

impl Encoding {
    /// Refuses a sample that is not packed so; an empty one passes, as it may be predicted.
    pub fn check(self, sample: &[u8], features: u32) -> Result<(), Refusal> {
        let entries = || self.entries(sample, features);
        let refused = |reason| Err(Refusal::InvalidSample { reason });
        if self == Self::Dense {
            let is_whole = sample.is_empty() || u32::try_from(sample.len()) == Ok(features);
            return if is_whole { Ok(()) } else { refused("length") };
        }
        if !sample.chunks_exact(self.entry_bytes(features)).remainder().is_empty() {
            return refused("length");
        }
        if !entries().map(|entry| entry.feature).is_sorted_by(|a, b| a < b) {
            return refused("order");
        }
        if entries().last().is_some_and(|last| last.feature >= features) {
            return refused("range");
        }
        if entries().any(|entry| entry.value == 0) {
            return refused("count");
        }
        Ok(())
    }

    /// The entries of a checked sample, features ascending; none of an empty one.
    pub fn entries(self, sample: &[u8], features: u32) -> impl Iterator<Item = Entry> + '_ {
        let width = index_width(features);
        sample.chunks_exact(self.entry_bytes(features)).zip(0_u32..).map(move |(bytes, nth)| match self {
            Self::Sparse => Entry { feature: index(bytes), value: 1 },
            Self::Counts => {
                let (feature, count) = bytes.split_at_checked(width).unwrap_or_default();
                Entry { feature: index(feature), value: count.first().copied().map_or(0, i16::from) }
            }
            Self::Dense => {
                let value = bytes.first().map_or(0, |byte| i8::from_be_bytes([*byte]));
                Entry { feature: nth, value: value.into() }
            }
        })
    }

    /// Appends a checked sample in few bytes: of indices how far they are from the one before.
    pub fn put_short(self, bytes: &mut Vec<u8>, sample: &[u8], features: u32) {
        let size = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        if self == Self::Dense {
            put_varint(bytes, size(sample.len()));
            return bytes.extend_from_slice(sample);
        }
        put_varint(bytes, size(self.entries(sample, features).count()));
        let mut least = 0_u32;
        for Entry { feature, value } in self.entries(sample, features) {
            let step = u64::from(feature.saturating_sub(least));
            least = feature.saturating_add(1);
            if self == Self::Sparse {
                put_varint(bytes, step);
            } else {
                put_varint(bytes, (step << 1) | u64::from(value > 1));
                bytes.extend(u8::try_from(value).ok().filter(|count| *count > 1));
            }
        }
    }

    /// Reads what `put_short` wrote.
    pub fn short(self, reader: &mut Reader, features: u32) -> Option<Vec<u8>> {
        let count: usize = reader.varint()?;
        if self == Self::Dense {
            return reader.take(count).map(<[u8]>::to_vec);
        }
        let (mut sample, mut least) = (Vec::new(), 0_u32);
        for _ in 0..count {
            let code: u32 = reader.varint()?;
            let (step, counts) = if self == Self::Sparse { (code, false) } else { (code >> 1, code & 1 == 1) };
            let feature = least.checked_add(step)?;
            least = feature.checked_add(1)?;
            sample.extend(feature.to_be_bytes().iter().skip(4_usize.saturating_sub(index_width(features))));
            if self == Self::Counts {
                sample.push(if counts { reader.u8()? } else { 1 });
            }
        }
        Some(sample)
    }

    fn entry_bytes(self, features: u32) -> usize {
        match self {
            Self::Sparse => index_width(features),
            Self::Counts => index_width(features).saturating_add(1),
            Self::Dense => 1,
        }
    }
}

fn index(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |index, byte| (index << 8) | u32::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reason(encoding: Encoding, sample: &[u8], features: u32) -> Option<&'static str> {
        match encoding.check(sample, features) {
            Err(Refusal::InvalidSample { reason }) => Some(reason),
            _ => None,
        }
    }

    fn values(encoding: Encoding, sample: &[u8], features: u32) -> Vec<(u32, i16)> {
        encoding.entries(sample, features).map(|entry| (entry.feature, entry.value)).collect()
    }

    #[test]
    fn an_index_has_the_least_bytes_that_can_name_every_feature() {
        let edges = [(1, 1), (256, 1), (257, 2), (65_536, 2), (65_537, 3), (MAX_FEATURES, 3), (MAX_FEATURES + 1, 4)];
        edges.into_iter().for_each(|(features, width)| assert_eq!(index_width(features), width));
    }

    #[test]
    fn the_first_reason_that_applies_is_named() {
        use Encoding::{Counts, Dense, Sparse};
        assert_eq!(reason(Sparse, &[], 300), None);
        assert_eq!(reason(Sparse, &[0, 0, 1], 300), Some("length"));
        assert_eq!(reason(Sparse, &[9, 9, 9, 9], 300), Some("order"));
        assert_eq!(reason(Sparse, &[0, 1, 1, 44], 300), Some("range"));
        assert_eq!(reason(Counts, &[], 3), None);
        assert_eq!(reason(Counts, &[1, 0, 0], 3), Some("length"));
        assert_eq!(reason(Counts, &[3, 0, 3, 1], 3), Some("order"));
        assert_eq!(reason(Counts, &[1, 0, 3, 1], 3), Some("range"));
        assert_eq!(reason(Counts, &[1, 1, 2, 0], 3), Some("count"));
        assert_eq!(reason(Counts, &[1, 1, 2, 255], 3), None);
        assert_eq!(reason(Dense, &[], 3), None);
        assert_eq!(reason(Dense, &[1, 2], 3), Some("length"));
        assert_eq!(reason(Dense, &[1, 2, 3, 4], 3), Some("length"));
        assert_eq!(reason(Dense, &[0, 0x80, 0xff], 3), None);
    }

    #[test]
    fn entries_are_features_with_their_values() {
        assert_eq!(values(Encoding::Sparse, &[0, 2, 1, 1], 300), [(2, 1), (257, 1)]);
        assert_eq!(values(Encoding::Counts, &[0, 2, 255, 1, 1, 7], 300), [(2, 255), (257, 7)]);
        assert_eq!(values(Encoding::Dense, &[0, 0x80, 0xff, 127], 4), [(0, 0), (1, -128), (2, -1), (3, 127)]);
        assert_eq!(values(Encoding::Dense, &[], 4), []);
    }

    #[test]
    fn near_features_take_a_byte_each_in_short() {
        let mut bytes = Vec::new();
        Encoding::Sparse.put_short(&mut bytes, &[0, 9, 0, 10, 0, 200], 300);
        assert_eq!(bytes, [3, 9, 0, 189, 1]);
        bytes.clear();
        Encoding::Counts.put_short(&mut bytes, &[9, 1, 10, 7], 200);
        assert_eq!(bytes, [2, 18, 1, 7]);
    }

    proptest! {
        #[test]
        fn a_sample_in_short_reads_back(
            entries in proptest::collection::btree_map(0_u32..70_000, 1_u8.., 0..40), features in prop_oneof![Just(256_u32), Just(70_000)], kind in 0_usize..3,
        ) {
            let width = index_width(features);
            let encoding = [Encoding::Sparse, Encoding::Counts, Encoding::Dense][kind];
            let pack = |(index, count): (&u32, &u8)| match encoding {
                Encoding::Sparse => index.to_be_bytes()[4 - width..].to_vec(),
                Encoding::Counts => [&index.to_be_bytes()[4 - width..], &[*count]].concat(),
                Encoding::Dense => vec![*count],
            };
            let sample: Vec<u8> = entries.iter().filter(|(index, _)| **index < features).flat_map(pack).collect();
            let mut bytes = vec![];
            encoding.put_short(&mut bytes, &sample, features);
            let mut reader = Reader::new(&bytes);
            prop_assert_eq!(encoding.short(&mut reader, features), Some(sample));
            prop_assert!(reader.is_empty());
        }

        #[test]
        fn any_bytes_are_checked_without_a_panic(bytes: Vec<u8>, features in 1..=MAX_FEATURES) {
            for encoding in [Encoding::Sparse, Encoding::Counts, Encoding::Dense] {
                let _ = encoding.check(&bytes, features);
                let _ = encoding.entries(&bytes, features).count();
            }
        }
    }
}
