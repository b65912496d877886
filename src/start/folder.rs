//! A site's folder, in which files are made: whole, and never outside of it.

use crate::{
    environment::{EnvironmentError, failed},
    output::{self, Durability},
    paths::SourcePath,
    source,
};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// What became of a file that was to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Made {
    /// It was made, or replaced where that was asked for.
    New,
    /// Something with that name was there, and stays.
    Kept,
}

/// A folder that is there.
#[derive(Debug)]
pub struct Folder {
    /// Canonical.
    root: PathBuf,
}

impl Folder {
    /// The folder at `root`.
    ///
    /// # Errors
    /// There is none.
    pub fn open(root: &Path) -> Result<Self, EnvironmentError> {
        let root = fs::canonicalize(root).map_err(failed("read", root))?;
        fs::read_dir(&root).map_err(failed("read", &root))?;
        Ok(Self { root })
    }

    /// Whether anything has this name.
    pub fn has(&self, path: &str) -> bool {
        fs::symlink_metadata(self.root.join(path)).is_ok()
    }

    /// The bytes of a file; none where there is none.
    ///
    /// # Errors
    /// It is there and cannot be read.
    pub fn read(&self, path: &str) -> Result<Option<Vec<u8>>, EnvironmentError> {
        match source::read(&self.root, &SourcePath::new(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.source.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Makes a file, and the folders above it.
    ///
    /// # Errors
    /// The path leads out of the folder, or the system refuses.
    pub fn create(&self, path: &str, bytes: &[u8]) -> Result<Made, EnvironmentError> {
        let place = self.place(path)?;
        match output::create(&place, bytes) {
            Ok(()) => Ok(Made::New),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(Made::Kept),
            Err(error) => Err(EnvironmentError::new("write", path, error)),
        }
    }

    /// Makes a file, in place of what has its name.
    ///
    /// # Errors
    /// As [`Folder::create`].
    pub fn replace(&self, path: &str, bytes: &[u8]) -> Result<(), EnvironmentError> {
        let place = self.place(path)?;
        output::write_atomic(&place, bytes, Durability::Synced)
            .map_err(|error| EnvironmentError::new("write", path, error.source))
    }

    /// Where a path of ours is. No link on the way leads elsewhere.
    fn place(&self, path: &str) -> Result<PathBuf, EnvironmentError> {
        let place = self.root.join(path);
        let folder = place.parent().unwrap_or(&self.root);
        let resolved =
            output::resolve(folder).map_err(|error| EnvironmentError::new("write", path, error))?;
        if !resolved.starts_with(&self.root) {
            return Err(EnvironmentError::because("write", path, "a link leads out of the site's folder"));
        }
        output::create_folders(&resolved)
            .map_err(|error| EnvironmentError::new("write", path, error.source))?;
        Ok(place)
    }
}
