use omnisum_protocol::{put_varint, Reader};

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
#[derive(Debug, Clone, Default)]
pub struct Log {
    /// Gas that went into writing the log since it was last folded.
    pub spent: u64,
    lessons: Vec<u8>,
}

impl Log {
    /// Appends a lesson.
    pub fn push(&mut self, lesson: &Lesson) {
        put_varint(&mut self.lessons, u64::try_from(lesson.sample.len()).unwrap_or(u64::MAX));
        self.lessons.extend_from_slice(lesson.sample);
        put_varint(&mut self.lessons, lesson.label);
        put_varint(&mut self.lessons, lesson.note);
    }

    /// The lessons, the oldest first.
    pub fn lessons(&self) -> impl Iterator<Item = Lesson<'_>> {
        let mut reader = Reader::new(&self.lessons);
        std::iter::from_fn(move || {
            let length = reader.varint()?;
            Some(Lesson { sample: reader.take(length)?, label: reader.varint()?, note: reader.varint()? })
        })
    }

    /// The bytes of the lessons.
    pub fn size(&self) -> usize {
        self.lessons.len()
    }

    /// The bytes kept in storage.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(self.size().saturating_add(4));
        put_varint(&mut bytes, self.spent);
        bytes.extend_from_slice(&self.lessons);
        bytes
    }

    /// Reads what `encode` wrote.
    pub fn decode(bytes: &[u8]) -> Self {
        let mut reader = Reader::new(bytes);
        Self { spent: reader.varint().unwrap_or(0), lessons: reader.rest().to_vec() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_log_reads_back_its_lessons_in_order(spent: u64, lessons in vec((vec(any::<u8>(), 1..200), any::<u16>(), any::<u128>()), 0..30)) {
            let mut log = Log { spent, ..Log::default() };
            for (sample, label, note) in &lessons {
                log.push(&Lesson { sample, label: *label, note: *note });
            }
            let read = Log::decode(&log.encode());
            let kept: Vec<_> = read.lessons().map(|it| (it.sample.to_vec(), it.label, it.note)).collect();
            prop_assert_eq!(kept, lessons);
            prop_assert_eq!(read.spent, spent);
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes: Vec<u8>) {
            prop_assert!(Log::decode(&bytes).lessons().count() <= bytes.len());
        }
    }
}
