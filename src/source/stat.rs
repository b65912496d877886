//! What the file system says of a file without reading it, and when that proves that its content is known.

use crate::digest::Digest;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fs::Metadata, time::Duration};

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
/// It is kept as two runs of bytes and searched as it is: of a hundred thousand files, making a map at every start
/// would take as long as looking at them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StatIndex {
    /// All paths, one after the other.
    paths: Vec<u8>,
    /// In the order of their paths.
    files: Vec<Known>,
}

/// What is known of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Known {
    /// Where its path is.
    start: u32,
    end: u32,
    stat: StatRecord,
    digest: Digest,
}

/// Bytes of a file in the encoding, besides its path.
const KNOWN_LENGTH: usize = 4 + 6 * 8 + 16;

impl StatIndex {
    /// The index of what was settled at `now`, an instant that is not later than the first look at any file
    /// that was read; nothing without such an instant.
    pub fn of_settled<'a>(
        files: impl IntoIterator<Item = (&'a str, StatRecord, Digest)>,
        now: Option<FileTime>,
    ) -> Self {
        let Some(now) = now else { return Self::default() };
        let mut settled: Vec<_> = files.into_iter().filter(|(_, stat, _)| stat.is_settled(now)).collect();
        // Nearly in order, for which this sort is the quicker one.
        settled.sort_by_key(|(path, _, _)| *path);
        let mut index = Self::default();
        for (path, stat, digest) in settled {
            index.push(path.as_bytes(), stat, digest);
        }
        index
    }

    /// Adds a file, if there is room: 4 GiB of paths.
    fn push(&mut self, path: &[u8], stat: StatRecord, digest: Digest) {
        let end = u32::try_from(self.paths.len() + path.len());
        if let (Ok(start), Ok(end)) = (u32::try_from(self.paths.len()), end) {
            self.paths.extend_from_slice(path);
            self.files.push(Known { start, end, stat, digest });
        }
    }

    /// The digest of the file at `path`, if it is known and the file has not changed.
    pub fn digest(&self, path: &str, stat: &StatRecord) -> Option<Digest> {
        let index = self.files.binary_search_by(|known| self.path(known).cmp(path.as_bytes())).ok()?;
        Some(self.files[index]).filter(|known| known.stat == *stat).map(|known| known.digest)
    }

    fn path(&self, known: &Known) -> &[u8] {
        &self.paths[known.start as usize..known.end as usize]
    }

    /// The same with some more files, whose records are settled, or with other records of some.
    #[must_use]
    pub fn with<'a>(&self, files: impl IntoIterator<Item = (&'a str, StatRecord, Digest)>) -> Self {
        let known = self.files.iter().map(|known| (self.path(known), (known.stat, known.digest)));
        let mut all: BTreeMap<&[u8], (StatRecord, Digest)> = known.collect();
        all.extend(files.into_iter().map(|(path, stat, digest)| (path.as_bytes(), (stat, digest))));
        let mut index = Self::default();
        for (path, (stat, digest)) in all {
            index.push(path, stat, digest);
        }
        index
    }

    /// How many files it knows.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether it knows none.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// None where the files do not fit the paths.
    fn decode(paths: &[u8], files: &[u8]) -> Option<Self> {
        let (encoded, rest) = files.as_chunks::<KNOWN_LENGTH>();
        let mut files = Vec::with_capacity(encoded.len());
        let mut start = 0;
        for encoded in encoded {
            let known = Known::decode(start, encoded);
            if known.end < start {
                return None;
            }
            start = known.end;
            files.push(known);
        }
        let fits = rest.is_empty() && start as usize == paths.len();
        fits.then(|| Self { paths: paths.to_owned(), files })
    }
}

impl Known {
    fn encode(&self, bytes: &mut Vec<u8>) {
        let StatRecord { size, modified, changed, inode } = self.stat;
        bytes.extend_from_slice(&self.end.to_le_bytes());
        for number in [size, inode] {
            bytes.extend_from_slice(&number.to_le_bytes());
        }
        for time in [modified, changed] {
            bytes.extend_from_slice(&time.seconds.to_le_bytes());
            bytes.extend_from_slice(&time.nanoseconds.to_le_bytes());
        }
        bytes.extend_from_slice(&self.digest.to_bytes());
    }

    fn decode(start: u32, encoded: &[u8; KNOWN_LENGTH]) -> Self {
        let mut rest = encoded.as_slice();
        let end = u32::from_le_bytes(take(&mut rest));
        let [size, inode] = std::array::from_fn(|_| u64::from_le_bytes(take(&mut rest)));
        let [modified, changed] = std::array::from_fn(|_| {
            let [seconds, nanoseconds] = std::array::from_fn(|_| i64::from_le_bytes(take(&mut rest)));
            FileTime { seconds, nanoseconds }
        });
        let digest = Digest::from_bytes(take(&mut rest));
        Self { start, end, stat: StatRecord { size, modified, changed, inode }, digest }
    }
}

/// Takes a fixed number of bytes off a slice; zeros past its end.
fn take<const N: usize>(bytes: &mut &[u8]) -> [u8; N] {
    let Some((first, rest)) = bytes.split_first_chunk() else { return [0; N] };
    *bytes = rest;
    *first
}

/// Bytes that are encoded and decoded at once, not one by one.
struct Run<'a>(&'a [u8]);

impl Serialize for Run<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

impl Serialize for StatIndex {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut files = Vec::with_capacity(self.files.len() * KNOWN_LENGTH);
        for known in &self.files {
            known.encode(&mut files);
        }
        (Run(&self.paths), Run(&files)).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for StatIndex {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (paths, files) = <(&[u8], &[u8])>::deserialize(deserializer)?;
        Self::decode(paths, files).ok_or_else(|| serde::de::Error::custom("not an index of files"))
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
        let more = index.with([("new", record(2, 2), digest), ("old", record(3, 3), digest)]);
        assert_eq!((more.len(), more.digest("new", &record(2, 2))), (2, Some(digest)));
        assert_eq!(
            (more.digest("old", &record(1, 1)), more.digest("old", &record(3, 3))),
            (None, Some(digest))
        );
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
        let known = |path: &String| index.digest(path, &record(1, 1));
        assert!(paths.iter().all(|path| known(path) == Some(Digest::of(path.as_bytes()))));
        assert_eq!(index.digest("100", &record(1, 1)), None);
        for length in 0..bytes.len() {
            assert_eq!(read(&bytes[..length]), None);
        }
        let decode = |end: u32| {
            let mut files = Vec::new();
            for known in [Known { end, ..index.files[0] }, index.files[1]] {
                known.encode(&mut files);
            }
            StatIndex::decode(b"12", &files)
        };
        assert_eq!(index.files[1].end, 2);
        assert_eq!(decode(1).map(|index| index.len()), Some(2));
        assert_eq!(decode(3), None);
        assert_eq!(decode(u32::MAX), None);
    }
}
