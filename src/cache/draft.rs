//! A pack that is being made: values go to its file as they come, and only their places stay in memory.

use super::{
    Place,
    file::{HEADER_END, Kind, header},
    pack::{ENTRY_LENGTH, OnlyUsed, Pack, Slot},
    position,
};
use crate::{digest::Digest, output::disk::NewFile};
use std::{collections::BTreeMap, io};

/// Bytes that are written at once.
const BUFFER: usize = 1 << 18;

/// A pack without a name. Dropped before it has one, it leaves nothing; what a killed process leaves of it, the next
/// opening of the cache removes.
pub struct Draft {
    place: Place,
    /// Made when the buffer is full for the first time: most of what one build adds to a store fits into that.
    file: Option<NewFile>,
    /// Where the buffer will be in the file.
    written: u64,
    /// What is not in the file yet.
    buffer: Vec<u8>,
    slots: BTreeMap<Digest, Slot>,
}

impl Draft {
    /// An empty one in the folder of `place`.
    pub fn beside(place: &Place) -> Self {
        Self {
            place: place.clone(),
            file: None,
            written: HEADER_END,
            buffer: Vec::with_capacity(BUFFER),
            slots: BTreeMap::new(),
        }
    }

    /// Adds a value with its checksum, in place of one with the same key. One longer than 4 GiB is left out.
    pub fn insert(&mut self, key: Digest, bytes: &[u8], checksum: Digest) -> io::Result<()> {
        let Ok(length) = u32::try_from(bytes.len()) else { return Ok(()) };
        if self.slots.get(&key).is_some_and(|slot| slot.checksum == checksum) {
            return Ok(());
        }
        if self.buffer.len() + bytes.len() > BUFFER {
            self.flush()?;
        }
        let start = self.written + self.buffer.len() as u64;
        self.buffer.extend_from_slice(bytes);
        self.slots.insert(key, Slot { start, length, checksum });
        Ok(())
    }

    /// The value of this key, if it was added.
    pub fn get(&self, key: &Digest) -> Option<Vec<u8>> {
        let slot = self.slots.get(key)?;
        let Some(start) = slot.start.checked_sub(self.written).and_then(|start| usize::try_from(start).ok())
        else {
            // One that cannot be read back is made again.
            return slot.read(self.file.as_ref()?.file(), *key).ok();
        };
        self.buffer.get(start..start + slot.length as usize).map(<[u8]>::to_vec)
    }

    /// The bytes that its values take.
    pub fn size(&self) -> u64 {
        self.slots.values().map(Slot::size).sum()
    }

    /// Adds the values of a pack, or those that were used, but for keys that it has. Damaged ones are left out.
    pub fn copy(&mut self, pack: &Pack, only_used: OnlyUsed) -> io::Result<()> {
        for (key, slot) in pack.slots(only_used) {
            if self.slots.contains_key(&key) {
                continue;
            }
            if let Ok(bytes) = pack.read(key, &slot) {
                self.insert(key, &bytes, slot.checksum)?;
            }
        }
        Ok(())
    }

    /// Writes the index and the header, and gives the pack its name.
    pub fn finish(mut self, place: &Place, version: Digest) -> io::Result<()> {
        self.flush()?;
        let mut index = Vec::with_capacity(self.slots.len() * ENTRY_LENGTH);
        for (key, slot) in &self.slots {
            slot.append_to(&mut index, *key);
        }
        let written = self.written;
        let file = self.file()?;
        position::write(file.file(), &index, written)?;
        position::write(file.file(), &header(place, Kind::Pack, version, written, &index), 0)?;
        file.name(&place.path).map(drop)
    }

    fn file(&mut self) -> io::Result<&mut NewFile> {
        let file = self.file.take().map_or_else(|| NewFile::beside(&self.place.path), Ok)?;
        Ok(self.file.insert(file))
    }

    fn flush(&mut self) -> io::Result<()> {
        let written = self.written;
        let buffer = std::mem::take(&mut self.buffer);
        position::write(self.file()?.file(), &buffer, written)?;
        self.buffer = buffer;
        self.written += self.buffer.len() as u64;
        self.buffer.clear();
        // A value longer than the buffer has made it as long.
        self.buffer.shrink_to(BUFFER);
        Ok(())
    }
}
