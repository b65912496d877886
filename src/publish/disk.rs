//! The calls that change a target's folder, or a folder of ours, each in the one form in which we use it: all of them are in
//! this file.
//!
//! What they write is on the disk when they return, names too once [`sync_folder`] has returned: a power failure must not
//! leave a link to a release that is not there.

#![expect(clippy::disallowed_methods, reason = "the one place from which a release is written")]

use crate::digest::Digest;
use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::Path,
};

/// Makes a folder unless it, or a link to one, is there.
pub fn ensure_folder(path: &Path) -> io::Result<()> {
    match fs::create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        result => result,
    }
}

/// Makes a folder and those above it.
pub fn create_folders(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Makes one folder.
pub fn create_folder(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}

/// Waits until the names in a folder are on the disk.
pub fn sync_folder(path: &Path) -> io::Result<()> {
    match File::open(path).and_then(|folder| folder.sync_all()) {
        // Some file systems, and some systems, synchronise no folders.
        Err(error)
            if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::PermissionDenied) =>
        {
            Ok(())
        }
        result => result,
    }
}

/// Copies a file to where none is yet, and gives the digest of what was copied.
pub fn copy(from: &Path, to: &Path) -> io::Result<Digest> {
    copy_from(File::open(from)?, to)
}

/// Writes all that is read to where no file is yet, and gives the digest of it.
pub fn copy_from(from: impl Read, to: &Path) -> io::Result<Digest> {
    let new = File::options().write(true).create_new(true).open(to)?;
    let (digest, _) = Digest::of_reader(Copier { from, to: &new })?;
    new.sync_all()?;
    Ok(digest)
}

/// Writes all that is read from it.
struct Copier<'a, R> {
    from: R,
    to: &'a File,
}

impl<R: Read> Read for Copier<'_, R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let length = self.from.read(bytes)?;
        self.to.write_all(&bytes[..length])?;
        Ok(length)
    }
}

/// Gives a file a second name. Where a file system has no such names the answer is `false`, and nothing was done.
pub fn link(from: &Path, to: &Path) -> io::Result<bool> {
    match fs::hard_link(from, to) {
        Ok(()) => Ok(true),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::AlreadyExists) => {
            Err(error)
        }
        Err(_) => Ok(false),
    }
}

/// Makes a link that leads to `to`, which is relative to the link's folder.
#[cfg(unix)]
pub fn symlink(to: &Path, path: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(to, path)
}

/// Makes no link: a release could not be shown all at once.
#[cfg(not(unix))]
pub fn symlink(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::Error::new(
        io::ErrorKind::Unsupported,
        "this system cannot replace a link to a folder by one rename",
    ))
}

/// Gives a file, folder or link another name, in place of the file or link that had it.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}

/// Removes a file or a link, if it is there; never what the link leads to.
pub fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

/// Removes a folder, unless something is in it, or it is none.
pub fn remove_empty(path: &Path) -> io::Result<()> {
    use io::ErrorKind::{DirectoryNotEmpty, NotADirectory, NotFound};
    match fs::remove_dir(path) {
        Err(error) if matches!(error.kind(), DirectoryNotEmpty | NotADirectory | NotFound) => Ok(()),
        result => result,
    }
}

/// Removes a folder that only a run of ours can have made, with all that is in it; no link in it is followed.
pub fn remove_tree(path: &Path) -> io::Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

/// Opens a file for reading and writing, without cutting it, and makes it where there is none.
pub fn open_or_create(path: &Path) -> io::Result<File> {
    File::options().read(true).write(true).create(true).truncate(false).open(path)
}
