use omnisum_protocol::{Encoding, Entry, Reader, Refusal};

use crate::cells::Cells;
use crate::log::Lesson;
use crate::model::Teaching;
use crate::{Layout, Model, Order};

/// In thousandths.
const MAX_SMOOTHING: u32 = 1 << 20;
const THOUSANDTHS: u64 = 1_000;
/// T_k stays below this.
const TOTAL_BOUND: u64 = 1 << 48;
/// Of a feature in a sample.
const MAX_COUNT: u64 = 255;

/// Multinomial naive Bayes (docs/protocol.md §4.2): a row of counts for each class, behind `N u32 ‖ T u48`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NaiveBayes {
    features: u32,
    classes: u16,
    smoothing: u32,
}

/// m·2^e with 2^63 ≤ m < 2^64; compares by e, then m.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Likelihood {
    exponent: i64,
    mantissa: u64,
}

impl Likelihood {
    /// `mantissa` is not zero.
    fn normalised(mantissa: u64, exponent: i64) -> Self {
        let shift = mantissa.leading_zeros();
        Self { mantissa: mantissa << shift, exponent: exponent.saturating_sub(shift.into()) }
    }

    /// `m·numerator/denominator`, for `numerator ≤ denominator`.
    fn times(self, numerator: u64, denominator: u64) -> Self {
        let product = u128::from(self.mantissa).saturating_mul(numerator.into());
        let quotient = product.checked_div(denominator.into()).unwrap_or(0);
        Self::normalised(u64::try_from(quotient).unwrap_or(u64::MAX), self.exponent)
    }

    /// A logarithm to the base 2 in units of 2^−31.
    fn score(self) -> i64 {
        let fraction = i64::try_from(self.mantissa >> 32).unwrap_or(i64::MAX).saturating_sub(1 << 31);
        self.exponent.saturating_mul(1 << 31).saturating_add(fraction)
    }
}

impl NaiveBayes {
    /// Reads its parameter, the end of the header.
    pub(crate) fn from_parameters(features: u32, classes: u16, mut parameters: Reader) -> Result<Self, Refusal> {
        let (Some(smoothing), true) = (parameters.u32(), parameters.is_empty()) else {
            return Err(Refusal::InvalidConfig { field: "header" });
        };
        crate::kind::check_size(features, classes)?;
        if !(1..=MAX_SMOOTHING).contains(&smoothing) {
            return Err(Refusal::InvalidConfig { field: "smoothing" });
        }
        Ok(Self { features, classes, smoothing })
    }

    /// `None` for a class without samples: zero, the least.
    fn likelihood(&self, cells: &Cells, class: u16, sample: &[u8]) -> Option<Likelihood> {
        let head = self.head(cells, class);
        if head.samples == 0 {
            return None;
        }
        let smoothing = u64::from(self.smoothing);
        let spread = smoothing.saturating_mul(self.features.into());
        let denominator = THOUSANDTHS.saturating_mul(head.total).saturating_add(spread);
        let mut likelihood = Likelihood::normalised(head.samples.into(), 0);
        for entry in self.entries(sample) {
            let count = self.count(cells, class, entry.feature).unwrap_or(0);
            let numerator = THOUSANDTHS.saturating_mul(count.into()).saturating_add(smoothing).min(denominator);
            for _ in 0..entry.value {
                likelihood = likelihood.times(numerator, denominator);
            }
        }
        Some(likelihood)
    }

    /// The class's head after a sample, if all of its counters can take it.
    fn next_head(&self, cells: &Cells, class: u16, sample: &[u8]) -> Option<Head> {
        for entry in self.entries(sample) {
            let count = self.count(cells, class, entry.feature).unwrap_or(0);
            count.checked_add(times(&entry))?;
        }
        self.head(cells, class).with(self.total(sample))
    }

    /// Σ count.
    fn total(&self, sample: &[u8]) -> u64 {
        self.entries(sample).fold(0, |sum, entry| sum.saturating_add(times(&entry).into()))
    }

    fn head(&self, cells: &Cells, class: u16) -> Head {
        cells.get(self.layout().head_position(class.into())).map_or(Head::default(), Head::from_bytes)
    }

    /// `None` where it is not loaded.
    fn count(&self, cells: &Cells, class: u16, feature: u32) -> Option<u32> {
        cells.get(self.layout().cell_position(class.into(), feature.into())).map(u32::from_be_bytes)
    }

    fn entries<'a>(&self, sample: &'a [u8]) -> impl Iterator<Item = Entry> + 'a {
        Encoding::Counts.entries(sample, self.features)
    }
}

impl Model for NaiveBayes {
    fn layout(&self) -> Layout {
        Layout {
            rows: self.classes.into(),
            head: Head::BYTES,
            cell: 4,
            signed: false,
            packed: 1,
            features: self.features.into(),
            order: Order::ByFeature,
        }
    }

    fn classes(&self) -> u16 {
        self.classes
    }

    fn encoding(&self) -> Encoding {
        Encoding::Counts
    }

    fn scores(&self, cells: &Cells, sample: &[u8]) -> Vec<i64> {
        let score = |class| self.likelihood(cells, class, sample).map_or(i64::MIN, Likelihood::score);
        (0..self.classes).map(score).collect()
    }

    fn predict(&self, cells: &Cells, sample: &[u8]) -> u16 {
        let mut best = (0, None);
        for class in 0..self.classes {
            let likelihood = self.likelihood(cells, class, sample);
            if likelihood > best.1 {
                best = (class, likelihood);
            }
        }
        best.0
    }

    fn teach<'a>(&self, cells: &Cells, sample: &'a [u8], label: u16, asked: bool) -> Result<Teaching<'a>, Refusal> {
        self.next_head(cells, label, sample).ok_or(Refusal::CounterOverflow {})?;
        let taught = asked && self.predict(cells, sample) != label;
        Ok(Teaching { taught, lesson: self.lesson_unseen(sample, label) })
    }

    fn learns_all(&self) -> bool {
        true
    }

    fn lesson_unseen<'a>(&self, sample: &'a [u8], label: u16) -> Option<Lesson<'a>> {
        Some(Lesson { sample, label, note: 0 })
    }

    fn certain_lessons(&self, cells: &Cells, greatest: u64) -> u64 {
        let counts = u64::from(u32::MAX).saturating_sub(greatest).checked_div(MAX_COUNT).unwrap_or(0);
        let most = MAX_COUNT.saturating_mul(self.features.into());
        (0..self.classes).fold(counts, |least, class| {
            let Head { samples, total } = self.head(cells, class);
            let totals = (TOTAL_BOUND.saturating_sub(1)).saturating_sub(total).checked_div(most).unwrap_or(0);
            least.min(totals).min(u32::MAX.saturating_sub(samples).into())
        })
    }

    fn learn(&self, cells: &mut Cells, lesson: &Lesson) {
        let layout = self.layout();
        if let Some(head) = self.head(cells, lesson.label).with(self.total(lesson.sample)) {
            cells.set(layout.head_position(lesson.label.into()), head.to_bytes());
        }
        for entry in self.entries(lesson.sample) {
            if let Some(count) = self.count(cells, lesson.label, entry.feature) {
                let position = layout.cell_position(lesson.label.into(), entry.feature.into());
                cells.set(position, count.saturating_add(times(&entry)).to_be_bytes());
            }
        }
    }
}

/// N_k and T_k.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Head {
    samples: u32,
    total: u64,
}

impl Head {
    const BYTES: u64 = 10;

    fn from_bytes(bytes: [u8; 10]) -> Self {
        let [a, b, c, d, total @ ..] = bytes;
        let total = total.iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
        Self { samples: u32::from_be_bytes([a, b, c, d]), total }
    }

    fn to_bytes(self) -> [u8; 10] {
        let [a, b, c, d] = self.samples.to_be_bytes();
        let [_, _, e, f, g, h, i, j] = self.total.to_be_bytes();
        [a, b, c, d, e, f, g, h, i, j]
    }

    /// After a sample with that total; `None` if a counter would pass its range.
    fn with(self, total: u64) -> Option<Self> {
        let total = self.total.checked_add(total).filter(|total| *total < TOTAL_BOUND)?;
        Some(Self { samples: self.samples.checked_add(1)?, total })
    }
}

fn times(entry: &Entry) -> u32 {
    u32::try_from(entry.value).unwrap_or(0)
}
