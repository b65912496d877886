//! Terms with their counts and what their data files say, and related posts with what ties them.

use super::{
    card::{TermRef, term_ref},
    list::{FeedLink, feed_links},
};
use crate::{
    config::Config,
    site::{Link, List, ListKind, Site, related::RelatedPost},
    value::Value,
};
use serde::Serialize;

/// A term on lists of terms and on its own page.
#[derive(Debug, Serialize)]
pub struct TermView<'a> {
    /// Name.
    pub name: &'a str,
    /// Name in URLs.
    pub slug: &'a str,
    /// Name of its taxonomy.
    pub taxonomy: &'a str,
    /// The page of all terms of its taxonomy: link on the same host; none where it has none.
    pub taxonomy_url: Option<String>,
    /// Its page: link on the same host; none where its taxonomy has no pages.
    pub url: Option<String>,
    /// Its page: whole URL.
    pub permalink: Option<String>,
    /// How many posts it has.
    pub count: usize,
    /// What it is: plain text.
    pub description: Option<&'a str>,
    /// A sign for it, such as an emoji.
    pub icon: Option<&'a str>,
    /// Its picture: link on the same host or elsewhere.
    pub picture: Option<String>,
    /// The first letter of its name, for where there is no picture.
    pub initial: String,
    /// Its RSS feed, where terms have one: link on the same host.
    pub feed: Option<String>,
    /// Its feeds.
    pub feeds: Vec<FeedLink>,
    /// Everything that its data file says besides its name: `bio`, `role`, `links`, …
    pub data: Value,
}

/// What a data file says of a term under a key, when it is text.
pub(super) fn about<'a>(list: &'a List, key: &str) -> Option<&'a str> {
    let ListKind::Term(term) = &list.kind else { return None };
    match term.about.iter().find(|(name, _)| name == key).map(|(_, value)| value) {
        Some(Value::Text(text)) => Some(text),
        _ => None,
    }
}

/// What a term is; of a person, who they are.
pub(super) fn description(list: &List) -> Option<&str> {
    about(list, "description").or_else(|| about(list, "bio"))
}

/// The picture of a term, as a link.
pub(super) fn picture(config: &Config, list: &List) -> Option<String> {
    let picture = about(list, "picture").or_else(|| about(list, "image"))?;
    Some(if picture.contains("://") {
        picture.to_owned()
    } else {
        Link::Rooted(format!("/{}", picture.trim_start_matches('/'))).on_site(&config.base_url)
    })
}

/// The first letter of a name, in upper case.
pub(super) fn initial(name: &str) -> String {
    let first = name.chars().find(|c| c.is_alphanumeric());
    first.map_or_else(String::new, |first| first.to_uppercase().collect())
}

/// The view of a term.
pub fn term_view<'a>(site: &'a Site, list: &'a List) -> TermView<'a> {
    let base = &site.config.base_url;
    let slug = if let ListKind::Term(term) = &list.kind { term.slug.as_str() } else { "" };
    let data = if let ListKind::Term(term) = &list.kind { term.about.clone() } else { Vec::new() };
    let feeds = feed_links(site, list);
    let taxonomy = site.taxonomy_of(list);
    TermView {
        name: &list.title,
        slug,
        taxonomy: taxonomy.map_or("", |taxonomy| taxonomy.name.as_str()),
        taxonomy_url: taxonomy.filter(|own| own.has_pages).map(|own| base.relative(&own.url)),
        url: list.has_pages.then(|| base.relative(&list.url)),
        permalink: list.has_pages.then(|| base.absolute(&list.url)),
        count: list.posts.len(),
        description: description(list),
        icon: about(list, "icon"),
        picture: picture(&site.config, list),
        initial: initial(&list.title),
        feed: feeds.first().map(|feed| feed.url.clone()),
        feeds,
        data: Value::Map(data),
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
        tags: related.tags.iter().map(|tag| term_ref(site, *tag)).collect(),
    }
}
