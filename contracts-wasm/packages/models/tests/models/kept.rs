use std::cell::Cell;
use std::collections::BTreeMap;

use omnisum_models::{Pages, PagesMut, Part};

/// A chain's storage as a map that counts what is read.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    pub parts: BTreeMap<Part, Vec<u8>>,
    pub reads: Cell<usize>,
}

impl Pages for Kept {
    fn read(&self, part: Part) -> Option<Vec<u8>> {
        self.reads.set(self.reads.get() + 1);
        self.parts.get(&part).cloned()
    }
}

impl PagesMut for Kept {
    fn write(&mut self, part: Part, bytes: &[u8]) {
        assert!(!bytes.is_empty(), "a chain refuses empty values");
        self.parts.insert(part, bytes.to_vec());
    }

    fn remove(&mut self, part: Part) {
        self.parts.remove(&part);
    }
}
