//! One value in one file.

use super::{
    Place, failure,
    file::{self, HEADER_END, Kind, Useless, header},
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
    let body = match postcard::to_stdvec(value) {
        Ok(body) => body,
        Err(error) => return Some(failure(&unencodable(place, &error))),
    };
    let mut bytes = header(place, Kind::Snapshot, version, HEADER_END, &body);
    bytes.extend_from_slice(&body);
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
