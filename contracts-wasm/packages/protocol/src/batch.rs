use crate::{Reader, Refusal};

/// The most labelled samples in a batch.
pub const MAX_BATCH: usize = 256;

/// A sample with its label, as they stand in a labelled list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Labelled<'a> {
    /// Packed as the model's encoding says; not checked yet.
    pub sample: &'a [u8],
    /// Not checked yet.
    pub label: u16,
}

impl<'a> Labelled<'a> {
    /// The items of a batch's labelled list: 1 to 256.
    pub fn list(bytes: &'a [u8]) -> Result<Vec<Self>, Refusal> {
        if bytes.is_empty() {
            return Err(Refusal::InvalidBatch { reason: "empty" });
        }
        let mut reader = Reader::new(bytes);
        let mut items = Vec::new();
        while !reader.is_empty() {
            items.push(Self::next(&mut reader).ok_or(Refusal::InvalidBatch { reason: "length" })?);
        }
        if items.len() > MAX_BATCH {
            return Err(Refusal::InvalidBatch { reason: "size" });
        }
        Ok(items)
    }

    fn next(reader: &mut Reader<'a>) -> Option<Self> {
        let length = reader.u16()?;
        Some(Self { sample: reader.take(length.into())?, label: reader.u16()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn pack(items: &[(Vec<u8>, u16)]) -> Vec<u8> {
        let item = |(sample, label): &(Vec<u8>, u16)| {
            [&(sample.len() as u16).to_be_bytes()[..], sample, &label.to_be_bytes()].concat()
        };
        items.iter().flat_map(item).collect()
    }

    #[test]
    fn a_batch_holds_1_to_256_whole_items() {
        assert_eq!(Labelled::list(&[]), Err(Refusal::InvalidBatch { reason: "empty" }));
        assert_eq!(Labelled::list(&[0, 1, 7, 0]), Err(Refusal::InvalidBatch { reason: "length" }));
        assert_eq!(Labelled::list(&pack(&vec![(vec![1], 0); 256])).map(|items| items.len()), Ok(256));
        assert_eq!(Labelled::list(&pack(&vec![(vec![1], 0); 257])), Err(Refusal::InvalidBatch { reason: "size" }));
    }

    #[test]
    fn a_list_that_ends_inside_an_item_is_refused_for_it_before_its_size() {
        let mut bytes = pack(&vec![(vec![1], 0); 257]);
        bytes.push(0);
        assert_eq!(Labelled::list(&bytes), Err(Refusal::InvalidBatch { reason: "length" }));
    }

    proptest! {
        #[test]
        fn a_packed_list_reads_back(items in vec((vec(any::<u8>(), 0..20), any::<u16>()), 1..40)) {
            let bytes = pack(&items);
            let read = Labelled::list(&bytes).unwrap();
            let read: Vec<(Vec<u8>, u16)> = read.iter().map(|item| (item.sample.to_vec(), item.label)).collect();
            prop_assert_eq!(read, items);
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes: Vec<u8>) {
            let _ = Labelled::list(&bytes);
        }
    }
}
