//! `/wire.json`: what the strip shows, for pages that fetch it and for anyone else.

use crate::{site::Site, view};

/// The file.
pub fn json(site: &Site) -> Vec<u8> {
    let mut bytes = serde_json::to_vec(&view::wire_file(site)).expect("texts, flags and lists are JSON");
    bytes.push(b'\n');
    bytes
}
