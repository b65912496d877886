//! One build's changes to the output folder: worked out while pages are rendered, made in one go at the end.
//!
//! Files are staged: written whole under other names, in a folder of the output folder's own file system. Until
//! [`Update::finish`] no reader sees a change, so that a mistake found in the last page leaves everything as it
//! was.

use super::{
    BuiltFor, Entry, Manifest, Occupied, OutputError,
    commit::{Commit, Finished},
    disk::{self, STAGING, Staging},
    tree::Tree,
};
use crate::{
    digest::Digest,
    environment::{EnvironmentError, failed},
    paths::OutputPath,
    source::{FileTime, StatIndex, StatRecord},
};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Read},
    path::PathBuf,
    sync::{Mutex, MutexGuard, PoisonError},
};

/// A build that has begun. Paths that are neither staged nor verified intact before [`Update::finish`] are no
/// longer part of the output. Dropped before that, it leaves the output as it was.
#[derive(Debug)]
pub struct Update {
    tree: Tree,
    old: Manifest,
    old_digest: Option<Digest>,
    occupied: Occupied,
    known: StatIndex,
    /// What the manifest is to say of the build.
    built_for: Option<BuiltFor>,
    /// When it began, by the clock of the output's file system.
    started: Option<FileTime>,
    /// Made by the first file that is staged.
    staging: Mutex<Option<Staging>>,
    done: Mutex<BTreeMap<OutputPath, Done>>,
}

/// A file that is, or will be, as it should be.
#[derive(Debug)]
pub(super) struct Done {
    pub entry: Entry,
    pub state: State,
}

/// Where a file is before the changes are made.
#[derive(Debug)]
pub(super) enum State {
    /// In its place, with what the file system says of it if that is proof enough.
    InPlace(Option<StatRecord>),
    /// Under this name.
    Staged(PathBuf),
}

/// What staging found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The file will be new or have new bytes.
    Staged,
    /// It has these bytes already and will not be touched.
    Unchanged,
}

/// What became of a file that was to be copied piece by piece.
#[derive(Debug)]
pub enum Copied {
    /// The output has it, or will.
    Whole,
    /// Its bytes are not those that were expected.
    Other,
    /// It cannot be read.
    Unreadable(io::Error),
}

/// What is on the disk in place of a file that was expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verified {
    /// That file.
    Intact,
    /// Something else.
    Changed,
    /// Nothing.
    Missing,
}

impl Update {
    pub(super) fn new(
        tree: Tree,
        old: Manifest,
        old_digest: Option<Digest>,
        occupied: Occupied,
        known: StatIndex,
    ) -> Self {
        Self {
            started: disk::file_time(tree.root()),
            tree,
            old,
            old_digest,
            occupied,
            known,
            built_for: None,
            staging: Mutex::default(),
            done: Mutex::default(),
        }
    }

    /// Has the manifest say what the build is made for.
    #[must_use]
    pub fn built_for(self, built_for: BuiltFor) -> Self {
        Self { built_for: Some(built_for), ..self }
    }

    /// Whether the file at `path` is still what `entry` says; if so, it is part of this build and need not be
    /// staged. It is read only where its record does not tell.
    pub fn verify(&self, path: &OutputPath, entry: &Entry) -> Verified {
        let (verified, stat) = self.look(path, entry);
        if verified == Verified::Intact {
            let done = Done { entry: *entry, state: State::InPlace(stat) };
            lock(&self.done).insert(path.clone(), done);
        }
        verified
    }

    /// Makes sure that the file at `path` will hold these bytes, of which `entry` is known. From any thread.
    ///
    /// # Errors
    /// What the system refuses.
    pub fn stage(&self, path: &OutputPath, entry: Entry, bytes: &[u8]) -> Result<Change, EnvironmentError> {
        if self.verify(path, &entry) == Verified::Intact {
            return Ok(Change::Unchanged);
        }
        let temporary = self.staged_name()?;
        disk::write_new(&temporary, bytes).map_err(failed("write", &self.tree.named(path.as_str())))?;
        lock(&self.done).insert(path.clone(), Done { entry, state: State::Staged(temporary) });
        Ok(Change::Staged)
    }

    /// The same for a file that is copied piece by piece, of which `entry` is known.
    ///
    /// # Errors
    /// What the system refuses of the output.
    pub fn stage_from(
        &self,
        path: &OutputPath,
        entry: Entry,
        from: impl Read,
    ) -> Result<Copied, EnvironmentError> {
        if self.verify(path, &entry) == Verified::Intact {
            return Ok(Copied::Whole);
        }
        let temporary = self.staged_name()?;
        let named = self.tree.named(path.as_str());
        let mut copy = disk::Copying::begin(from, &temporary).map_err(failed("write", &named))?;
        let read = Digest::of_reader(&mut copy);
        copy.end().map_err(failed("write", &named))?;
        Ok(match read {
            Ok((digest, size)) if (Entry { digest, size }) == entry => {
                lock(&self.done).insert(path.clone(), Done { entry, state: State::Staged(temporary) });
                Copied::Whole
            }
            Ok(_) => Copied::Other,
            Err(error) => Copied::Unreadable(error),
        })
    }

    fn staged_name(&self) -> Result<PathBuf, EnvironmentError> {
        let mut staging = lock(&self.staging);
        if staging.is_none() {
            self.tree.make_root()?;
            self.remove_leftovers();
            let folder = Staging::create(self.tree.root());
            *staging = Some(folder.map_err(failed("create", &self.tree.named(STAGING)))?);
        }
        Ok(staging.as_ref().expect("made just now").next_name())
    }

    /// Removes what a killed build left unfinished; only one that had begun its changes left any below the top.
    fn remove_leftovers(&self) {
        if self.old.complete {
            disk::remove_leftovers(self.tree.root());
        } else {
            self.tree.remove_leftovers();
        }
    }

    /// What is at `path`, compared with `entry`, and its record.
    fn look(&self, path: &OutputPath, entry: &Entry) -> (Verified, Option<StatRecord>) {
        let full = self.tree.full(path);
        let Ok(metadata) = fs::symlink_metadata(&full) else { return (Verified::Missing, None) };
        if !metadata.is_file() || metadata.len() != entry.size {
            return (Verified::Changed, None);
        }
        let stat = StatRecord::of(&metadata);
        let known = stat.and_then(|stat| self.known.digest(path.as_str(), &stat));
        if let Some(digest) = known {
            let verified = if digest == entry.digest { Verified::Intact } else { Verified::Changed };
            return (verified, stat);
        }
        let read = File::open(&full).and_then(Digest::of_reader);
        match read {
            // It was read after it was looked at: only what was at rest before the build is sure to be that.
            Ok((digest, _)) if digest == entry.digest => {
                (Verified::Intact, stat.filter(|stat| self.started.is_some_and(|now| stat.is_settled(now))))
            }
            _ => (Verified::Changed, None),
        }
    }

    /// Makes all changes: gives the staged files their names, removes what earlier builds wrote and this one did
    /// not, and writes the manifest if it says anything new.
    ///
    /// # Errors
    /// A path is not legal, or taken by a file that is not ours: then nothing was changed. Or the system refuses:
    /// then each file is old or new, and the next build repairs the rest.
    pub fn finish(self) -> Result<Finished, OutputError> {
        let done = std::mem::take(&mut *lock(&self.done));
        // Dropped, and so removed, when all is done.
        let staging = lock(&self.staging).take();
        if staging.is_none() {
            self.remove_leftovers();
        }
        Commit::new(&self.tree, &self.old, self.old_digest, (self.occupied, self.built_for), done).run()
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
