use omnisum_protocol::{Reader, Refusal, MAX_FEATURES, PROTOCOL};

use crate::{Model, SparsePerceptron};

/// A model of any kind, as the packed header (docs/protocol.md §5, §8) names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnyModel {
    /// Kind 1.
    SparsePerceptron(SparsePerceptron),
}

impl AnyModel {
    /// Checks `protocol u16 ‖ kind u8 ‖ features u32 ‖ classes u16 ‖ parameters`.
    pub fn from_header(header: &[u8]) -> Result<Self, Refusal> {
        let refused = || Refusal::InvalidConfig { field: "header" };
        let mut reader = Reader::new(header);
        let protocol = reader.u16().ok_or_else(refused)?;
        let kind = reader.u8().ok_or_else(refused)?;
        let features = reader.u32().ok_or_else(refused)?;
        let classes = reader.u16().ok_or_else(refused)?;
        match (protocol, kind) {
            (PROTOCOL, 1) => SparsePerceptron::from_parameters(features, classes, reader).map(Self::SparsePerceptron),
            _ => Err(refused()),
        }
    }

    /// The number of the kind.
    pub fn kind(&self) -> u8 {
        match self {
            Self::SparsePerceptron(_) => 1,
        }
    }

    /// The model behind the kind.
    pub fn as_model(&self) -> &dyn Model {
        match self {
            Self::SparsePerceptron(model) => model,
        }
    }
}

pub(crate) fn check_size(features: u32, classes: u16) -> Result<(), Refusal> {
    if !(1..=MAX_FEATURES).contains(&features) {
        return Err(Refusal::InvalidConfig { field: "features" });
    }
    if classes < 2 {
        return Err(Refusal::InvalidConfig { field: "classes" });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(features: u32, classes: u16, rate: u16, bias: u8) -> Vec<u8> {
        [&[0, 1, 1][..], &features.to_be_bytes(), &classes.to_be_bytes(), &rate.to_be_bytes(), &[bias]].concat()
    }

    fn field(header: &[u8]) -> Option<&'static str> {
        match AnyModel::from_header(header) {
            Err(Refusal::InvalidConfig { field }) => Some(field),
            _ => None,
        }
    }

    #[test]
    fn the_first_part_that_is_out_of_range_is_named() {
        let good = header(1_000, 2, 128, 0);
        assert_eq!(field(&good), None);
        assert_eq!(field(&good[..11]), Some("header"));
        assert_eq!(field(&[&good[..], &[0]].concat()), Some("header"));
        assert_eq!(field(&[&[0, 2][..], &good[2..]].concat()), Some("header"));
        assert_eq!(field(&[&[0, 1, 9][..], &good[3..]].concat()), Some("header"));
        assert_eq!(field(&header(0, 1, 0, 2)), Some("features"));
        assert_eq!(field(&header(MAX_FEATURES + 1, 2, 1, 0)), Some("features"));
        assert_eq!(field(&header(MAX_FEATURES, 1, 0, 2)), Some("classes"));
        assert_eq!(field(&header(1, 2, 0, 2)), Some("learningRate"));
        assert_eq!(field(&header(1, 65_535, 65_535, 2)), Some("trainBias"));
        assert_eq!(field(&header(MAX_FEATURES, 65_535, 65_535, 1)), None);
    }
}
