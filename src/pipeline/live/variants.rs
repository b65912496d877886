//! Variants of images that a preview made: a reload asks for the same ones.

use crate::digest::Digest;
use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// How many bytes are kept.
const MOST: usize = 64 << 20;

/// Bytes by the digest of all that they are made of, the last ones that were made.
#[derive(Default)]
pub struct Variants(Mutex<VecDeque<(Digest, Vec<u8>)>>);

impl Variants {
    /// Keeps the bytes of a variant.
    pub fn keep(&self, key: Digest, bytes: &[u8]) {
        let mut kept = self.lock();
        kept.push_back((key, bytes.to_owned()));
        let mut size: usize = kept.iter().map(|(_, bytes)| bytes.len()).sum();
        while size > MOST {
            size -= kept.pop_front().map_or(size, |(_, bytes)| bytes.len());
        }
    }

    /// The bytes of a variant.
    pub fn find(&self, key: Digest) -> Option<Vec<u8>> {
        self.lock().iter().find(|(known, _)| *known == key).map(|(_, bytes)| bytes.clone())
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(Digest, Vec<u8>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
