use omnisum_protocol::{put_varint, Labelled, Reader};

/// Contributions that were added together.
#[derive(Debug)]
pub(super) struct Added {
    /// Their contributor's.
    pub number: u32,
    /// Samples and labels.
    pub items: Vec<(Vec<u8>, u16)>,
}

impl Added {
    /// The bytes kept in storage. Not a labelled list: a sample that is added alone can be longer than one's there.
    pub fn encode(number: u32, items: &[Labelled]) -> Vec<u8> {
        let mut bytes = Vec::new();
        put_varint(&mut bytes, number);
        for item in items {
            put_varint(&mut bytes, u64::try_from(item.sample.len()).unwrap_or(u64::MAX));
            bytes.extend_from_slice(item.sample);
            put_varint(&mut bytes, item.label);
        }
        bytes
    }

    /// Reads what `encode` wrote; `None` for anything else.
    pub fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader::new(bytes);
        let number = reader.varint()?;
        let mut items = Vec::new();
        while !reader.is_empty() {
            let length = reader.varint()?;
            items.push((reader.take(length)?.to_vec(), reader.varint()?));
        }
        Some(Self { number, items })
    }
}
