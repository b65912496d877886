//! What the search knows of an entry besides the words of its body, and where it is searched.

use super::card::authors;
use crate::{
    paths::OutputPath,
    site::{Entry, EntryId, Locale, Site},
};
use serde::Serialize;

/// An entry as the search finds it, less its body.
#[derive(Debug, Serialize)]
pub struct Searched<'a> {
    /// Its address from the site's root, encoded.
    pub url: String,
    /// Title: plain text.
    pub title: &'a str,
    /// Standfirst: plain text.
    pub description: Option<&'a str>,
    /// Day, in the site's zone: `2026-07-05`.
    pub date: Option<String>,
    /// What its section is called.
    pub section: Option<&'a str>,
    /// Names of its tags.
    pub tags: Vec<&'a str>,
    /// Names of its authors.
    pub authors: Vec<String>,
}

/// An entry as the search finds it; none where it is not to be found: what only its address leads to, what was
/// withdrawn, and what describes a section or a story.
pub fn searched(site: &Site, id: EntryId) -> Option<Searched<'_>> {
    let entry = site.entry(id);
    let is_page = !entry.post.is_index() && !site.stories.has_page(id);
    (is_page && entry.is_public() && !entry.is_retracted()).then(|| view(site, entry))
}

fn view<'a>(site: &'a Site, entry: &'a Entry) -> Searched<'a> {
    let meta = &entry.post.meta;
    let day = |instant| site.config.timezone.rfc3339(instant).chars().take(10).collect();
    let section = site.section(entry.locale, &entry.post.section).map(|id| site.list(id));
    Searched {
        url: entry.url.encoded(),
        title: &meta.title,
        description: meta.description.as_deref(),
        date: meta.date.map(|date| day(date.instant)),
        section: section.filter(|list| list.is_public).map(|list| list.title.as_str()),
        tags: site.terms_of(entry, "tags").map(|(_, list)| list.title.as_str()).collect(),
        authors: authors(site, entry).into_iter().map(|author| author.name.into_owned()).collect(),
    }
}

/// Where the site is searched in one language.
#[derive(Debug, Serialize)]
pub struct SearchLinks {
    /// The page of the search: link on the same host.
    pub url: String,
    /// The folder of the index: link on the same host.
    pub index: String,
}

pub(super) fn search_links(site: &Site, locale: &Locale) -> SearchLinks {
    let base = &site.config.base_url;
    let index = format!("{}/{}/", base.prefix(), index_folder(locale));
    SearchLinks { url: base.relative(&locale.search()), index }
}

/// The folder of the index in one language, below the output folder.
pub fn index_folder(locale: &Locale) -> OutputPath {
    // A tag is letters, digits and hyphens.
    let path = format!("pagefind/{}", locale.tag.to_lowercase());
    OutputPath::parse(&path).expect("the tag of a language is the name of a folder")
}
