//! The answers of the TypeScript references, to the last bit.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]
#![allow(clippy::arithmetic_side_effects, clippy::cast_possible_truncation)]

use omnisum_incentives::AnyIncentive;
use omnisum_vectors::{bytes, list, number, text};

#[test]
fn prices_are_as_in_the_vectors() {
    for case in list("price.json", "prices") {
        let amount = |name| u96(number(&case, name));
        let parameters = [amount("costWeight"), amount("minDeposit"), amount("maxDeposit")].concat();
        let incentive =
            AnyIncentive::from_bytes(&[&[1], [0; 12].as_slice(), &parameters, &[0]].concat(), true).unwrap();
        let price = incentive.price(number(&case, "elapsed"), number(&case, "count"));
        assert_eq!(price, number::<u128>(&case, "price"), "{case}");
    }
}

#[test]
fn parameters_are_accepted_or_refused_as_in_the_vectors() {
    for case in list("configs.json", "incentives") {
        let field = text(&case, "field");
        let expected = (!field.is_empty()).then(|| format!("InvalidConfig {{\"field\":\"{field}\"}}"));
        let refused = AnyIncentive::from_bytes(&bytes(&case, "incentive"), true).err();
        assert_eq!(refused.map(|refusal| refusal.to_string()), expected, "{case}");
    }
}

/// An amount of 96 bits.
fn u96(amount: u128) -> Vec<u8> {
    let bytes = amount.to_be_bytes();
    let (first, rest) = bytes.split_at(4);
    assert_eq!(first, [0; 4]);
    rest.to_vec()
}
