//! Opening a file of the project, and nothing else.

use super::names::is_hidden;
use crate::{
    environment::{EnvironmentError, failed},
    paths::SourcePath,
};
use std::{
    fs::{self, File, Metadata},
    io::{self, Read as _},
    path::{Component, Path},
};

/// The bytes of a file of the project at `root`.
pub fn read(root: &Path, path: &SourcePath) -> Result<Vec<u8>, EnvironmentError> {
    let root = fs::canonicalize(root).map_err(failed("read", root))?;
    read_below(&root, path)
}

/// Opens a file of the project at `root`, to be copied piece by piece.
pub fn open(root: &Path, path: &SourcePath) -> Result<File, EnvironmentError> {
    let root = fs::canonicalize(root).map_err(failed("read", root))?;
    let opened = open_below(&root, path).map_err(failed("read", Path::new(path.as_str())))?;
    Ok(opened.0)
}

pub(super) fn read_below(root: &Path, path: &SourcePath) -> Result<Vec<u8>, EnvironmentError> {
    let read = || -> io::Result<Vec<u8>> {
        let (file, metadata) = open_below(root, path)?;
        // One byte more, so that the end is found without asking for more room, or for the size a second time.
        let size = usize::try_from(metadata.len()).unwrap_or(0);
        let mut bytes = Vec::new();
        bytes.try_reserve_exact(size.saturating_add(1))?;
        file.take(u64::MAX).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    read().map_err(failed("read", Path::new(path.as_str())))
}

/// `root` is canonical.
fn open_below(root: &Path, path: &SourcePath) -> io::Result<(File, Metadata)> {
    let relative = Path::new(path.as_str());
    if !is_plain(relative) {
        return Err(io::Error::other("the path leads out of the project"));
    }
    let named = root.join(relative);
    if let Some(opened) = open_without_links(&named) {
        return Ok(opened);
    }
    let real = fs::canonicalize(&named)?;
    if real != named {
        check_link_target(root, &real).map_err(io::Error::other)?;
    }
    open_regular(&real)
}

/// Opens a regular file if no part of its path is a link: one call of the system, where following each folder takes one
/// for each. None also where the system cannot tell; then it has to be found out step by step.
#[cfg(target_os = "linux")]
fn open_without_links(path: &Path) -> Option<(File, Metadata)> {
    use rustix::fs::{CWD, Mode, OFlags, ResolveFlags, openat2};
    // Opening a FIFO must not wait.
    let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOCTTY | OFlags::NONBLOCK;
    let no_links = ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
    let file = File::from(openat2(CWD, path, flags, Mode::empty(), no_links).ok()?);
    let metadata = file.metadata().ok()?;
    metadata.is_file().then_some((file, metadata))
}

#[cfg(not(target_os = "linux"))]
fn open_without_links(_path: &Path) -> Option<(File, Metadata)> {
    None
}

/// Whether a relative path has nothing but names in it.
pub(crate) fn is_plain(path: &Path) -> bool {
    path.components().all(|component| matches!(component, Component::Normal(_) | Component::CurDir))
}

/// Whether a link may lead to `target`, which is canonical like `root`: not out of the project, and not to a
/// hidden file in it (`.env`, `.git/config`).
pub(crate) fn check_link_target(root: &Path, target: &Path) -> Result<(), &'static str> {
    let below = target.strip_prefix(root).map_err(|_| "a link that leads out of the project")?;
    let leads_to_hidden = below.iter().any(|name| name.to_str().is_none_or(is_hidden));
    if leads_to_hidden { Err("a link that leads to a hidden file") } else { Ok(()) }
}

/// Opens a regular file, and nothing that would wait for another process (a FIFO) or do something when opened
/// (a device). The file that is open is the one that was looked at.
pub(super) fn open_regular(path: &Path) -> io::Result<(File, Metadata)> {
    open_looked_at(path, fs::symlink_metadata(path)?)
}

/// The same where the file was looked at already.
pub(super) fn open_looked_at(path: &Path, before: Metadata) -> io::Result<(File, Metadata)> {
    if !before.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let file = File::open(path)?;
    let opened = file.metadata()?;
    if is_same_file(&before, &opened) {
        Ok((file, before))
    } else {
        Err(io::Error::other("it was replaced while it was opened"))
    }
}

/// Whether two looks were at the same file or folder, whatever its name.
#[cfg(unix)]
pub(crate) fn is_same_file(left: &Metadata, right: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (left.dev(), left.ino()) == (right.dev(), right.ino())
}

/// Where the system does not tell, one of the same kind is taken for it.
#[cfg(not(unix))]
pub(crate) fn is_same_file(left: &Metadata, right: &Metadata) -> bool {
    left.file_type() == right.file_type()
}
