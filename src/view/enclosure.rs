//! Lead images as feeds enclose them.

use crate::site::{EntryId, Site};
use serde::Serialize;

/// A lead image in a feed.
#[derive(Debug, Serialize)]
pub struct Enclosure {
    /// Whole URL.
    pub url: String,
    /// Media type, by its ending.
    #[serde(rename = "type")]
    pub media_type: String,
    /// Bytes, for a file of the site; none for one elsewhere.
    pub length: Option<u64>,
}

/// The lead image of an entry.
pub fn enclosure(site: &Site, id: EntryId) -> Option<Enclosure> {
    let entry = site.entry(id);
    let url = entry.image.as_ref()?.absolute(&site.config.base_url, &entry.url);
    let path = url.split(['#', '?']).next().unwrap_or(&url);
    let media_type = mime_guess::from_path(path).first_raw().unwrap_or("image/jpeg").to_owned();
    Some(Enclosure { media_type, length: site.image_file(id).map(|file| file.size), url })
}
