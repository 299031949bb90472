use omnisum_protocol::{index_width, SparseSample};

/// A model's parameters, and its header.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    pub features: u32,
    pub classes: u16,
    pub rate: u16,
    pub trains_bias: bool,
}

impl Shape {
    pub fn rows(&self) -> usize {
        if self.classes == 2 {
            1
        } else {
            self.classes.into()
        }
    }

    pub fn header(&self) -> Vec<u8> {
        let Self { features, classes, rate, trains_bias } = self;
        let parameters = [rate.to_be_bytes().as_slice(), &[u8::from(*trains_bias)]].concat();
        [&[0, 1, 1], features.to_be_bytes().as_slice(), &classes.to_be_bytes(), &parameters].concat()
    }

    /// Packs indices after making them ascending and in range.
    pub fn sample(&self, indices: &[u32]) -> Vec<u8> {
        let mut indices: Vec<u32> = indices.iter().map(|index| index % self.features).collect();
        indices.sort_unstable();
        indices.dedup();
        let width = index_width(self.features);
        indices.iter().flat_map(|index| index.to_be_bytes()[4 - width..].to_vec()).collect()
    }
}

/// The protocol's words on plain arrays, without pages or log.
pub struct Naive {
    shape: Shape,
    weights: Vec<Vec<i16>>,
    biases: Vec<i32>,
}

impl Naive {
    pub fn from_body(shape: Shape, body: &[u8]) -> Self {
        let (mut weights, mut biases) = (Vec::new(), Vec::new());
        for row in body.chunks(4 + 2 * shape.features as usize) {
            biases.push(i32::from_be_bytes(row[..4].try_into().unwrap()));
            weights.push(row[4..].chunks(2).map(|pair| i16::from_be_bytes([pair[0], pair[1]])).collect());
        }
        Self { shape, weights, biases }
    }

    pub fn body(&self) -> Vec<u8> {
        let row = |(bias, weights): (&i32, &Vec<i16>)| {
            let cells = weights.iter().flat_map(|weight| weight.to_be_bytes());
            bias.to_be_bytes().into_iter().chain(cells).collect::<Vec<u8>>()
        };
        self.biases.iter().zip(&self.weights).flat_map(row).collect()
    }

    pub fn scores(&self, sample: &[u8]) -> Vec<i64> {
        let sum = |row: usize| {
            let weights = self.indices(sample).into_iter().map(|index| i64::from(self.weights[row][index]));
            weights.sum::<i64>() + i64::from(self.biases[row])
        };
        (0..self.shape.rows()).map(sum).collect()
    }

    pub fn predict(&self, sample: &[u8]) -> u16 {
        let scores = self.scores(sample);
        if self.shape.classes == 2 {
            return u16::from(scores[0] > 0);
        }
        let best = scores.iter().max().unwrap();
        scores.iter().position(|score| score == best).unwrap() as u16
    }

    pub fn learn(&mut self, sample: &[u8], label: u16) -> bool {
        let predicted = self.predict(sample);
        if predicted == label {
            return false;
        }
        let rate = i32::from(self.shape.rate);
        if self.shape.classes == 2 {
            self.shift(0, sample, if label == 1 { rate } else { -rate });
        } else {
            self.shift(label.into(), sample, rate);
            self.shift(predicted.into(), sample, -rate);
        }
        true
    }

    fn shift(&mut self, row: usize, sample: &[u8], step: i32) {
        for index in self.indices(sample) {
            let moved = i32::from(self.weights[row][index]) + step;
            self.weights[row][index] = moved.clamp(i16::MIN.into(), i16::MAX.into()) as i16;
        }
        if self.shape.trains_bias {
            let moved = i64::from(self.biases[row]) + i64::from(step);
            self.biases[row] = moved.clamp(i32::MIN.into(), i32::MAX.into()) as i32;
        }
    }

    fn indices(&self, sample: &[u8]) -> Vec<usize> {
        SparseSample::packed(sample, self.shape.features).indices().map(|index| index as usize).collect()
    }
}
