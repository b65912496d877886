//! Values by digest, over builds.
//!
//! A store is two packs. A build adds what is new to the small one, so that saving after an edit costs what the
//! edit cost; when that has grown to a quarter of the large one, or when a quarter of all is garbage, both become
//! one.

use super::{
    Place, damaged, failure,
    pack::{self, OnlyUsed, Pack, Payload},
};
use crate::{diagnostic::Diagnostic, digest::Digest, environment::EnvironmentError, output::disk};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    collections::BTreeMap,
    io,
    marker::PhantomData,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

/// Values of one type by the digest of all that they depend on; from any thread.
#[derive(Debug)]
pub struct Store<T> {
    /// None without a cache.
    place: Option<Place>,
    version: Digest,
    base: Option<Pack>,
    recent: Option<Pack>,
    added: Mutex<BTreeMap<Digest, Vec<u8>>>,
    /// A pack could not be opened and must be written anew.
    is_lost: bool,
    /// A value was not what was written.
    is_damaged: AtomicBool,
    value: PhantomData<fn() -> T>,
}

/// What of a store outlives a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retain {
    /// What this build used or added: right for a build that asked for everything it needs.
    Used,
    /// Everything: right for a build that rendered a part of the site only.
    All,
}

/// The sizes that decide how a store is saved.
#[derive(Default)]
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
            added: Mutex::default(),
            is_lost: warning.is_some(),
            is_damaged: AtomicBool::new(false),
            value: PhantomData,
        };
        (store, warning)
    }

    /// The value of this key. One that is damaged is as if it were not there, and [`Store::save`] says so.
    pub fn get(&self, key: &Digest) -> Option<T> {
        let added = self.added.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned();
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
        if self.place.is_none() {
            return;
        }
        // A value that has no encoding is not kept: it is made again each time, as without a cache.
        if let Ok(bytes) = postcard::to_stdvec(value) {
            self.added.lock().unwrap_or_else(PoisonError::into_inner).insert(key, bytes);
        }
    }

    /// Counts a value as used without reading it; answers whether it is there.
    pub fn mark_used(&self, key: &Digest) -> bool {
        self.packs().any(|pack| pack.mark_used(key))
    }

    fn packs(&self) -> impl Iterator<Item = &Pack> {
        self.recent.iter().chain(&self.base)
    }

    /// Writes what is new, and forgets what is not to be retained once there is enough of it. Without changes
    /// nothing is written.
    pub fn save(self, retain: Retain) -> Option<Diagnostic> {
        let place = self.place.clone()?;
        let added = std::mem::take(&mut *self.added.lock().unwrap_or_else(PoisonError::into_inner));
        let written = self.write(&place, &added, retain);
        let failed = written.err().map(|error| failure(&EnvironmentError::new("write", &place.named, error)));
        let is_damaged = self.is_damaged.load(Ordering::Relaxed);
        failed.or_else(|| is_damaged.then(|| damaged(&place, "some of its values were damaged")))
    }

    fn write(&self, place: &Place, added: &BTreeMap<Digest, Vec<u8>>, retain: Retain) -> io::Result<()> {
        let only_used = if retain == Retain::Used { OnlyUsed::Yes } else { OnlyUsed::No };
        let sizes = self.sizes(added, only_used);
        let has_much_garbage = sizes.garbage * 4 > sizes.base + sizes.recent;
        let is_damaged = self.is_lost || self.is_damaged.load(Ordering::Relaxed);
        if added.is_empty() && !has_much_garbage && !is_damaged {
            return Ok(());
        }
        let mut values = BTreeMap::new();
        if !is_damaged && !has_much_garbage && (sizes.recent + sizes.added) * 4 <= sizes.base {
            extend(&mut values, self.recent.as_ref(), OnlyUsed::No);
            values.extend(fresh(added));
            return pack::write(&recent_of(place), self.version, &values);
        }
        extend(&mut values, self.base.as_ref(), only_used);
        extend(&mut values, self.recent.as_ref(), only_used);
        values.extend(fresh(added));
        pack::write(place, self.version, &values)?;
        // From here on the recent pack only repeats the other.
        match disk::remove_file(&recent_of(place).path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn sizes(&self, added: &BTreeMap<Digest, Vec<u8>>, only_used: OnlyUsed) -> Sizes {
        let total = |pack: &Option<Pack>, which| {
            pack.iter().flat_map(|pack| pack.keys(which)).map(|(_, length)| length).sum::<u64>()
        };
        let (base, recent) = (total(&self.base, OnlyUsed::No), total(&self.recent, OnlyUsed::No));
        let retained = total(&self.base, only_used) + total(&self.recent, only_used);
        let added = added.values().map(|bytes| bytes.len() as u64).sum();
        Sizes { base, recent, added, garbage: base + recent - retained }
    }
}

fn extend<'a>(values: &mut BTreeMap<Digest, Payload<'a>>, pack: Option<&'a Pack>, only_used: OnlyUsed) {
    if let Some(pack) = pack {
        values.extend(pack.keys(only_used).map(|(key, _)| (key, Payload::Packed(pack))));
    }
}

fn fresh(added: &BTreeMap<Digest, Vec<u8>>) -> impl Iterator<Item = (Digest, Payload<'_>)> {
    added.iter().map(|(key, bytes)| (*key, Payload::Fresh(bytes)))
}

fn recent_of(place: &Place) -> Place {
    let add = |path: &std::path::Path| {
        let mut name = path.as_os_str().to_owned();
        name.push(".recent");
        name.into()
    };
    Place { path: add(&place.path), named: add(&place.named) }
}
