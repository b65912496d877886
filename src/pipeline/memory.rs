//! What a build remembers of earlier ones.
//!
//! Owns which values are kept under which names. Forgetting all of it changes nothing but time.

use super::{
    CACHE_DIR,
    code::{Code, mark_shown},
    stale::Records,
    unchanged::LastBuild,
};
use crate::{
    cache::{Cache, Retain, Store},
    diagnostic::Diagnostic,
    environment::EnvironmentError,
    output::{Lock, Settled},
    post::Parsed,
    source::{FileTime, StatIndex},
};
use std::{path::Path, time::Duration};

/// How long a build waits for another of the same project.
const PATIENCE: Duration = Duration::from_mins(1);

/// What tells whether anything changed at all: every build reads it.
pub struct Memory {
    cache: Cache,
    /// An instant of the project's file system before this build read anything.
    pub started: Option<FileTime>,
    /// Digests of the project's files.
    pub files: StatIndex,
    /// Digests of the output's files.
    pub outputs: StatIndex,
    /// The last build that came to its end without errors.
    pub last: Option<LastBuild>,
}

/// What earlier builds made: read when something changed.
pub struct Made {
    /// What each page was made of.
    pub records: Records,
    /// Posts by the digest of all that they are parsed from.
    pub posts: Store<Parsed>,
    /// Highlighted code by the digest of the code and its options, and what of it each page shows.
    pub code: Store<Code>,
}

impl Memory {
    /// What is remembered of the project at `root`, with a warning for each part that is damaged.
    pub fn open(root: &Path) -> (Self, Vec<Diagnostic>) {
        let (cache, unusable) = Cache::open(&root.join(CACHE_DIR), Path::new(CACHE_DIR));
        let (memory, damaged) = Self::load(cache);
        (memory, unusable.into_iter().chain(damaged).collect())
    }

    /// No memory at all.
    pub fn none() -> Self {
        Self::load(Cache::off()).0
    }

    fn load(cache: Cache) -> (Self, Vec<Diagnostic>) {
        let started = cache.file_time();
        let (files, of_files) = cache.load("files");
        let (outputs, of_outputs) = cache.load("outputs");
        let (last, of_last) = cache.load::<Option<LastBuild>>("last");
        let (files, outputs, last) = (files.unwrap_or_default(), outputs.unwrap_or_default(), last.flatten());
        (
            Self { cache, started, files, outputs, last },
            [of_files, of_outputs, of_last].into_iter().flatten().collect(),
        )
    }

    /// What earlier builds made, with a warning for each part that is damaged.
    pub fn made(&self) -> (Made, Vec<Diagnostic>) {
        let (records, of_records) = self.cache.load("pages");
        let (posts, of_posts) = self.cache.store("posts");
        let (code, of_code) = self.cache.store("code");
        let made = Made { records: records.unwrap_or_default(), posts, code };
        (made, [of_records, of_posts, of_code].into_iter().flatten().collect())
    }

    /// Remembers a build that had something to do. Trouble is a warning: the site is built.
    pub fn save(self, now: &Remembered<'_>, made: Made) -> Vec<Diagnostic> {
        let Remembered { files, outputs, records, last } = now;
        let shown = |code: &Store<Code>| mark_shown(code, records.pages.keys());
        let saved = [
            self.cache.save("files", files),
            self.cache.save("outputs", outputs),
            self.cache.save("pages", records),
            made.posts.save(Retain::Used),
            made.code.save(Retain::Marked(&shown)),
            self.cache.save("last", last),
        ];
        saved.into_iter().flatten().collect()
    }

    /// Remembers what a build that had nothing to do learned by looking: the files of the project, and which of the
    /// output have settled.
    pub fn save_looks(self, files: &StatIndex, settled: &[Settled]) -> Vec<Diagnostic> {
        let mut warnings = Vec::new();
        if *files != self.files {
            warnings.extend(self.cache.save("files", files));
        }
        if !settled.is_empty() {
            let records = settled.iter().map(|file| (file.path.as_str(), file.stat, file.digest));
            warnings.extend(self.cache.save("outputs", &self.outputs.with(records)));
        }
        warnings
    }
}

/// What a build leaves to be remembered, besides what it added to [`Made`].
pub struct Remembered<'a> {
    /// Digests of the project's files.
    pub files: &'a StatIndex,
    /// Digests of the output's files.
    pub outputs: &'a StatIndex,
    /// What each page was made of.
    pub records: &'a Records,
    /// The build itself; none when it is not to be taken for the next one.
    pub last: Option<&'a LastBuild>,
}

/// The right to build the project at `root`, until it is dropped.
///
/// # Errors
/// Another build holds it.
pub fn lock(root: &Path) -> Result<Lock, EnvironmentError> {
    Lock::acquire(&root.join(CACHE_DIR).join("lock"), PATIENCE)
}
