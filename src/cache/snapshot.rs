//! One value in one file.

use super::{
    Place, failure,
    file::{self, HEADER_END, HEADER_LENGTH, Kind, Useless, header},
};
use crate::{
    diagnostic::Diagnostic,
    digest::Digest,
    environment::EnvironmentError,
    output::{Durability, write_atomic},
};
use serde::{Serialize, de::DeserializeOwned};
use std::{fs, io};

/// The value in the file, if it is there and whole.
pub fn load<T: DeserializeOwned>(place: &Place, version: Digest) -> (Option<T>, Option<Diagnostic>) {
    match read(place, version) {
        Ok(value) => (Some(value), None),
        Err(useless) => (None, useless.diagnostic(place)),
    }
}

fn read<T: DeserializeOwned>(place: &Place, version: Digest) -> Result<T, Useless> {
    let (_, _, body) = file::open(place, Kind::Snapshot, version)?;
    postcard::from_bytes(&body).map_err(|_| Useless::Damaged("its value has another form"))
}

/// Saves a value, unless the file holds it already.
pub fn save<T: Serialize>(place: &Place, version: Digest, value: &T) -> Option<Diagnostic> {
    // With room for the header, so that nothing is copied.
    let mut bytes = match postcard::to_extend(value, vec![0; HEADER_LENGTH]) {
        Ok(bytes) => bytes,
        Err(error) => return Some(failure(&unencodable(place, &error))),
    };
    let header = header(place, Kind::Snapshot, version, HEADER_END, &bytes[HEADER_LENGTH..]);
    bytes[..HEADER_LENGTH].copy_from_slice(&header);
    if holds(place, &bytes) {
        return None;
    }
    let written = write_atomic(&place.path, &bytes, Durability::Lazy);
    written.err().map(|error| failure(&EnvironmentError::new("write", &place.named, error.source)))
}

/// A value of a type that has no encoding, such as a sequence of unknown length.
pub fn unencodable(place: &Place, error: &postcard::Error) -> EnvironmentError {
    EnvironmentError::new("write", &place.named, io::Error::other(error.to_string()))
}

fn holds(place: &Place, bytes: &[u8]) -> bool {
    let has_length = |metadata: fs::Metadata| metadata.is_file() && metadata.len() == bytes.len() as u64;
    fs::metadata(&place.path).is_ok_and(has_length) && fs::read(&place.path).is_ok_and(|old| old == bytes)
}
