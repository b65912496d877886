//! What all files of the cache begin with.

use super::{Place, damaged, failure};
use crate::{
    diagnostic::Diagnostic,
    digest::{Digest, Hasher},
    environment::EnvironmentError,
};
use std::{
    fs::File,
    io::{self, Read as _},
};

/// Raised when the form of the files changes.
pub const FORMAT: u32 = 1;

/// Bytes of a header: magic, format, version, length of the part that was hashed, its checksum.
pub const HEADER_LENGTH: usize = 8 + 4 + 16 + 8 + 16;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Many values by digest.
    Pack,
    /// One value.
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

/// The header of a file whose next bytes are `body`.
pub fn header(kind: Kind, version: Digest, body: &[u8]) -> Vec<u8> {
    let mut header = Vec::with_capacity(HEADER_LENGTH);
    header.extend_from_slice(kind.magic());
    header.extend_from_slice(&FORMAT.to_le_bytes());
    header.extend_from_slice(&version.to_bytes());
    header.extend_from_slice(&(body.len() as u64).to_le_bytes());
    header.extend_from_slice(&checksum(kind, body).to_bytes());
    header
}

/// Reads the header and the body after it, which is as long as the header says and no longer than the file.
pub fn read_body(file: &mut File, kind: Kind, version: Digest) -> Result<Vec<u8>, Useless> {
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(Useless::Damaged("it is not a regular file"));
    }
    let mut header = [0; HEADER_LENGTH];
    file.read_exact(&mut header)?;
    let (length, expected) = parse_header(&header, kind, version)?;
    let left = metadata.len().saturating_sub(HEADER_LENGTH as u64);
    let length = usize::try_from(length).ok().filter(|length| *length as u64 <= left);
    let mut body = vec![0; length.ok_or(Useless::Damaged("it is cut off"))?];
    file.read_exact(&mut body)?;
    if checksum(kind, &body) == expected { Ok(body) } else { Err(Useless::Damaged("its checksum is wrong")) }
}

/// The length of the body and its checksum.
fn parse_header(header: &[u8; HEADER_LENGTH], kind: Kind, version: Digest) -> Result<(u64, Digest), Useless> {
    let mut fields = Fields(header);
    if fields.take::<8>() != *kind.magic() {
        return Err(Useless::Damaged("it is not a file of sitegen's cache"));
    }
    match u32::from_le_bytes(fields.take()).cmp(&FORMAT) {
        std::cmp::Ordering::Less => return Err(Useless::Absent),
        std::cmp::Ordering::Greater => return Err(Useless::Damaged("a newer sitegen wrote it")),
        std::cmp::Ordering::Equal => {}
    }
    if fields.take() != version.to_bytes() {
        return Err(Useless::Absent);
    }
    Ok((u64::from_le_bytes(fields.take()), Digest::from_bytes(fields.take())))
}

fn checksum(kind: Kind, body: &[u8]) -> Digest {
    let mut hasher = Hasher::new("cache file");
    hasher.bytes(kind.magic()).bytes(body);
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
