use omnisum_models::{upload, AnyModel, Session};
use omnisum_protocol::{Log, Refusal, StateHash};
use omnisum_vectors::{bytes, items, list, number, text, truth, Value};

use crate::kept::Kept;

fn state_hash(model: &AnyModel, header: &[u8], log: &Log, pages: &Kept) -> Vec<u8> {
    let body = Session::open(model.as_model(), log, pages).body(pages, 0, u64::MAX);
    StateHash::new(header).with(&body).0.to_vec()
}

fn assert_predicts(session: &mut Session, pages: &Kept, case: &Value) {
    let sample = bytes(case, "sample");
    let scores: Vec<i64> = items(case, "scores").iter().map(omnisum_vectors::parse).collect();
    assert_eq!(session.scores(pages, &sample), scores, "{case}");
    assert_eq!(session.predict(pages, &sample), number::<u16>(case, "predicted"), "{case}");
}

const FILES: [&str; 5] = [
    "sparse-perceptron.json",
    "dense-perceptron.json",
    "naive-bayes.json",
    "sparse-nearest-centroid.json",
    "dense-nearest-centroid.json",
];

#[test]
fn lessons_and_predictions_are_as_in_the_vectors() {
    for case in FILES.into_iter().flat_map(|file| list(file, "cases")) {
        let header = bytes(&case, "header");
        let model = AnyModel::from_header(&header).unwrap();
        let mut pages = Kept::default();
        upload(model.as_model().layout(), &mut pages, 0, &bytes(&case, "initialBody"));
        assert_eq!(model.as_model().layout().body_bytes(), number::<u64>(&case, "bodyLength"));
        assert_eq!(state_hash(&model, &header, &Log::Empty, &pages), bytes(&case, "initialHash"));

        let mut log = Log::Empty;
        for lesson in items(&case, "lessons") {
            let mut session = Session::open(model.as_model(), &log, &pages);
            assert_predicts(&mut session, &pages, &lesson);
            let learned = session.learn(&pages, &bytes(&lesson, "sample"), number(&lesson, "label"), true);
            let refused = truth(&lesson, "refused");
            let expected = if refused { Err(Refusal::CounterOverflow {}) } else { Ok(truth(&lesson, "taught")) };
            assert_eq!(learned, expected, "{lesson}");
            log = session.commit(&mut pages);
        }

        let mut session = Session::open(model.as_model(), &log, &pages);
        items(&case, "predictions").iter().for_each(|case| assert_predicts(&mut session, &pages, case));
        assert_eq!(state_hash(&model, &header, &log, &pages), bytes(&case, "finalHash"), "{}", text(&case, "name"));
        session.compact(&mut pages);
        assert_eq!(state_hash(&model, &header, &Log::Empty, &pages), bytes(&case, "finalHash"));
    }
}

#[test]
fn headers_are_read_or_refused_as_in_the_vectors() {
    for case in FILES.into_iter().chain(["configs.json"]).flat_map(|file| list(file, "headers")) {
        match AnyModel::from_header(&bytes(&case, "header")) {
            Ok(model) => {
                assert_eq!("", text(&case, "field"), "{case}");
                assert_eq!(model.as_model().layout().body_bytes(), number::<u64>(&case, "bodyLength"), "{case}");
            }
            Err(refusal) => {
                let expected = format!("InvalidConfig {{\"field\":\"{}\"}}", text(&case, "field"));
                assert_eq!(refusal.to_string(), expected, "{case}");
            }
        }
    }
}
