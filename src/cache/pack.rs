//! A pack: many values in one file that never changes. Its index is read at once, values when they are asked
//! for.
//!
//! The values come first, in the order in which they were made, and then the index, one entry for each in the order
//! of their keys: so each value is written once, before it is known what else there will be.

use super::{
    Place,
    file::{self, Fields, HEADER_END, Kind, Useless},
    position,
};
use crate::digest::{Digest, Hasher};
use std::{
    fs::File,
    sync::atomic::{AtomicBool, Ordering},
};

/// Bytes of an index entry: key, begin, length, checksum.
pub const ENTRY_LENGTH: usize = 16 + 8 + 4 + 16;

/// An open pack.
#[derive(Debug)]
pub struct Pack {
    file: File,
    /// Sorted by key.
    entries: Vec<Listed>,
}

/// A value of a pack.
#[derive(Debug)]
struct Listed {
    key: Digest,
    slot: Slot,
    is_used: AtomicBool,
}

/// Where a value is in its file.
#[derive(Debug, Clone, Copy)]
pub struct Slot {
    /// Its first byte.
    pub start: u64,
    /// How many bytes it has.
    pub length: u32,
    /// Of its key and its bytes.
    pub checksum: Digest,
}

/// Why a value that a pack lists is not had.
#[derive(Debug)]
pub struct Lost;

impl Pack {
    /// Opens a pack and reads its index.
    pub fn open(place: &Place, version: Digest) -> Result<Self, Useless> {
        let (file, end, index) = file::open(place, Kind::Pack, version)?;
        Ok(Self { entries: parse_index(&index, end)?, file })
    }

    /// The value of this key, if it is listed; it counts as used.
    pub fn get(&self, key: &Digest) -> Result<Option<Vec<u8>>, Lost> {
        let Some(listed) = self.listed(key) else { return Ok(None) };
        listed.is_used.store(true, Ordering::Relaxed);
        self.read(*key, &listed.slot).map(Some)
    }

    /// Counts a value as used without reading it; answers whether it is listed.
    pub fn mark_used(&self, key: &Digest) -> bool {
        self.listed(key).inspect(|listed| listed.is_used.store(true, Ordering::Relaxed)).is_some()
    }

    /// All values, or those that were used.
    pub fn slots(&self, only_used: OnlyUsed) -> impl Iterator<Item = (Digest, Slot)> {
        self.entries
            .iter()
            .filter(move |listed| only_used == OnlyUsed::No || listed.is_used.load(Ordering::Relaxed))
            .map(|listed| (listed.key, listed.slot))
    }

    /// The bytes of a value of [`Pack::slots`].
    pub fn read(&self, key: Digest, slot: &Slot) -> Result<Vec<u8>, Lost> {
        slot.read(&self.file, key)
    }

    fn listed(&self, key: &Digest) -> Option<&Listed> {
        self.entries.binary_search_by(|listed| listed.key.cmp(key)).ok().map(|index| &self.entries[index])
    }
}

/// Which values are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnlyUsed {
    /// Those that this build asked for.
    Yes,
    /// All.
    No,
}

impl Slot {
    /// The value's bytes, if they are still those that were written.
    pub fn read(&self, file: &File, key: Digest) -> Result<Vec<u8>, Lost> {
        let mut bytes = vec![0; self.length as usize];
        position::read(file, &mut bytes, self.start).map_err(|_| Lost)?;
        if checksum(key, &bytes) == self.checksum { Ok(bytes) } else { Err(Lost) }
    }

    /// The bytes that the value and its entry take.
    pub fn size(&self) -> u64 {
        u64::from(self.length) + ENTRY_LENGTH as u64
    }

    /// Writes the entry of the value into an index.
    pub fn append_to(&self, index: &mut Vec<u8>, key: Digest) {
        index.extend_from_slice(&key.to_bytes());
        index.extend_from_slice(&self.start.to_le_bytes());
        index.extend_from_slice(&self.length.to_le_bytes());
        index.extend_from_slice(&self.checksum.to_bytes());
    }
}

/// Reads an index; all values must lie before `end`, where it begins.
fn parse_index(index: &[u8], end: u64) -> Result<Vec<Listed>, Useless> {
    if !index.len().is_multiple_of(ENTRY_LENGTH) {
        return Err(Useless::Damaged("its index is cut off"));
    }
    let mut entries: Vec<Listed> = Vec::with_capacity(index.len() / ENTRY_LENGTH);
    for entry in index.chunks_exact(ENTRY_LENGTH) {
        let mut fields = Fields(entry);
        let key = Digest::from_bytes(fields.take());
        let slot = Slot {
            start: u64::from_le_bytes(fields.take()),
            length: u32::from_le_bytes(fields.take()),
            checksum: Digest::from_bytes(fields.take()),
        };
        let last = slot.start.checked_add(u64::from(slot.length));
        if slot.start < HEADER_END || last.is_none_or(|last| last > end) {
            return Err(Useless::Damaged("its index leads out of it"));
        }
        if entries.last().is_some_and(|last| last.key >= key) {
            return Err(Useless::Damaged("its index is out of order"));
        }
        entries.push(Listed { key, slot, is_used: AtomicBool::new(false) });
    }
    Ok(entries)
}

/// What a value is held to when it is read again.
pub fn checksum(key: Digest, bytes: &[u8]) -> Digest {
    Hasher::new("cache value").digest(key).bytes(bytes).finish()
}
