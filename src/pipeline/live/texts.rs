//! The texts of posts that were shown last: while a file has a mistake, its last good text is nowhere else.

use crate::digest::Digest;
use std::{
    collections::VecDeque,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// How many bytes are kept.
const MOST: usize = 8 << 20;

/// Texts by the digest of their files, the last ones that were read.
#[derive(Default)]
pub struct Texts(Mutex<VecDeque<(Digest, String)>>);

impl Texts {
    /// Keeps a text.
    pub fn keep(&self, file: Digest, text: &str) {
        let mut texts = self.lock();
        if texts.iter().any(|(known, _)| *known == file) {
            return;
        }
        texts.push_back((file, text.to_owned()));
        let mut size: usize = texts.iter().map(|(_, text)| text.len()).sum();
        while size > MOST {
            size -= texts.pop_front().map_or(size, |(_, text)| text.len());
        }
    }

    /// The text of a file that had this digest.
    pub fn find(&self, file: Digest) -> Option<String> {
        self.lock().iter().rev().find(|(known, _)| *known == file).map(|(_, text)| text.clone())
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(Digest, String)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_texts_are_kept() {
        let texts = Texts::default();
        let digest = |number: usize| Digest::of(number.to_string().as_bytes());
        for number in 0..5 {
            texts.keep(digest(number), &"x".repeat(MOST / 4 + number));
            texts.keep(digest(number), "the same file again");
        }
        assert_eq!(texts.find(digest(4)).map(|text| text.len()), Some(MOST / 4 + 4));
        assert_eq!((texts.find(digest(0)), texts.find(digest(1)).is_some()), (None, false));
    }
}
