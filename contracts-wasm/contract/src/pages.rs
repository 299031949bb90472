use cosmwasm_std::Storage;
use omnisum_models::{Pages, PagesMut, Part};

/// A model's parts in the contract's storage, for reading.
pub struct ReadPages<'a>(pub &'a dyn Storage);

/// A model's parts in the contract's storage, for reading and writing.
pub struct WritePages<'a>(pub &'a mut dyn Storage);

impl Pages for ReadPages<'_> {
    fn read(&self, part: Part) -> Option<Vec<u8>> {
        self.0.get(&key(part))
    }
}

impl Pages for WritePages<'_> {
    fn read(&self, part: Part) -> Option<Vec<u8>> {
        self.0.get(&key(part))
    }
}

impl PagesMut for WritePages<'_> {
    fn write(&mut self, part: Part, bytes: &[u8]) {
        self.0.set(&key(part), bytes);
    }

    fn remove(&mut self, part: Part) {
        self.0.remove(&key(part));
    }
}

fn key(part: Part) -> Vec<u8> {
    match part {
        Part::Whole => b"w".to_vec(),
        Part::Heads => b"h".to_vec(),
        Part::Log => b"l".to_vec(),
        Part::Page(index) => [b"p", index.to_be_bytes().as_slice()].concat(),
    }
}
