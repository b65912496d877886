//! How languages write numbers, kept once made: each is a function of its tag.

use crate::strings::Format;
use std::{
    collections::BTreeMap,
    sync::{Arc, RwLock},
};

/// Tags whose formats are kept; posts may name any number of others.
const KEPT: usize = 256;

/// Formats by tag.
#[derive(Default)]
pub struct Formats(RwLock<BTreeMap<String, Arc<Format>>>);

impl Formats {
    /// How a language writes numbers and chooses plurals; as the last resort does for a tag that is none.
    pub fn of(&self, language: &str) -> Arc<Format> {
        let known = self.0.read().ok().and_then(|formats| formats.get(language).cloned());
        known.unwrap_or_else(|| {
            let format = Arc::new(Format::of(language));
            if let Ok(mut formats) = self.0.write()
                && formats.len() < KEPT
            {
                formats.insert(language.to_owned(), Arc::clone(&format));
            }
            format
        })
    }
}
