//! The answers of the TypeScript references, to the last bit.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects, clippy::cast_possible_truncation)]

use omnisum_protocol::{commitment, keccak256, merkle, Contribution, Encoding, Hash, Labelled, Refusal, StateHash};
use omnisum_vectors::{bytes, items, list, number, text, truth, Value};

fn hash(case: &Value, name: &str) -> Hash {
    bytes(case, name).try_into().unwrap()
}

fn leaves(size: u64) -> Vec<Hash> {
    (0..size).map(|i| keccak256(&[&i.to_be_bytes()])).collect()
}

/// Features and values of a case, for each encoding under its own names.
fn entries(case: &Value, encoding: Encoding) -> Vec<(u32, i16)> {
    use omnisum_vectors::parse;
    match encoding {
        Encoding::Sparse => items(case, "indices").iter().map(|index| (parse(index), 1)).collect(),
        Encoding::Counts => items(case, "entries").iter().map(|pair| (parse(&pair[0]), parse(&pair[1]))).collect(),
        Encoding::Dense => {
            items(case, "values").iter().map(parse).zip(0..).map(|(value, index)| (index, value)).collect()
        }
    }
}

#[test]
fn samples_are_read_or_refused_as_in_the_vectors() {
    for (encoding, name) in [(Encoding::Sparse, "sparse"), (Encoding::Counts, "counts"), (Encoding::Dense, "dense")] {
        for case in list("samples.json", name) {
            let (sample, features) = (bytes(&case, "sample"), number(&case, "features"));
            match (encoding.check(&sample, features), text(&case, "reason")) {
                (Ok(()), "" | "empty") => {
                    let read = encoding.entries(&sample, features).map(|entry| (entry.feature, entry.value));
                    assert_eq!(read.collect::<Vec<_>>(), entries(&case, encoding), "{case}");
                }
                (Err(Refusal::InvalidSample { reason }), expected) => assert_eq!(reason, expected, "{case}"),
                (other, _) => panic!("{other:?} of {case}"),
            }
        }
    }
}

#[test]
fn labelled_lists_are_read_or_refused_as_in_the_vectors() {
    for case in list("labelled-lists.json", "cases") {
        let expected = items(&case, "items");
        let packed = bytes(&case, "list");
        match (Labelled::list(&packed), text(&case, "reason")) {
            (Ok(read), "") => {
                assert_eq!(read.len(), number::<usize>(&case, "count"));
                for (item, expected) in read.iter().zip(&expected) {
                    let labelled = (item.sample.to_vec(), item.label);
                    assert_eq!(labelled, (bytes(expected, "sample"), number(expected, "label")), "{case}");
                }
            }
            (Err(Refusal::InvalidBatch { reason }), expected) => assert_eq!(reason, expected, "{case}"),
            (other, _) => panic!("{other:?} of {case}"),
        }
    }
}

#[test]
fn contributions_hash_as_in_the_vectors() {
    let mut compared = 0;
    for case in list("commitments.json", "cases") {
        let (author, sample) = (bytes(&case, "author"), bytes(&case, "sample"));
        // Raw bytes of an EVM address are no text, which is all that an author can be here.
        let Ok(author) = std::str::from_utf8(&author) else { continue };
        let contribution = Contribution {
            id: number(&case, "id"),
            author,
            label: number(&case, "label"),
            added_at: number(&case, "addedAt"),
            deposit: number(&case, "deposit"),
            taught: truth(&case, "taught"),
            sample: &sample,
        };
        assert_eq!(contribution.hash(), hash(&case, "hash"), "{case}");
        assert_eq!(commitment(&contribution.hash()).to_vec(), bytes(&case, "commitment"));
        compared += 1;
    }
    assert!(compared > 2);
}

#[test]
fn merkle_trees_and_proofs_are_as_in_the_vectors() {
    for tree in list("merkle.json", "trees") {
        let size: usize = number(&tree, "size");
        let root = hash(&tree, "root");
        assert_eq!(merkle::root(&leaves(size as u64)), root);
        for proof in items(&tree, "proofs") {
            let climbed = merkle::climb(hash(&proof, "leaf"), &bytes(&proof, "proof"), size);
            assert_eq!(climbed, Some((number(&proof, "position"), root)), "{proof}");
        }
    }
}

#[test]
fn bad_proofs_of_the_vectors_do_not_lead_to_the_root() {
    for case in list("merkle.json", "bad") {
        let climbed = merkle::climb(hash(&case, "leaf"), &bytes(&case, "proof"), number(&case, "size"));
        assert_ne!(climbed.map(|(_, root)| root), Some(hash(&case, "root")), "{case}");
    }
}

#[test]
fn states_hash_as_in_the_vectors() {
    for case in list("state-hash.json", "cases") {
        let body = bytes(&case, "body");
        assert_eq!(StateHash::new(&bytes(&case, "header")).with(&body).0, hash(&case, "hash"));
    }
}
