use cosmwasm_std::Storage;
use omnisum_models::{Pages, PagesMut, Part};
use omnisum_protocol::{put_varint, Reader};

/// A model's parts in the contract's storage, for reading.
pub struct ReadPages<'a> {
    pub storage: &'a dyn Storage,
    /// Of a market's scoring: what it wrote in this round lies over the state from before the market.
    pub round: Option<u32>,
}

/// A model's parts in the contract's storage, for reading and writing.
pub struct WritePages<'a> {
    pub storage: &'a mut dyn Storage,
    /// As above. Another round begins with nothing written.
    pub round: Option<u32>,
}

impl Pages for ReadPages<'_> {
    fn read(&self, part: Part) -> Option<Vec<u8>> {
        read(self.storage, self.round, part)
    }
}

impl Pages for WritePages<'_> {
    fn read(&self, part: Part) -> Option<Vec<u8>> {
        read(self.storage, self.round, part)
    }
}

impl PagesMut for WritePages<'_> {
    fn write(&mut self, part: Part, bytes: &[u8]) {
        let Some(round) = self.round else { return self.storage.set(&key(part), bytes) };
        let mut laid = Vec::with_capacity(bytes.len().saturating_add(5));
        put_varint(&mut laid, round);
        laid.extend_from_slice(bytes);
        self.storage.set(&overlay_key(part), &laid);
    }

    fn remove(&mut self, part: Part) {
        self.storage.remove(&key(part));
    }
}

fn read(storage: &dyn Storage, round: Option<u32>, part: Part) -> Option<Vec<u8>> {
    let laid = round.and_then(|round| {
        let bytes = storage.get(&overlay_key(part))?;
        let mut reader = Reader::new(&bytes);
        (reader.varint() == Some(round)).then(|| reader.rest().to_vec())
    });
    laid.or_else(|| storage.get(&key(part)))
}

fn overlay_key(part: Part) -> Vec<u8> {
    [b"v", key(part).as_slice()].concat()
}

fn key(part: Part) -> Vec<u8> {
    match part {
        Part::Whole => b"w".to_vec(),
        Part::Heads => b"h".to_vec(),
        Part::Log => b"l".to_vec(),
        Part::Page(index) => [b"p", index.to_be_bytes().as_slice()].concat(),
    }
}
