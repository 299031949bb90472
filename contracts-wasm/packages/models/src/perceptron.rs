use omnisum_protocol::{Reader, Refusal, SparseSample};

use crate::cells::Cells;
use crate::log::Lesson;
use crate::{Layout, Model};

/// A linear model over features that are on or off: one row of weights for two classes, else one for each class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SparsePerceptron {
    features: u32,
    classes: u16,
    learning_rate: u16,
    train_bias: bool,
}

impl SparsePerceptron {
    /// Reads its parameters, the end of the header.
    pub(crate) fn from_parameters(features: u32, classes: u16, mut parameters: Reader) -> Result<Self, Refusal> {
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
        Ok(Self { features, classes, learning_rate, train_bias: train_bias == 1 })
    }

    fn score(&self, cells: &Cells, row: u64, sample: &[u8]) -> i64 {
        let layout = self.layout();
        let bias = cells.get(layout.head_position(row)).map_or(0, i32::from_be_bytes);
        let weights = self.sample(sample).indices().map(|index| {
            let position = layout.cell_position(row, index.into());
            cells.get(position).map_or(0, i16::from_be_bytes)
        });
        weights.fold(i64::from(bias), |score, weight| score.saturating_add(weight.into()))
    }

    /// Adds `step` to the row's weights of the sample's features, and to its bias if that is trained.
    fn shift(&self, cells: &mut Cells, row: u64, sample: &[u8], step: i32) {
        let layout = self.layout();
        for index in self.sample(sample).indices() {
            let position = layout.cell_position(row, index.into());
            if let Some(weight) = cells.get(position).map(i16::from_be_bytes) {
                cells.set(position, saturate(i32::from(weight).saturating_add(step)).to_be_bytes());
            }
        }
        if self.train_bias {
            let position = layout.head_position(row);
            if let Some(bias) = cells.get(position).map(i32::from_be_bytes) {
                cells.set(position, bias.saturating_add(step).to_be_bytes());
            }
        }
    }

    fn sample<'a>(&self, sample: &'a [u8]) -> SparseSample<'a> {
        SparseSample::packed(sample, self.features)
    }
}

impl Model for SparsePerceptron {
    fn layout(&self) -> Layout {
        let rows = if self.classes == 2 { 1 } else { self.classes };
        Layout { rows: rows.into(), head: 4, cell: 2, features: self.features.into() }
    }

    fn classes(&self) -> u16 {
        self.classes
    }

    fn check(&self, sample: &[u8]) -> Result<(), Refusal> {
        SparseSample::decode(sample, self.features).map(|_| ())
    }

    fn features(&self, sample: &[u8]) -> Vec<u64> {
        self.sample(sample).indices().map(u64::from).collect()
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

    fn teaches(&self, label: u16, predicted: u16) -> bool {
        label != predicted
    }

    fn learn(&self, cells: &mut Cells, lesson: &Lesson) {
        let rate = i32::from(self.learning_rate);
        if self.classes == 2 {
            let step = if lesson.label == 1 { rate } else { rate.saturating_neg() };
            return self.shift(cells, 0, lesson.sample, step);
        }
        self.shift(cells, lesson.label.into(), lesson.sample, rate);
        self.shift(cells, lesson.predicted.into(), lesson.sample, rate.saturating_neg());
    }
}

fn saturate(weight: i32) -> i16 {
    let bound = if weight < 0 { i16::MIN } else { i16::MAX };
    i16::try_from(weight).unwrap_or(bound)
}
