//! The cache folder: what earlier builds found out, so that this one need not.
//!
//! Owns the folder and the form of the files in it. It must not know what the values mean, and no stage knows
//! it. Deleting the cache, or damaging it in any way, changes nothing but time: every value is kept under a
//! checksum together with the version of the program, and what does not match is as if it were not there.
//! Trouble with the cache is a warning, never an error, and never a panic.
//!
//! Nothing is synchronised with the disk: what a power failure damages, the checksums find.

mod draft;
mod file;
mod pack;
mod position;
mod snapshot;
mod store;
#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests damage the files")]
mod tests;

pub use store::{Retain, Store};

use crate::{
    diagnostic::Diagnostic,
    digest::{Digest, Hasher},
    environment::{EnvironmentError, failed},
    output::{Durability, disk, file_time, write_atomic},
    source::FileTime,
};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    borrow::Cow,
    fs,
    path::{Path, PathBuf},
};

/// Tells backup programs to pass the folder over; see <https://bford.info/cachedir/>.
const TAG: &str = "Signature: 8a477f597d28d172789f06886806bc55\n\
                   # The cache of sitegen. It may be deleted at any time.\n";

/// The code of the warning that something in the cache is not what was written.
pub const DAMAGED: &str = "cache-damaged";

/// A cache folder, or the lack of one.
#[derive(Debug, Clone)]
pub struct Cache {
    /// None when it is turned off or cannot be written.
    folder: Option<PathBuf>,
    /// As the user knows it: for messages.
    named: PathBuf,
    version: Digest,
}

impl Cache {
    /// The cache in `folder`, which is made if need be; `named` is how the user knows it. Where that fails the
    /// answer is a warning and a cache that is off.
    ///
    /// Call it with the [`Lock`](crate::output::Lock) in hand: unfinished files of a killed process go away.
    pub fn open(folder: &Path, named: &Path) -> (Self, Option<Diagnostic>) {
        let cache =
            Self { folder: Some(folder.to_owned()), named: named.to_owned(), version: program_version() };
        match prepare(folder) {
            Ok(()) => (cache, None),
            Err(error) => {
                let error = EnvironmentError::new(error.operation, named, error.source);
                (Self { folder: None, ..cache }, Some(unusable(&error)))
            }
        }
    }

    /// No cache (`--no-cache`): nothing is found and nothing is kept.
    pub fn off() -> Self {
        Self { folder: None, named: PathBuf::new(), version: Digest::default() }
    }

    /// What the cache's file system takes for now; none without a cache.
    pub fn file_time(&self) -> Option<FileTime> {
        self.folder.as_deref().and_then(file_time)
    }

    /// The store of this name; an empty one when there is none, or, with a warning, when it is damaged.
    pub fn store<T: Serialize + DeserializeOwned>(&self, name: &str) -> (Store<T>, Option<Diagnostic>) {
        Store::open(self.place(name), self.version)
    }

    /// The value of this name as it was last saved; none when there is none, or, with a warning, when it is
    /// damaged.
    pub fn load<T: DeserializeOwned>(&self, name: &str) -> (Option<T>, Option<Diagnostic>) {
        self.place(name).map_or((None, None), |place| snapshot::load(&place, self.version))
    }

    /// Saves a value under this name; answers a warning if it cannot.
    pub fn save<T: Serialize>(&self, name: &str, value: &T) -> Option<Diagnostic> {
        snapshot::save(&self.place(name)?, self.version, value)
    }

    fn place(&self, name: &str) -> Option<Place> {
        let folder = self.folder.as_ref()?;
        Some(Place { path: folder.join(name), named: self.named.join(name) })
    }
}

/// A file of the cache: where it is, and how the user knows it.
#[derive(Debug, Clone)]
struct Place {
    path: PathBuf,
    named: PathBuf,
}

impl Place {
    fn name(&self) -> Cow<'_, str> {
        self.path.file_name().unwrap_or_default().to_string_lossy()
    }
}

fn prepare(folder: &Path) -> Result<(), EnvironmentError> {
    // Not those above it: where there is no project there is nothing to remember.
    disk::ensure_folder(folder).map_err(failed("create", folder))?;
    if fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_symlink()) && !is_cache(folder) {
        let reason = "it is a link to a folder that is not a cache of ours";
        return Err(EnvironmentError::because("write", folder, reason));
    }
    for (name, text) in [("CACHEDIR.TAG", TAG), (".gitignore", "*\n")] {
        let path = folder.join(name);
        if !path.exists() {
            write_atomic(&path, text.as_bytes(), Durability::Lazy)?;
        }
    }
    disk::remove_leftovers(folder);
    Ok(())
}

/// Whether a folder is a cache already, or may become one because nothing but our lock is in it. A link in a project
/// that came from somewhere must not have us write into any folder it likes.
fn is_cache(folder: &Path) -> bool {
    let is_tagged = fs::read(folder.join("CACHEDIR.TAG")).is_ok_and(|tag| tag == TAG.as_bytes());
    let is_empty = || {
        let entries = fs::read_dir(folder).into_iter().flatten();
        entries.flatten().all(|entry| entry.file_name() == "lock")
    };
    is_tagged || is_empty()
}

/// Of what the program that wrote a file must have been equal to us. A program under development changes what
/// it keeps without changing its version: there each executable is a version of its own.
fn program_version() -> Digest {
    let mut version = Hasher::new("cache version");
    version.text(env!("CARGO_PKG_VERSION"));
    if cfg!(debug_assertions) {
        let executable = std::env::current_exe().and_then(fs::metadata);
        if let Some(stat) = executable.ok().and_then(|metadata| crate::source::StatRecord::of(&metadata)) {
            version.value(&stat);
        }
    }
    version.finish()
}

/// The cache as a whole is of no use.
fn unusable(error: &EnvironmentError) -> Diagnostic {
    Diagnostic::warning("cache-unusable", format!("building without a cache: {error}"))
        .hint("make the folder writable, or build with `--no-cache`")
}

/// A file of the cache could not be written or read.
fn failure(error: &EnvironmentError) -> Diagnostic {
    Diagnostic::warning("cache-unusable", format!("the cache is of no help: {error}"))
}

/// A file of the cache is not what was written.
fn damaged(place: &Place, why: &str) -> Diagnostic {
    let named = place.named.display();
    Diagnostic::warning(DAMAGED, format!("starting without {named}: {why}"))
        .hint("nothing to do: it is made anew")
}
