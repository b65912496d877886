//! The folders inside the output folder: made when needed, pruned when empty, never reached through a link.

use super::disk;
use crate::{environment::EnvironmentError, paths::OutputPath, source::is_same_file};
use std::{
    collections::{BTreeSet, HashSet},
    fs::{self, File, Metadata},
    io,
    path::{Path, PathBuf},
    sync::{Mutex, MutexGuard, OnceLock, PoisonError},
};

/// The output folder as a place for paths.
#[derive(Debug)]
pub struct Tree {
    /// Canonical: where it is.
    root: PathBuf,
    /// As the user named it: for messages.
    named: PathBuf,
    /// The folder itself, once it is there: while it is open, no other can be taken for it.
    anchor: OnceLock<File>,
    /// Folders that are known to be there and to be no links; each is looked at once in a build.
    real: Mutex<HashSet<String>>,
    /// Folders that this build made.
    made: Mutex<BTreeSet<String>>,
}

impl Tree {
    pub fn new(root: PathBuf, named: PathBuf) -> Self {
        let tree =
            Self { root, named, anchor: OnceLock::new(), real: Mutex::default(), made: Mutex::default() };
        tree.cast_anchor();
        tree
    }

    /// Where a folder cannot be opened, that it is a folder has to do.
    fn cast_anchor(&self) {
        if let Some(folder) = is_folder(&self.root).then(|| File::open(&self.root).ok()).flatten() {
            // One that was there before stays.
            let _ = self.anchor.set(folder);
        }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where the file is.
    pub fn full(&self, path: &OutputPath) -> PathBuf {
        self.root.join(path.as_str())
    }

    /// How the user knows it.
    pub fn named(&self, path: &str) -> PathBuf {
        if path.is_empty() { self.named.clone() } else { self.named.join(path) }
    }

    /// Makes the output folder itself, unless it is there.
    pub fn make_root(&self) -> Result<(), EnvironmentError> {
        if self.anchor.get().is_none() {
            disk::create_folders(&self.root)
                .map_err(|error| EnvironmentError::new("create", &self.named, error.source))?;
            self.cast_anchor();
        }
        self.check_root()
    }

    /// Makes sure that the output folder is still the one that was looked at, if it was there then: another folder,
    /// or a link, in its place is not known to be ours.
    pub fn check_root(&self) -> Result<(), EnvironmentError> {
        let Some(anchor) = self.anchor.get() else { return Ok(()) };
        let is_same = match (anchor.metadata(), fs::symlink_metadata(&self.root)) {
            (Ok(then), Ok(now)) => now.is_dir() && is_same_file(&then, &now),
            (_, Err(error)) if error.kind() == io::ErrorKind::NotFound => false,
            (Err(error), _) | (_, Err(error)) => {
                return Err(EnvironmentError::new("read", &self.named, error));
            }
        };
        if is_same {
            return Ok(());
        }
        let reason = "it was moved or replaced while the site was being built; build again";
        Err(EnvironmentError::because("write", &self.named, reason))
    }

    /// Makes the folder of `path` and those above it. From any thread.
    pub fn make_folder_of(&self, path: &OutputPath) -> Result<(), EnvironmentError> {
        folder_of(path.as_str()).map_or(Ok(()), |folder| self.make_folder(folder))
    }

    fn make_folder(&self, folder: &str) -> Result<(), EnvironmentError> {
        if self.is_known(folder) {
            return Ok(());
        }
        if let Some(parent) = folder_of(folder) {
            self.make_folder(parent)?;
        }
        let full = self.root.join(folder);
        match disk::create_folder(&full) {
            Ok(()) => _ = lock(&self.made).insert(folder.to_owned()),
            Err(error) => Self::allow_folder(&full, error)
                .map_err(|error| EnvironmentError::new("create", self.named(folder), error))?,
        }
        self.remember(folder);
        Ok(())
    }

    /// What could not be made may be there already.
    fn allow_folder(full: &Path, error: io::Error) -> io::Result<()> {
        let is_there = error.kind() == io::ErrorKind::AlreadyExists && fs::symlink_metadata(full)?.is_dir();
        if is_there { Ok(()) } else { Err(error) }
    }

    /// Removes the folders that this build made.
    pub fn remove_made_folders(&self) {
        // Backwards, so that a folder comes after those inside it.
        for folder in std::mem::take(&mut *lock(&self.made)).into_iter().rev() {
            // As far as they are empty.
            let _ = self.try_remove_folder(&folder);
        }
    }

    /// Removes a folder that is empty, if it is there.
    pub fn remove_folder(&self, folder: &str) -> Result<(), EnvironmentError> {
        match self.try_remove_folder(folder) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(EnvironmentError::new("remove", self.named(folder), error))
            }
            _ => Ok(()),
        }
    }

    fn try_remove_folder(&self, folder: &str) -> io::Result<()> {
        disk::remove_folder(&self.root.join(folder))?;
        lock(&self.real).remove(folder);
        Ok(())
    }

    /// What is at a path, itself and not what a link leads to; none where nothing is.
    pub fn look(&self, path: &str) -> Result<Option<Metadata>, EnvironmentError> {
        match fs::symlink_metadata(self.root.join(path)) {
            Ok(metadata) => Ok(Some(metadata)),
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                Ok(None)
            }
            Err(error) => Err(EnvironmentError::new("read", self.named(path), error)),
        }
    }

    /// Removes a file or link of ours, if it can be reached without following one; answers whether it was
    /// there. A folder of its name is not ours and stays.
    pub fn remove(&self, path: &OutputPath) -> Result<bool, EnvironmentError> {
        let is_reached = folder_of(path.as_str()).map_or(Ok(true), |folder| self.is_real(folder))?;
        if !is_reached || self.look(path.as_str())?.is_none_or(|metadata| metadata.is_dir()) {
            return Ok(false);
        }
        match disk::remove_file(&self.full(path)) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(EnvironmentError::new("remove", self.named(path.as_str()), error)),
        }
    }

    /// Whether a folder and every one above it is there and is no link.
    fn is_real(&self, folder: &str) -> Result<bool, EnvironmentError> {
        if self.is_known(folder) {
            return Ok(true);
        }
        let is_reached = folder_of(folder).map_or(Ok(true), |parent| self.is_real(parent))?;
        let is_real = is_reached && self.look(folder)?.is_some_and(|metadata| metadata.is_dir());
        if is_real {
            self.remember(folder);
        }
        Ok(is_real)
    }

    /// Removes the folders of these paths, and those above them, as far as they are empty.
    pub fn prune<'a>(&self, removed: impl IntoIterator<Item = &'a OutputPath>) {
        let folders: BTreeSet<&str> =
            removed.into_iter().filter_map(|path| folder_of(path.as_str())).collect();
        // Backwards, so that a folder comes after those inside it.
        for folder in folders.into_iter().rev() {
            let mut next = Some(folder);
            while let Some(folder) = next.filter(|folder| self.is_real(folder).unwrap_or(false)) {
                if self.try_remove_folder(folder).is_err() {
                    break;
                }
                next = folder_of(folder);
            }
        }
    }

    /// Removes what a killed build left unfinished, in all folders.
    pub fn remove_leftovers(&self) {
        let is_hidden = |entry: &walkdir::DirEntry| {
            entry.depth() > 0 && entry.file_name().to_str().is_some_and(|name| name.starts_with('.'))
        };
        let folders = walkdir::WalkDir::new(&self.root)
            .into_iter()
            .filter_entry(|entry| entry.file_type().is_dir() && !is_hidden(entry));
        for folder in folders.flatten() {
            disk::remove_leftovers(folder.path());
        }
    }

    /// Whether two names that differ in case, or in normal form, are one file here.
    pub fn is_one_file(&self, left: &OutputPath, right: &OutputPath) -> bool {
        match (fs::canonicalize(self.full(left)), fs::canonicalize(self.full(right))) {
            (Ok(left), Ok(right)) => left == right,
            _ => false,
        }
    }

    fn is_known(&self, folder: &str) -> bool {
        lock(&self.real).contains(folder)
    }

    fn remember(&self, folder: &str) {
        lock(&self.real).insert(folder.to_owned());
    }
}

/// A folder itself, not a link to one.
pub fn is_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir())
}

/// The folder of a path; none at the top.
pub fn folder_of(path: &str) -> Option<&str> {
    path.rsplit_once('/').map(|(folder, _)| folder)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
