//! What the file system says of a file without reading it, and when that proves that its content is known.

use crate::digest::{Digest, Hasher};
use serde::{Deserialize, Serialize};
use std::{fs::Metadata, time::Duration};

/// An instant by the clock of a file system, which is not always the machine's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileTime {
    /// Seconds since 1970.
    pub seconds: i64,
    /// Nanoseconds of the second.
    pub nanoseconds: i64,
}

impl FileTime {
    /// The instant this much later.
    fn plus(self, duration: Duration) -> Self {
        let nanoseconds = self.nanoseconds + i64::from(duration.subsec_nanos());
        let seconds = i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
        Self {
            seconds: self.seconds.saturating_add(seconds).saturating_add(nanoseconds / 1_000_000_000),
            nanoseconds: nanoseconds % 1_000_000_000,
        }
    }
}

/// Times of files are as coarse as two seconds on some file systems. What was changed so shortly before it was
/// looked at may have been changed again since without any trace.
const COARSEST: Duration = Duration::from_secs(2);

/// A file system whose times have parts of a millisecond takes them from a clock that ticks a hundred times a second
/// or more often.
const FINE: Duration = Duration::from_millis(50);

/// Everything about a file that a change of its content moves.
///
/// The time of the last change of the inode (`ctime`) cannot be set by a program, so that a lie about `mtime`
/// (`touch -d`, `cp -p`, an unpacked archive) is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatRecord {
    size: u64,
    modified: FileTime,
    changed: FileTime,
    inode: u64,
}

impl StatRecord {
    /// The record of a file; none on systems that keep no time of change, where only reading tells.
    #[cfg(unix)]
    pub fn of(metadata: &Metadata) -> Option<Self> {
        use std::os::unix::fs::MetadataExt as _;
        Some(Self {
            size: metadata.size(),
            modified: FileTime { seconds: metadata.mtime(), nanoseconds: metadata.mtime_nsec() },
            changed: FileTime { seconds: metadata.ctime(), nanoseconds: metadata.ctime_nsec() },
            inode: metadata.ino(),
        })
    }

    /// The record of a file; none on systems that keep no time of change, where only reading tells.
    #[cfg(not(unix))]
    pub fn of(_metadata: &Metadata) -> Option<Self> {
        None
    }

    /// When the file was last changed in any way.
    pub fn changed(&self) -> FileTime {
        self.changed
    }

    /// Whether the file had been at rest at `now`, so that any later change must show in its record.
    pub fn is_settled(&self, now: FileTime) -> bool {
        let is_fine = self.changed.nanoseconds % 1_000_000 != 0;
        let blind = if is_fine { FINE } else { COARSEST };
        self.modified.max(self.changed).plus(blind) < now
    }
}

/// Digests of files by path and record: what need not be read again.
///
/// It holds settled records only, so that an equal record proves equal content, whenever it is asked.
///
/// A path and its record are one digest, so that an entry is 32 bytes whatever the path, and an index of a hundred
/// thousand files is read without taking it apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StatIndex {
    /// Sorted by proof.
    entries: Vec<(Proof, Digest)>,
}

/// The digest of a path and a record.
type Proof = Digest;

/// Bytes of an entry, as it is kept.
const ENTRY_LENGTH: usize = 32;

impl StatIndex {
    /// The index of what was settled at `now`, an instant that is not later than the first look at any file
    /// that was read; nothing without such an instant.
    pub fn of_settled<'a>(
        files: impl IntoIterator<Item = (&'a str, StatRecord, Digest)>,
        now: Option<FileTime>,
    ) -> Self {
        let Some(now) = now else { return Self::default() };
        let settled = files.into_iter().filter(|(_, stat, _)| stat.is_settled(now));
        let mut entries: Vec<_> = settled.map(|(path, stat, digest)| (proof(path, &stat), digest)).collect();
        entries.sort_unstable();
        entries.dedup_by_key(|(proof, _)| *proof);
        Self { entries }
    }

    /// The digest of the file at `path`, if it is known and the file has not changed.
    pub fn digest(&self, path: &str, stat: &StatRecord) -> Option<Digest> {
        let proof = proof(path, stat);
        let index = self.entries.binary_search_by_key(&proof, |(known, _)| *known).ok()?;
        Some(self.entries[index].1)
    }

    /// The same with some more files, whose records are settled.
    #[must_use]
    pub fn with<'a>(mut self, files: impl IntoIterator<Item = (&'a str, StatRecord, Digest)>) -> Self {
        self.entries.extend(files.into_iter().map(|(path, stat, digest)| (proof(path, &stat), digest)));
        self.entries.sort_unstable();
        self.entries.dedup_by_key(|(proof, _)| *proof);
        self
    }

    /// How many files it knows.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (entries, rest) = bytes.as_chunks::<ENTRY_LENGTH>();
        let digest = |bytes: &[u8]| bytes.try_into().map(Digest::from_bytes).unwrap_or_default();
        let entries: Vec<_> =
            entries.iter().map(|entry| (digest(&entry[..16]), digest(&entry[16..]))).collect();
        (rest.is_empty() && entries.is_sorted_by_key(|(proof, _)| *proof)).then_some(Self { entries })
    }
}

fn proof(path: &str, stat: &StatRecord) -> Proof {
    let StatRecord { size, modified, changed, inode } = stat;
    let mut hasher = Hasher::new("stat");
    hasher.text(path).number(*size).number(*inode);
    for time in [modified, changed] {
        hasher.number(time.seconds.cast_unsigned()).number(time.nanoseconds.cast_unsigned());
    }
    hasher.finish()
}

/// As one run of bytes: a hundred thousand entries one by one would take as long as looking at the files.
impl Serialize for StatIndex {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let entries = self.entries.iter();
        let bytes: Vec<u8> =
            entries.flat_map(|(proof, digest)| [proof.to_bytes(), digest.to_bytes()]).flatten().collect();
        serializer.serialize_bytes(&bytes)
    }
}

impl<'de> Deserialize<'de> for StatIndex {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = <&[u8]>::deserialize(deserializer)?;
        Self::from_bytes(bytes).ok_or_else(|| serde::de::Error::custom("not an index of files"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(modified: i64, changed: i64) -> StatRecord {
        let at = |seconds| FileTime { seconds, nanoseconds: 0 };
        StatRecord { size: 1, modified: at(modified), changed: at(changed), inode: 1 }
    }

    #[test]
    fn where_times_are_fine_a_file_settles_sooner() {
        let at = |nanoseconds| FileTime { seconds: 100, nanoseconds };
        let settled = |changed: FileTime, now| StatRecord { changed, ..record(0, 0) }.is_settled(now);
        assert!(settled(at(5_000_001), at(60_000_000)));
        assert!(!settled(at(5_000_001), at(55_000_001)));
        // This may be a time in whole milliseconds, or in whole seconds.
        assert!(!settled(at(5_000_000), at(999_999_999)));
        assert!(settled(at(999_999_999), FileTime { seconds: 101, nanoseconds: 50_000_000 }));
    }

    #[test]
    fn only_settled_records_are_kept() {
        let now = FileTime { seconds: 100, nanoseconds: 0 };
        let digest = Digest::of(b"x");
        let files = [
            ("old", record(1, 1), digest),
            ("touched back", record(1, 99), digest),
            ("just saved", record(98, 98), digest),
            ("from the future", record(i64::MAX, 1), digest),
        ];
        let index = StatIndex::of_settled(files, Some(now));
        assert_eq!(index.len(), 1);
        assert_eq!(index.digest("old", &record(1, 1)), Some(digest));
        assert_eq!(index.digest("old", &record(1, 2)), None);
        assert!(StatIndex::of_settled(files, None).is_empty());
    }

    #[test]
    fn it_comes_back_from_its_bytes_and_from_no_others() {
        let now = FileTime { seconds: 100, nanoseconds: 0 };
        let paths: Vec<String> = (0..100).map(|number| number.to_string()).collect();
        let files = paths.iter().map(|path| (path.as_str(), record(1, 1), Digest::of(path.as_bytes())));
        let index = StatIndex::of_settled(files, Some(now));
        let bytes = postcard::to_stdvec(&index).expect("has an encoding");
        let read = |bytes: &[u8]| postcard::from_bytes::<StatIndex>(bytes).ok();
        assert_eq!(read(&bytes), Some(index.clone()));
        assert!(
            paths.iter().all(|path| index.digest(path, &record(1, 1)) == Some(Digest::of(path.as_bytes())))
        );
        assert_eq!(index.digest("100", &record(1, 1)), None);
        assert_eq!(read(&bytes[..bytes.len() - 1]), None);
        let swapped = [&bytes[..2], &bytes[34..66], &bytes[2..34], &bytes[66..]].concat();
        assert_eq!(read(&swapped), None);
        assert_eq!(read(&[1, 7]), None);
    }
}
