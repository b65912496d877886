//! The calls that change the disk, each in the one form in which we use it: all of them are in this file.
//!
//! Files appear whole: they are written under another name in the same folder and renamed. Permissions are
//! those of any new file, as the umask says. Nothing is synchronised with the disk unless the caller asks.

#![expect(clippy::disallowed_methods, reason = "the one place from which output and cache write")]

use crate::{
    environment::{EnvironmentError, failed},
    source::{FileTime, StatRecord},
};
use std::{
    fs::{self, File},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

/// How the names of unfinished files begin. What a killed process leaves behind is known by it.
pub const TEMPORARY: &str = ".sitegen-tmp-";

/// The folder of a build's unfinished files, in the output folder.
pub const STAGING: &str = ".sitegen-tmp-staging";

/// Whether the bytes must be on the disk before the name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// The system writes them when it likes; a power failure may lose them.
    Lazy,
    /// They are on the disk once the call returns.
    Synced,
}

/// Replaces the file at `path` with these bytes, or leaves it as it is.
pub fn write_atomic(path: &Path, bytes: &[u8], durability: Durability) -> Result<(), EnvironmentError> {
    let write = || -> io::Result<()> {
        let mut file = NewFile::beside(path)?;
        file.write_all(bytes)?;
        if durability == Durability::Synced {
            file.sync()?;
        }
        file.name(path).map(drop)
    };
    write().map_err(failed("write", path))
}

/// Makes a file with these bytes where there is none, whole and on the disk. What has the name already, a link that leads
/// nowhere too, stays as it is.
///
/// # Errors
/// [`io::ErrorKind::AlreadyExists`] where something has the name; and what the system refuses.
pub fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut new = NewFile::beside(path)?;
    new.write_all(bytes)?;
    new.sync()?;
    new.name_if_free(path)
}

/// What became of a file that was to be rewritten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rewritten {
    /// It has the new bytes.
    Done,
    /// It was another by then, and is left.
    Changed,
}

/// Replaces a file of someone else with these bytes, whole and on the disk, if it still holds those before. It keeps
/// its permissions and, where the system lets us, its owner.
pub fn rewrite(path: &Path, before: &[u8], after: &[u8]) -> Result<Rewritten, EnvironmentError> {
    let write = || -> io::Result<Rewritten> {
        let metadata = fs::metadata(path)?;
        let mut new = NewFile::beside(path)?;
        new.write_all(after)?;
        keep_owner(&new.file, &metadata);
        new.file.set_permissions(metadata.permissions())?;
        new.sync()?;
        // As late as can be: what is saved after this is lost.
        if fs::read(path)? != before {
            return Ok(Rewritten::Changed);
        }
        new.name(path).map(|_| Rewritten::Done)
    };
    write().map_err(failed("write", path))
}

/// Someone other than the owner may not give files away; the file is then theirs.
#[cfg(unix)]
fn keep_owner(file: &File, metadata: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let _ = fchown(file, Some(metadata.uid()), Some(metadata.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &fs::Metadata) {}

/// A file that has no name of its own yet; it is gone when it never gets one.
pub struct NewFile {
    file: File,
    temporary: PathBuf,
    is_named: bool,
}

static NEXT: AtomicU64 = AtomicU64::new(0);

impl NewFile {
    /// A new file in the folder of `path`.
    pub fn beside(path: &Path) -> io::Result<Self> {
        loop {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let temporary = path.with_file_name(format!("{TEMPORARY}{}-{number}", std::process::id()));
            match File::options().read(true).write(true).create_new(true).open(&temporary) {
                Ok(file) => return Ok(Self { file, temporary, is_named: false }),
                // Left by a process that was killed and had the same number.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The file, for reading and writing at any place of it.
    pub fn file(&self) -> &File {
        &self.file
    }

    /// Waits until its bytes are on the disk.
    pub fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// Gives it its name, in place of what had it, and answers what the file system says of it then (renaming
    /// changes the time of change). May be tried again.
    pub fn name(&mut self, path: &Path) -> io::Result<Option<StatRecord>> {
        fs::rename(&self.temporary, path)?;
        self.is_named = true;
        Ok(self.file.metadata().ok().and_then(|metadata| StatRecord::of(&metadata)))
    }

    /// Gives it its name if nothing has it.
    fn name_if_free(&mut self, path: &Path) -> io::Result<()> {
        let unnamed = tempfile::TempPath::try_from_path(&self.temporary)?;
        unnamed.persist_noclobber(path).map_err(|refused| refused.error)?;
        self.is_named = true;
        Ok(())
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

impl Drop for NewFile {
    fn drop(&mut self) {
        if !self.is_named {
            // When even this fails the next build clears it away.
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// A folder for files that have no name of their own yet, on the file system of the output folder. It goes, with
/// all that is left in it, when it is dropped.
#[derive(Debug)]
pub struct Staging {
    folder: PathBuf,
    next: AtomicU64,
}

impl Staging {
    /// A new one in `root`.
    pub fn create(root: &Path) -> io::Result<Self> {
        let folder = root.join(STAGING);
        remove_staging(&folder);
        fs::create_dir(&folder)?;
        Ok(Self { folder, next: AtomicU64::new(0) })
    }

    /// A name that no other file here has.
    pub fn next_name(&self) -> PathBuf {
        self.folder.join(self.next.fetch_add(1, Ordering::Relaxed).to_string())
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        remove_staging(&self.folder);
    }
}

/// Removes a staging folder and the files in it; a link of its name is not followed. What cannot be removed now is
/// tried again by the next build.
fn remove_staging(folder: &Path) {
    if !fs::symlink_metadata(folder).is_ok_and(|metadata| metadata.is_dir()) {
        return;
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let _ = fs::remove_file(entry.path());
    }
    let _ = fs::remove_dir(folder);
}

/// Writes a file that does not exist yet.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    File::options().write(true).create_new(true).open(path)?.write_all(bytes)
}

/// A file that does not exist yet, written while something else is read: each piece as it is read.
pub struct Copying<R> {
    from: R,
    to: File,
    failed: Option<io::Error>,
}

impl<R: Read> Copying<R> {
    /// Makes the file at `to`, which reading will fill.
    pub fn begin(from: R, to: &Path) -> io::Result<Self> {
        let to = File::options().write(true).create_new(true).open(to)?;
        Ok(Self { from, to, failed: None })
    }

    /// Says what kept the file from being written, which is another thing than what keeps `from` from being read.
    pub fn end(self) -> io::Result<()> {
        self.failed.map_or(Ok(()), Err)
    }
}

impl<R: Read> Read for Copying<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.from.read(buffer)?;
        if let Err(error) = self.to.write_all(&buffer[..length]) {
            self.failed = Some(error);
            return Err(io::ErrorKind::Other.into());
        }
        Ok(length)
    }
}

/// Gives a file another name, in place of what had it. Where the new name is on another file system, because a
/// folder of the output is a mount point, the file appears there whole all the same.
pub fn move_file(from: &Path, to: &Path) -> io::Result<()> {
    match fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            let mut new = NewFile::beside(to)?;
            io::copy(&mut File::open(from)?, &mut new.file())?;
            new.name(to).map(drop)
        }
        result => result,
    }
}

/// Makes one folder.
pub fn create_folder(path: &Path) -> io::Result<()> {
    fs::create_dir(path)
}

/// Makes one folder unless it, or a link to one, is there.
pub fn ensure_folder(path: &Path) -> io::Result<()> {
    match fs::create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => Ok(()),
        result => result,
    }
}

/// Makes a folder and those above it.
pub fn create_folders(path: &Path) -> Result<(), EnvironmentError> {
    fs::create_dir_all(path).map_err(failed("create", path))
}

/// Removes a file or a link, never what the link leads to.
pub fn remove_file(path: &Path) -> io::Result<()> {
    fs::remove_file(path)
}

/// Removes a folder that is empty.
pub fn remove_folder(path: &Path) -> io::Result<()> {
    fs::remove_dir(path)
}

/// Opens a file for reading and writing, without cutting it, and makes it where there is none.
pub fn open_or_create(path: &Path) -> io::Result<File> {
    File::options().read(true).write(true).create(true).truncate(false).open(path)
}

/// What the file system of `folder` takes for now; none where nothing can be written, or on systems whose
/// records prove nothing.
pub fn file_time(folder: &Path) -> Option<FileTime> {
    let metadata = tempfile::tempfile_in(folder).ok()?.metadata().ok()?;
    StatRecord::of(&metadata).map(|stat| stat.changed())
}

/// Removes unfinished files that a killed process left in this folder.
pub fn remove_leftovers(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let is_ours = name.to_str().is_some_and(|name| name.starts_with(TEMPORARY));
        if name.to_str() == Some(STAGING) {
            remove_staging(&entry.path());
        } else if is_ours && entry.file_type().is_ok_and(|file_type| file_type.is_file()) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("folder");
        let mut names: Vec<_> =
            entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_is_whole_or_not_there() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("a");
        let mut file = NewFile::beside(&path).expect("created");
        file.write_all(b"half").expect("written");
        assert!(!path.exists());
        drop(file);
        assert_eq!(names(dir.path()), [""; 0]);
        write_atomic(&path, b"whole", Durability::Synced).expect("written");
        write_atomic(&path, b"new", Durability::Lazy).expect("written");
        assert_eq!(fs::read(&path).expect("there"), b"new");
        assert_eq!(names(dir.path()), ["a"]);
    }

    #[test]
    fn a_write_that_fails_leaves_nothing_and_names_the_path() {
        let dir = tempfile::tempdir().expect("temporary folder");
        fs::create_dir(dir.path().join("a")).expect("folder");
        let error = write_atomic(&dir.path().join("a"), b"x", Durability::Lazy).expect_err("a folder");
        assert!(error.to_string().ends_with("/a: Is a directory"), "{error}");
        assert_eq!(names(dir.path()), ["a"]);
    }

    #[test]
    fn a_new_file_takes_no_name_that_something_has() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("a");
        create(&path, b"first").expect("written");
        let refused = create(&path, b"second").expect_err("it is there");
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).expect("there"), b"first");
        assert_eq!(names(dir.path()), ["a"]);
    }

    #[test]
    fn a_file_that_was_changed_is_not_rewritten() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("a");
        fs::write(&path, "saved").expect("file");
        assert_eq!(rewrite(&path, b"read", b"new").expect("written"), Rewritten::Changed);
        assert_eq!(fs::read(&path).expect("there"), b"saved");
        assert_eq!(rewrite(&path, b"saved", b"new").expect("written"), Rewritten::Done);
        assert_eq!(fs::read(&path).expect("there"), b"new");
        assert_eq!(names(dir.path()), ["a"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_rewritten_keeps_its_permissions() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("a");
        fs::write(&path, "").expect("file");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("set");
        rewrite(&path, b"", b"new").expect("written");
        assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o640);
    }

    #[test]
    fn leftovers_go_and_nothing_else() {
        let dir = tempfile::tempdir().expect("temporary folder");
        for name in [".sitegen-tmp-1-2", ".sitegen-manifest.json", "a"] {
            fs::write(dir.path().join(name), "").expect("file");
        }
        fs::create_dir(dir.path().join(".sitegen-tmp-folder")).expect("folder");
        remove_leftovers(dir.path());
        assert_eq!(names(dir.path()), [".sitegen-manifest.json", ".sitegen-tmp-folder", "a"]);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_are_those_of_any_new_file() {
        use std::os::unix::fs::PermissionsExt as _;
        let dir = tempfile::tempdir().expect("temporary folder");
        let mode = |name: &str| fs::metadata(dir.path().join(name)).expect("there").permissions().mode();
        fs::write(dir.path().join("plain"), "").expect("file");
        write_atomic(&dir.path().join("ours"), b"", Durability::Lazy).expect("written");
        assert_eq!(mode("ours"), mode("plain"));
    }
}
