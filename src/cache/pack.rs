//! A pack: many values in one file that never changes. Its index is read at once, values when they are asked
//! for.
//!
//! After the header comes the index, one entry for each value in the order of their keys, then the values in the
//! same order.

use super::{
    Place,
    file::{Fields, HEADER_LENGTH, Kind, Useless, header, read_body},
    snapshot,
};
use crate::{
    digest::{Digest, Hasher},
    output::disk::NewFile,
};
use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, BufWriter, Write},
    sync::atomic::{AtomicBool, Ordering},
};

/// Bytes of an index entry: key, length, checksum.
const ENTRY_LENGTH: usize = 16 + 4 + 16;

/// An open pack.
#[derive(Debug)]
pub struct Pack {
    file: File,
    /// Sorted by key.
    slots: Vec<Slot>,
}

/// Where a value is.
#[derive(Debug)]
struct Slot {
    key: Digest,
    start: u64,
    length: u32,
    checksum: Digest,
    is_used: AtomicBool,
}

/// Why a value that a pack lists is not had.
#[derive(Debug)]
pub struct Lost;

impl Pack {
    /// Opens a pack and reads its index.
    pub fn open(place: &Place, version: Digest) -> Result<Self, Useless> {
        let mut file = snapshot::open(place)?;
        let index = read_body(&mut file, Kind::Pack, version)?;
        let slots = parse_index(&index)?;
        let end = slots.last().map_or((HEADER_LENGTH + index.len()) as u64, Slot::end);
        if file.metadata()?.len() != end {
            return Err(Useless::Damaged("it has another length than its index says"));
        }
        Ok(Self { file, slots })
    }

    /// The value of this key, if it is listed; it counts as used.
    pub fn get(&self, key: &Digest) -> Result<Option<Vec<u8>>, Lost> {
        let Some(slot) = self.slot(key) else { return Ok(None) };
        slot.is_used.store(true, Ordering::Relaxed);
        self.read(slot).map(Some)
    }

    /// Counts a value as used without reading it; answers whether it is listed.
    pub fn mark_used(&self, key: &Digest) -> bool {
        self.slot(key).inspect(|slot| slot.is_used.store(true, Ordering::Relaxed)).is_some()
    }

    /// Keys and lengths of all values, or of those that were used.
    pub fn keys(&self, only_used: OnlyUsed) -> impl Iterator<Item = (Digest, u64)> {
        self.slots
            .iter()
            .filter(move |slot| only_used == OnlyUsed::No || slot.is_used.load(Ordering::Relaxed))
            .map(|slot| (slot.key, u64::from(slot.length)))
    }

    fn slot(&self, key: &Digest) -> Option<&Slot> {
        self.slots.binary_search_by(|slot| slot.key.cmp(key)).ok().map(|index| &self.slots[index])
    }

    fn read(&self, slot: &Slot) -> Result<Vec<u8>, Lost> {
        let mut bytes = vec![0; slot.length as usize];
        read_at(&self.file, &mut bytes, slot.start).map_err(|_| Lost)?;
        if checksum(slot.key, &bytes) == slot.checksum { Ok(bytes) } else { Err(Lost) }
    }
}

/// Which keys are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnlyUsed {
    /// Those of values that this build asked for.
    Yes,
    /// All.
    No,
}

impl Slot {
    fn end(&self) -> u64 {
        self.start + u64::from(self.length)
    }
}

fn parse_index(index: &[u8]) -> Result<Vec<Slot>, Useless> {
    if !index.len().is_multiple_of(ENTRY_LENGTH) {
        return Err(Useless::Damaged("its index is cut off"));
    }
    let mut start = (HEADER_LENGTH + index.len()) as u64;
    let mut slots: Vec<Slot> = Vec::with_capacity(index.len() / ENTRY_LENGTH);
    for entry in index.chunks_exact(ENTRY_LENGTH) {
        let mut fields = Fields(entry);
        let slot = Slot {
            key: Digest::from_bytes(fields.take()),
            start,
            length: u32::from_le_bytes(fields.take()),
            checksum: Digest::from_bytes(fields.take()),
            is_used: AtomicBool::new(false),
        };
        if slots.last().is_some_and(|last| last.key >= slot.key) {
            return Err(Useless::Damaged("its index is out of order"));
        }
        start = slot.end();
        slots.push(slot);
    }
    Ok(slots)
}

fn checksum(key: Digest, bytes: &[u8]) -> Digest {
    Hasher::new("cache value").digest(key).bytes(bytes).finish()
}

/// Where the bytes of a value that is to be packed are.
pub enum Payload<'a> {
    /// Here.
    Fresh(&'a [u8]),
    /// In another pack.
    Packed(&'a Pack),
}

impl Payload<'_> {
    fn index_entry(&self, key: Digest) -> Option<(u32, Digest)> {
        match self {
            Self::Fresh(bytes) => Some((u32::try_from(bytes.len()).ok()?, checksum(key, bytes))),
            Self::Packed(pack) => pack.slot(&key).map(|slot| (slot.length, slot.checksum)),
        }
    }
}

/// Writes a pack of these values; one that is damaged or longer than 4 GiB is left out.
pub fn write(place: &Place, version: Digest, values: &BTreeMap<Digest, Payload>) -> io::Result<()> {
    let sound: Vec<(Digest, &Payload)> = values
        .iter()
        .filter(|(key, payload)| !matches!(payload, Payload::Packed(pack) if pack.get(key).is_err()))
        .map(|(key, payload)| (*key, payload))
        .collect();
    let mut index = Vec::with_capacity(sound.len() * ENTRY_LENGTH);
    let mut listed = Vec::with_capacity(sound.len());
    for (key, payload) in sound {
        let Some((length, checksum)) = payload.index_entry(key) else { continue };
        index.extend_from_slice(&key.to_bytes());
        index.extend_from_slice(&length.to_le_bytes());
        index.extend_from_slice(&checksum.to_bytes());
        listed.push((key, payload));
    }
    let mut file = NewFile::beside(&place.path)?;
    let mut writer = BufWriter::with_capacity(1 << 16, &mut file);
    writer.write_all(&header(Kind::Pack, version, &index))?;
    writer.write_all(&index)?;
    for (key, payload) in listed {
        match payload {
            Payload::Fresh(bytes) => writer.write_all(bytes)?,
            Payload::Packed(pack) => {
                let bytes = pack.get(&key).map_err(|Lost| io::Error::other("it was damaged just now"))?;
                writer.write_all(&bytes.unwrap_or_default())?;
            }
        }
    }
    writer.flush()?;
    drop(writer);
    file.name(&place.path).map(drop)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], start: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, start)
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut start: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        let length = std::os::windows::fs::FileExt::seek_read(file, bytes, start)?;
        if length == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        bytes = &mut bytes[length..];
        start += length as u64;
    }
    Ok(())
}
