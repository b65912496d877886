//! What the share card of a post shows.

use super::{direction, locale::site_title};
use crate::site::{EntryId, Site, terms::names_of};
use serde::Serialize;
use std::borrow::Cow;

/// Width and height of a share card in pixels.
pub const SHARE_CARD_SIZE: (u32, u32) = (1200, 630);

/// Authors that a card names; there is no room for more.
const MOST_AUTHORS: usize = 4;

/// What the share card of a post shows: its name and its bytes follow from this and from how cards look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ShareCardView<'a> {
    /// The post's title.
    pub title: &'a str,
    /// What it is and where it stands: its kind, if it is no mere article, and its category or section.
    pub kicker: Vec<&'a str>,
    /// The site's name in the post's language.
    pub site: &'a str,
    /// Its day in the site's zone: `2026-11-21`.
    pub date: Option<String>,
    /// Who wrote it.
    pub byline: Vec<Cow<'a, str>>,
    /// BCP 47 tag.
    pub lang: &'a str,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// The site's accent.
    pub accent: Option<&'a str>,
}

/// What the share card of an entry shows.
pub fn share_card(site: &Site, id: EntryId) -> ShareCardView<'_> {
    let entry = site.entry(id);
    let meta = &entry.post.meta;
    let lang = site.lang(entry);
    let kind = meta.kind.as_deref().filter(|kind| *kind != "article");
    let kind = kind.map(|kind| site.strings.words(lang, &format!("kind_{kind}")).unwrap_or(kind));
    let category = site.terms_of(entry, "categories").next().map(|(_, list)| list.title.as_str());
    let section = || {
        // A folder that the settings do not name is not a part of a newspaper.
        site.config.sections.get(&entry.post.section)?;
        let list = site.section(entry.locale, &entry.post.section)?;
        Some(site.list(list).title.as_str())
    };
    let mut byline = names_of(&entry.post, "authors", &site.config);
    byline.truncate(MOST_AUTHORS);
    ShareCardView {
        title: &meta.title,
        kicker: kind.into_iter().chain(category.or_else(section)).collect(),
        site: site_title(site, entry.locale),
        date: meta.date.map(|date| site.config.timezone.civil(date.instant).date().to_string()),
        byline,
        lang,
        dir: direction(lang),
        accent: site.config.theme.accent.as_deref(),
    }
}
