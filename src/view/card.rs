//! What lists show of a post.

use super::direction;
use crate::{
    config::Config,
    post::meta::{PostDate, Sentiment},
    site::{Entry, EntryId, Site, Term},
};
use serde::Serialize;

/// What lists show of a post. Lists depend on cards and not on bodies: what is not in here cannot make a list
/// stale.
#[derive(Debug, Serialize)]
pub struct Card<'a> {
    /// Permanent ID.
    pub id: &'a str,
    /// Title: plain text.
    pub title: &'a str,
    /// Link on the same host.
    pub url: String,
    /// Whole URL.
    pub permalink: String,
    /// RFC 3339 in the site's zone.
    pub date: Option<String>,
    /// RFC 3339 in the site's zone.
    pub updated: Option<String>,
    /// Standfirst: plain text.
    pub description: Option<&'a str>,
    /// Summary by hand, else the standfirst, else the beginning of the body: plain text.
    pub summary: &'a str,
    /// Tags.
    pub tags: Vec<TermRef<'a>>,
    /// Categories, as written.
    pub categories: &'a [String],
    /// Authors.
    pub authors: Vec<AuthorView<'a>>,
    /// Section.
    pub section: &'a str,
    /// `article`, `brief`, … or the site's own word.
    pub kind: &'a str,
    /// Shown first.
    pub featured: bool,
    /// Not published at all.
    pub draft: bool,
    /// `published`, `draft`, `future` or `expired`.
    pub status: &'static str,
    /// Lead image.
    pub image: Option<ImageView<'a>>,
    /// BCP 47 tag.
    pub lang: &'a str,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// Minutes.
    pub reading_time: u32,
    /// Story that it tells.
    pub story: Option<&'a str>,
    /// Series that it is a part of.
    pub series: Option<&'a str>,
    /// Sentiment label with its reasoning.
    pub sentiment: Option<&'a Sentiment>,
}

/// A term as a post shows it; its count is in [`super::TermView`], so that a new post does not make every other
/// post of its tags stale.
#[derive(Debug, Serialize)]
pub struct TermRef<'a> {
    /// Name.
    pub name: &'a str,
    /// Name in URLs.
    pub slug: &'a str,
    /// Its page.
    pub url: String,
}

/// An author as a post names them.
#[derive(Debug, Serialize)]
pub struct AuthorView<'a> {
    /// Name.
    pub name: &'a str,
    /// Where the name leads.
    pub url: Option<&'a str>,
}

/// A lead image.
#[derive(Debug, Serialize)]
pub struct ImageView<'a> {
    /// Link to it.
    pub src: String,
    /// Whole URL.
    pub permalink: String,
    /// Text for those who do not see it.
    pub alt: &'a str,
    /// Line under it.
    pub caption: Option<&'a str>,
    /// Who made it.
    pub credit: Option<&'a str>,
}

/// The card of an entry.
pub fn card(site: &Site, id: EntryId) -> Card<'_> {
    let entry = site.entry(id);
    let (meta, config) = (&entry.post.meta, &site.config);
    let lang = site.lang(entry);
    Card {
        id: &entry.id,
        title: &meta.title,
        url: config.base_url.relative(&entry.url),
        permalink: config.base_url.absolute(&entry.url),
        date: date(config, meta.date),
        updated: date(config, meta.updated),
        description: meta.description.as_deref(),
        summary: summary(entry),
        tags: entry.tags.iter().map(|tag| term_ref(config, site.tag(*tag))).collect(),
        categories: &meta.categories,
        authors: authors(entry, config),
        section: &entry.post.section,
        kind: meta.kind.as_deref().unwrap_or("article"),
        featured: meta.featured,
        draft: meta.draft,
        status: entry.status.as_str(),
        image: image_view(config, entry),
        lang,
        dir: direction(lang),
        reading_time: entry.reading_time,
        story: meta.story.as_deref(),
        series: meta.series.as_deref(),
        sentiment: meta.sentiment.as_ref(),
    }
}

/// A date as templates see it.
pub(super) fn date(config: &Config, date: Option<PostDate>) -> Option<String> {
    date.map(|date| config.timezone.rfc3339(date.instant))
}

fn summary(entry: &Entry) -> &str {
    let meta = &entry.post.meta;
    let by_hand = meta.summary.as_deref().filter(|summary| !summary.is_empty());
    let facts = &entry.post.facts;
    if facts.has_more && by_hand.is_none() {
        return &facts.summary;
    }
    by_hand.or(meta.description.as_deref()).unwrap_or(&facts.summary)
}

fn authors<'a>(entry: &'a Entry, config: &'a Config) -> Vec<AuthorView<'a>> {
    let own = &entry.post.meta.authors;
    if own.is_empty() {
        return config.authors.iter().map(|name| AuthorView { name, url: None }).collect();
    }
    own.iter().map(|author| AuthorView { name: &author.name, url: author.url.as_deref() }).collect()
}

/// A term as a post shows it.
pub(super) fn term_ref<'a>(config: &Config, term: &'a Term) -> TermRef<'a> {
    TermRef { name: &term.name, slug: &term.slug, url: config.base_url.relative(&term.url) }
}

fn image_view<'a>(config: &Config, entry: &'a Entry) -> Option<ImageView<'a>> {
    let image = &entry.post.meta.image.as_ref()?.value;
    let link = entry.image.as_ref()?;
    Some(ImageView {
        src: link.on_site(&config.base_url),
        permalink: link.absolute(&config.base_url, &entry.url),
        alt: &image.alt,
        caption: image.caption.as_deref(),
        credit: image.credit.as_deref(),
    })
}
