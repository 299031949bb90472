use omnisum_protocol::Labelled;

use super::{Kept, Market, Store, Terms};

/// The test samples in the order of pieces and lists, read as far as they were asked for.
#[derive(Debug, Default)]
pub(super) struct TestSet {
    samples: Vec<(Vec<u8>, u16)>,
    next_piece: u16,
}

impl TestSet {
    /// The `nth` sample with its label.
    pub fn get(&mut self, store: &dyn Store, terms: &Terms, market: &Market, nth: u32) -> Option<(&[u8], u16)> {
        let nth = usize::try_from(nth).ok()?;
        while self.samples.len() <= nth && self.next_piece < terms.pieces {
            if Some(self.next_piece) != market.drawn {
                let list = store.read(Kept::Piece(self.next_piece))?;
                let items = Labelled::list(&list).ok()?;
                self.samples.extend(items.iter().map(|item| (item.sample.to_vec(), item.label)));
            }
            self.next_piece = self.next_piece.saturating_add(1);
        }
        self.samples.get(nth).map(|(sample, label)| (sample.as_slice(), *label))
    }
}
