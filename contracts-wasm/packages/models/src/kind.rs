use omnisum_protocol::{Encoding, Reader, Refusal, MAX_FEATURES, PROTOCOL};

use crate::naive_bayes::NaiveBayes;
use crate::nearest_centroid::NearestCentroid;
use crate::perceptron::Perceptron;
use crate::Model;

/// A model of any kind, as the packed header (docs/protocol.md §5, §8) names it.
pub struct AnyModel {
    kind: u8,
    model: Box<dyn Model>,
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
        if protocol != PROTOCOL {
            return Err(refused());
        }
        Ok(Self { kind, model: create(kind, features, classes, reader)? })
    }

    /// The number of the kind.
    pub fn kind(&self) -> u8 {
        self.kind
    }

    /// The model behind the kind.
    pub fn as_model(&self) -> &dyn Model {
        self.model.as_ref()
    }
}

/// Every kind of model by its number; a new one is added here and nowhere else.
fn create(kind: u8, features: u32, classes: u16, parameters: Reader) -> Result<Box<dyn Model>, Refusal> {
    use Encoding::{Dense, Sparse};
    Ok(match kind {
        1 => Box::new(Perceptron::from_parameters(Sparse, features, classes, parameters)?),
        2 => Box::new(Perceptron::from_parameters(Dense, features, classes, parameters)?),
        3 => Box::new(NaiveBayes::from_parameters(features, classes, parameters)?),
        4 => Box::new(NearestCentroid::from_parameters(Sparse, features, classes, parameters)?),
        5 => Box::new(NearestCentroid::from_parameters(Dense, features, classes, parameters)?),
        _ => return Err(Refusal::InvalidConfig { field: "header" }),
    })
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
    fn each_kind_has_parameters_of_its_own() {
        let size = [0, 0, 0, 7, 0, 3].as_slice();
        let with = |kind: u8, parameters: &[u8]| field(&[&[0, 1, kind], size, parameters].concat());
        assert_eq!(with(2, &[0, 1, 0]), None);
        assert_eq!(with(2, &[0, 1]), Some("header"));
        assert_eq!(with(3, &[0, 0x10, 0, 0]), None);
        assert_eq!(with(3, &[0, 0x10, 0, 1]), Some("smoothing"));
        assert_eq!(with(3, &[0; 4]), Some("smoothing"));
        assert_eq!(with(3, &[]), Some("header"));
        for kind in [4, 5] {
            assert_eq!(with(kind, &[]), None);
            assert_eq!(with(kind, &[0]), Some("header"));
            assert_eq!(field(&[0, 1, kind, 0, 0, 0, 0, 0, 3]), Some("features"));
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
        assert_eq!(field(&[&[0, 1, 0][..], &good[3..]].concat()), Some("header"));
        assert_eq!(field(&header(0, 1, 0, 2)), Some("features"));
        assert_eq!(field(&header(MAX_FEATURES + 1, 2, 1, 0)), Some("features"));
        assert_eq!(field(&header(MAX_FEATURES, 1, 0, 2)), Some("classes"));
        assert_eq!(field(&header(1, 2, 0, 2)), Some("learningRate"));
        assert_eq!(field(&header(1, 65_535, 65_535, 2)), Some("trainBias"));
        assert_eq!(field(&header(MAX_FEATURES, 65_535, 65_535, 1)), None);
    }
}
