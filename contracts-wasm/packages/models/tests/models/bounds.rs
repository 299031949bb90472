use omnisum_models::{upload, AnyModel, Session};
use omnisum_protocol::{Log, Refusal};

use crate::kept::Kept;
use crate::naive::{Kind, Shape};

/// A model of one feature and two classes with `row` for class 0, and one for class 1 that is empty.
fn learns(kind: Kind, row: &[u8], sample: &[u8]) -> Result<Vec<u8>, Refusal> {
    let model = AnyModel::from_header(&Shape { kind, features: 1, classes: 2 }.header()).unwrap();
    let mut pages = Kept::default();
    upload(model.as_model().layout(), &mut pages, 0, row);
    let mut session = Session::open(model.as_model(), &Log::Empty, &pages);
    session.learn(&pages, sample, 0, true)?;
    let log = session.commit(&mut pages);
    Ok(Session::open(model.as_model(), &log, &pages).body(&pages, 0, row.len() as u64))
}

const OVERFLOW: Result<Vec<u8>, Refusal> = Err(Refusal::CounterOverflow {});

#[test]
fn naive_bayes_counts_to_its_bounds_and_not_beyond() {
    let kind = Kind::NaiveBayes { smoothing: 1 };
    let row = |n: u32, t: u64, c: u32| [&n.to_be_bytes()[..], &t.to_be_bytes()[2..], &c.to_be_bytes()].concat();
    let most = (1 << 48) - 1;
    assert_eq!(learns(kind, &row(u32::MAX - 1, most - 9, u32::MAX - 9), &[0, 9]), Ok(row(u32::MAX, most, u32::MAX)));
    assert_eq!(learns(kind, &row(u32::MAX, 0, 0), &[0, 1]), OVERFLOW);
    assert_eq!(learns(kind, &row(0, most - 8, 0), &[0, 9]), OVERFLOW);
    assert_eq!(learns(kind, &row(0, 0, u32::MAX - 8), &[0, 9]), OVERFLOW);
}

#[test]
fn nearest_centroids_add_up_to_their_bounds_and_not_beyond() {
    let kind = Kind::NearestCentroid { dense: true };
    let row = |n: u32, q: u128, s: i32| [&n.to_be_bytes()[..], &q.to_be_bytes()[4..], &s.to_be_bytes()].concat();
    let (most, least) = (i32::MAX, i32::MIN);
    let square = |s: i32| i64::from(s).pow(2) as u128;
    let last = (1 << 24) - 1;
    assert_eq!(learns(kind, &row(last - 1, square(most - 5), most - 5), &[5]), Ok(row(last, square(most), most)));
    assert_eq!(learns(kind, &row(0, square(least + 128), least + 128), &[0x80]), Ok(row(1, square(least), least)));
    assert_eq!(learns(kind, &row(last, 0, 0), &[5]), OVERFLOW);
    assert_eq!(learns(kind, &row(u32::MAX, 0, 0), &[5]), OVERFLOW);
    assert_eq!(learns(kind, &row(0, 0, most - 4), &[5]), OVERFLOW);
    assert_eq!(learns(kind, &row(0, square(least), least + 4), &[0xfb]), OVERFLOW);
    // Q follows from S unless an imported state says otherwise.
    let greatest = (1_u128 << 96) - 1;
    assert_eq!(learns(kind, &row(0, greatest - 25, 0), &[5]), Ok(row(1, greatest, 5)));
    assert_eq!(learns(kind, &row(0, greatest - 24, 0), &[5]), OVERFLOW);
    assert_eq!(learns(kind, &row(0, 75, 10), &[0xfb]), Ok(row(1, 0, 5)));
    assert_eq!(learns(kind, &row(0, 74, 10), &[0xfb]), OVERFLOW);
}

#[test]
fn a_class_without_samples_has_the_least_score_and_is_not_predicted() {
    for kind in [Kind::NaiveBayes { smoothing: 1 }, Kind::NearestCentroid { dense: false }] {
        let shape = Shape { kind, features: 2, classes: 3 };
        let model = AnyModel::from_header(&shape.header()).unwrap();
        let pages = Kept::default();
        let mut session = Session::open(model.as_model(), &Log::Empty, &pages);
        let sample = shape.sample(&[(1, 1)]);
        assert_eq!(session.predict(&pages, &sample), 0);
        assert_eq!(session.scores(&pages, &sample), [i64::MIN; 3]);
        assert!(!session.learn(&pages, &sample, 2, false).unwrap(), "it is not asked");
        assert_eq!(session.predict(&pages, &[]), 2);
        assert!(session.scores(&pages, &sample)[2] > i64::MIN);
        assert!(session.learn(&pages, &sample, 1, true).unwrap());
        assert_eq!(session.predict(&pages, &sample), 1, "the lowest label on a tie");
    }
}
