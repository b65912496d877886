//! What all files of the cache have in common: a header that says where the body is, and the body's checksum.

use super::{Place, damaged, failure, position};
use crate::{
    diagnostic::Diagnostic,
    digest::{Digest, Hasher},
    environment::EnvironmentError,
};
use std::{
    cmp::Ordering,
    fs::{self, File},
    io,
};

/// Raised when the form of the files changes.
pub const FORMAT: u32 = 6;

/// Bytes of a header: magic, format, version, begin and length of the body, its checksum.
pub const HEADER_LENGTH: usize = 8 + 4 + 16 + 8 + 8 + 16;

/// The first byte after the header.
pub const HEADER_END: u64 = HEADER_LENGTH as u64;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Many values by digest; its body is their index.
    Pack,
    /// One value, which is its body.
    Snapshot,
}

impl Kind {
    fn magic(self) -> &'static [u8; 8] {
        match self {
            Self::Pack => b"SITEPACK",
            Self::Snapshot => b"SITESNAP",
        }
    }
}

/// Why a file is of no use.
#[derive(Debug)]
pub enum Useless {
    /// There is none, or it is of another version of the program: nothing to wonder about.
    Absent,
    /// It is not what was written.
    Damaged(&'static str),
    /// The system says no.
    Failed(io::Error),
}

impl From<io::Error> for Useless {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Absent,
            io::ErrorKind::UnexpectedEof => Self::Damaged("it is cut off"),
            _ => Self::Failed(error),
        }
    }
}

impl Useless {
    /// What the user is told.
    pub fn diagnostic(self, place: &Place) -> Option<Diagnostic> {
        match self {
            Self::Absent => None,
            Self::Damaged(why) => Some(damaged(place, why)),
            Self::Failed(error) => Some(failure(&EnvironmentError::new("read", &place.named, error))),
        }
    }
}

/// The header of a file with this body, which begins at `start` and ends with the file.
pub fn header(place: &Place, kind: Kind, version: Digest, start: u64, body: &[u8]) -> Vec<u8> {
    let mut header = Vec::with_capacity(HEADER_LENGTH);
    header.extend_from_slice(kind.magic());
    header.extend_from_slice(&FORMAT.to_le_bytes());
    header.extend_from_slice(&version.to_bytes());
    header.extend_from_slice(&start.to_le_bytes());
    header.extend_from_slice(&(body.len() as u64).to_le_bytes());
    header.extend_from_slice(&checksum(place, kind, start, body).to_bytes());
    header
}

/// Reads the header and the body of a file; answers the file and where the body begins, too. No more is read than
/// the file is long.
pub fn open(place: &Place, kind: Kind, version: Digest) -> Result<(File, u64, Vec<u8>), Useless> {
    let metadata = fs::metadata(&place.path)?;
    if metadata.is_dir() {
        // The file cannot be written either, which is the better thing to say.
        return Err(Useless::Absent);
    }
    // Not what would wait for another process.
    if !metadata.is_file() {
        return Err(Useless::Damaged("it is not a regular file"));
    }
    let file = File::open(&place.path)?;
    let mut header = [0; HEADER_LENGTH];
    position::read(&file, &mut header, 0)?;
    let Header { start, length, checksum: expected } = Header::parse(&header, kind, version)?;
    match start.checked_add(length).map(|end| end.cmp(&metadata.len())) {
        Some(Ordering::Equal) if start >= HEADER_END => {}
        Some(Ordering::Less) => return Err(Useless::Damaged("it is longer than it was")),
        _ => return Err(Useless::Damaged("it is cut off")),
    }
    let length = usize::try_from(length).map_err(|_| Useless::Damaged("it is too long"))?;
    let mut body = vec![0; length];
    position::read(&file, &mut body, start)?;
    if checksum(place, kind, start, &body) == expected {
        Ok((file, start, body))
    } else {
        Err(Useless::Damaged("its checksum is wrong"))
    }
}

/// What a header says of the body.
struct Header {
    start: u64,
    length: u64,
    checksum: Digest,
}

impl Header {
    fn parse(header: &[u8; HEADER_LENGTH], kind: Kind, version: Digest) -> Result<Self, Useless> {
        let mut fields = Fields(header);
        if fields.take::<8>() != *kind.magic() {
            return Err(Useless::Damaged("it is not a file of sitegen's cache"));
        }
        match u32::from_le_bytes(fields.take()).cmp(&FORMAT) {
            Ordering::Less => return Err(Useless::Absent),
            Ordering::Greater => return Err(Useless::Damaged("a newer sitegen wrote it")),
            Ordering::Equal => {}
        }
        if fields.take() != version.to_bytes() {
            return Err(Useless::Absent);
        }
        Ok(Self {
            start: u64::from_le_bytes(fields.take()),
            length: u64::from_le_bytes(fields.take()),
            checksum: Digest::from_bytes(fields.take()),
        })
    }
}

/// Goes by the name, too: one file of the cache in the place of another is damage.
fn checksum(place: &Place, kind: Kind, start: u64, body: &[u8]) -> Digest {
    let mut hasher = Hasher::new("cache file");
    hasher.text(&place.name()).bytes(kind.magic()).number(start).bytes(body);
    hasher.finish()
}

/// Takes fixed numbers of bytes off a slice.
pub struct Fields<'a>(pub &'a [u8]);

impl Fields<'_> {
    /// The next bytes; zeros past the end, which no caller reaches.
    pub fn take<const N: usize>(&mut self) -> [u8; N] {
        let mut field = [0; N];
        if let Some((first, rest)) = self.0.split_first_chunk() {
            field = *first;
            self.0 = rest;
        }
        field
    }
}
