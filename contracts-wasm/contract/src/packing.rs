use cosmwasm_std::StdError;
use omnisum_protocol::{put_varint, Reader};

/// Appends bytes with their length.
pub fn put_text(bytes: &mut Vec<u8>, text: &[u8]) {
    put_varint(bytes, u64::try_from(text.len()).unwrap_or(u64::MAX));
    bytes.extend_from_slice(text);
}

/// Reads what `put_text` wrote.
pub fn text<'a>(reader: &mut Reader<'a>) -> Option<&'a [u8]> {
    let length = reader.varint()?;
    reader.take(length)
}

/// A value that only this contract writes is missing or cannot be read.
pub fn corrupt(what: &str) -> StdError {
    StdError::not_found(what)
}
