//! The protocol's words (§4) on plain arrays, without pages or log.

use omnisum_protocol::{Encoding, Entry};

/// A kind of model, its size and its parameters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    pub kind: Kind,
    pub features: u32,
    pub classes: u16,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    Perceptron { dense: bool, rate: u16, trains_bias: bool },
    NaiveBayes { smoothing: u32 },
    NearestCentroid { dense: bool },
}

impl Shape {
    pub fn header(&self) -> Vec<u8> {
        let (kind, parameters) = match self.kind {
            Kind::Perceptron { dense, rate, trains_bias } => {
                (1 + u8::from(dense), [rate.to_be_bytes().as_slice(), &[trains_bias.into()]].concat())
            }
            Kind::NaiveBayes { smoothing } => (3, smoothing.to_be_bytes().to_vec()),
            Kind::NearestCentroid { dense } => (4 + u8::from(dense), vec![]),
        };
        [&[0, 1, kind], self.features.to_be_bytes().as_slice(), &self.classes.to_be_bytes(), &parameters].concat()
    }

    pub fn encoding(&self) -> Encoding {
        match self.kind {
            Kind::Perceptron { dense, .. } | Kind::NearestCentroid { dense } if dense => Encoding::Dense,
            Kind::NaiveBayes { .. } => Encoding::Counts,
            _ => Encoding::Sparse,
        }
    }

    /// Packs features after making them ascending and in range; a dense sample has the values at the features.
    pub fn sample(&self, entries: &[(u32, u8)]) -> Vec<u8> {
        let mut entries: Vec<(u32, u8)> =
            entries.iter().map(|(index, value)| (index % self.features, *value)).collect();
        entries.sort_unstable();
        entries.dedup_by_key(|(index, _)| *index);
        if self.encoding() == Encoding::Dense {
            let mut sample = vec![0; self.features as usize];
            entries.iter().for_each(|(index, value)| sample[*index as usize] = *value);
            return sample;
        }
        let width = omnisum_protocol::index_width(self.features);
        let pack = |(index, value): &(u32, u8)| {
            let mut bytes = index.to_be_bytes()[4 - width..].to_vec();
            bytes.extend((self.encoding() == Encoding::Counts).then_some((*value).max(1)));
            bytes
        };
        entries.iter().flat_map(pack).collect()
    }

    fn rows(&self) -> usize {
        if self.classes == 2 && matches!(self.kind, Kind::Perceptron { .. }) {
            1
        } else {
            self.classes.into()
        }
    }

    /// The bytes of a row's head and of a cell.
    fn bytes(&self) -> (usize, usize) {
        match self.kind {
            Kind::Perceptron { .. } => (4, 2),
            Kind::NaiveBayes { .. } => (10, 4),
            Kind::NearestCentroid { .. } => (16, 4),
        }
    }

    pub fn body_bytes(&self) -> usize {
        let (head, cell) = self.bytes();
        self.rows() * (head + cell * self.features as usize)
    }

    /// A body that begins with `samples` in every class, and goes on with `cell` throughout.
    pub fn body(&self, samples: u32, cell: i16) -> Vec<u8> {
        let (head, bytes) = self.bytes();
        let cells = [vec![if cell < 0 { 0xff } else { 0 }; bytes - 2], cell.to_be_bytes().to_vec()].concat();
        let row = [samples.to_be_bytes().to_vec(), vec![0; head - 4], cells.repeat(self.features as usize)].concat();
        row.repeat(self.rows())
    }
}

/// A row: the two parts of its head (bias; N and T; n and Q), and its cells.
#[derive(Debug, Clone)]
struct Row {
    first: i64,
    second: i128,
    cells: Vec<i64>,
}

pub struct Naive {
    shape: Shape,
    rows: Vec<Row>,
}

/// A counter would leave its range.
#[derive(Debug, PartialEq)]
pub struct Overflow;

impl Naive {
    pub fn from_body(shape: Shape, body: &[u8]) -> Self {
        let (head, cell) = shape.bytes();
        let is_signed = !matches!(shape.kind, Kind::NaiveBayes { .. });
        let number = |bytes: &[u8], is_signed: bool| {
            let negative = is_signed && bytes.first().is_some_and(|byte| *byte >= 0x80);
            bytes.iter().fold(-i128::from(negative), |sum, byte| (sum << 8) | i128::from(*byte))
        };
        let row = |bytes: &[u8]| Row {
            first: number(&bytes[..4], matches!(shape.kind, Kind::Perceptron { .. })) as i64,
            second: number(&bytes[4..head], false),
            cells: bytes[head..].chunks(cell).map(|bytes| number(bytes, is_signed) as i64).collect(),
        };
        Self { shape, rows: body.chunks(head + cell * shape.features as usize).map(row).collect() }
    }

    pub fn body(&self) -> Vec<u8> {
        let (head, cell) = self.shape.bytes();
        let row = |row: &Row| {
            let mut bytes = (row.first as u32).to_be_bytes().to_vec();
            bytes.extend(&row.second.to_be_bytes()[16 - (head - 4)..]);
            row.cells.iter().for_each(|value| bytes.extend(&value.to_be_bytes()[8 - cell..]));
            bytes
        };
        self.rows.iter().flat_map(row).collect()
    }

    pub fn scores(&self, sample: &[u8]) -> Vec<i64> {
        self.rows.iter().map(|row| self.score(row, sample)).collect()
    }

    fn score(&self, row: &Row, sample: &[u8]) -> i64 {
        match self.shape.kind {
            Kind::Perceptron { .. } => row.first + self.product(row, sample) as i64,
            Kind::NaiveBayes { .. } => self.likelihood(row, sample).map_or(i64::MIN, |(exponent, mantissa)| {
                let score = (i128::from(exponent) << 31) + i128::from(mantissa >> 32) - (1 << 31);
                score.clamp(i64::MIN.into(), i64::MAX.into()) as i64
            }),
            Kind::NearestCentroid { .. } if row.first == 0 => i64::MIN,
            Kind::NearestCentroid { .. } => {
                let score = -self.distance(row, sample) * 65_536 / i128::from(row.first).pow(2);
                score.clamp(i64::MIN.into(), i64::MAX.into()) as i64
            }
        }
    }

    pub fn predict(&self, sample: &[u8]) -> u16 {
        let best = |better: &dyn Fn(&Row, &Row) -> bool, counts: &dyn Fn(&Row) -> bool| {
            let mut best: Option<usize> = None;
            for label in (0..self.rows.len()).filter(|label| counts(&self.rows[*label])) {
                if best.is_none_or(|best| better(&self.rows[label], &self.rows[best])) {
                    best = Some(label);
                }
            }
            best.unwrap_or(0) as u16
        };
        match self.shape.kind {
            Kind::Perceptron { .. } if self.shape.classes == 2 => u16::from(self.scores(sample)[0] > 0),
            Kind::Perceptron { .. } => best(&|a, b| self.score(a, sample) > self.score(b, sample), &|_| true),
            Kind::NaiveBayes { .. } => {
                best(&|a, b| self.likelihood(a, sample) > self.likelihood(b, sample), &|row| row.first > 0)
            }
            Kind::NearestCentroid { .. } => {
                let product = |a: &Row, b: &Row| self.distance(a, sample) * i128::from(b.first).pow(2);
                best(&|a, b| product(a, b) < product(b, a), &|row| row.first > 0)
            }
        }
    }

    /// Whether the model had disagreed, if it was asked or always asks itself.
    pub fn learn(&mut self, sample: &[u8], label: u16, asked: bool) -> Result<bool, Overflow> {
        let predicted = self.predict(sample);
        if let Kind::Perceptron { rate, .. } = self.shape.kind {
            if predicted == label {
                return Ok(false);
            }
            if self.shape.classes == 2 {
                self.shift(0, sample, if label == 1 { i64::from(rate) } else { -i64::from(rate) });
            } else {
                self.shift(label.into(), sample, rate.into());
                self.shift(predicted.into(), sample, -i64::from(rate));
            }
            return Ok(true);
        }
        let mut row = self.rows[usize::from(label)].clone();
        let old = row.clone();
        row.first += 1;
        for Entry { feature, value } in self.entries(sample) {
            let cell = &mut row.cells[feature as usize];
            *cell += i64::from(value);
            let growth = match self.shape.kind {
                Kind::NaiveBayes { .. } => i128::from(value),
                _ => i128::from(2 * old.cells[feature as usize] * i64::from(value) + i64::from(value).pow(2)),
            };
            row.second += growth;
        }
        let (cells, samples, second) = match self.shape.kind {
            Kind::NaiveBayes { .. } => (0..1 << 32, 1 << 32, 1 << 48),
            _ => (-(1 << 31)..1 << 31, 1 << 24, 1 << 96),
        };
        let fits = row.cells.iter().zip(&old.cells).all(|(new, old)| new == old || cells.contains(new));
        if row.first >= samples || !(0..second).contains(&row.second) || !fits {
            return Err(Overflow);
        }
        self.rows[usize::from(label)] = row;
        Ok(asked && predicted != label)
    }

    fn shift(&mut self, row: usize, sample: &[u8], step: i64) {
        let Kind::Perceptron { trains_bias, .. } = self.shape.kind else { return };
        for Entry { feature, value } in self.entries(sample) {
            let cell = &mut self.rows[row].cells[feature as usize];
            *cell = (*cell + step * i64::from(value)).clamp(i16::MIN.into(), i16::MAX.into());
        }
        if trains_bias {
            let bias = &mut self.rows[row].first;
            *bias = (*bias + step).clamp(i32::MIN.into(), i32::MAX.into());
        }
    }

    fn product(&self, row: &Row, sample: &[u8]) -> i128 {
        let entries = self.entries(sample).into_iter();
        entries.map(|entry| i128::from(row.cells[entry.feature as usize]) * i128::from(entry.value)).sum()
    }

    /// A_k.
    fn distance(&self, row: &Row, sample: &[u8]) -> i128 {
        row.second - 2 * i128::from(row.first) * self.product(row, sample)
    }

    /// (e, m).
    fn likelihood(&self, row: &Row, sample: &[u8]) -> Option<(i64, u64)> {
        let Kind::NaiveBayes { smoothing } = self.shape.kind else { return None };
        let normalise = |mut mantissa: u128, mut exponent: i64| {
            while mantissa < 1 << 63 {
                mantissa *= 2;
                exponent -= 1;
            }
            (mantissa, exponent)
        };
        if row.first == 0 {
            return None;
        }
        let (mut mantissa, mut exponent) = normalise(row.first as u128, 0);
        let denominator = 1_000 * row.second as u128 + u128::from(smoothing) * u128::from(self.shape.features);
        for Entry { feature, value } in self.entries(sample) {
            let numerator = 1_000 * row.cells[feature as usize] as u128 + u128::from(smoothing);
            for _ in 0..value {
                (mantissa, exponent) = normalise(mantissa * numerator.min(denominator) / denominator, exponent);
            }
        }
        Some((exponent, mantissa as u64))
    }

    fn entries(&self, sample: &[u8]) -> Vec<Entry> {
        self.shape.encoding().entries(sample, self.shape.features).collect()
    }
}
