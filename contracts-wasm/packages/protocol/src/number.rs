/// `floor(value · share / total)` without overflow; zero where `total` is zero. Exact for `share ≤ total`.
pub fn mul_div(value: u128, share: u64, total: u64) -> u128 {
    let (share, total) = (u128::from(share), u128::from(total));
    let whole = value.checked_div(total).unwrap_or(0);
    let rest = value.checked_rem(total).unwrap_or(0);
    let part = rest.saturating_mul(share).checked_div(total).unwrap_or(0);
    whole.saturating_mul(share).saturating_add(part)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_share_satisfies_the_definition_of_the_floor(value in 0_u128..1 << 88, share: u64, total in 1_u64..) {
            let share = share.min(total);
            let result = mul_div(value, share, total);
            // result·total ≤ value·share < (result + 1)·total, compared in two halves of 64 bits
            prop_assert!(wide(result, total) <= wide(value, share));
            prop_assert!(wide(value, share) < wide(result + 1, total));
        }
    }

    /// `a · b` as (high, low) with a low half of 64 bits.
    fn wide(a: u128, b: u64) -> (u128, u128) {
        let (mask, b) = (u128::from(u64::MAX), u128::from(b));
        let low = (a & mask) * b;
        ((a >> 64) * b + (low >> 64), low & mask)
    }

    #[test]
    fn a_share_of_nothing_is_nothing() {
        assert_eq!(mul_div(100, 0, 7), 0);
        assert_eq!(mul_div(100, 1, 0), 0);
        assert_eq!(mul_div(100, 2, 7), 28);
    }
}
