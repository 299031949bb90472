use crate::Refusal;

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

/// Checked feature indices, strictly ascending and below the number of features; may be empty.
#[derive(Debug, Clone, Copy)]
pub struct SparseSample<'a> {
    bytes: &'a [u8],
    width: usize,
}

impl<'a> SparseSample<'a> {
    /// Checks everything but emptiness: an empty sample may be predicted.
    pub fn decode(bytes: &'a [u8], features: u32) -> Result<Self, Refusal> {
        let sample = Self::packed(bytes, features);
        if !bytes.chunks_exact(sample.width).remainder().is_empty() {
            return Err(Refusal::InvalidSample { reason: "length" });
        }
        if !sample.indices().is_sorted_by(|a, b| a < b) {
            return Err(Refusal::InvalidSample { reason: "order" });
        }
        if sample.indices().last().is_some_and(|last| last >= features) {
            return Err(Refusal::InvalidSample { reason: "range" });
        }
        Ok(sample)
    }

    /// A sample that was checked when it was stored.
    pub fn packed(bytes: &'a [u8], features: u32) -> Self {
        Self { bytes, width: index_width(features) }
    }

    /// The features that are on, in ascending order.
    pub fn indices(&self) -> impl Iterator<Item = u32> + 'a {
        let index = |entry: &[u8]| entry.iter().fold(0, |index, byte| (index << 8) | u32::from(*byte));
        self.bytes.chunks_exact(self.width).map(index)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::{btree_set, vec};
    use proptest::prelude::*;

    fn pack(indices: impl IntoIterator<Item = u32>, features: u32) -> Vec<u8> {
        let width = index_width(features);
        indices.into_iter().flat_map(|index| index.to_be_bytes()[4 - width..].to_vec()).collect()
    }

    fn reason(bytes: &[u8], features: u32) -> &'static str {
        match SparseSample::decode(bytes, features) {
            Err(Refusal::InvalidSample { reason }) => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn the_width_is_the_least_that_names_every_feature() {
        let widths = [1, 256, 257, 65_536, 65_537, MAX_FEATURES].map(index_width);
        assert_eq!(widths, [1, 1, 2, 2, 3, 3]);
    }

    #[test]
    fn the_first_reason_that_applies_is_named() {
        assert_eq!(reason(&[0, 1, 0], 1_000), "length");
        assert_eq!(reason(&[9, 9, 9, 9], 1_000), "order");
        assert_eq!(reason(&[0, 2, 0, 1], 1_000), "order");
        assert_eq!(reason(&[0, 1, 0x03, 0xe8], 1_000), "range");
        assert!(SparseSample::decode(&[0, 1, 0x03, 0xe7], 1_000).is_ok());
        assert!(SparseSample::decode(&[], 1_000).is_ok());
    }

    proptest! {
        #[test]
        fn packed_indices_decode_to_themselves(features in 1_u32..=MAX_FEATURES, picks in btree_set(0_u32..MAX_FEATURES, 0..30)) {
            let indices: Vec<u32> = picks.into_iter().filter(|index| *index < features).collect();
            let bytes = pack(indices.iter().copied(), features);
            let sample = SparseSample::decode(&bytes, features).unwrap();
            prop_assert_eq!(sample.indices().collect::<Vec<_>>(), indices);
        }

        #[test]
        fn any_bytes_decode_to_ascending_indices_in_range_or_are_refused(features in 1_u32..=100_000, bytes in vec(any::<u8>(), 0..40)) {
            if let Ok(sample) = SparseSample::decode(&bytes, features) {
                let indices: Vec<u32> = sample.indices().collect();
                prop_assert!(indices.windows(2).all(|pair| pair[0] < pair[1]));
                prop_assert!(indices.iter().all(|index| *index < features));
                prop_assert_eq!(pack(indices, features), bytes);
            }
        }
    }
}
