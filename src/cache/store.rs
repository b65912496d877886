//! Values by digest, over builds.
//!
//! A store is two packs. A build adds what is new to the small one, so that saving after an edit costs what the
//! edit cost; when that has grown to a quarter of the large one, or when a quarter of all is known to be garbage,
//! both become one, and what is not retained goes. So a store never takes more than a quarter above what the site
//! needed when it was last written anew, but for what one build adds.

use super::{
    Place, damaged,
    draft::Draft,
    failure,
    pack::{self, OnlyUsed, Pack},
};
use crate::{diagnostic::Diagnostic, digest::Digest, environment::EnvironmentError, output::disk};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    io,
    marker::PhantomData,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

/// Values of one type by the digest of all that they depend on; from any thread.
pub struct Store<T> {
    /// None without a cache.
    place: Option<Place>,
    version: Digest,
    base: Option<Pack>,
    recent: Option<Pack>,
    added: Mutex<Added>,
    /// A pack could not be opened and must be written anew.
    is_lost: bool,
    /// A value was not what was written.
    is_damaged: AtomicBool,
    value: PhantomData<fn() -> T>,
}

/// What this build added.
enum Added {
    Nothing,
    /// The values are in the file of the next pack already.
    Values(Draft),
    /// They could not be written, and none is kept.
    Failed(io::Error),
}

/// What of a store outlives a build, besides what the build added.
pub enum Retain<'a, T> {
    /// What it used: right for a build that asks for everything it needs.
    Used,
    /// What it used and what this function marks: right for a build that asks only for what changed. It is called
    /// when the store is written anew; until then everything is retained.
    Marked(&'a dyn Fn(&Store<T>)),
}

/// The sizes that decide how a store is saved.
struct Sizes {
    base: u64,
    recent: u64,
    added: u64,
    garbage: u64,
}

impl<T: Serialize + DeserializeOwned> Store<T> {
    pub(super) fn open(place: Option<Place>, version: Digest) -> (Self, Option<Diagnostic>) {
        let mut warning = None;
        let mut open = |place: Option<Place>| {
            let place = place?;
            let opened = Pack::open(&place, version);
            opened.map_err(|useless| warning = useless.diagnostic(&place).or(warning.take())).ok()
        };
        let base = open(place.clone());
        let recent = open(place.as_ref().map(recent_of));
        let store = Self {
            place,
            version,
            base,
            recent,
            added: Mutex::new(Added::Nothing),
            is_lost: warning.is_some(),
            is_damaged: AtomicBool::new(false),
            value: PhantomData,
        };
        (store, warning)
    }

    /// The same for reading alone: nothing is added to it.
    #[must_use]
    pub fn without_saving(self) -> Self {
        Self { place: None, ..self }
    }

    /// The value of this key. One that is damaged is as if it were not there, and [`Store::save`] says so.
    pub fn get(&self, key: &Digest) -> Option<T> {
        let added = if let Added::Values(draft) = &*self.added() { draft.get(key) } else { None };
        added.or_else(|| self.packed(key)).and_then(|bytes| self.decode(&bytes))
    }

    fn packed(&self, key: &Digest) -> Option<Vec<u8>> {
        self.packs().find_map(|pack| {
            pack.get(key).unwrap_or_else(|pack::Lost| {
                self.is_damaged.store(true, Ordering::Relaxed);
                None
            })
        })
    }

    fn decode(&self, bytes: &[u8]) -> Option<T> {
        let value = postcard::from_bytes(bytes);
        value.map_err(|_| self.is_damaged.store(true, Ordering::Relaxed)).ok()
    }

    /// Keeps a value for later builds, in place of what was kept under this key.
    pub fn insert(&self, key: Digest, value: &T) {
        let Some(place) = &self.place else { return };
        // A value that has no encoding is not kept: it is made again each time, as without a cache.
        let Ok(bytes) = postcard::to_stdvec(value) else { return };
        let checksum = pack::checksum(key, &bytes);
        let mut added = self.added();
        let inserted = added.draft(place).map_or(Ok(()), |draft| draft.insert(key, &bytes, checksum));
        if let Err(error) = inserted {
            // The unfinished file goes at once: the output may need its space.
            *added = Added::Failed(error);
        }
    }

    /// Counts a value as used without reading it; answers whether it is there.
    pub fn mark_used(&self, key: &Digest) -> bool {
        self.packs().any(|pack| pack.mark_used(key))
    }

    fn packs(&self) -> impl Iterator<Item = &Pack> {
        self.recent.iter().chain(&self.base)
    }

    fn added(&self) -> MutexGuard<'_, Added> {
        self.added.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes what is new, and forgets what is not to be retained once there is enough of it. Without changes
    /// nothing is written.
    pub fn save(&self, retain: &Retain<'_, T>) -> Option<Diagnostic> {
        let place = self.place.clone()?;
        let failed = self.write(&place, retain).err();
        let failed = failed.map(|error| failure(&EnvironmentError::new("write", &place.named, error)));
        let is_damaged = self.is_damaged.load(Ordering::Relaxed);
        failed.or_else(|| is_damaged.then(|| damaged(&place, "some of its values were damaged")))
    }

    fn write(&self, place: &Place, retain: &Retain<'_, T>) -> io::Result<()> {
        let sizes = self.sizes(retain);
        let has_much_garbage = sizes.garbage * 4 > sizes.base + sizes.recent;
        let is_damaged = self.is_lost || self.is_damaged.load(Ordering::Relaxed);
        let is_small = (sizes.recent + sizes.added) * 4 <= sizes.base;
        let is_unchanged = matches!(*self.added(), Added::Nothing);
        if is_unchanged && !has_much_garbage && !is_damaged {
            return Ok(());
        }
        if is_small && !has_much_garbage && !is_damaged {
            let mut draft = self.take_draft(place)?;
            copy(&mut draft, self.recent.as_ref(), OnlyUsed::No)?;
            return draft.finish(&recent_of(place), self.version);
        }
        if let Retain::Marked(mark) = retain {
            mark(self);
        }
        let mut draft = self.take_draft(place)?;
        copy(&mut draft, self.recent.as_ref(), OnlyUsed::Yes)?;
        copy(&mut draft, self.base.as_ref(), OnlyUsed::Yes)?;
        draft.finish(place, self.version)?;
        // From here on the recent pack only repeats the other.
        match disk::remove_file(&recent_of(place).path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    /// The pack of what was added, an empty one if nothing was.
    fn take_draft(&self, place: &Place) -> io::Result<Draft> {
        match std::mem::replace(&mut *self.added(), Added::Nothing) {
            Added::Nothing => Ok(Draft::beside(place)),
            Added::Values(draft) => Ok(draft),
            Added::Failed(error) => Err(error),
        }
    }

    fn sizes(&self, retain: &Retain<'_, T>) -> Sizes {
        let total = |pack: &Option<Pack>, which| {
            pack.iter().flat_map(|pack| pack.slots(which)).map(|(_, slot)| slot.size()).sum::<u64>()
        };
        let (base, recent) = (total(&self.base, OnlyUsed::No), total(&self.recent, OnlyUsed::No));
        let used = || total(&self.base, OnlyUsed::Yes) + total(&self.recent, OnlyUsed::Yes);
        let garbage = if matches!(retain, Retain::Used) { base + recent - used() } else { 0 };
        let added = if let Added::Values(draft) = &*self.added() { draft.size() } else { 0 };
        Sizes { base, recent, added, garbage }
    }
}

impl Added {
    /// Where to add to; nowhere once that has failed.
    fn draft(&mut self, place: &Place) -> Option<&mut Draft> {
        if let Self::Nothing = self {
            *self = Self::Values(Draft::beside(place));
        }
        if let Self::Values(draft) = self { Some(draft) } else { None }
    }
}

fn copy(draft: &mut Draft, pack: Option<&Pack>, only_used: OnlyUsed) -> io::Result<()> {
    pack.map_or(Ok(()), |pack| draft.copy(pack, only_used))
}

fn recent_of(place: &Place) -> Place {
    let add = |path: &std::path::Path| {
        let mut name = path.as_os_str().to_owned();
        name.push(".recent");
        name.into()
    };
    Place { path: add(&place.path), named: add(&place.named) }
}
