//! Writing the output folder: the only code that does.
//!
//! Owns the manifest, by which a file is known as ours, and these rules: nothing is deleted or replaced that no
//! manifest of ours lists; a file whose bytes did not change is not written again; files appear whole; no link
//! in the folder is followed. It must not know pages, templates or the cache: what it knows of files from
//! earlier builds comes as a [`StatIndex`](crate::source::StatIndex) and goes as one.
//!
//! A build is [`OutputFolder::open`], [`OutputFolder::begin`], then for each path [`Update::verify`] or
//! [`Update::stage`], from any thread, then [`Update::finish`]. Until that last step every file is as it was. A
//! build that is killed anywhere leaves each file old or new, and a manifest that lists all of them; the next
//! build repairs the rest.
//!
//! **Synchronising.** Pages are not: a build can be repeated, and waiting for the disk once for each of ten
//! thousand files takes minutes. The manifest is, each time: which files are ours cannot be known again once it
//! is lost. After a power failure a page may be empty; its size then differs from its record, and the next build
//! writes it again.

mod commit;
pub(crate) mod disk;
mod folder;
mod left;
mod lock;
mod manifest;
mod obstacles;
mod place;
#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests do to the folder what others might")]
mod tests;
mod tree;
mod update;

pub use commit::{Changes, Counts, Finished};
pub use disk::{Durability, Rewritten, create, create_folders, file_time, rewrite, write_atomic};
pub use folder::OutputFolder;
pub use left::{Left, Settled};
pub use lock::Lock;
pub use manifest::{BuiltFor, Entry, MANIFEST_NAME, Manifest};
pub use place::{Occupied, Place, resolve};
pub use update::{Change, Copied, Update, Verified};

use crate::{diagnostic::Diagnostic, environment::EnvironmentError};

/// Why a build did not begin.
#[derive(Debug)]
pub enum OutputError {
    /// The folder, or what is in it, or what is planned for it, is not fit to be written: the user decides.
    Refused(Box<Diagnostic>),
    /// The system does not let us.
    Environment(EnvironmentError),
}

impl From<Diagnostic> for OutputError {
    fn from(diagnostic: Diagnostic) -> Self {
        Self::Refused(Box::new(diagnostic))
    }
}

impl From<EnvironmentError> for OutputError {
    fn from(error: EnvironmentError) -> Self {
        Self::Environment(error)
    }
}

impl std::fmt::Display for OutputError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Refused(diagnostic) => f.write_str(&diagnostic.message),
            Self::Environment(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for OutputError {}
