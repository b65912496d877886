//! Files of the output that take long to make, and what is found out about images: kept from one build to the next.
//!
//! Owns how a made file is remembered: what it is apart from its bytes, so that a file which lies in the output already
//! need not be read. It must not know what the files are, or how they are made.

use crate::{
    cache::Store,
    diagnostic::Diagnostic,
    digest::{Digest, Hasher},
    images::{Facts, facts},
    output::Entry,
    site::StaticFile,
};
use serde::{Deserialize, Serialize};
use std::{
    collections::HashMap,
    sync::{
        PoisonError, RwLock,
        atomic::{AtomicUsize, Ordering},
    },
};

/// What is remembered of a file that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum MadeFile {
    /// Digest and length of its bytes.
    Entry(Digest, u64),
    /// Its bytes.
    Bytes(Vec<u8>),
    /// Why it cannot be made.
    Failed(String),
}

/// Made files by the digest of all that they are made of.
pub struct MadeFiles {
    store: Store<MadeFile>,
    made: AtomicUsize,
}

impl MadeFiles {
    /// Those of a store.
    pub fn new(store: Store<MadeFile>) -> Self {
        Self { store, made: AtomicUsize::new(0) }
    }

    /// The store, for saving it: what a build did not ask for may go.
    pub fn store(&self) -> &Store<MadeFile> {
        &self.store
    }

    /// How many files were made because they were not known.
    pub fn made(&self) -> usize {
        self.made.load(Ordering::Relaxed)
    }

    /// What a file is, or why it cannot be made; none when that is not known.
    pub fn look(&self, key: Digest) -> Option<Result<Entry, String>> {
        match self.store.get(&key)? {
            MadeFile::Entry(digest, size) => {
                self.store.mark_used(&key_of_bytes(key));
                Some(Ok(Entry { digest, size }))
            }
            MadeFile::Failed(reason) => Some(Err(reason)),
            MadeFile::Bytes(_) => None,
        }
    }

    /// The bytes of a file, if they are known.
    pub fn bytes(&self, key: Digest) -> Option<Vec<u8>> {
        match self.store.get(&key_of_bytes(key))? {
            MadeFile::Bytes(bytes) => Some(bytes),
            MadeFile::Entry(..) | MadeFile::Failed(_) => None,
        }
    }

    /// Remembers a file that was made, or why it cannot be.
    pub fn keep(&self, key: Digest, made: Result<Vec<u8>, String>) -> Result<(Entry, Vec<u8>), String> {
        self.made.fetch_add(1, Ordering::Relaxed);
        match made {
            Ok(bytes) => {
                let entry = Entry::of(&bytes);
                self.store.insert(key, &MadeFile::Entry(entry.digest, entry.size));
                let bytes = MadeFile::Bytes(bytes);
                self.store.insert(key_of_bytes(key), &bytes);
                let MadeFile::Bytes(bytes) = bytes else { return Err(String::new()) };
                Ok((entry, bytes))
            }
            Err(reason) => {
                self.store.insert(key, &MadeFile::Failed(reason.clone()));
                Err(reason)
            }
        }
    }
}

fn key_of_bytes(key: Digest) -> Digest {
    Hasher::new("bytes of made file").digest(key).finish()
}

/// What image files say of themselves, by their digests.
pub struct KnownFacts {
    store: Store<Option<Facts>>,
    /// What was asked for, so that a file is asked for once.
    asked: RwLock<HashMap<Digest, Option<Facts>>>,
}

impl KnownFacts {
    /// Those of a store.
    pub fn new(store: Store<Option<Facts>>) -> Self {
        Self { store, asked: RwLock::default() }
    }

    /// The store, for saving it: what a build did not ask for may go.
    pub fn store(&self) -> &Store<Option<Facts>> {
        &self.store
    }

    /// What a file says, which is read where that is not known.
    pub fn of(
        &self,
        file: &StaticFile,
        read: impl FnOnce(&StaticFile) -> Result<Vec<u8>, Diagnostic>,
    ) -> Option<Facts> {
        let asked = self.asked.read().unwrap_or_else(PoisonError::into_inner).get(&file.digest).copied();
        if let Some(known) = asked {
            return known;
        }
        let found = if let Some(known) = self.store.get(&file.digest) {
            known
        } else {
            // A file that cannot be read ends the build by itself, where it is copied.
            let found = facts(&read(file).ok()?);
            self.store.insert(file.digest, &found);
            found
        };
        self.asked.write().unwrap_or_else(PoisonError::into_inner).insert(file.digest, found);
        found
    }
}
