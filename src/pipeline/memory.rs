//! What a build remembers of earlier ones.
//!
//! Owns which values are kept under which names. Forgetting all of it changes nothing but time.

use super::{
    CACHE_DIR,
    code::{Code, mark_shown},
    stale::Records,
};
use crate::{
    cache::{Cache, DAMAGED, Retain, Store},
    diagnostic::Diagnostic,
    environment::EnvironmentError,
    output::Lock,
    post::Parsed,
    source::{FileTime, StatIndex},
};
use std::{path::Path, time::Duration};

/// How long a build waits for another of the same project.
const PATIENCE: Duration = Duration::from_mins(1);

/// What earlier builds found out.
pub struct Memory {
    cache: Cache,
    /// The user was told that some of it is damaged.
    is_told: bool,
    /// An instant of the project's file system before this build read anything.
    pub started: Option<FileTime>,
    /// Digests of the project's files.
    pub files: StatIndex,
    /// Digests of the output's files.
    pub outputs: StatIndex,
    /// What each page was made of.
    pub records: Records,
    /// Posts by the digest of all that they are parsed from.
    pub posts: Store<Parsed>,
    /// Highlighted code by the digest of the code and its options, and what of it each page shows.
    pub code: Store<Code>,
}

impl Memory {
    /// What is remembered of the project at `root`, with a warning if any of it is damaged.
    pub fn open(root: &Path) -> (Self, Option<Diagnostic>) {
        let (cache, unusable) = Cache::open(&root.join(CACHE_DIR), Path::new(CACHE_DIR));
        let (mut memory, damaged) = Self::load(cache);
        let warning = as_one(unusable.into_iter().chain(damaged).collect());
        memory.is_told = warning.is_some();
        (memory, warning)
    }

    /// No memory at all.
    pub fn none() -> Self {
        Self::load(Cache::off()).0
    }

    fn load(cache: Cache) -> (Self, Vec<Diagnostic>) {
        let mut warnings = Vec::new();
        let mut note = |warning: Option<Diagnostic>| warnings.extend(warning);
        let started = cache.file_time();
        let (files, warning) = cache.load("files");
        note(warning);
        let (outputs, warning) = cache.load("outputs");
        note(warning);
        let (records, warning) = cache.load("pages");
        note(warning);
        let (posts, warning) = cache.store("posts");
        note(warning);
        let (code, warning) = cache.store("code");
        note(warning);
        let memory = Self {
            cache,
            is_told: false,
            started,
            files: files.unwrap_or_default(),
            outputs: outputs.unwrap_or_default(),
            records: records.unwrap_or_default(),
            posts,
            code,
        };
        (memory, warnings)
    }

    /// Remembers this build. Trouble is one warning: the site is built.
    pub fn save(self, files: &StatIndex, outputs: &StatIndex, records: &Records) -> Option<Diagnostic> {
        let shown = |code: &Store<Code>| mark_shown(code, records.pages.keys());
        let saved = [
            self.cache.save("files", files),
            self.cache.save("outputs", outputs),
            self.cache.save("pages", records),
            self.posts.save(&Retain::Used),
            self.code.save(&Retain::Marked(&shown)),
        ];
        let is_news = |warning: &Diagnostic| !self.is_told || warning.code != DAMAGED;
        as_one(saved.into_iter().flatten().filter(is_news).collect())
    }
}

/// One warning for all: what befalls one file of the cache befalls most of them.
fn as_one(warnings: Vec<Diagnostic>) -> Option<Diagnostic> {
    let others = warnings.len().saturating_sub(1);
    let mut first = warnings.into_iter().next()?;
    let more = match others {
        0 => return Some(first),
        1 => "one more file".to_owned(),
        _ => format!("{others} more files"),
    };
    first.message = format!("{} (and {more} of the cache)", first.message);
    Some(first)
}

/// The right to build the project at `root`, until it is dropped.
///
/// # Errors
/// Another build holds it.
pub fn lock(root: &Path) -> Result<Lock, EnvironmentError> {
    Lock::acquire(&root.join(CACHE_DIR).join("lock"), PATIENCE)
}
