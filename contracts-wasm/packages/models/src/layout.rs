use omnisum_protocol::Encoding;

/// A value in storage that holds a part of a model's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The canonical body, of a model small enough to be read at once.
    Whole,
    /// What each row begins with (a bias), row by row.
    Heads,
    /// The cells of some consecutive features: for each feature those of all rows, or of one row.
    Page(u32),
    /// Lessons that are not in the other parts yet.
    Log,
}

/// Which cells a sample touches, and so which are kept together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Few features, in all rows.
    ByFeature,
    /// All features; a lesson changes one row or two.
    ByRow,
}

impl Order {
    pub(crate) fn of(encoding: Encoding) -> Self {
        match encoding {
            Encoding::Sparse | Encoding::Counts => Self::ByFeature,
            Encoding::Dense => Self::ByRow,
        }
    }
}

/// Up to so many cells a body is one value. A sample of 20 entries reads one value of 4,096 cells for as much gas as 20 pages.
const WHOLE_CELLS: u64 = 4_096;
/// Where a lesson rewrites a row, rows are kept apart from so many cells on.
const WHOLE_CELLS_BY_ROW: u64 = 512;
/// About the cells of a page. Smaller pages cost less for each operation, larger ones less for the deployment.
const PAGE_CELLS: u64 = 32;
/// The cells of a page of a single row.
const PAGE_CELLS_BY_ROW: u64 = 4_096;

/// Where the canonical body (docs/protocol.md §8) is kept: for each row a head, then one cell for each feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// Rows of cells: one for each class, or a single one.
    pub rows: u64,
    /// Bytes at the beginning of a row.
    pub head: u64,
    /// Bytes of a cell.
    pub cell: u64,
    /// Whether cells can be below zero.
    pub signed: bool,
    /// The bytes that most cells take in storage.
    pub packed: u64,
    /// Cells in a row.
    pub features: u64,
    /// Which cells are kept together.
    pub order: Order,
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

    /// The parts that a sample with these features reads, in ascending order.
    pub fn parts_of(&self, features: impl Iterator<Item = u32>) -> Vec<Part> {
        let mut parts = vec![self.part_of_heads()];
        if self.is_whole() {
            return parts;
        }
        match self.order {
            Order::ByFeature => {
                let pages = features.map(|feature| page(quotient(feature.into(), self.features_a_page())));
                pages.for_each(|page| include(&mut parts, page));
            }
            Order::ByRow => parts.extend((0..self.rows.saturating_mul(self.pages_a_row())).map(page)),
        }
        parts
    }

    /// The part that holds the heads.
    pub fn part_of_heads(&self) -> Part {
        if self.is_whole() {
            Part::Whole
        } else {
            Part::Heads
        }
    }

    /// The size of a part in the canonical body.
    pub fn part_bytes(&self, part: Part) -> u64 {
        match part {
            Part::Whole => self.body_bytes(),
            Part::Heads => self.rows.saturating_mul(self.head),
            Part::Page(index) => self.page_cells(index.into()).saturating_mul(self.cell),
            Part::Log => 0,
        }
    }

    /// About the bytes that a part takes in storage.
    pub fn packed_bytes(&self, part: Part) -> u64 {
        let cells = match part {
            Part::Whole => self.features.saturating_mul(self.rows),
            Part::Page(index) => self.page_cells(index.into()),
            Part::Heads | Part::Log => 0,
        };
        let heads = if matches!(part, Part::Whole | Part::Heads) { self.head.saturating_mul(self.rows) } else { 0 };
        cells.saturating_mul(self.packed).saturating_add(heads)
    }

    /// Whether the whole state is one part.
    pub fn is_whole(&self) -> bool {
        let bound = match self.order {
            Order::ByFeature => WHOLE_CELLS,
            Order::ByRow => WHOLE_CELLS_BY_ROW,
        };
        self.rows.saturating_mul(self.features) <= bound
    }

    pub(crate) fn features_as_u32(&self) -> u32 {
        u32::try_from(self.features).unwrap_or(u32::MAX)
    }

    fn place_in_page(&self, row: u64, feature: u64, byte: u64) -> Place {
        let nth_page = quotient(feature, self.features_a_page());
        let nth = remainder(feature, self.features_a_page());
        let (index, cell, last) = match self.order {
            Order::ByRow => {
                let index = row.saturating_mul(self.pages_a_row()).saturating_add(nth_page);
                (index, nth, self.page_cells(index))
            }
            Order::ByFeature => {
                let cell = nth.saturating_mul(self.rows).saturating_add(row);
                let end = if self.rows == 1 { self.page_cells(nth_page) } else { cell.saturating_add(1) };
                (nth_page, cell, end)
            }
        };
        let offset = cell.saturating_mul(self.cell).saturating_add(byte);
        place(page(index), offset, last.saturating_mul(self.cell).saturating_sub(offset))
    }

    pub(crate) fn page_cells(&self, index: u64) -> u64 {
        let (nth, rows) = match self.order {
            Order::ByFeature => (index, self.rows),
            Order::ByRow => (remainder(index, self.pages_a_row()), 1),
        };
        let first = nth.saturating_mul(self.features_a_page());
        self.features.saturating_sub(first).min(self.features_a_page()).saturating_mul(rows)
    }

    fn pages_a_row(&self) -> u64 {
        self.features.div_ceil(self.features_a_page())
    }

    fn features_a_page(&self) -> u64 {
        match self.order {
            Order::ByFeature => quotient(PAGE_CELLS, self.rows).max(1),
            Order::ByRow => PAGE_CELLS_BY_ROW,
        }
    }

    fn row_bytes(&self) -> u64 {
        self.head.saturating_add(self.cell.saturating_mul(self.features))
    }
}

/// Adds to an ascending list what it does not have yet.
pub(crate) fn include(parts: &mut Vec<Part>, part: Part) {
    if let Err(index) = parts.binary_search(&part) {
        parts.insert(index, part);
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

    fn orders() -> impl Strategy<Value = Order> {
        prop_oneof![Just(Order::ByFeature), Just(Order::ByRow)]
    }

    proptest! {
        #[test]
        fn every_byte_of_the_body_has_a_place_of_its_own(
            rows in 1_u64..40, head in 1_u64..8, cell in 1_u64..5, features in 1_u64..700, order in orders(),
        ) {
            let layout = Layout { rows, head, cell, signed: true, packed: 2, features, order };
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
        fn a_cell_lies_in_a_part_of_its_feature(
            rows in 1_u64..40, features in 1_u64..9_000, pick: prop::sample::Index, row: prop::sample::Index, order in orders(),
        ) {
            let layout = Layout { rows, head: 4, cell: 2, signed: true, packed: 2, features, order };
            let feature = pick.index(features as usize) as u64;
            let row = row.index(rows as usize) as u64;
            let at = layout.place(layout.cell_position(row, feature));
            let parts = layout.parts_of([feature as u32].into_iter());
            prop_assert!(parts.contains(&at.part));
            prop_assert!(parts.is_sorted_by(|a, b| a < b));
            prop_assert!(at.run >= 2);
            prop_assert_eq!(layout.place(layout.head_position(row)).part, layout.part_of_heads());
        }
    }

    #[test]
    fn a_small_body_is_one_value_and_a_greater_one_is_not() {
        let layout =
            Layout { rows: 1, head: 4, cell: 2, signed: true, packed: 2, features: 4_096, order: Order::ByFeature };
        let parts = |layout: Layout| layout.parts_of([layout.features_as_u32() - 1].into_iter());
        assert_eq!(parts(layout), [Part::Whole]);
        assert_eq!(parts(Layout { features: 4_097, ..layout }), [Part::Heads, Part::Page(128)]);
        let dense = Layout { order: Order::ByRow, features: 512, ..layout };
        assert_eq!(parts(dense), [Part::Whole]);
        assert_eq!(parts(Layout { features: 513, ..dense }), [Part::Heads, Part::Page(0)]);
        let great = Layout { rows: 2, features: 5_000, ..dense };
        assert_eq!(parts(great), [Part::Heads, Part::Page(0), Part::Page(1), Part::Page(2), Part::Page(3)]);
    }
}
