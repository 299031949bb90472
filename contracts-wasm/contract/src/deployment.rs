//! What only a deployment writes, under keys of their own: who needs it pays for reading it.

use cosmwasm_std::{Addr, StdResult, Storage};
use omnisum_protocol::{put_varint, Reader, StateHash};

use crate::packing::{corrupt, put_text, text};

const OWNER: &[u8] = b"o";
const METADATA: &[u8] = b"m";
const DEPLOYMENT: &[u8] = b"d";
const UPLOAD: &[u8] = b"u";

pub fn save_owner(storage: &mut dyn Storage, owner: Option<&Addr>) {
    if let Some(owner) = owner {
        storage.set(OWNER, owner.as_bytes());
    }
}

pub fn load_owner(storage: &dyn Storage) -> String {
    load_text(storage, OWNER).unwrap_or_default()
}

pub fn save_metadata(storage: &mut dyn Storage, metadata: &str) {
    if !metadata.is_empty() {
        storage.set(METADATA, metadata.as_bytes());
    }
}

pub fn load_metadata(storage: &dyn Storage) -> String {
    load_text(storage, METADATA).unwrap_or_default()
}

/// Who deployed the trainer, and when.
pub struct Deployment {
    pub deployer: String,
    pub height: u64,
}

impl Deployment {
    pub fn save(&self, storage: &mut dyn Storage) {
        let mut bytes = Vec::new();
        put_text(&mut bytes, self.deployer.as_bytes());
        put_varint(&mut bytes, self.height);
        storage.set(DEPLOYMENT, &bytes);
    }

    pub fn load(storage: &dyn Storage) -> StdResult<Self> {
        let bytes = storage.get(DEPLOYMENT).unwrap_or_default();
        let mut reader = Reader::new(&bytes);
        let deployer = text(&mut reader).and_then(|bytes| String::from_utf8(bytes.to_vec()).ok());
        let (Some(deployer), Some(height)) = (deployer, reader.varint()) else { return Err(corrupt("deployment")) };
        Ok(Self { deployer, height })
    }
}

/// When the deployment began, how much of the body has arrived, and the hash of all of its whole chunks.
pub struct Upload {
    /// Seconds since 1970; the first price counts from here.
    pub begun: u64,
    pub size: u64,
    /// The greatest size of a cell that arrived.
    pub greatest: u64,
    pub hash: StateHash,
}

impl Upload {
    pub fn save(&self, storage: &mut dyn Storage) {
        let mut bytes = self.hash.0.to_vec();
        put_varint(&mut bytes, self.size);
        put_varint(&mut bytes, self.begun);
        put_varint(&mut bytes, self.greatest);
        storage.set(UPLOAD, &bytes);
    }

    pub fn load(storage: &dyn Storage) -> StdResult<Self> {
        let bytes = storage.get(UPLOAD).unwrap_or_default();
        let mut reader = Reader::new(&bytes);
        let parts = (reader.array::<32>(), reader.varint(), reader.varint(), reader.varint());
        let (Some(hash), Some(size), Some(begun), Some(greatest)) = parts else { return Err(corrupt("upload")) };
        Ok(Self { begun, size, greatest, hash: StateHash(hash) })
    }

    pub fn remove(storage: &mut dyn Storage) {
        storage.remove(UPLOAD);
    }
}

fn load_text(storage: &dyn Storage, key: &[u8]) -> Option<String> {
    String::from_utf8(storage.get(key)?).ok()
}
