use omnisum_protocol::{put_varint, Encoding, Reader};

/// What a model learns from a labelled sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lesson<'a> {
    /// Packed and checked.
    pub sample: &'a [u8],
    /// What the sample is.
    pub label: u16,
    /// What the model needs besides to learn it in any of its parts alone.
    pub note: u128,
}

/// Lessons that are kept as they came and applied to each part when it is loaded.
#[derive(Debug, Clone)]
pub struct Log {
    /// Gas that went into writing the log since it was last folded.
    pub spent: u64,
    encoding: Encoding,
    features: u32,
    lessons: Vec<(Vec<u8>, u16, u128)>,
}

impl Log {
    /// Without lessons.
    pub fn new(encoding: Encoding, features: u32) -> Self {
        Self { spent: 0, encoding, features, lessons: Vec::new() }
    }

    /// Appends a lesson.
    pub fn push(&mut self, lesson: &Lesson) {
        self.lessons.push((lesson.sample.to_vec(), lesson.label, lesson.note));
    }

    /// The lessons, the oldest first.
    pub fn lessons(&self) -> impl Iterator<Item = Lesson<'_>> {
        self.lessons.iter().map(|(sample, label, note)| Lesson { sample, label: *label, note: *note })
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.lessons.is_empty()
    }

    /// The bytes kept in storage.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        put_varint(&mut bytes, self.spent);
        for lesson in self.lessons() {
            self.encoding.put_short(&mut bytes, lesson.sample, self.features);
            put_varint(&mut bytes, lesson.label);
            put_varint(&mut bytes, lesson.note);
        }
        bytes
    }

    /// Reads what `encode` wrote, as far as it can be read.
    pub fn decode(encoding: Encoding, features: u32, bytes: &[u8]) -> Self {
        let mut reader = Reader::new(bytes);
        let spent = reader.varint().unwrap_or(0);
        let lessons = std::iter::from_fn(|| {
            let sample = encoding.short(&mut reader, features)?;
            Some((sample, reader.varint()?, reader.varint()?))
        });
        Self { spent, encoding, features, lessons: lessons.collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::{btree_map, vec};
    use proptest::prelude::*;

    const FEATURES: u32 = 70_000;

    fn samples() -> impl Strategy<Value = Vec<u8>> {
        btree_map(0..FEATURES, 1_u8.., 0..30).prop_map(|entries| {
            entries.into_iter().flat_map(|(index, count)| [&index.to_be_bytes()[1..], &[count]].concat()).collect()
        })
    }

    proptest! {
        #[test]
        fn a_log_reads_back_its_lessons_in_order(spent: u64, lessons in vec((samples(), any::<u16>(), any::<u128>()), 0..30)) {
            let mut log = Log { spent, ..Log::new(Encoding::Counts, FEATURES) };
            for (sample, label, note) in &lessons {
                log.push(&Lesson { sample, label: *label, note: *note });
            }
            let read = Log::decode(Encoding::Counts, FEATURES, &log.encode());
            let kept: Vec<_> = read.lessons().map(|it| (it.sample.to_vec(), it.label, it.note)).collect();
            prop_assert_eq!(kept, lessons);
            prop_assert_eq!(read.spent, spent);
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes: Vec<u8>) {
            for encoding in [Encoding::Sparse, Encoding::Counts, Encoding::Dense] {
                prop_assert!(Log::decode(encoding, FEATURES, &bytes).lessons().count() <= bytes.len());
            }
        }
    }
}
