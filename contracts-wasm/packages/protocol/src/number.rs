/// `floor(value · share / total)` without overflow, for `share ≤ total < 2^126`; zero where `total` is zero.
pub fn mul_div(value: u128, share: u128, total: u128) -> u128 {
    if total == 0 {
        return 0;
    }
    let (mut quotient, mut rest) = (0_u128, 0_u128);
    for bit in (0..u128::BITS).rev() {
        quotient = quotient.saturating_mul(2);
        rest = rest.saturating_mul(2);
        if (value >> bit) & 1 == 1 {
            rest = rest.saturating_add(share);
        }
        while rest >= total {
            rest = rest.saturating_sub(total);
            quotient = quotient.saturating_add(1);
        }
    }
    quotient
}

/// A number of either sign as one that is small if it is: 0, −1, 1, −2 … as 0, 1, 2, 3 …
pub fn zigzag(value: i128) -> u128 {
    let doubled = value.unsigned_abs() << 1;
    if value < 0 {
        doubled.saturating_sub(1)
    } else {
        doubled
    }
}

/// The number that `zigzag` was given.
pub fn unzigzag(code: u128) -> i128 {
    let half = i128::try_from(code >> 1).unwrap_or(i128::MAX);
    if code & 1 == 0 {
        half
    } else {
        half.saturating_add(1).saturating_neg()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_share_satisfies_the_definition_of_the_floor(value in 0_u128..1 << 88, share in 0_u128..1 << 126, total in 1_u128..1 << 126) {
            let share = share.min(total);
            let result = mul_div(value, share, total);
            // result·total ≤ value·share < (result + 1)·total, as (high, low)
            prop_assert!(wide(result, total) <= wide(value, share));
            prop_assert!(wide(value, share) < wide(result + 1, total));
        }

        #[test]
        fn small_shares_are_as_computed_at_once(value in 0_u128..1 << 60, share in 0_u128..1 << 60, total in 1_u128..1 << 60) {
            prop_assert_eq!(mul_div(value, share.min(total), total), value * share.min(total) / total);
        }

        #[test]
        fn numbers_of_either_sign_read_back(value in -(1_i128 << 126)..(1_i128 << 126)) {
            prop_assert_eq!(unzigzag(zigzag(value)), value);
        }
    }

    /// `a · b` as (high, low), by halves of 64 bits.
    fn wide(a: u128, b: u128) -> (u128, u128) {
        let mask = u128::from(u64::MAX);
        let (a1, a0, b1, b0) = (a >> 64, a & mask, b >> 64, b & mask);
        let middle = (a1 * b0) + ((a0 * b0) >> 64);
        let cross = (middle & mask) + a0 * b1;
        (a1 * b1 + (middle >> 64) + (cross >> 64), (cross << 64) | ((a0 * b0) & mask))
    }

    #[test]
    fn a_share_of_nothing_is_nothing() {
        assert_eq!(mul_div(100, 0, 7), 0);
        assert_eq!(mul_div(100, 1, 0), 0);
        assert_eq!(mul_div(100, 2, 7), 28);
    }
}
