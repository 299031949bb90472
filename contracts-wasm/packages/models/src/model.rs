use omnisum_protocol::{Encoding, Refusal};

use crate::cells::Cells;
use crate::log::Lesson;
use crate::{Layout, Part};

/// Where the parts of a model's state are read from: a chain's storage, or a map in a test.
pub trait Pages {
    /// The bytes of a part; `None` if it was never written, which stands for zeros.
    fn read(&self, part: Part) -> Option<Vec<u8>>;
}

/// Where they are written to.
pub trait PagesMut: Pages {
    /// Keeps a part; `bytes` is not empty.
    fn write(&mut self, part: Part, bytes: &[u8]);
    /// Forgets a part.
    fn remove(&mut self, part: Part);
}

/// What comes of a labelled sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Teaching<'a> {
    /// Whether the model had disagreed, as far as it was asked.
    pub taught: bool,
    /// What there is to learn.
    pub lesson: Option<Lesson<'a>>,
}

/// Predicts, and learns from labelled samples. All arithmetic is integer and to the bit that of docs/protocol.md §4.
///
/// A model computes on cells that were loaded for it; it does not know where they are kept, nor that there is a log.
pub trait Model {
    /// The shape of its state.
    fn layout(&self) -> Layout;

    /// Labels are 0 to one less than this.
    fn classes(&self) -> u16;

    /// How its samples are packed.
    fn encoding(&self) -> Encoding;

    /// Refuses a sample that is not packed so; an empty one passes.
    fn check(&self, sample: &[u8]) -> Result<(), Refusal> {
        self.encoding().check(sample, self.layout().features_as_u32())
    }

    /// One number for each row, for explaining a prediction.
    fn scores(&self, cells: &Cells, sample: &[u8]) -> Vec<i64>;

    /// The label that the model gives a checked sample; the lowest one on a tie.
    fn predict(&self, cells: &Cells, sample: &[u8]) -> u16;

    /// What a checked sample with a checked label teaches, all of its cells being loaded. Models that need no prediction
    /// to learn make one only if `asked`. Refuses what would overflow a counter.
    fn teach<'a>(&self, cells: &Cells, sample: &'a [u8], label: u16, asked: bool) -> Result<Teaching<'a>, Refusal>;

    /// Whether it learns every contribution, not only those that it had wrong.
    fn learns_all(&self) -> bool {
        false
    }

    /// What a checked sample with a checked label teaches a model that need not look at its state for it.
    fn lesson_unseen<'a>(&self, _sample: &'a [u8], _label: u16) -> Option<Lesson<'a>> {
        None
    }

    /// How many lessons of any kind surely overflow no counter, with the heads loaded, or all of a state that is whole;
    /// no cell's size is above `greatest`.
    fn certain_lessons(&self, _cells: &Cells, _greatest: u64) -> u64 {
        0
    }

    /// Learns from a lesson as far as the cells are loaded; what is not loaded stays as it is.
    fn learn(&self, cells: &mut Cells, lesson: &Lesson);
}
