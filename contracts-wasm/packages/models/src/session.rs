use omnisum_protocol::{Log as Place, Refusal};

use crate::cells::Cells;
use crate::layout::include;
use crate::log::Log;
use crate::{Layout, Lesson, Model, Order, Pages, PagesMut, Part, Teaching};

/// What a chain's storage takes for a write, in gas (Cosmos SDK `KVGasConfig`), with the key and its 33 bytes of prefix.
const WRITE_GAS: u64 = 2_000;
const WRITE_GAS_A_BYTE: u64 = 30;
const KEY_BYTES: u64 = 36;
/// The longest log that is not folded, in bytes: bounds what each read costs more.
const LOG_BYTES: u64 = 2_048;
/// Where every contribution writes it again.
const LOG_BYTES_HERE: u64 = 512;

/// A model at work within one transaction or query: loads what a sample needs, once, and writes what changed, once.
pub struct Session<'m> {
    model: &'m dyn Model,
    layout: Layout,
    cells: Cells,
    log: Log,
    learned: bool,
}

impl<'m> Session<'m> {
    /// Reads the log from its place.
    pub fn open(model: &'m dyn Model, log: &Place, pages: &dyn Pages) -> Self {
        let layout = model.layout();
        let (encoding, features) = (model.encoding(), layout.features_as_u32());
        let log = match log {
            Place::Empty => Log::new(encoding, features),
            Place::Apart => Log::decode(encoding, features, &pages.read(Part::Log).unwrap_or_default()),
            Place::Here(lessons) => Log::decode(encoding, features, lessons),
        };
        Self { model, layout, cells: Cells::new(layout), log, learned: false }
    }

    /// Refuses a sample that is not packed as the model's encoding says; an empty one passes.
    pub fn check(&self, sample: &[u8]) -> Result<(), Refusal> {
        self.model.check(sample)
    }

    /// The label that the model gives a checked sample.
    pub fn predict(&mut self, pages: &dyn Pages, sample: &[u8]) -> u16 {
        self.load(pages, self.parts_of(sample));
        self.model.predict(&self.cells, sample)
    }

    /// One number for each row of the model.
    pub fn scores(&mut self, pages: &dyn Pages, sample: &[u8]) -> Vec<i64> {
        self.load(pages, self.parts_of(sample));
        self.model.scores(&self.cells, sample)
    }

    /// Learns that a checked sample has a checked label; returns whether the model had disagreed, as `Model::teach` says.
    pub fn learn(&mut self, pages: &dyn Pages, sample: &[u8], label: u16, asked: bool) -> Result<bool, Refusal> {
        self.load(pages, self.parts_of(sample));
        let Teaching { taught, lesson } = self.model.teach(&self.cells, sample, label, asked)?;
        lesson.into_iter().for_each(|lesson| self.take(&lesson));
        Ok(taught)
    }

    /// Learns what surely overflows no counter without asking the model, and without looking at the state if it can.
    pub fn learn_certain(&mut self, pages: &dyn Pages, sample: &[u8], label: u16) -> Result<bool, Refusal> {
        match self.model.lesson_unseen(sample, label) {
            // Where a lesson rewrites rows anyway, there is no log.
            Some(lesson) if self.layout.order == Order::ByFeature => {
                self.take(&lesson);
                Ok(false)
            }
            _ => self.learn(pages, sample, label, false),
        }
    }

    /// Keeps what was learned, in the log or, when that has cost as much as folding it, in the parts themselves.
    /// Returns where the log is now.
    pub fn commit(mut self, pages: &mut dyn PagesMut) -> Place {
        if self.layout.order == Order::ByRow {
            self.cells.save(pages);
            return Place::Empty;
        }
        let is_here = self.model.learns_all();
        let size = u64::try_from(self.log.encode().len()).unwrap_or(u64::MAX);
        if self.learned {
            let writing = if is_here { size.saturating_mul(WRITE_GAS_A_BYTE) } else { write_gas(size) };
            self.log.spent = self.log.spent.saturating_add(writing);
        }
        let parts = self.learned_parts();
        let folding = parts.iter().fold(0, |gas, part| write_gas(self.layout.packed_bytes(*part)).saturating_add(gas));
        let bound = if is_here { LOG_BYTES_HERE } else { LOG_BYTES };
        if self.learned && (self.log.spent >= folding || size > bound) {
            self.fold(pages, parts);
            return Place::Empty;
        }
        self.keep(pages, is_here)
    }

    /// Keeps what was learned in the parts themselves, without a log.
    pub fn save(self, pages: &mut dyn PagesMut) {
        self.cells.save(pages);
    }

    /// Folds the log now; changes nothing that can be observed but cost.
    pub fn compact(self, pages: &mut dyn PagesMut) {
        if !self.log.is_empty() {
            let parts = self.learned_parts();
            self.fold(pages, parts);
        }
    }

    /// Up to `limit` bytes of the canonical body from `offset`.
    pub fn body(&mut self, pages: &dyn Pages, offset: u64, limit: u64) -> Vec<u8> {
        let end = self.layout.body_bytes().min(offset.saturating_add(limit));
        self.load(pages, self.parts_between(offset, end));
        let mut bytes = Vec::new();
        let mut position = offset;
        while position < end {
            let left = usize::try_from(end.saturating_sub(position)).unwrap_or(usize::MAX);
            let run = self.cells.copy_run(position, left, &mut bytes);
            position = position.saturating_add(u64::try_from(run).unwrap_or(u64::MAX));
        }
        bytes
    }

    fn parts_between(&self, offset: u64, end: u64) -> Vec<Part> {
        let mut parts = Vec::new();
        let mut position = offset;
        while position < end {
            let place = self.layout.place(position);
            include(&mut parts, place.part);
            position = position.saturating_add(u64::try_from(place.run).unwrap_or(u64::MAX));
        }
        parts
    }

    fn take(&mut self, lesson: &Lesson) {
        self.model.learn(&mut self.cells, lesson);
        self.log.push(lesson);
        self.learned = true;
    }

    fn keep(self, pages: &mut dyn PagesMut, is_here: bool) -> Place {
        if self.log.is_empty() {
            return Place::Empty;
        }
        if is_here {
            return Place::Here(self.log.encode());
        }
        if self.learned {
            pages.write(Part::Log, &self.log.encode());
        }
        Place::Apart
    }

    fn fold(mut self, pages: &mut dyn PagesMut, parts: Vec<Part>) {
        self.load(pages, parts);
        self.cells.save(pages);
        if !self.model.learns_all() {
            pages.remove(Part::Log);
        }
    }

    /// Loads what is not loaded yet, with the log's lessons applied to it.
    fn load(&mut self, pages: &dyn Pages, parts: Vec<Part>) {
        let mut loaded = Cells::new(self.layout);
        let missing: Vec<Part> = parts.into_iter().filter(|part| !self.cells.has(*part)).collect();
        if missing.is_empty() {
            return;
        }
        missing.into_iter().for_each(|part| loaded.load(part, pages));
        self.log.lessons().for_each(|lesson| self.model.learn(&mut loaded, &lesson));
        self.cells.absorb(loaded);
    }

    fn learned_parts(&self) -> Vec<Part> {
        let mut parts = Vec::new();
        for lesson in self.log.lessons() {
            self.parts_of(lesson.sample).into_iter().for_each(|part| include(&mut parts, part));
        }
        parts
    }

    fn parts_of(&self, sample: &[u8]) -> Vec<Part> {
        let entries = self.model.encoding().entries(sample, self.layout.features_as_u32());
        self.layout.parts_of(entries.map(|entry| entry.feature))
    }
}

/// Overwrites the canonical body from `offset` before the model learns anything; parts that stay zero are not written.
/// Returns the greatest size of a cell in the parts that it touched.
pub fn upload(layout: Layout, pages: &mut dyn PagesMut, offset: u64, data: &[u8]) -> u64 {
    let mut cells = Cells::new(layout);
    let (mut position, mut rest) = (offset, data);
    while !rest.is_empty() {
        let part = layout.place(position).part;
        if !cells.has(part) {
            cells.load(part, pages);
        }
        let run = cells.write_run(position, rest);
        rest = rest.get(run.max(1)..).unwrap_or_default();
        position = position.saturating_add(u64::try_from(run).unwrap_or(u64::MAX));
    }
    cells.save(pages);
    cells.greatest()
}

/// How many lessons of any kind surely overflow no counter of a model whose cells are of `greatest` size at most.
pub fn certain_lessons(model: &dyn Model, pages: &dyn Pages, greatest: u64) -> u64 {
    let layout = model.layout();
    let mut cells = Cells::new(layout);
    cells.load(layout.part_of_heads(), pages);
    model.certain_lessons(&cells, greatest)
}

fn write_gas(bytes: u64) -> u64 {
    bytes.saturating_add(KEY_BYTES).saturating_mul(WRITE_GAS_A_BYTE).saturating_add(WRITE_GAS)
}
