//! Highlighted code, from the cache where it is known: highlighting is most of the cost of a cold build, and
//! equal blocks are highlighted once.

use crate::{
    cache::Store,
    digest::{Digest, Hasher},
    post::{highlight::Highlighter, markdown::CodeRenderer},
};
use std::sync::atomic::{AtomicUsize, Ordering};

/// Blocks shorter than this are highlighted faster than they are looked up.
const SHORTEST_KEPT: usize = 48;

/// A highlighter that remembers.
pub struct RememberedCode<'a> {
    highlighter: Highlighter,
    version: Digest,
    known: &'a Store<String>,
    made: AtomicUsize,
}

impl<'a> RememberedCode<'a> {
    /// A highlighter over the blocks that are known.
    pub fn new(highlighter: Highlighter, known: &'a Store<String>) -> Self {
        Self { version: highlighter.version(), highlighter, known, made: AtomicUsize::new(0) }
    }

    /// How many blocks were not known; those that are too short to be kept are not counted.
    pub fn made(&self) -> usize {
        self.made.load(Ordering::Relaxed)
    }
}

impl CodeRenderer for RememberedCode<'_> {
    fn render(&self, info: &str, code: &str, out: &mut String) {
        if info.is_empty() || code.len() < SHORTEST_KEPT {
            return self.highlighter.render(info, code, out);
        }
        let key = Hasher::new("code").digest(self.version).text(info).text(code).finish();
        if let Some(html) = self.known.get(&key) {
            out.push_str(&html);
            return;
        }
        self.made.fetch_add(1, Ordering::Relaxed);
        let start = out.len();
        self.highlighter.render(info, code, out);
        self.known.insert(key, &out[start..].to_owned());
    }
}
