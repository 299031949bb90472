use omnisum_protocol::{Encoding, Reader, Refusal};

use crate::cells::Cells;
use crate::log::Lesson;
use crate::model::Teaching;
use crate::{Layout, Model, Order};

/// A linear model (docs/protocol.md §4.1): one row of weights for two classes, else one for each class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Perceptron {
    encoding: Encoding,
    features: u32,
    classes: u16,
    learning_rate: u16,
    train_bias: bool,
}

impl Perceptron {
    /// Reads its parameters, the end of the header.
    pub(crate) fn from_parameters(
        encoding: Encoding,
        features: u32,
        classes: u16,
        mut parameters: Reader,
    ) -> Result<Self, Refusal> {
        let (Some(learning_rate), Some(train_bias), true) = (parameters.u16(), parameters.u8(), parameters.is_empty())
        else {
            return Err(Refusal::InvalidConfig { field: "header" });
        };
        crate::kind::check_size(features, classes)?;
        if learning_rate == 0 {
            return Err(Refusal::InvalidConfig { field: "learningRate" });
        }
        if train_bias > 1 {
            return Err(Refusal::InvalidConfig { field: "trainBias" });
        }
        Ok(Self { encoding, features, classes, learning_rate, train_bias: train_bias == 1 })
    }

    fn score(&self, cells: &Cells, row: u64, sample: &[u8]) -> i64 {
        let layout = self.layout();
        let bias = cells.get(layout.head_position(row)).map_or(0, i32::from_be_bytes);
        let products = self.encoding.entries(sample, self.features).map(|entry| {
            let weight = cells.get(layout.cell_position(row, entry.feature.into())).map_or(0, i16::from_be_bytes);
            i64::from(weight).saturating_mul(entry.value.into())
        });
        products.fold(i64::from(bias), i64::saturating_add)
    }

    /// Adds `step` times the sample to the row's weights, and `step` to its bias if that is trained.
    fn shift(&self, cells: &mut Cells, row: u64, sample: &[u8], step: i32) {
        let layout = self.layout();
        for entry in self.encoding.entries(sample, self.features) {
            let position = layout.cell_position(row, entry.feature.into());
            if let Some(weight) = cells.get(position).map(i16::from_be_bytes) {
                let moved = i32::from(weight).saturating_add(step.saturating_mul(entry.value.into()));
                cells.set(position, saturate(moved).to_be_bytes());
            }
        }
        if self.train_bias {
            let position = layout.head_position(row);
            if let Some(bias) = cells.get(position).map(i32::from_be_bytes) {
                cells.set(position, bias.saturating_add(step).to_be_bytes());
            }
        }
    }
}

impl Model for Perceptron {
    fn layout(&self) -> Layout {
        let rows = if self.classes == 2 { 1 } else { self.classes };
        Layout {
            rows: rows.into(),
            head: 4,
            cell: 2,
            signed: true,
            packed: 2,
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
        (0..self.layout().rows).map(|row| self.score(cells, row, sample)).collect()
    }

    fn predict(&self, cells: &Cells, sample: &[u8]) -> u16 {
        if self.classes == 2 {
            return u16::from(self.score(cells, 0, sample) > 0);
        }
        let mut best = (0, i64::MIN);
        for label in 0..self.classes {
            let score = self.score(cells, label.into(), sample);
            if score > best.1 {
                best = (label, score);
            }
        }
        best.0
    }

    fn teach<'a>(&self, cells: &Cells, sample: &'a [u8], label: u16, _asked: bool) -> Result<Teaching<'a>, Refusal> {
        let predicted = self.predict(cells, sample);
        let taught = predicted != label;
        Ok(Teaching { taught, lesson: taught.then_some(Lesson { sample, label, note: predicted.into() }) })
    }

    fn learn(&self, cells: &mut Cells, lesson: &Lesson) {
        let rate = i32::from(self.learning_rate);
        if self.classes == 2 {
            let step = if lesson.label == 1 { rate } else { rate.saturating_neg() };
            return self.shift(cells, 0, lesson.sample, step);
        }
        let predicted = u64::try_from(lesson.note).unwrap_or(u64::MAX);
        self.shift(cells, lesson.label.into(), lesson.sample, rate);
        self.shift(cells, predicted, lesson.sample, rate.saturating_neg());
    }
}

fn saturate(weight: i32) -> i16 {
    let bound = if weight < 0 { i16::MIN } else { i16::MAX };
    i16::try_from(weight).unwrap_or(bound)
}
