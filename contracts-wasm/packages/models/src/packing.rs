use omnisum_protocol::{put_varint, unzigzag, zigzag, Reader};

use crate::{Layout, Part};

/// What is stored of a part: cells as varints, as most are small and storage is priced by the byte, and heads as they
/// are; without the zeros at the end, but for one byte, as no value may be empty.
pub fn pack(layout: &Layout, part: Part, bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(bytes.len());
    let mut reader = Reader::new(bytes);
    for is_cell in shape(layout, part) {
        if is_cell {
            put_varint(&mut packed, number(layout, reader.take(size(layout.cell)).unwrap_or_default()));
        } else {
            packed.extend_from_slice(reader.take(size(layout.head)).unwrap_or_default());
        }
    }
    let used = packed.iter().rposition(|byte| *byte != 0).map_or(1, |last| last.saturating_add(1));
    packed.truncate(used);
    packed
}

/// The bytes of a part of which `packed` is stored; nothing stands for zeros.
pub fn unpack(layout: &Layout, part: Part, packed: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(size(layout.part_bytes(part)));
    let mut reader = Reader::new(packed);
    for is_cell in shape(layout, part) {
        if is_cell {
            let code = reader.varint::<u64>().unwrap_or(0);
            let value = if layout.signed { unzigzag(code.into()) } else { code.into() };
            bytes.extend(value.to_be_bytes().into_iter().skip(16_usize.saturating_sub(size(layout.cell))));
        } else {
            let head = reader.take(size(layout.head).min(reader.rest().len())).unwrap_or_default();
            bytes.extend_from_slice(head);
            bytes.extend(std::iter::repeat_n(0, size(layout.head).saturating_sub(head.len())));
        }
    }
    bytes
}

/// The greatest size of a cell of a part, whatever its sign.
pub fn greatest(layout: &Layout, part: Part, bytes: &[u8]) -> u64 {
    let mut reader = Reader::new(bytes);
    let sizes = shape(layout, part).map(|is_cell| {
        let bytes = reader.take(size(if is_cell { layout.cell } else { layout.head })).unwrap_or_default();
        let code = number(layout, if is_cell { bytes } else { &[] });
        if layout.signed {
            code.div_ceil(2)
        } else {
            code
        }
    });
    u64::try_from(sizes.max().unwrap_or(0)).unwrap_or(u64::MAX)
}

/// For each head false, for each cell true, in the order in which they follow one another.
fn shape(layout: &Layout, part: Part) -> impl Iterator<Item = bool> {
    let (rows, cells) = match part {
        Part::Whole => (layout.rows, layout.features),
        Part::Heads => (layout.rows, 0),
        Part::Page(_) | Part::Log => (0, 0),
    };
    let rows = (0..rows).flat_map(move |_| std::iter::once(false).chain((0..cells).map(|_| true)));
    let page = if let Part::Page(index) = part { layout.page_cells(index.into()) } else { 0 };
    rows.chain((0..page).map(|_| true))
}

fn number(layout: &Layout, cell: &[u8]) -> u128 {
    let is_negative = layout.signed && cell.first().is_some_and(|byte| *byte & 0x80 != 0);
    let fill = if is_negative { -1_i128 } else { 0 };
    let value = cell.iter().fold(fill, |value, byte| (value << 8) | i128::from(*byte));
    if layout.signed {
        zigzag(value)
    } else {
        value.unsigned_abs()
    }
}

fn size(bytes: u64) -> usize {
    usize::try_from(bytes).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Order;
    use proptest::prelude::*;

    fn layouts() -> impl Strategy<Value = Layout> {
        let order = prop_oneof![Just(Order::ByFeature), Just(Order::ByRow)];
        (
            1_u64..5,
            prop_oneof![Just(4_u64), Just(10), Just(16)],
            prop_oneof![Just(2_u64), Just(4)],
            any::<bool>(),
            1_u64..5_000,
            order,
        )
            .prop_map(|(rows, head, cell, signed, features, order)| Layout {
                rows,
                head,
                cell,
                signed,
                packed: 1,
                features,
                order,
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn a_part_reads_back(layout in layouts(), seed in proptest::collection::vec(any::<u8>(), 1..9), zeros in 0_usize..9_000) {
            let parts = layout.parts_of([0, layout.features as u32 - 1].into_iter());
            for part in parts {
                let length = layout.part_bytes(part) as usize;
                let kept = length.saturating_sub(zeros);
                let mut bytes: Vec<u8> = seed.iter().copied().cycle().take(kept).collect();
                bytes.resize(length, 0);
                let packed = pack(&layout, part, &bytes);
                prop_assert!(!packed.is_empty());
                prop_assert!(unpack(&layout, part, &packed) == bytes);
            }
        }
    }

    #[test]
    fn small_cells_take_a_byte_and_zeros_at_the_end_none() {
        let layout =
            Layout { rows: 1, head: 4, cell: 4, signed: true, packed: 1, features: 4, order: Order::ByFeature };
        let bytes = [[0, 0, 0, 9], [0xff; 4], [0, 0, 0, 63], [0; 4], [0; 4]].concat();
        assert_eq!(pack(&layout, Part::Whole, &bytes), [0, 0, 0, 9, 1, 126]);
        assert_eq!(pack(&layout, Part::Whole, &[0; 20]), [0]);
        assert_eq!(unpack(&layout, Part::Whole, &[]), [0; 20]);
        assert_eq!(greatest(&layout, Part::Whole, &bytes), 63);
        let least = [[0; 4], [0x80, 0, 0, 0], [0; 4], [0; 4], [0; 4]].concat();
        assert_eq!(greatest(&layout, Part::Whole, &least), 1 << 31);
        let unsigned = Layout { signed: false, ..layout };
        assert_eq!(greatest(&unsigned, Part::Whole, &least), 1 << 31);
        assert_eq!(pack(&unsigned, Part::Whole, &bytes)[4..9], [0xff, 0xff, 0xff, 0xff, 0x0f]);
    }
}
