//! The site as each of its languages shows it, and what is there in other languages.

use super::{
    direction,
    list::{FeedLink, feed_links, nav_url},
    search::{SearchLinks, search_links},
};
use crate::{
    config::{Config, Language, NavItem},
    site::{EntryId, List, ListId, Locale, LocaleId, Site},
    strings::is_traditional_chinese,
};
use serde::Serialize;

/// The site in the language of a page: `site` in templates.
#[derive(Debug, Serialize)]
pub struct LocaleView<'a> {
    /// BCP 47 tag.
    pub language: &'a str,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// The site's name.
    pub title: &'a str,
    /// A line under the name.
    pub tagline: &'a str,
    /// A sentence on the site.
    pub description: &'a str,
    /// The menu.
    pub nav: Vec<NavItem>,
    /// The home page: link on the same host.
    pub home: String,
    /// The home page: whole URL.
    pub permalink: String,
    /// Feeds of all posts.
    pub feeds: Vec<FeedLink>,
    /// Taxonomies that have terms and pages.
    pub taxonomies: Vec<TaxonomyLink<'a>>,
    /// The page of years and months: link on the same host; none without an archive.
    pub archive: Option<String>,
    /// The page of all editions: link on the same host; none without editions.
    pub editions: Option<String>,
    /// Where it is searched; none where it is not.
    pub search: Option<SearchLinks>,
    /// Pages of what the desk keeps, those that have anything: `stories`, `sources`, `claims`, `corrections`,
    /// `editions`, `archive`.
    pub desk: Vec<TaxonomyLink<'a>>,
    /// The home pages of all languages; empty when there is but one.
    pub languages: Vec<Translation<'a>>,
}

/// A taxonomy with a page of its terms, or another page that is known by a word.
#[derive(Debug, Serialize)]
pub struct TaxonomyLink<'a> {
    /// Its name: `tags`.
    pub name: &'a str,
    /// The page: link on the same host.
    pub url: String,
}

/// A page that says the same in another language.
#[derive(Debug, Serialize)]
pub struct Translation<'a> {
    /// BCP 47 tag of its text.
    pub lang: &'a str,
    /// BCP 47 tag of the language whose tree it is in: `language` of `site` there.
    pub locale: &'a str,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// How the language calls itself.
    pub name: &'a str,
    /// Title of the page: plain text.
    pub title: &'a str,
    /// Link on the same host.
    pub url: String,
    /// Whole URL.
    pub permalink: String,
}

/// How languages call themselves.
const NAMES: [(&str, &str); 24] = [
    ("ar", "العربية"),
    ("bn", "বাংলা"),
    ("cs", "Čeština"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("en", "English"),
    ("es", "Español"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("id", "Bahasa Indonesia"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ru", "Русский"),
    ("sv", "Svenska"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("zh", "中文"),
];

/// What the configuration says of a language of the site.
pub(super) fn locale_settings(site: &Site, locale: LocaleId) -> Option<&Language> {
    settings(&site.config, &site.locale(locale).tag)
}

fn settings<'a>(config: &'a Config, tag: &str) -> Option<&'a Language> {
    config.languages.get(tag)
}

/// A text that a language may have of its own.
pub(super) fn locale_text<'a>(
    site: &'a Site,
    locale: LocaleId,
    own: impl Fn(&'a Language) -> Option<&'a str>,
    default: &'a str,
) -> &'a str {
    locale_settings(site, locale).and_then(own).unwrap_or(default)
}

/// The site's name in a language.
pub fn site_title(site: &Site, locale: LocaleId) -> &str {
    locale_text(site, locale, |own| own.title.as_deref(), &site.config.title)
}

/// How a language calls itself: as the configuration says, as is known here, else by its tag.
pub fn language_name<'a>(config: &'a Config, tag: &'a str) -> &'a str {
    settings(config, tag).and_then(|own| own.name.as_deref()).or_else(|| known_name(tag)).unwrap_or(tag)
}

fn known_name(tag: &str) -> Option<&'static str> {
    if is_traditional_chinese(tag) {
        return Some("繁體中文");
    }
    let primary = tag.split('-').next().unwrap_or(tag);
    NAMES.iter().find(|(code, _)| *code == primary).map(|(_, name)| *name)
}

/// The site in one of its languages.
pub fn locale_view(site: &Site, id: LocaleId) -> LocaleView<'_> {
    let (config, base, locale) = (&site.config, &site.config.base_url, site.locale(id));
    let nav = settings(config, &locale.tag).and_then(|own| own.nav.as_ref()).unwrap_or(&config.nav);
    let has_terms = locale.taxonomies.iter().filter(|own| own.has_pages && !own.terms.is_empty());
    let home = |id| list_translation(site, site.list(site.locale(id).home));
    let several = site.locales.len() > 1;
    LocaleView {
        language: &locale.tag,
        dir: direction(&locale.tag),
        title: site_title(site, id),
        tagline: locale_text(site, id, |own| own.tagline.as_deref(), &config.tagline),
        description: locale_text(site, id, |own| own.description.as_deref(), &config.description),
        nav: nav
            .iter()
            .map(|item| NavItem { name: item.name.clone(), url: nav_url(config, &item.url) })
            .collect(),
        home: base.relative(&locale.root),
        permalink: base.absolute(&locale.root),
        feeds: feed_links(site, site.list(locale.home)),
        taxonomies: has_terms
            .map(|own| TaxonomyLink { name: &own.name, url: base.relative(&own.url) })
            .collect(),
        archive: locale.archive().map(|url| base.relative(&url)),
        editions: locale.editions().map(|url| base.relative(&url)),
        search: config.search.then(|| search_links(site, locale)),
        desk: desk(site, locale),
        languages: if several {
            (0..).zip(&site.locales).map(|(id, _)| home(id)).collect()
        } else {
            Vec::new()
        },
    }
}

/// The pages of what the desk keeps in a language, as far as they have anything.
fn desk<'a>(site: &'a Site, locale: &'a Locale) -> Vec<TaxonomyLink<'a>> {
    let taxonomy = |name: &str| {
        let own = locale.taxonomy(name).filter(|own| own.has_pages && !own.terms.is_empty());
        own.map(|own| own.url.clone())
    };
    let list = |id: Option<ListId>| id.map(|id| site.list(id).url.clone());
    let pages = [
        ("stories", taxonomy("stories")),
        ("sources", taxonomy("sources")),
        ("claims", list(locale.claims)),
        ("corrections", list(locale.corrections)),
        ("editions", locale.editions()),
        ("archive", locale.archive()),
    ];
    let base = &site.config.base_url;
    let link = |(name, url): (&'static str, Option<_>)| {
        url.map(|url| TaxonomyLink { name, url: base.relative(&url) })
    };
    pages.into_iter().filter_map(link).collect()
}

/// A list as a page in its own language.
fn list_translation<'a>(site: &'a Site, list: &'a List) -> Translation<'a> {
    let (base, lang) = (&site.config.base_url, site.locale(list.locale).tag.as_str());
    Translation {
        lang,
        locale: lang,
        dir: direction(lang),
        name: language_name(&site.config, lang),
        title: if list.kind == crate::site::ListKind::Home {
            site_title(site, list.locale)
        } else {
            &list.title
        },
        url: base.relative(&list.url),
        permalink: base.absolute(&list.url),
    }
}

/// The same list in the site's other languages.
pub(super) fn list_translations<'a>(site: &'a Site, list: &'a List) -> Vec<Translation<'a>> {
    let others = (0..).zip(&site.locales).map(|(id, _)| id).filter(|id| *id != list.locale);
    others
        .filter_map(|id| site.counterpart(list, id))
        .map(|id| list_translation(site, site.list(id)))
        .collect()
}

/// The translations of an entry.
pub(super) fn entry_translations(site: &Site, id: EntryId) -> Vec<Translation<'_>> {
    let base = &site.config.base_url;
    let view = |id: &EntryId| {
        let entry = site.entry(*id);
        let lang = site.lang(entry);
        Translation {
            lang,
            locale: &site.locale(entry.locale).tag,
            dir: direction(lang),
            name: language_name(&site.config, lang),
            title: &entry.post.meta.title,
            url: base.relative(&entry.url),
            permalink: base.absolute(&entry.url),
        }
    };
    site.translations
        .get(&id)
        .into_iter()
        .flatten()
        .filter(|id| site.entry(**id).is_public())
        .map(view)
        .collect()
}
