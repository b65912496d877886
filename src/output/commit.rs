//! Making a build's changes: the only part of a build that readers of the output folder see.

use super::{
    BuiltFor, Durability, Entry, Left, MANIFEST_NAME, Manifest, Occupied, OutputError, disk,
    obstacles::{self, Obstacles, Ownership},
    tree::Tree,
    update::{Done, State},
};
use crate::{
    digest::Digest,
    environment::{EnvironmentError, failed},
    paths::OutputPath,
    source::{StatIndex, StatRecord},
};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

/// How many files a build wrote, left as they were, and removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// New, or with new bytes.
    pub written: usize,
    /// As they were.
    pub unchanged: usize,
    /// Of earlier builds and not of this one.
    pub removed: usize,
}

/// Which files a build wrote and removed, each by path.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// New, or with new bytes.
    pub written: Vec<OutputPath>,
    /// Of earlier builds and not of this one.
    pub removed: Vec<OutputPath>,
}

/// What a finished build leaves.
#[derive(Debug)]
pub struct Finished {
    /// The output folder, file by file.
    pub manifest: Manifest,
    /// For the next [`OutputFolder::begin`](super::OutputFolder::begin).
    pub known: StatIndex,
    /// For the next [`Left::check`].
    pub left: Left,
    /// What was done.
    pub counts: Counts,
    /// The same by path.
    pub changes: Changes,
}

/// All that is needed to make the changes.
pub(super) struct Commit<'a> {
    tree: &'a Tree,
    old: &'a Manifest,
    old_digest: Option<Digest>,
    occupied: Occupied,
    built_for: Option<BuiltFor>,
    planned: BTreeSet<OutputPath>,
    done: BTreeMap<OutputPath, Done>,
}

/// A file in its place.
type Placed = (OutputPath, Entry, Option<StatRecord>);

impl<'a> Commit<'a> {
    pub fn new(
        tree: &'a Tree,
        old: &'a Manifest,
        old_digest: Option<Digest>,
        (occupied, built_for): (Occupied, Option<BuiltFor>),
        done: BTreeMap<OutputPath, Done>,
    ) -> Self {
        Self { tree, old, old_digest, occupied, built_for, planned: done.keys().cloned().collect(), done }
    }

    pub fn run(mut self) -> Result<Finished, OutputError> {
        self.tree.check_root()?;
        obstacles::check_paths(&self.planned)?;
        let obstacles = obstacles::find(self.tree, self.ownership(), self.staged().chain(self.unknown()))?;
        let written: Vec<OutputPath> = self.staged().cloned().collect();
        let stale = self.stale();
        let is_changed = !written.is_empty() || !stale.is_empty();
        if is_changed {
            // Before anything changes, so that after a kill every file is still known as ours.
            self.write_manifest(&self.old.begun(&self.planned).to_json())?;
        }
        let mut removed = self.clear(&obstacles)?;
        self.make_folders()?;
        let done = std::mem::take(&mut self.done);
        let placed = self.place_all(done)?;
        removed.extend(self.remove(&stale)?);
        removed.sort();
        let manifest = Manifest {
            complete: true,
            built_for: self.built_for.take(),
            files: placed.iter().map(|(path, entry, _)| (path.clone(), *entry)).collect(),
            claimed: BTreeSet::new(),
        };
        let json = manifest.to_json();
        let digest = Digest::of(json.as_bytes());
        if is_changed || self.old_digest != Some(digest) {
            self.write_manifest(&json)?;
        }
        let counts = Counts {
            written: written.len(),
            unchanged: placed.len() - written.len(),
            removed: removed.len(),
        };
        let records =
            placed.iter().filter_map(|(path, entry, stat)| Some((path.as_str(), (*stat)?, entry.digest)));
        let known = StatIndex::of_settled(records, disk::file_time(self.tree.root()));
        Ok(Finished { counts, changes: Changes { written, removed }, manifest, known, left: Left(digest) })
    }

    fn ownership(&self) -> Ownership<'_> {
        Ownership { old: self.old, planned: &self.planned, occupied: self.occupied }
    }

    fn staged(&self) -> impl Iterator<Item = &OutputPath> {
        self.done.iter().filter(|(_, done)| matches!(done.state, State::Staged(_))).map(|(path, _)| path)
    }

    /// Files that hold what they should although no build of ours is known to have written them.
    fn unknown(&self) -> impl Iterator<Item = &OutputPath> {
        let in_place = self.done.iter().filter(|(_, done)| matches!(done.state, State::InPlace(_)));
        in_place.map(|(path, _)| path).filter(|path| !self.old.owns(path))
    }

    /// What earlier builds wrote and this one did not.
    fn stale(&self) -> Vec<OutputPath> {
        self.old.paths().into_iter().filter(|path| !self.planned.contains(*path)).cloned().collect()
    }

    fn write_manifest(&self, json: &str) -> Result<(), EnvironmentError> {
        self.tree.make_root()?;
        let path = self.tree.root().join(MANIFEST_NAME);
        disk::write_atomic(&path, json.as_bytes(), Durability::Synced)
            .map_err(|error| failed("write", &self.tree.named(MANIFEST_NAME))(error.source))
    }

    /// Moves out of the way what may go; answers which files of earlier builds are gone.
    fn clear(&self, obstacles: &Obstacles) -> Result<Vec<OutputPath>, EnvironmentError> {
        let mut ours = Vec::new();
        for path in &obstacles.files {
            if self.tree.remove(path)? && self.old.owns(path) {
                ours.push(path.clone());
            }
        }
        for folder in &obstacles.folders {
            self.tree.remove_folder(folder)?;
        }
        Ok(ours)
    }

    /// Makes all folders before the first file gets its name: a folder needs space, and a name hardly any, so that
    /// a full disk is met while every file is still as it was.
    fn make_folders(&self) -> Result<(), EnvironmentError> {
        let staged: Vec<&OutputPath> = self.staged().collect();
        let made = staged.into_par_iter().try_for_each(|path| self.tree.make_folder_of(path));
        made.inspect_err(|_| self.tree.remove_made_folders())
    }

    /// Gives every staged file its name; on rayon's threads, since it is mostly waiting for the file system.
    fn place_all(&self, done: BTreeMap<OutputPath, Done>) -> Result<Vec<Placed>, EnvironmentError> {
        done.into_par_iter()
            .map(|(path, Done { entry, state })| {
                let stat = match state {
                    State::InPlace(stat) => stat,
                    State::Staged(temporary) => self.place(&path, &temporary)?,
                };
                Ok((path, entry, stat))
            })
            .collect()
    }

    fn place(&self, path: &OutputPath, temporary: &Path) -> Result<Option<StatRecord>, EnvironmentError> {
        let full = self.tree.full(path);
        disk::move_file(temporary, &full).map_err(failed("write", &self.tree.named(path.as_str())))?;
        // Renaming changes the time of change: what was known of the staged file no longer holds.
        Ok(fs::symlink_metadata(&full).ok().and_then(|metadata| StatRecord::of(&metadata)))
    }

    fn remove(&self, stale: &[OutputPath]) -> Result<Vec<OutputPath>, EnvironmentError> {
        let by_key: BTreeMap<String, &OutputPath> =
            if stale.is_empty() { BTreeMap::new() } else { by_collision_key(&self.planned) };
        let mut removed = Vec::new();
        for path in stale {
            let twin = by_key.get(&path.collision_key());
            let is_gone = twin.is_none_or(|twin| !self.tree.is_one_file(path, twin));
            if is_gone && self.tree.remove(path)? {
                removed.push(path.clone());
            }
        }
        self.tree.prune(stale);
        Ok(removed)
    }
}

/// Paths by the form in which they would be one file where case does not count.
fn by_collision_key<'p>(paths: impl IntoIterator<Item = &'p OutputPath>) -> BTreeMap<String, &'p OutputPath> {
    paths.into_iter().map(|path| (path.collision_key(), path)).collect()
}
