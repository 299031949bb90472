use std::collections::btree_map::{BTreeMap, Entry};

use omnisum_protocol::Labelled;

use super::{Kept, Market, Store, Terms};

/// A piece of the test set, and the number of its first sample.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Place {
    pub piece: u16,
    pub first: u32,
}

/// The test samples in the order of pieces and lists; reads the pieces that it is asked for, each once.
#[derive(Debug, Default)]
pub(super) struct TestSet {
    /// Where the sample is that was asked for last.
    pub place: Place,
    read: BTreeMap<u16, Vec<(Vec<u8>, u16)>>,
}

impl TestSet {
    /// Begins to read at a place that another has come to.
    pub fn at(place: Place) -> Self {
        Self { place, read: BTreeMap::new() }
    }

    /// The `nth` sample with its label.
    pub fn get(&mut self, store: &dyn Store, terms: &Terms, market: &Market, nth: u32) -> Option<(&[u8], u16)> {
        if nth < self.place.first {
            self.place = Place::default();
        }
        while self.place.piece < terms.pieces {
            let Place { piece, first } = self.place;
            let count = if market.drawn == Some(piece) { 0 } else { self.read(store, piece)? };
            if nth.saturating_sub(first) < count {
                break;
            }
            self.place = Place { piece: piece.saturating_add(1), first: first.saturating_add(count) };
        }
        let index = usize::try_from(nth.checked_sub(self.place.first)?).ok()?;
        self.read.get(&self.place.piece)?.get(index).map(|(sample, label)| (sample.as_slice(), *label))
    }

    /// Reads a piece, unless it was read already; how many samples it has.
    fn read(&mut self, store: &dyn Store, piece: u16) -> Option<u32> {
        if let Entry::Vacant(unread) = self.read.entry(piece) {
            let list = store.read(Kept::Piece(piece))?;
            let items = Labelled::list(&list).ok()?;
            unread.insert(items.iter().map(|item| (item.sample.to_vec(), item.label)).collect());
        }
        u32::try_from(self.read.get(&piece)?.len()).ok()
    }
}
