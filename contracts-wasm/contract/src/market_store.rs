use cosmwasm_std::Storage;
use omnisum_incentives::market::{Kept, Store, StoreMut};
use omnisum_protocol::{account_key, put_varint};

/// A market's parts in the contract's storage, for reading.
pub struct ReadStore<'a>(pub &'a dyn Storage);

/// A market's parts in the contract's storage, for reading and writing.
pub struct WriteStore<'a>(pub &'a mut dyn Storage);

impl Store for ReadStore<'_> {
    fn read(&self, kept: Kept) -> Option<Vec<u8>> {
        self.0.get(&key(kept))
    }
}

impl Store for WriteStore<'_> {
    fn read(&self, kept: Kept) -> Option<Vec<u8>> {
        self.0.get(&key(kept))
    }
}

impl StoreMut for WriteStore<'_> {
    fn write(&mut self, kept: Kept, bytes: &[u8]) {
        self.0.set(&key(kept), bytes);
    }
}

fn key(kept: Kept) -> Vec<u8> {
    match kept {
        Kept::Market => b"k".to_vec(),
        Kept::Position => b"s".to_vec(),
        Kept::Added(first) => numbered(b'e', first),
        Kept::Number(account) => [b"n", account_key(account).as_slice()].concat(),
        Kept::Account(number) => numbered(b'i', number.into()),
        Kept::Contributor(number) => numbered(b'b', number.into()),
        Kept::Piece(piece) => numbered(b't', piece.into()),
    }
}

fn numbered(kind: u8, number: u64) -> Vec<u8> {
    let mut key = vec![kind];
    put_varint(&mut key, number);
    key
}
