use std::cmp::Ordering;

use omnisum_protocol::{unzigzag, zigzag, Encoding, Entry, Reader, Refusal};

use crate::cells::Cells;
use crate::log::Lesson;
use crate::model::Teaching;
use crate::{Layout, Model, Order};

/// A class with so many samples learns no more.
const MAX_SAMPLES: u32 = (1 << 24) - 1;
/// Q_k stays below this.
const SQUARED_BOUND: i128 = 1 << 96;

/// Nearest centroid (docs/protocol.md §4.3): a row of sums for each class, behind `n u32 ‖ Q u96`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NearestCentroid {
    encoding: Encoding,
    features: u32,
    classes: u16,
}

/// A_k, and n_k above zero: the squared distance to the centroid, less the sample's own length, is A_k/n_k².
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Distance {
    /// Between −2^96 and 2^97.
    relative: i128,
    samples: u32,
}

impl Distance {
    /// Compares exactly: A_a·n_b² with A_b·n_a².
    fn compare(self, other: Self) -> Ordering {
        let signs = self.relative.signum().cmp(&other.relative.signum());
        let own = multiply(self.relative.unsigned_abs(), other.samples);
        let others = multiply(other.relative.unsigned_abs(), self.samples);
        let magnitudes = own.cmp(&others);
        signs.then(if self.relative < 0 { magnitudes.reverse() } else { magnitudes })
    }

    /// How much nearer than the origin, in units of 2^−16.
    fn score(self) -> i64 {
        let square = i128::from(self.samples).pow(2);
        let score = self.relative.saturating_neg().saturating_mul(1 << 16).checked_div(square).unwrap_or(0);
        let bound = if score < 0 { i64::MIN } else { i64::MAX };
        i64::try_from(score).unwrap_or(bound)
    }
}

/// `magnitude · samples²` as 192 bits, the highest first.
fn multiply(magnitude: u128, samples: u32) -> (u128, u64) {
    let square = u128::from(u64::from(samples).saturating_mul(samples.into()));
    let [high, low] = halves(magnitude);
    let [carry, lowest] = halves(low.saturating_mul(square));
    (high.saturating_mul(square).saturating_add(carry), u64::try_from(lowest).unwrap_or(u64::MAX))
}

fn halves(value: u128) -> [u128; 2] {
    [value >> 64, value & u128::from(u64::MAX)]
}

impl NearestCentroid {
    /// It has no parameters: the header ends here.
    pub(crate) fn from_parameters(
        encoding: Encoding,
        features: u32,
        classes: u16,
        parameters: Reader,
    ) -> Result<Self, Refusal> {
        if !parameters.is_empty() {
            return Err(Refusal::InvalidConfig { field: "header" });
        }
        crate::kind::check_size(features, classes)?;
        Ok(Self { encoding, features, classes })
    }

    /// `None` for a class without samples, which is never nearest.
    fn distance(&self, cells: &Cells, class: u16, sample: &[u8]) -> Option<Distance> {
        let Head { samples, squared } = self.head(cells, class)?;
        if samples == 0 {
            return None;
        }
        let product = self.product(cells, class, sample);
        let relative = squared.saturating_sub(product.saturating_mul(samples.into()).saturating_mul(2));
        Some(Distance { relative, samples })
    }

    /// P_k.
    fn product(&self, cells: &Cells, class: u16, sample: &[u8]) -> i128 {
        let products = self.entries(sample).map(|entry| {
            let sum = self.sum(cells, class, entry.feature).unwrap_or(0);
            i64::from(sum).saturating_mul(entry.value.into())
        });
        products.fold(0, |sum, product| sum.saturating_add(product.into()))
    }

    /// By how much Q_k grows with a sample.
    fn growth(&self, cells: &Cells, class: u16, sample: &[u8]) -> i128 {
        let own = self.entries(sample).fold(0_i128, |sum, entry| sum.saturating_add(square(&entry)));
        self.product(cells, class, sample).saturating_mul(2).saturating_add(own)
    }

    /// Σ S_k².
    fn squares(&self, cells: &Cells, class: u16) -> i128 {
        let sums = (0..self.features).map(|feature| self.sum(cells, class, feature).unwrap_or(0));
        sums.fold(0, |total, sum| total.saturating_add(i128::from(sum).pow(2)))
    }

    /// Whether every sum can take the sample.
    fn fits(&self, cells: &Cells, class: u16, sample: &[u8]) -> bool {
        self.entries(sample).all(|entry| {
            let sum = self.sum(cells, class, entry.feature).unwrap_or(0);
            sum.checked_add(entry.value.into()).is_some()
        })
    }

    /// `None` where it is not loaded.
    fn head(&self, cells: &Cells, class: u16) -> Option<Head> {
        cells.get(self.layout().head_position(class.into())).map(Head::from_bytes)
    }

    /// `None` where it is not loaded.
    fn sum(&self, cells: &Cells, class: u16, feature: u32) -> Option<i32> {
        cells.get(self.layout().cell_position(class.into(), feature.into())).map(i32::from_be_bytes)
    }

    fn entries<'a>(&self, sample: &'a [u8]) -> impl Iterator<Item = Entry> + 'a {
        self.encoding.entries(sample, self.features)
    }
}

impl Model for NearestCentroid {
    fn layout(&self) -> Layout {
        Layout {
            rows: self.classes.into(),
            head: Head::BYTES,
            cell: 4,
            signed: true,
            packed: 1,
            features: self.features.into(),
            order: Order::of(self.encoding),
        }
    }

    fn classes(&self) -> u16 {
        self.classes
    }

    fn encoding(&self) -> Encoding {
        self.encoding
    }

    fn scores(&self, cells: &Cells, sample: &[u8]) -> Vec<i64> {
        let score = |class| self.distance(cells, class, sample).map_or(i64::MIN, Distance::score);
        (0..self.classes).map(score).collect()
    }

    fn predict(&self, cells: &Cells, sample: &[u8]) -> u16 {
        let mut nearest: (u16, Option<Distance>) = (0, None);
        for class in 0..self.classes {
            let Some(distance) = self.distance(cells, class, sample) else { continue };
            if nearest.1.is_none_or(|least| distance.compare(least).is_lt()) {
                nearest = (class, Some(distance));
            }
        }
        nearest.0
    }

    /// The lesson's note is one more than the code of how much Q_y grows, as that takes the cells of the whole sample.
    fn teach<'a>(&self, cells: &Cells, sample: &'a [u8], label: u16, asked: bool) -> Result<Teaching<'a>, Refusal> {
        let growth = self.growth(cells, label, sample);
        let next = self.head(cells, label).unwrap_or_default().with(growth);
        if next.is_none() || !self.fits(cells, label, sample) {
            return Err(Refusal::CounterOverflow {});
        }
        let taught = asked && self.predict(cells, sample) != label;
        Ok(Teaching { taught, lesson: Some(Lesson { sample, label, note: zigzag(growth).saturating_add(1) }) })
    }

    fn learns_all(&self) -> bool {
        true
    }

    /// Where all cells are in one part, whoever learns the lesson sees by how much Q_y grows; the note is 0.
    fn lesson_unseen<'a>(&self, sample: &'a [u8], label: u16) -> Option<Lesson<'a>> {
        self.layout().is_whole().then_some(Lesson { sample, label, note: 0 })
    }

    /// Q_k − Σ S_k² stays as it is. Where it is not below zero and Q_k below half its bound, only n and the sums can
    /// overflow: a state that is whole is too small for the squares of its sums to reach that half.
    fn certain_lessons(&self, cells: &Cells, greatest: u64) -> u64 {
        let sums = i32::MAX.unsigned_abs().saturating_sub(u32::try_from(greatest).unwrap_or(u32::MAX));
        let certain = (0..self.classes).fold(sums, |least, class| {
            let Head { samples, squared } = self.head(cells, class).unwrap_or_default();
            let is_sound = self.squares(cells, class) <= squared && squared < SQUARED_BOUND >> 1;
            if is_sound {
                least.min(MAX_SAMPLES.saturating_sub(samples))
            } else {
                0
            }
        });
        if self.layout().is_whole() && self.encoding == Encoding::Sparse {
            certain.into()
        } else {
            0
        }
    }

    fn learn(&self, cells: &mut Cells, lesson: &Lesson) {
        let layout = self.layout();
        let class = lesson.label;
        let growth = lesson.note.checked_sub(1).map(unzigzag);
        let growth = growth.unwrap_or_else(|| self.growth(cells, class, lesson.sample));
        if let Some(head) = self.head(cells, class).and_then(|head| head.with(growth)) {
            cells.set(layout.head_position(class.into()), head.to_bytes());
        }
        for entry in self.entries(lesson.sample) {
            if let Some(sum) = self.sum(cells, class, entry.feature) {
                let position = layout.cell_position(class.into(), entry.feature.into());
                cells.set(position, sum.saturating_add(entry.value.into()).to_be_bytes());
            }
        }
    }
}

/// n_k and Q_k.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Head {
    samples: u32,
    squared: i128,
}

impl Head {
    const BYTES: u64 = 16;

    fn from_bytes(bytes: [u8; 16]) -> Self {
        let value = u128::from_be_bytes(bytes);
        let samples = u32::try_from(value >> 96).unwrap_or(u32::MAX);
        Self { samples, squared: i128::try_from(value & ((1 << 96) - 1)).unwrap_or(i128::MAX) }
    }

    fn to_bytes(self) -> [u8; 16] {
        let squared = u128::try_from(self.squared).unwrap_or(0);
        ((u128::from(self.samples) << 96) | squared).to_be_bytes()
    }

    /// After a sample by which Q grows so; `None` if n or Q would leave its range.
    fn with(self, growth: i128) -> Option<Self> {
        let squared = self.squared.checked_add(growth).filter(|squared| (0..SQUARED_BOUND).contains(squared))?;
        let samples = self.samples.checked_add(1).filter(|samples| *samples <= MAX_SAMPLES)?;
        Some(Self { samples, squared })
    }
}

/// x².
fn square(entry: &Entry) -> i128 {
    i128::from(entry.value).pow(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Of a product of a 128-bit magnitude and a 64-bit square, in two's complement of 256 bits: (high, low).
    fn exact(relative: i128, samples: u32) -> (i128, u128) {
        let (high, low) = multiply(relative.unsigned_abs(), samples);
        let value = ((high >> 64), (high << 64) | u128::from(low));
        let high = i128::try_from(value.0).unwrap();
        if relative >= 0 {
            return (high, value.1);
        }
        let (low, borrow) = 0_u128.overflowing_sub(value.1);
        (-high - i128::from(borrow), low)
    }

    proptest! {
        #[test]
        fn small_distances_compare_like_their_products(a in -1_000_i128..1_000, m in 1_u32..50, b in -1_000_i128..1_000, n in 1_u32..50) {
            let (left, right) = (Distance { relative: a, samples: m }, Distance { relative: b, samples: n });
            let products = (a * i128::from(n).pow(2)).cmp(&(b * i128::from(m).pow(2)));
            prop_assert_eq!(left.compare(right), products);
        }

        #[test]
        fn great_distances_compare_like_numbers_of_256_bits(
            a in -(1_i128 << 97)..(1_i128 << 97), m in 1_u32.., b in -(1_i128 << 97)..(1_i128 << 97), n in 1_u32..,
        ) {
            let (left, right) = (Distance { relative: a, samples: m }, Distance { relative: b, samples: n });
            prop_assert_eq!(left.compare(right), exact(a, n).cmp(&exact(b, m)));
        }
    }

    #[test]
    fn distances_that_differ_in_the_last_of_160_bits_are_told_apart() {
        let (great, n) = ((1_i128 << 96) - 1, u32::MAX);
        let near = Distance { relative: great - 1, samples: n };
        let far = Distance { relative: great, samples: n };
        assert_eq!(near.compare(far), Ordering::Less);
        assert_eq!(far.compare(far), Ordering::Equal);
        // (2^96 − 1)·1² against 3·(2^32 − 1)²: nearly equal as quotients, exactly unequal.
        let wide = Distance { relative: 3 * i128::from(u32::MAX).pow(2), samples: u32::MAX };
        let narrow = Distance { relative: 3, samples: 1 };
        assert_eq!(wide.compare(narrow), Ordering::Equal);
        assert_eq!(Distance { relative: wide.relative - 1, ..wide }.compare(narrow), Ordering::Less);
        assert_eq!(Distance { relative: wide.relative + 1, ..wide }.compare(narrow), Ordering::Greater);
    }
}
