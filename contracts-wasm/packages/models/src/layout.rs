/// A value in storage that holds a part of a model's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The canonical body as it is, of a model small enough to be read at once.
    Whole,
    /// What each row begins with (a bias), row by row.
    Heads,
    /// The cells of some consecutive features: for each feature those of all rows.
    Page(u32),
    /// Lessons that are not in the other parts yet.
    Log,
}

/// Up to this size a body is one value. A sample of 20 entries reads one value of 4,096 weights for as much gas as 20 pages.
const WHOLE_BYTES: u64 = 8_192;
/// About the size of a page. Smaller pages cost less for each operation, larger ones less for the deployment.
const PAGE_BYTES: u64 = 64;

/// Where the canonical body (docs/protocol.md §8) is kept: for each row a head, then one cell for each feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Rows of cells: one for each class, or a single one.
    pub rows: u64,
    /// Bytes at the beginning of a row.
    pub head: u64,
    /// Bytes of a cell.
    pub cell: u64,
    /// Cells in a row.
    pub features: u64,
}

/// The place of a byte of the body, and how many bytes of the body follow one another from there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub part: Part,
    pub offset: usize,
    pub run: usize,
}

impl Layout {
    /// The bytes of the canonical body.
    pub fn body_bytes(&self) -> u64 {
        self.row_bytes().saturating_mul(self.rows)
    }

    /// Where a row's head begins in the body.
    pub fn head_position(&self, row: u64) -> u64 {
        self.row_bytes().saturating_mul(row)
    }

    /// Where a cell begins in the body.
    pub fn cell_position(&self, row: u64, feature: u64) -> u64 {
        self.head_position(row).saturating_add(self.head).saturating_add(self.cell.saturating_mul(feature))
    }

    /// Finds a byte of the body.
    pub fn place(&self, position: u64) -> Place {
        if self.is_whole() {
            return place(Part::Whole, position, self.body_bytes().saturating_sub(position));
        }
        let row = quotient(position, self.row_bytes());
        let within = remainder(position, self.row_bytes());
        match within.checked_sub(self.head) {
            None => {
                let offset = row.saturating_mul(self.head).saturating_add(within);
                place(Part::Heads, offset, self.head.saturating_sub(within))
            }
            Some(within) => self.place_in_page(row, quotient(within, self.cell), remainder(within, self.cell)),
        }
    }

    /// The part that holds a feature's cells.
    pub fn part_of(&self, feature: u64) -> Part {
        if self.is_whole() {
            return Part::Whole;
        }
        page(quotient(feature, self.features_a_page()))
    }

    /// The part that holds the heads.
    pub fn part_of_heads(&self) -> Part {
        if self.is_whole() {
            Part::Whole
        } else {
            Part::Heads
        }
    }

    /// The size of a part.
    pub fn part_bytes(&self, part: Part) -> u64 {
        match part {
            Part::Whole => self.body_bytes(),
            Part::Heads => self.rows.saturating_mul(self.head),
            Part::Page(index) => {
                let first = u64::from(index).saturating_mul(self.features_a_page());
                let features = self.features.saturating_sub(first).min(self.features_a_page());
                features.saturating_mul(self.rows).saturating_mul(self.cell)
            }
            Part::Log => 0,
        }
    }

    pub(crate) fn features_as_u32(&self) -> u32 {
        u32::try_from(self.features).unwrap_or(u32::MAX)
    }

    fn place_in_page(&self, row: u64, feature: u64, byte: u64) -> Place {
        let index = quotient(feature, self.features_a_page());
        let nth = remainder(feature, self.features_a_page());
        let cell = nth.saturating_mul(self.rows).saturating_add(row);
        let offset = cell.saturating_mul(self.cell).saturating_add(byte);
        let end = if self.rows == 1 {
            self.part_bytes(page(index))
        } else {
            cell.saturating_add(1).saturating_mul(self.cell)
        };
        place(page(index), offset, end.saturating_sub(offset))
    }

    fn is_whole(&self) -> bool {
        self.body_bytes() <= WHOLE_BYTES
    }

    fn row_bytes(&self) -> u64 {
        self.head.saturating_add(self.cell.saturating_mul(self.features))
    }

    fn features_a_page(&self) -> u64 {
        quotient(PAGE_BYTES, self.rows.saturating_mul(self.cell)).max(1)
    }
}

fn page(index: u64) -> Part {
    Part::Page(u32::try_from(index).unwrap_or(u32::MAX))
}

fn place(part: Part, offset: u64, run: u64) -> Place {
    let size = |bytes| usize::try_from(bytes).unwrap_or(usize::MAX);
    Place { part, offset: size(offset), run: size(run) }
}

fn quotient(value: u64, by: u64) -> u64 {
    value.checked_div(by).unwrap_or(0)
}

fn remainder(value: u64, by: u64) -> u64 {
    value.checked_rem(by).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn every_byte_of_the_body_has_a_place_of_its_own(rows in 1_u64..40, head in 1_u64..8, cell in 1_u64..5, features in 1_u64..700) {
            let layout = Layout { rows, head, cell, features };
            let (mut position, mut places) = (0, BTreeSet::new());
            while position < layout.body_bytes() {
                let at = layout.place(position);
                prop_assert!(at.run > 0);
                prop_assert!((at.offset + at.run) as u64 <= layout.part_bytes(at.part));
                for byte in 0..at.run {
                    prop_assert!(places.insert((at.part, at.offset + byte)));
                }
                position += at.run as u64;
            }
            prop_assert_eq!(position, layout.body_bytes());
            let parts: BTreeSet<Part> = places.iter().map(|(part, _)| *part).collect();
            let total: u64 = parts.iter().map(|part| layout.part_bytes(*part)).sum();
            prop_assert_eq!(total, layout.body_bytes());
        }

        #[test]
        fn a_cell_lies_in_the_part_of_its_feature(rows in 1_u64..40, features in 1_u64..9_000, pick: prop::sample::Index, row: prop::sample::Index) {
            let layout = Layout { rows, head: 4, cell: 2, features };
            let feature = pick.index(features as usize) as u64;
            let row = row.index(rows as usize) as u64;
            let at = layout.place(layout.cell_position(row, feature));
            prop_assert_eq!(at.part, layout.part_of(feature));
            prop_assert!(at.run >= 2);
            prop_assert_eq!(layout.place(layout.head_position(row)).part, layout.part_of_heads());
        }
    }

    #[test]
    fn a_body_of_4096_bytes_less_its_head_is_one_value_and_a_greater_one_is_not() {
        let layout = Layout { rows: 1, head: 4, cell: 2, features: 4_094 };
        assert_eq!(layout.part_of(4_093), Part::Whole);
        assert_eq!(Layout { features: 4_095, ..layout }.part_of(4_094), Part::Page(127));
    }
}
