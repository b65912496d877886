//! What every page has, and what lists have: settings, the page itself, the pager.

use super::{
    direction,
    locale::{Translation, list_translations, locale_text, site_title},
    term,
    wire::StripConfigView,
};
use crate::{
    config::{Config, ExternalLinks, FeedFormat, NavItem, Theme},
    paths::UrlPath,
    site::{Link, List, ListKind, LocaleId, Site},
    value::Value,
};
use serde::Serialize;

/// The settings that templates see.
#[derive(Debug, Serialize)]
pub struct ConfigView<'a> {
    /// The site's name.
    pub title: &'a str,
    /// A line under the name.
    pub tagline: &'a str,
    /// A sentence on the site.
    pub description: &'a str,
    /// Whole address without a final slash.
    pub base_url: String,
    /// BCP 47 tag.
    pub language: &'a str,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// IANA name.
    pub timezone: &'a str,
    /// The menu.
    pub nav: Vec<NavItem>,
    /// Authors of posts that name none.
    pub authors: &'a [String],
    /// Year of the first publication.
    pub first_year: Option<i16>,
    /// Settings of the theme.
    pub theme: &'a Theme,
    /// Related posts: how many in a block, and whether there are pages of them.
    pub related: RelatedConfigView,
    /// Feeds.
    pub feeds: &'a crate::config::Feeds,
    /// Whether code is highlighted.
    pub highlight: bool,
    /// Whether articles show their permanent IDs.
    pub show_ids: bool,
    /// How links to other sites behave.
    pub external_links: ExternalLinks,
    /// The wire.
    pub wire: StripConfigView<'a>,
    /// Markets.
    pub markets: StripConfigView<'a>,
    /// The site's own settings.
    pub extra: &'a Value,
}

/// What templates see of the settings of related posts.
#[derive(Debug, Serialize)]
pub struct RelatedConfigView {
    /// Posts in a block.
    pub count: usize,
    /// Whether there are pages of related posts.
    pub page: bool,
}

/// The settings that templates see.
pub fn config_view(config: &Config) -> ConfigView<'_> {
    let base = &config.base_url;
    ConfigView {
        title: &config.title,
        tagline: &config.tagline,
        description: &config.description,
        base_url: format!("{}{}", base.origin(), base.prefix()),
        language: &config.language,
        dir: direction(&config.language),
        timezone: config.timezone.name(),
        nav: config
            .nav
            .iter()
            .map(|item| NavItem { name: item.name.clone(), url: nav_url(config, &item.url) })
            .collect(),
        authors: &config.authors,
        first_year: config.first_year,
        theme: &config.theme,
        related: RelatedConfigView { count: config.related.count, page: config.related.page },
        feeds: &config.feeds,
        highlight: config.markdown.highlight.is_some(),
        show_ids: config.show_ids,
        external_links: config.markdown.external_links,
        wire: StripConfigView::new(config, config.wire.as_ref().map(|own| &own.pages)),
        markets: StripConfigView::new(config, config.markets.as_ref().map(|own| &own.pages)),
        extra: &config.extra,
    }
}

pub(super) fn nav_url(config: &Config, url: &str) -> String {
    if url.starts_with('/') && !url.starts_with("//") {
        Link::Rooted(url.to_owned()).on_site(&config.base_url)
    } else {
        url.to_owned()
    }
}

/// A feed of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FeedLink {
    /// `rss`, `atom` or `json`.
    pub format: FeedFormat,
    /// Its media type.
    #[serde(rename = "type")]
    pub media_type: &'static str,
    /// Link on the same host.
    pub url: String,
}

/// The feeds of a list, in the order of the configuration.
pub fn feed_links(site: &Site, list: &List) -> Vec<FeedLink> {
    let formats = if list.has_feeds { site.config.feeds.formats.as_slice() } else { &[] };
    let link = |format: &FeedFormat| FeedLink {
        format: *format,
        media_type: format.media_type(),
        url: site.config.base_url.relative(&list.url.join(format.file_name())),
    };
    formats.iter().map(link).collect()
}

/// What a page that is not a post says of itself.
#[derive(Debug, Serialize)]
pub struct PageView<'a> {
    /// `home`, `section`, `term`, `year`, `month`, `edition`, `related`, `terms`, `archive`, `not-found`, `alias`, `feed` or
    /// `robots`.
    #[serde(rename = "type")]
    pub page_type: &'static str,
    /// Title: plain text.
    pub title: &'a str,
    /// Link on the same host.
    pub url: String,
    /// Whole URL.
    pub permalink: String,
    /// What the page is about, where its file or data says so: plain text. Other pages say what they are about in
    /// their template, and must not all claim to be about the same.
    pub description: Option<&'a str>,
    /// BCP 47 tag.
    pub lang: &'a str,
    /// `ltr` or `rtl`.
    pub dir: &'static str,
    /// The same page in other languages.
    pub translations: Vec<Translation<'a>>,
}

impl<'a> PageView<'a> {
    /// A page of a locale.
    pub fn new(
        site: &'a Site,
        locale: LocaleId,
        page_type: &'static str,
        title: &'a str,
        url: &UrlPath,
    ) -> Self {
        let base = &site.config.base_url;
        let lang = site.locale(locale).tag.as_str();
        Self {
            page_type,
            title,
            url: base.relative(url),
            permalink: base.absolute(url),
            description: None,
            lang,
            dir: direction(lang),
            translations: Vec::new(),
        }
    }

    /// The page of a list.
    pub fn of_list(site: &'a Site, list: &'a List, url: &UrlPath) -> Self {
        let (page_type, description) = match &list.kind {
            ListKind::Home => (
                "home",
                locale_text(site, list.locale, |own| own.description.as_deref(), &site.config.description),
            ),
            ListKind::Section { index, .. } => {
                let described = index.map(|id| &site.entry(id).post.meta);
                ("section", described.and_then(|meta| meta.description.as_deref()).unwrap_or_default())
            }
            ListKind::Term(_) => ("term", term::description(list).unwrap_or_default()),
            ListKind::Year(_) => ("year", ""),
            ListKind::Month(..) => ("month", ""),
            ListKind::Corrections => ("corrections", ""),
            ListKind::Claims => ("claims", ""),
            ListKind::Day(_) => ("edition", ""),
        };
        let title = if list.kind == ListKind::Home { site_title(site, list.locale) } else { &list.title };
        let description = (!description.is_empty()).then_some(description);
        let translations = list_translations(site, list);
        Self { description, translations, ..Self::new(site, list.locale, page_type, title, url) }
    }
}

/// Where one page of a list stands among its others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Pager {
    /// Number of this page, from 1.
    pub number: usize,
    /// How many pages.
    pub total: usize,
    /// How many posts on all pages.
    pub count: usize,
    /// Posts on a page.
    pub per_page: usize,
    /// The page before this one: link on the same host.
    pub previous: Option<String>,
    /// The page after this one: link on the same host.
    pub next: Option<String>,
    /// The first page.
    pub first: String,
    /// The last page.
    pub last: String,
    /// The pages to offer: the first, the last and those around this one.
    pub pages: Vec<PagerLink>,
}

/// A page that a pager offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PagerLink {
    /// Its number; 0 stands for pages left out.
    pub number: usize,
    /// Link on the same host; empty for pages left out.
    pub url: String,
    /// Whether it is this page.
    pub current: bool,
}

/// Pages on each side of the current one that a pager offers.
const AROUND: usize = 2;

/// The pager of page `number` (from 1) of a list at `list` with `count` posts.
pub fn pager(config: &Config, list: &UrlPath, number: usize, count: usize, per_page: usize) -> Pager {
    let total = page_count(count, per_page);
    let link = |number: usize| config.base_url.relative(&page_url(list, number));
    let mut pages = Vec::new();
    for other in
        (1..=total).filter(|other| *other == 1 || *other == total || other.abs_diff(number) <= AROUND)
    {
        let before: usize = pages.last().map_or(0, |page: &PagerLink| page.number);
        if other > before + 1 {
            pages.push(PagerLink { number: 0, url: String::new(), current: false });
        }
        pages.push(PagerLink { number: other, url: link(other), current: other == number });
    }
    Pager {
        number,
        total,
        count,
        per_page,
        previous: (number > 1).then(|| link(number - 1)),
        next: (number < total).then(|| link(number + 1)),
        first: link(1),
        last: link(total),
        pages,
    }
}

/// Pages that a list of `count` posts takes; a list without posts has one, and `per_page` 0 puts all on one.
pub fn page_count(count: usize, per_page: usize) -> usize {
    if per_page == 0 { 1 } else { count.div_ceil(per_page).max(1) }
}

/// The URL of page `number` of a list.
pub fn page_url(list: &UrlPath, number: usize) -> UrlPath {
    if number == 1 { list.clone() } else { list.join(&format!("page/{number}")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pager_offers_the_ends_and_the_middle() {
        let list = UrlPath::parse("/tags/ai/").expect("legal");
        let pager = pager(&Config::default(), &list, 6, 200, 20);
        let numbers: Vec<usize> = pager.pages.iter().map(|page| page.number).collect();
        assert_eq!(numbers, [1, 0, 4, 5, 6, 7, 8, 0, 10]);
        assert_eq!(pager.previous.as_deref(), Some("/tags/ai/page/5/"));
        assert_eq!(pager.first, "/tags/ai/");
    }

    #[test]
    fn an_empty_list_has_one_page() {
        assert_eq!(page_count(0, 20), 1);
        assert_eq!(page_count(21, 20), 2);
        assert_eq!(page_count(21, 0), 1);
    }
}
