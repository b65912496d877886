//! What lists show of a post.

use super::{
    direction,
    newsroom::{SentimentView, sentiment, term_url},
    term::{about, initial, picture},
    video::{CardVideo, card_video},
};
use crate::{
    config::{BUILT_IN_TAXONOMIES, Config},
    images::Focus,
    post::meta::PostDate,
    site::{Entry, EntryId, List, ListId, ListKind, Site, terms::names_of},
};
use serde::Serialize;
use std::{borrow::Cow, collections::BTreeMap};

/// What lists show of a post. Lists depend on cards and not on bodies: what is not in here cannot make a list
/// stale. `T` stands for a term of a taxonomy.
#[derive(Debug, Serialize)]
pub struct Card<'a, T = TermRef<'a>> {
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
    pub tags: Vec<T>,
    /// Categories.
    pub categories: Vec<T>,
    /// Authors.
    pub authors: Vec<AuthorView<'a>>,
    /// Section.
    pub section: &'a str,
    /// `article`, `brief`, … or the site's own word.
    pub kind: &'a str,
    /// The page of all posts of its kind: link on the same host.
    pub kind_url: Option<String>,
    /// Shown first.
    pub featured: bool,
    /// Not published at all.
    pub draft: bool,
    /// `published`, `draft`, `future` or `expired`.
    pub status: &'static str,
    /// Lead image.
    pub image: Option<ImageView<'a>>,
    /// That it has a video.
    pub video: Option<CardVideo>,
    /// BCP 47 tag.
    pub lang: &'a str,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// Minutes.
    pub reading_time: u32,
    /// Story that it tells.
    pub story: Option<&'a str>,
    /// Series that it is a part of.
    pub series: Option<T>,
    /// Terms of the site's own taxonomies, by taxonomy.
    pub terms: BTreeMap<&'a str, Vec<T>>,
    /// Sentiment label with its reasoning.
    pub sentiment: Option<SentimentView<'a>>,
}

/// A term as a post shows it; its count is in [`super::TermView`], so that a new post does not make every other
/// post of its tags stale.
#[derive(Debug, Serialize)]
pub struct TermRef<'a> {
    /// Name.
    pub name: &'a str,
    /// Name in URLs.
    pub slug: &'a str,
    /// Its page: link on the same host; none where its taxonomy has no pages.
    pub url: Option<String>,
    /// A sign for it, such as an emoji.
    pub icon: Option<&'a str>,
}

/// An author as a post names them.
#[derive(Debug, Serialize)]
pub struct AuthorView<'a> {
    /// Name.
    pub name: Cow<'a, str>,
    /// Name in URLs; none for those who have no listed post.
    pub slug: Option<&'a str>,
    /// Where the name leads: the author's page, else what the post gives.
    pub url: Option<String>,
    /// What the author does.
    pub role: Option<&'a str>,
    /// Their picture: link on the same host or elsewhere.
    pub picture: Option<String>,
    /// The first letter of the name, for where there is no picture.
    pub initial: String,
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
    /// What stays in sight where it is cropped: `30% 20%`.
    pub focus: Option<String>,
}

/// The card of an entry.
pub fn card(site: &Site, id: EntryId) -> Card<'_> {
    card_with(site, id, &|list| term_ref(site, list))
}

/// The card of an entry, its terms being whatever `term` makes of their lists.
pub fn card_with<'a, T>(site: &'a Site, id: EntryId, term: &dyn Fn(ListId) -> T) -> Card<'a, T> {
    let entry = site.entry(id);
    let terms = |taxonomy: &'static str| site.terms_of(entry, taxonomy).map(|(id, _)| term(id));
    let (meta, config) = (&entry.post.meta, &site.config);
    let lang = site.lang(entry);
    Card {
        id: &entry.id,
        title: &meta.title,
        url: config.base_url.relative(&entry.url),
        permalink: config.base_url.absolute(&entry.url),
        date: date(config, meta.date),
        updated: date(config, meta.last_changed()),
        description: meta.description.as_deref(),
        summary: summary(entry),
        tags: terms("tags").collect(),
        categories: terms("categories").collect(),
        authors: authors(site, entry),
        section: &entry.post.section,
        kind: meta.kind.as_deref().unwrap_or("article"),
        kind_url: term_url(site, entry, "kinds"),
        featured: meta.featured,
        draft: meta.draft,
        status: entry.status.as_str(),
        image: image_view(config, entry),
        video: card_video(site, entry),
        lang,
        dir: direction(lang),
        reading_time: entry.reading_time,
        story: meta.story.as_deref(),
        series: terms("series").last(),
        terms: own_terms(site, entry, term),
        sentiment: sentiment(site, entry),
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

fn own_terms<'a, T>(
    site: &'a Site,
    entry: &'a Entry,
    term: &dyn Fn(ListId) -> T,
) -> BTreeMap<&'a str, Vec<T>> {
    let mut terms: BTreeMap<&str, Vec<T>> = BTreeMap::new();
    for id in &entry.terms {
        let taxonomy = site.taxonomy_of(site.list(*id)).map_or("", |taxonomy| taxonomy.name.as_str());
        if !BUILT_IN_TAXONOMIES.contains(&taxonomy) {
            terms.entry(taxonomy).or_default().push(term(*id));
        }
    }
    terms
}

/// The authors of an entry. Those that no listed post names have no page.
pub(super) fn authors<'a>(site: &'a Site, entry: &'a Entry) -> Vec<AuthorView<'a>> {
    let view = |name: Cow<'a, str>| {
        let given = entry.post.meta.authors.iter().find(|author| author.name == name);
        let link = given.and_then(|author| author.url.clone());
        match site.term(entry.locale, "authors", &name).map(|id| site.list(id)) {
            Some(list) => AuthorView {
                name: Cow::Borrowed(&list.title),
                slug: Some(slug_of(list)),
                url: list.has_pages.then(|| site.config.base_url.relative(&list.url)).or(link),
                role: about(list, "role"),
                picture: picture(&site.config, list),
                initial: initial(&list.title),
            },
            None => {
                AuthorView { initial: initial(&name), name, slug: None, url: link, role: None, picture: None }
            }
        }
    };
    names_of(&entry.post, "authors", &site.config).into_iter().map(view).collect()
}

fn slug_of(list: &List) -> &str {
    if let ListKind::Term(term) = &list.kind { &term.slug } else { "" }
}

/// A term as a post shows it.
pub fn term_ref(site: &Site, list: ListId) -> TermRef<'_> {
    let list = site.list(list);
    TermRef {
        name: &list.title,
        slug: slug_of(list),
        url: list.has_pages.then(|| site.config.base_url.relative(&list.url)),
        icon: about(list, "icon"),
    }
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
        focus: image.focus.map(Focus::css),
    })
}
