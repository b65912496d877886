//! The state that is shown: a snapshot, the pages that were made of it, and what is wrong.

use super::http::Bytes;
use crate::{
    diagnostic::Diagnostic,
    digest::Digest,
    paths::OutputPath,
    pipeline::{CHANGED, live::Snapshot},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

/// Bytes of pages that are kept; beyond that all are made again when they are asked for.
const MOST_KEPT: usize = 48 << 20;

/// A file of the site as it was made.
#[derive(Debug, Clone)]
pub struct File {
    /// All of it.
    pub bytes: Bytes,
    /// Their digest.
    pub digest: Digest,
}

/// One state of the site.
pub struct Shown {
    /// Of which pages are made.
    pub snapshot: Arc<Snapshot>,
    /// What is wrong with the project, but for what only making a page shows.
    pub diagnostics: Vec<Diagnostic>,
    faults: Mutex<Vec<Diagnostic>>,
    pages: Mutex<Kept>,
}

/// Pages that were made.
#[derive(Default)]
struct Kept {
    files: HashMap<OutputPath, File>,
    size: usize,
}

impl Shown {
    /// A state of which no page was made.
    pub fn new(snapshot: Arc<Snapshot>, diagnostics: Vec<Diagnostic>) -> Self {
        Self { snapshot, diagnostics, faults: Mutex::default(), pages: Mutex::default() }
    }

    /// Everything that is wrong, as far as it is known.
    pub fn wrong(&self) -> Vec<Diagnostic> {
        let mut all = self.diagnostics.clone();
        all.extend(lock(&self.faults).iter().cloned());
        // A file that is not what it was is looked at again in a moment, or has a mistake that is told of.
        all.retain(|found| found.code != CHANGED);
        all.sort();
        all.dedup();
        all
    }

    /// Adds what making all pages showed; answers whether that is news.
    pub fn set_faults(&self, found: &[Diagnostic]) -> bool {
        let mut faults = lock(&self.faults);
        let told = |found: &&Diagnostic| found.code != CHANGED;
        let found: Vec<Diagnostic> = found.iter().filter(told).cloned().collect();
        let is_news = *faults != found;
        *faults = found;
        is_news
    }

    /// The file at `path`, made unless it was before; none where there is none.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn file(&self, path: &OutputPath) -> Option<Result<File, Diagnostic>> {
        if let Some(file) = lock(&self.pages).files.get(path) {
            return Some(Ok(file.clone()));
        }
        let made = self.snapshot.make(path)?;
        Some(made.map(|made| {
            let file = File { bytes: made.bytes.into(), digest: made.digest };
            lock(&self.pages).keep(path, &file);
            file
        }))
    }
}

impl Kept {
    fn keep(&mut self, path: &OutputPath, file: &File) {
        if self.size + file.bytes.len() > MOST_KEPT {
            *self = Self::default();
        }
        self.size += file.bytes.len();
        self.files.insert(path.clone(), file.clone());
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where the state of the moment is found, from any thread.
#[derive(Clone)]
pub struct Moment(Arc<RwLock<Arc<Shown>>>);

impl Moment {
    /// The first state.
    pub fn new(shown: Shown) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(shown))))
    }

    /// The state of this moment.
    pub fn get(&self) -> Arc<Shown> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Shows another.
    pub fn set(&self, shown: Shown) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(shown);
    }
}
