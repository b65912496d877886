//! What feeds say of a post besides its card: its lead image as an enclosure, what was wrong, the use of AI.

use super::{
    article::{Update, updates},
    newsroom::{DisclosureView, disclosure},
};
use crate::{
    post::meta::UpdateKind,
    site::{EntryId, Site},
};
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

/// What readers of a feed are told after the text.
#[derive(Debug, Serialize)]
pub struct FeedNotes<'a> {
    /// What was said more clearly, corrected or retracted; news that was added is in the text.
    pub updates: Vec<Update<'a>>,
    /// What AI had to do with it.
    pub ai: Option<DisclosureView<'a>>,
}

/// What readers of a feed are told after the text of an entry.
pub fn feed_notes(site: &Site, id: EntryId) -> FeedNotes<'_> {
    let updates = updates(site, id).filter(|update| update.kind != UpdateKind::Update).collect();
    FeedNotes { updates, ai: disclosure(site, site.entry(id)) }
}
