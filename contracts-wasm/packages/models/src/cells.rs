use crate::packing::{greatest, pack, unpack};
use crate::{Layout, Pages, PagesMut, Part};

/// The parts of a model's state that were loaded, addressed by their positions in the canonical body.
#[derive(Debug, Clone)]
pub struct Cells {
    layout: Layout,
    /// In ascending order. A sorted list, as a tree's code would be a tenth of the contract's.
    parts: Vec<Loaded>,
}

#[derive(Debug, Clone)]
struct Loaded {
    part: Part,
    bytes: Vec<u8>,
    changed: bool,
}

impl Cells {
    /// With nothing loaded.
    pub fn new(layout: Layout) -> Self {
        Self { layout, parts: Vec::new() }
    }

    /// Whether a part is loaded.
    pub fn has(&self, part: Part) -> bool {
        self.find(part).is_ok()
    }

    /// Loads a part, unless it is loaded; what was never written is zero.
    pub fn load(&mut self, part: Part, pages: &dyn Pages) {
        let packed = pages.read(part).unwrap_or_default();
        self.put(Loaded { part, bytes: unpack(&self.layout, part, &packed), changed: false });
    }

    /// Takes over what others loaded and this did not.
    pub fn absorb(&mut self, others: Cells) {
        others.parts.into_iter().for_each(|loaded| self.put(loaded));
    }

    /// Writes the parts that changed.
    pub fn save(&self, pages: &mut dyn PagesMut) {
        for loaded in self.parts.iter().filter(|loaded| loaded.changed) {
            pages.write(loaded.part, &pack(&self.layout, loaded.part, &loaded.bytes));
        }
    }

    /// The greatest size of a loaded cell, whatever its sign.
    pub fn greatest(&self) -> u64 {
        self.parts.iter().map(|loaded| greatest(&self.layout, loaded.part, &loaded.bytes)).max().unwrap_or(0)
    }

    /// A row's head or a cell, if it is loaded.
    pub fn get<const N: usize>(&self, position: u64) -> Option<[u8; N]> {
        let place = self.layout.place(position);
        let loaded = self.parts.get(self.find(place.part).ok()?)?;
        loaded.bytes.get(place.offset..)?.first_chunk().copied()
    }

    /// Changes a row's head or a cell, if it is loaded.
    pub fn set<const N: usize>(&mut self, position: u64, value: [u8; N]) {
        self.write_run(position, &value);
    }

    /// Appends up to `limit` loaded bytes of the body from `position`: as many as follow one another.
    pub fn copy_run(&self, position: u64, limit: usize, target: &mut Vec<u8>) -> usize {
        let place = self.layout.place(position);
        let loaded = self.find(place.part).ok().and_then(|index| self.parts.get(index));
        let bytes = loaded.and_then(|loaded| loaded.bytes.get(place.offset..)).unwrap_or_default();
        let run = bytes.get(..place.run.min(limit)).unwrap_or(bytes);
        target.extend_from_slice(run);
        run.len()
    }

    /// Overwrites loaded bytes of the body from `position`: as many as follow one another.
    pub fn write_run(&mut self, position: u64, source: &[u8]) -> usize {
        let place = self.layout.place(position);
        let Some(loaded) = self.find(place.part).ok().and_then(|index| self.parts.get_mut(index)) else { return 0 };
        let kept = loaded.bytes.get_mut(place.offset..).unwrap_or_default();
        let mut written = 0_usize;
        for (kept, byte) in kept.iter_mut().zip(source).take(place.run) {
            loaded.changed |= kept != byte;
            *kept = *byte;
            written = written.saturating_add(1);
        }
        written
    }

    fn find(&self, part: Part) -> Result<usize, usize> {
        self.parts.binary_search_by_key(&part, |loaded| loaded.part)
    }

    fn put(&mut self, loaded: Loaded) {
        if let Err(index) = self.find(loaded.part) {
            self.parts.insert(index, loaded);
        }
    }
}
