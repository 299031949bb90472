use omnisum_models::{certain_lessons, upload, AnyModel, Part, Session};
use omnisum_protocol::{Encoding, Log, Refusal};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::kept::Kept;
use crate::naive::{Kind, Naive, Overflow, Shape};

/// Every kind, from a handful of cells to those that need pages, with few and many classes; rates that saturate soon.
fn shapes() -> impl Strategy<Value = Shape> {
    let rates = prop_oneof![1_u16..300, 30_000_u16..=65_535];
    let kinds = prop_oneof![
        (any::<bool>(), rates, any::<bool>()).prop_map(|(dense, rate, trains_bias)| Kind::Perceptron {
            dense,
            rate,
            trains_bias
        }),
        (1_u32..=1 << 20).prop_map(|smoothing| Kind::NaiveBayes { smoothing }),
        any::<bool>().prop_map(|dense| Kind::NearestCentroid { dense }),
    ];
    let features = prop_oneof![1_u32..40, 250_u32..260, 4_000_u32..4_200, 65_530_u32..65_600];
    (kinds, features, 2_u16..7).prop_map(|(kind, features, classes)| {
        let is_dense = Shape { kind, features, classes }.encoding() == Encoding::Dense;
        Shape { kind, features: if is_dense { features % 5_000 + 1 } else { features }, classes }
    })
}

/// A transaction: the samples to learn with their labels, each with whether it is predicted before; and whether the log is
/// folded afterwards.
type Transaction = (Vec<(Vec<(u32, u8)>, u16, bool)>, bool);

fn transactions() -> impl Strategy<Value = Vec<Transaction>> {
    let lesson = (vec((prop_oneof![0_u32..60, any::<u32>()], any::<u8>()), 1..25), 0_u16..7, any::<bool>());
    vec((vec(lesson, 1..12), prop::bool::weighted(0.1)), 1..10)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn a_model_answers_like_plain_arrays_wherever_its_state_is(
        shape in shapes(), samples in 0_u32..3, cell in prop_oneof![Just(0_i16), any::<i16>()], chunk in 1_usize..9_000,
        asked: bool, transactions in transactions(),
    ) {
        let model = AnyModel::from_header(&shape.header()).unwrap();
        let initial = shape.body(samples, cell);
        let mut pages = Kept::default();
        let chunk = chunk.max(initial.len() / 8);
        let mut greatest = 0;
        for (index, part) in initial.chunks(chunk).enumerate() {
            greatest = greatest.max(upload(model.as_model().layout(), &mut pages, (index * chunk) as u64, part));
        }
        let mut certain = certain_lessons(model.as_model(), &pages, greatest);
        let mut naive = Naive::from_body(shape, &initial);
        let mut log = Log::Empty;
        for (lessons, compacts) in transactions {
            let mut session = Session::open(model.as_model(), &log, &pages);
            for (entries, label, is_watched) in lessons {
                let (sample, label) = (shape.sample(&entries), label % shape.classes);
                if is_watched {
                    prop_assert_eq!(session.scores(&pages, &sample), naive.scores(&sample));
                    prop_assert_eq!(session.predict(&pages, &sample), naive.predict(&sample));
                }
                let learned = if certain > 0 && !asked {
                    session.learn_certain(&pages, &sample, label)
                } else {
                    session.learn(&pages, &sample, label, asked)
                };
                certain = certain.saturating_sub(1);
                prop_assert_eq!(learned.map_err(overflow), naive.learn(&sample, label, asked));
            }
            log = session.commit(&mut pages);
            prop_assert_eq!(log == Log::Apart, pages.parts.contains_key(&Part::Log));
            if compacts {
                Session::open(model.as_model(), &log, &pages).compact(&mut pages);
                prop_assert!(!pages.parts.contains_key(&Part::Log));
                log = Log::Empty;
            }
        }
        let kept = Session::open(model.as_model(), &log, &pages).body(&pages, 0, u64::MAX);
        prop_assert!(kept == naive.body());
    }

    #[test]
    fn any_range_of_the_body_is_that_of_the_whole(
        shape in shapes(), seed in vec(any::<u8>(), 1..7), offset in 0_u64..20_000, limit in 0_u64..20_000,
    ) {
        let model = AnyModel::from_header(&shape.header()).unwrap();
        let whole: Vec<u8> = seed.iter().copied().cycle().take(shape.body_bytes()).collect();
        let mut pages = Kept::default();
        upload(model.as_model().layout(), &mut pages, 0, &whole);
        let range = Session::open(model.as_model(), &Log::Empty, &pages).body(&pages, offset, limit);
        let end = whole.len().min((offset + limit) as usize);
        prop_assert!(range == whole.get(offset as usize..end).unwrap_or_default());
    }
}

fn overflow(refusal: Refusal) -> Overflow {
    assert_eq!(refusal, Refusal::CounterOverflow {});
    Overflow
}

const PERCEPTRON: Kind = Kind::Perceptron { dense: false, rate: 128, trains_bias: false };
const PAGED: Shape = Shape { kind: PERCEPTRON, features: 100_000, classes: 2 };

/// Features that are on.
fn on(features: impl IntoIterator<Item = u32>) -> Vec<(u32, u8)> {
    features.into_iter().map(|feature| (feature, 1)).collect()
}

#[test]
fn a_prediction_reads_as_many_parts_however_many_features_there_are() {
    for features in [10_000, 100_000, 1 << 24] {
        let shape = Shape { features, ..PAGED };
        let model = AnyModel::from_header(&shape.header()).unwrap();
        let pages = Kept::default();
        let sample = shape.sample(&on([5, 2_000, 9_999]));
        Session::open(model.as_model(), &Log::Empty, &pages).predict(&pages, &sample);
        assert_eq!(pages.reads.get(), 4, "three pages and the biases");
    }
}

#[test]
fn a_transaction_reads_each_part_once() {
    let model = AnyModel::from_header(&PAGED.header()).unwrap();
    let mut pages = Kept::default();
    let mut session = Session::open(model.as_model(), &Log::Apart, &pages);
    for label in [1, 0, 1, 1] {
        session.learn(&pages, &PAGED.sample(&on([1, 5_000])), label, false).unwrap();
    }
    session.commit(&mut pages);
    assert_eq!(pages.reads.get(), 4, "the log, two pages and the biases");
}

#[test]
fn pages_of_zeros_are_not_kept() {
    let model = AnyModel::from_header(&PAGED.header()).unwrap();
    let mut pages = Kept::default();
    let mut zeros = vec![0; 200_004];
    upload(model.as_model().layout(), &mut pages, 0, &zeros);
    assert!(pages.parts.is_empty());
    zeros[100] = 1;
    upload(model.as_model().layout(), &mut pages, 0, &zeros);
    assert_eq!(pages.parts.len(), 1);
}

#[test]
fn the_log_is_folded_before_it_costs_more_than_folding() {
    let shape = Shape { features: 1_000, ..PAGED };
    let model = AnyModel::from_header(&shape.header()).unwrap();
    let mut pages = Kept::default();
    let mut log = Log::Empty;
    let mut lessons_in_log = Vec::new();
    for lesson in 0..40_u16 {
        let mut session = Session::open(model.as_model(), &log, &pages);
        let sample = shape.sample(&on(0..20));
        assert!(session.learn(&pages, &sample, 1 - lesson % 2, false).unwrap());
        log = session.commit(&mut pages);
        lessons_in_log.push(if log == Log::Apart { lessons_in_log.last().copied().unwrap_or(0) + 1 } else { 0 });
    }
    assert_eq!(lessons_in_log.iter().max(), Some(&9));
    assert_eq!(lessons_in_log.iter().filter(|lessons| **lessons == 0).count(), 4);
}

#[test]
fn a_log_stays_below_two_kilobytes() {
    let model = AnyModel::from_header(&PAGED.header()).unwrap();
    let mut pages = Kept::default();
    let mut log = Log::Empty;
    for lesson in 0..200_u32 {
        let mut session = Session::open(model.as_model(), &log, &pages);
        let sample = PAGED.sample(&on((0..20).map(|i| i * 4_999 + lesson * 37)));
        let predicted = session.predict(&pages, &sample);
        session.learn(&pages, &sample, 1 - predicted, false).unwrap();
        log = session.commit(&mut pages);
        assert!(pages.parts.get(&Part::Log).map_or(0, Vec::len) <= 2_048 + 10);
    }
    assert!(pages.parts.len() > 1_000, "lessons are folded into pages");
}
