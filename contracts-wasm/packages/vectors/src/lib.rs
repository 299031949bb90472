//! Reads `test/vectors`, which all implementations share; its README says what the columns are.

use std::path::Path;
use std::str::FromStr;

pub use serde_json::Value;

/// A list of a file of vectors.
pub fn list(file: &str, name: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../test/vectors").join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let file: Value = serde_json::from_str(&text).unwrap();
    let cases = items(&file, name);
    assert!(!cases.is_empty());
    cases
}

/// A column that is a list.
pub fn items(case: &Value, name: &str) -> Vec<Value> {
    case[name].as_array().unwrap_or_else(|| panic!("{name} of {case}")).clone()
}

/// A column of bytes.
pub fn bytes(case: &Value, name: &str) -> Vec<u8> {
    let digits = text(case, name).strip_prefix("0x").unwrap();
    assert!(digits.len().is_multiple_of(2));
    let byte = |at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap();
    (0..digits.len()).step_by(2).map(byte).collect()
}

/// A column of text.
pub fn text<'a>(case: &'a Value, name: &str) -> &'a str {
    case[name].as_str().unwrap_or_else(|| panic!("{name} of {case}"))
}

/// A column that is a number, or a number as decimal text.
pub fn number<N: FromStr>(case: &Value, name: &str) -> N {
    parse(&case[name])
}

/// A number, or a number as decimal text.
pub fn parse<N: FromStr>(value: &Value) -> N {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text.parse().unwrap_or_else(|_| panic!("{value} is not such a number"))
}

/// A column that is yes or no.
pub fn truth(case: &Value, name: &str) -> bool {
    case[name].as_bool().unwrap_or_else(|| panic!("{name} of {case}"))
}
