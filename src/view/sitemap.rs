//! What sitemaps say of pages.

use super::card::date;
use crate::{
    paths::UrlPath,
    post::meta::PostDate,
    site::{EntryId, List, ListKind, Site},
    strings::is_traditional_chinese,
};
use serde::Serialize;

/// An entry of the sitemap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SitemapUrl {
    /// Whole URL.
    pub loc: String,
    /// RFC 3339 of the last change for readers.
    pub lastmod: Option<String>,
    /// The page in all its languages, itself among them; empty when there is but one.
    pub alternates: Vec<Alternate>,
}

impl SitemapUrl {
    /// How many bytes it takes, but for escapes.
    pub fn size(&self) -> usize {
        const TAGS: usize = 80;
        let alternates = self.alternates.iter().map(|other| other.lang.len() + other.url.len() + TAGS);
        self.loc.len() + TAGS + alternates.sum::<usize>()
    }
}

/// A page in a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Alternate {
    /// BCP 47 tag.
    pub lang: String,
    /// Whole URL.
    pub url: String,
}

/// An entry of the news sitemap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewsUrl {
    /// Whole URL.
    pub loc: String,
    /// The publication's name.
    pub name: String,
    /// ISO 639 code of the text's language, `zh-cn` and `zh-tw` for Chinese.
    pub language: String,
    /// RFC 3339 of the first publication.
    pub date: String,
    /// As on the page.
    pub title: String,
}

/// The pages of the site for search engines, each once, by address: public entries, lists, indexes.
pub fn sitemap_urls(site: &Site) -> Vec<SitemapUrl> {
    let entries = (0..)
        .zip(&site.entries)
        .filter(|(id, entry)| entry.is_public() && !entry.post.is_index() && !site.stories.has_page(*id));
    let mut urls: Vec<SitemapUrl> = entries.map(|(id, _)| entry_url(site, id)).collect();
    urls.extend(
        site.lists.iter().filter(|list| list.has_pages && list.is_public).map(|list| list_url(site, list)),
    );
    for locale in &site.locales {
        let newest = newest(site, &locale.listed);
        let indexes = locale.archive().into_iter().chain(locale.editions());
        urls.extend(indexes.map(|url| plain(site, &url, newest)));
        let with_terms = locale.taxonomies.iter().filter(|own| own.has_pages && !own.terms.is_empty());
        urls.extend(with_terms.map(|own| plain(site, &own.url, newest)));
    }
    urls.sort_by(|a, b| a.loc.cmp(&b.loc));
    urls
}

fn plain(site: &Site, url: &UrlPath, changed: Option<PostDate>) -> SitemapUrl {
    SitemapUrl {
        loc: site.config.base_url.absolute(url),
        lastmod: date(&site.config, changed),
        alternates: Vec::new(),
    }
}

fn entry_url(site: &Site, id: EntryId) -> SitemapUrl {
    let entry = site.entry(id);
    let others = site.translations.get(&id).into_iter().flatten().copied();
    let all = others.filter(|id| site.entry(*id).is_public()).chain([id]).map(|id| {
        let entry = site.entry(id);
        (site.lang(entry), &entry.url)
    });
    SitemapUrl { alternates: alternates(site, all.collect()), ..plain(site, &entry.url, changed(site, id)) }
}

fn list_url(site: &Site, list: &List) -> SitemapUrl {
    let others = (0..).zip(&site.locales).map(|(id, _)| id).filter(|id| *id != list.locale);
    let others = others.filter_map(|id| site.counterpart(list, id)).map(|id| site.list(id));
    let all = others.chain([list]).map(|list| (site.locale(list.locale).tag.as_str(), &list.url));
    let index = if let ListKind::Section { index, .. } = list.kind { index } else { None };
    let changed = newest(site, &list.posts).max(index.and_then(|id| changed(site, id)));
    SitemapUrl { alternates: alternates(site, all.collect()), ..plain(site, &list.url, changed) }
}

fn alternates(site: &Site, mut pages: Vec<(&str, &UrlPath)>) -> Vec<Alternate> {
    if pages.len() < 2 {
        return Vec::new();
    }
    pages.sort_unstable();
    let base = &site.config.base_url;
    pages
        .into_iter()
        .map(|(lang, url)| Alternate { lang: lang.to_owned(), url: base.absolute(url) })
        .collect()
}

/// When an entry last changed for its readers.
fn changed(site: &Site, id: EntryId) -> Option<PostDate> {
    let meta = &site.entry(id).post.meta;
    meta.last_changed().max(meta.date)
}

fn newest(site: &Site, posts: &[EntryId]) -> Option<PostDate> {
    posts.iter().filter_map(|id| changed(site, *id)).max()
}

/// What the news sitemap says of a post.
pub fn news_url(site: &Site, id: EntryId) -> NewsUrl {
    let entry = site.entry(id);
    let meta = &entry.post.meta;
    NewsUrl {
        loc: site.config.base_url.absolute(&entry.url),
        name: super::site_title(site, entry.locale).to_owned(),
        language: news_language(site.lang(entry)),
        date: date(&site.config, meta.publish_date.or(meta.date)).unwrap_or_default(),
        title: meta.title.clone(),
    }
}

/// A language as news sitemaps write it: the primary code, but `zh-cn` and `zh-tw`.
fn news_language(tag: &str) -> String {
    let lower = tag.to_ascii_lowercase();
    match lower.split('-').next().unwrap_or(&lower) {
        "zh" if is_traditional_chinese(tag) => "zh-tw".to_owned(),
        "zh" => "zh-cn".to_owned(),
        primary => primary.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_is_written_by_its_script() {
        assert_eq!(
            ["en-GB", "zh", "zh-Hant", "zh-TW", "fil"].map(news_language),
            ["en", "zh-cn", "zh-tw", "zh-tw", "fil"]
        );
    }
}
