//! Terms with their counts, and related posts with what ties them.

use super::card::{TermRef, term_ref};
use crate::site::{Site, Term, related::RelatedPost};
use serde::Serialize;

/// A term on lists of terms and on its own page.
#[derive(Debug, Serialize)]
pub struct TermView<'a> {
    /// Name.
    pub name: &'a str,
    /// Name in URLs.
    pub slug: &'a str,
    /// Its page: link on the same host.
    pub url: String,
    /// Its page: whole URL.
    pub permalink: String,
    /// How many posts it has.
    pub count: usize,
    /// Its RSS feed, where terms have one: link on the same host.
    pub feed: Option<String>,
}

/// The view of a term.
pub fn term_view<'a>(site: &Site, term: &'a Term) -> TermView<'a> {
    let base = &site.config.base_url;
    TermView {
        name: &term.name,
        slug: &term.slug,
        url: base.relative(&term.url),
        permalink: base.absolute(&term.url),
        count: term.posts.len(),
        feed: site.config.taxonomy("tags").feed.then(|| base.relative(&term.url.join("rss.xml"))),
    }
}

/// A related post, less its card: why it is related, never how much, so that scores may move without making a
/// page stale.
#[derive(Debug, Serialize)]
pub struct RelatedView<'a> {
    /// `picked`, `story` or `text`.
    pub reason: &'static str,
    /// Terms that both share, strongest first.
    pub terms: &'a [String],
    /// Tags that both share.
    pub tags: Vec<TermRef<'a>>,
}

/// The view of a related post.
pub fn related_view<'a>(site: &'a Site, related: &'a RelatedPost) -> RelatedView<'a> {
    RelatedView {
        reason: related.reason.as_str(),
        terms: &related.terms,
        tags: related.tags.iter().map(|tag| term_ref(&site.config, site.tag(*tag))).collect(),
    }
}
