//! One publisher at a time.
//!
//! The system takes the lock back when its holder dies, so that none is ever stale.

use super::disk;
use crate::{
    environment::{EnvironmentError, failed},
    publish::Signature,
};
use std::{
    fs::{self, File, TryLockError},
    io::{self, Read as _, Seek as _, Write as _},
    path::Path,
};

/// What whoever holds the lock of a target does, as others are told.
pub const PUBLISHES: &str = "is publishing there";

/// Bytes of a signature that are shown.
const LONGEST: u64 = 300;

/// The right to change a target, until it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock at `path`, without waiting. `deed` says what its holder does.
    ///
    /// # Errors
    /// Someone else has it, and the message says who; or none can be had, without which two publishers could remove each
    /// other's files.
    pub fn acquire(path: &Path, by: &Signature, deed: &str) -> Result<Self, EnvironmentError> {
        if fs::symlink_metadata(path).is_ok_and(|metadata| !metadata.is_file()) {
            return Err(EnvironmentError::because("lock", path, "it is not a regular file"));
        }
        let mut file = disk::open_or_create(path).map_err(failed("open", path))?;
        match file.try_lock() {
            Ok(()) => {
                // The name is for messages only: the lock is held with or without it.
                let _ = sign(&mut file, by);
                Ok(Self { _file: file })
            }
            Err(TryLockError::WouldBlock) => {
                let reason = format!("{} {deed}; try again when it is done", holder(&mut file));
                Err(EnvironmentError::because("lock", path, reason))
            }
            Err(TryLockError::Error(error)) => Err(EnvironmentError::new("lock", path, error)),
        }
    }
}

fn sign(file: &mut File, by: &Signature) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{by}")
}

/// Who holds the lock; the name may not be written yet.
fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let read = file.take(LONGEST).read_to_string(&mut text);
    let name = text.lines().next().filter(|_| read.is_ok()).unwrap_or_default();
    if name.starts_with("process ") { name.to_owned() } else { "another process".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_is_told_who_holds_it() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let path = dir.path().join("lock");
        let at = "2026-07-05T12:44:00Z".parse().expect("valid");
        let by = |process| Signature { process, host: Some("desk".to_owned()), at };
        let first = Lock::acquire(&path, &by(7), PUBLISHES).expect("free");
        let error = Lock::acquire(&path, &by(8), PUBLISHES).expect_err("held").to_string();
        let expected =
            "process 7 on desk, since 2026-07-05T12:44:00Z is publishing there; try again when it is done";
        assert!(error.ends_with(expected), "{error}");
        drop(first);
        drop(Lock::acquire(&path, &by(8), PUBLISHES).expect("free again"));
    }
}
