use crate::{Layout, Pages, PagesMut, Part};

/// The parts of a model's state that were loaded, addressed by their positions in the canonical body.
#[derive(Debug, Clone)]
pub struct Cells {
    layout: Layout,
    /// In ascending order. A sorted list, as a tree's code would be a tenth of the contract's.
    parts: Vec<(Part, Vec<u8>)>,
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

    /// Whether a part is not loaded or all zeros, as if it had never been written.
    pub fn is_zero(&self, part: Part) -> bool {
        self.part(part).is_none_or(|bytes| bytes.iter().all(|byte| *byte == 0))
    }

    /// Loads a part, unless it is loaded; what was never written is zero.
    pub fn load(&mut self, part: Part, pages: &dyn Pages) {
        let size = usize::try_from(self.layout.part_bytes(part)).unwrap_or(usize::MAX);
        let mut bytes = pages.read(part).unwrap_or_default();
        bytes.resize(size, 0);
        self.put(part, bytes);
    }

    /// Takes over what others loaded and this did not.
    pub fn absorb(&mut self, others: Cells) {
        others.parts.into_iter().for_each(|(part, bytes)| self.put(part, bytes));
    }

    /// Writes a loaded part.
    pub fn save(&self, part: Part, pages: &mut dyn PagesMut) {
        if let Some(bytes) = self.part(part) {
            pages.write(part, bytes);
        }
    }

    /// A row's head or a cell, if it is loaded.
    pub fn get<const N: usize>(&self, position: u64) -> Option<[u8; N]> {
        let place = self.layout.place(position);
        self.part(place.part)?.get(place.offset..)?.first_chunk().copied()
    }

    /// Changes a row's head or a cell, if it is loaded.
    pub fn set<const N: usize>(&mut self, position: u64, value: [u8; N]) {
        let place = self.layout.place(position);
        let part = self.part_mut(place.part).and_then(|bytes| bytes.get_mut(place.offset..));
        if let Some(bytes) = part.and_then(<[u8]>::first_chunk_mut) {
            *bytes = value;
        }
    }

    /// Appends up to `limit` loaded bytes of the body from `position`: as many as follow one another.
    pub fn copy_run(&self, position: u64, limit: usize, target: &mut Vec<u8>) -> usize {
        let place = self.layout.place(position);
        let bytes = self.part(place.part).and_then(|bytes| bytes.get(place.offset..)).unwrap_or_default();
        let run = bytes.get(..place.run.min(limit)).unwrap_or(bytes);
        target.extend_from_slice(run);
        run.len()
    }

    /// Overwrites loaded bytes of the body from `position`: as many as follow one another.
    pub fn write_run(&mut self, position: u64, source: &[u8]) -> usize {
        let place = self.layout.place(position);
        let part = self.part_mut(place.part).and_then(|bytes| bytes.get_mut(place.offset..));
        let pairs = part.unwrap_or_default().iter_mut().zip(source).take(place.run);
        pairs.map(|(kept, byte)| *kept = *byte).count()
    }

    fn find(&self, part: Part) -> Result<usize, usize> {
        self.parts.binary_search_by_key(&part, |(part, _)| *part)
    }

    fn part(&self, part: Part) -> Option<&Vec<u8>> {
        self.parts.get(self.find(part).ok()?).map(|(_, bytes)| bytes)
    }

    fn part_mut(&mut self, part: Part) -> Option<&mut Vec<u8>> {
        let index = self.find(part).ok()?;
        self.parts.get_mut(index).map(|(_, bytes)| bytes)
    }

    fn put(&mut self, part: Part, bytes: Vec<u8>) {
        if let Err(index) = self.find(part) {
            self.parts.insert(index, (part, bytes));
        }
    }
}
