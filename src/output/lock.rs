//! One build at a time.

use super::disk;
use crate::environment::EnvironmentError;
use std::{
    fs::{File, TryLockError},
    io::{self, Read as _, Seek as _, Write as _},
    path::Path,
    time::{Duration, Instant},
};

/// How often a waiting build looks again.
const PAUSE: Duration = Duration::from_millis(20);

/// The right to write an output folder and its cache, until it is dropped. The system takes it back when its
/// holder dies, so that no lock is ever stale.
#[derive(Debug)]
pub struct Lock {
    file: Option<File>,
}

impl Lock {
    /// Takes the lock at `path`, waiting at most `patience` for another build. The file stays there, with the
    /// number of the process that holds it or held it last; its folder is made if need be, but none above it.
    ///
    /// Where no lock can be had, because the folder cannot be written or the file system knows none, the answer
    /// is a lock that is not held: a site must build there too. Whoever opens the cache in that folder is told.
    ///
    /// # Errors
    /// Another build holds it; the message says which.
    pub fn acquire(path: &Path, patience: Duration) -> Result<Self, EnvironmentError> {
        let Some(mut file) = open(path) else { return Ok(Self { file: None }) };
        let started = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => {
                    // The number is for messages only: the lock is held with or without it.
                    let _ = sign(&mut file);
                    return Ok(Self { file: Some(file) });
                }
                Err(TryLockError::WouldBlock) if started.elapsed() < patience => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    let reason =
                        format!("{} is building this site; try again when it is done", holder(&mut file));
                    return Err(EnvironmentError::because("lock", path, reason));
                }
                Err(TryLockError::Error(_)) => return Ok(Self { file: None }),
            }
        }
    }

    /// Whether no other process can have it.
    pub fn is_held(&self) -> bool {
        self.file.is_some()
    }
}

/// Not what would wait for another process, and not what a link leads to: a project that came from somewhere must
/// not have us write into a file elsewhere.
fn open(path: &Path) -> Option<File> {
    path.parent().map_or(Ok(()), disk::ensure_folder).ok()?;
    let is_special = std::fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_file());
    if is_special { None } else { disk::open_or_create(path).ok() }
}

/// Writes our number into the file, unless it holds something else than the number of an earlier holder.
fn sign(file: &mut File) -> io::Result<()> {
    let is_new = file.metadata()?.len() == 0;
    if !is_new && read_number(file).is_none() {
        return Ok(());
    }
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", std::process::id())
}

/// Who holds the lock; the number may not be written yet.
fn holder(file: &mut File) -> String {
    read_number(file).map_or("another process".to_owned(), |process| format!("process {process}"))
}

fn read_number(file: &mut File) -> Option<u32> {
    let mut text = String::new();
    file.take(32).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_holds_it_and_the_third_gets_it() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join(".sitegen/lock");
        let first = Lock::acquire(&path, Duration::ZERO).expect("free");
        let error = Lock::acquire(&path, Duration::ZERO).expect_err("held").to_string();
        let expected =
            format!("lock: process {} is building this site; try again when it is done", std::process::id());
        assert!(error.ends_with(&expected), "{error}");
        drop(first);
        assert!(Lock::acquire(&path, Duration::ZERO).expect("free again").is_held());
    }

    #[test]
    fn a_waiting_build_gets_it_when_it_is_free() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("lock");
        let first = Lock::acquire(&path, Duration::ZERO).expect("free");
        std::thread::scope(|scope| {
            let second = scope.spawn(|| Lock::acquire(&path, Duration::from_mins(1)));
            drop(first);
            second.join().expect("no panic").expect("free at last");
        });
    }

    #[test]
    fn what_a_dead_process_left_in_the_file_means_nothing() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("lock");
        disk::write_atomic(&path, b"4194304\n", disk::Durability::Lazy).expect("written");
        Lock::acquire(&path, Duration::ZERO).expect("free");
    }

    #[test]
    fn a_file_that_is_no_lock_of_ours_keeps_its_text() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("lock");
        disk::write_atomic(&path, b"theirs\n", disk::Durability::Lazy).expect("written");
        assert!(Lock::acquire(&path, Duration::ZERO).expect("free").is_held());
        assert_eq!(std::fs::read(&path).expect("there"), b"theirs\n");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_not_followed() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let (link, target) = (dir.path().join("lock"), dir.path().join("target"));
        std::os::unix::fs::symlink(&target, &link).expect("link");
        assert!(!Lock::acquire(&link, Duration::ZERO).expect("no one holds it").is_held());
        assert!(!target.exists());
    }

    #[test]
    fn where_no_lock_can_be_the_site_builds_without() {
        let dir = tempfile::tempdir().expect("temporary folder");
        disk::write_atomic(&dir.path().join("file"), b"", disk::Durability::Lazy).expect("written");
        let lock = Lock::acquire(&dir.path().join("file/lock"), Duration::ZERO).expect("no one holds it");
        assert!(!lock.is_held());
    }
}
