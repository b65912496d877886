//! The record of a target as it was last read or written, kept in the project, so that it need not be read again while the
//! listing says that it is the same. A cache: without it there is one request more.

use super::version::Object;
use crate::output::{Durability, write_atomic};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Where the record of one target is kept.
#[derive(Debug, Clone)]
pub struct Memo(pub PathBuf);

impl Memo {
    /// The bytes of the record, if they are those of this version of this place.
    pub fn read(&self, place: &str, etag: &str) -> Option<Vec<u8>> {
        let bytes = fs::read(&self.0).ok()?;
        let record = bytes.strip_prefix(head(place, etag).as_bytes())?;
        Some(record.to_vec())
    }

    /// Keeps a record. That it cannot be kept matters to nobody.
    pub fn write(&self, place: &str, object: &Object) {
        let Some(etag) = object.version.tag() else { return };
        let bytes = [head(place, &etag).as_bytes(), &object.bytes].concat();
        let folder = self.0.parent().unwrap_or(Path::new("."));
        let _ = make(folder).and_then(|()| write_atomic(&self.0, &bytes, Durability::Lazy).ok());
    }
}

#[expect(clippy::disallowed_methods, reason = "a folder of the cache, below that of the project's cache")]
fn make(folder: &Path) -> Option<()> {
    fs::create_dir_all(folder).ok()
}

/// The first line: another bucket may have the same versions.
fn head(place: &str, etag: &str) -> String {
    format!("sitegen-published 1 {} {}\n", place.escape_debug(), etag.escape_debug())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::publish::object::version::Version;

    #[test]
    fn it_is_that_of_one_version_of_one_place() {
        let folder = tempfile::tempdir().expect("temporary folder");
        let memo = Memo(folder.path().join("published/live"));
        assert_eq!(memo.read("s3://a/", "1"), None);
        let version = Version { etag: Some("\"1\"".to_owned()), generation: None };
        memo.write("s3://a/", &Object { bytes: b"{}".to_vec(), version });
        assert_eq!(memo.read("s3://a/", "1"), Some(b"{}".to_vec()));
        assert_eq!(memo.read("s3://a/", "2"), None);
        assert_eq!(memo.read("s3://b/", "1"), None);
    }
}
