//! The sitemap, worked out once for all the files that it is split into.

use crate::{
    site::Site,
    view::{self, SitemapUrl},
};
use jiff::Timestamp;

/// Most entries that one sitemap may have (sitemaps.org, "Sitemaps XML format").
const MOST_URLS: usize = 50_000;
/// Most bytes of one, some way below the 50 MiB that it may have: what is counted leaves escapes out.
const MOST_BYTES: usize = 40_000_000;

/// The pages of the site for search engines, file by file.
#[derive(Debug, Default)]
pub struct Sitemap {
    files: Vec<Vec<SitemapUrl>>,
}

impl Sitemap {
    /// The sitemap of a site.
    pub fn of(site: &Site) -> Self {
        Self { files: split(view::sitemap_urls(site)) }
    }

    /// The files that it is split into besides its index, each with its newest date; none when it fits into one.
    pub fn parts(&self) -> Vec<Option<String>> {
        if self.files.len() < 2 { Vec::new() } else { self.files.iter().map(|urls| newest(urls)).collect() }
    }

    /// Part `number` (from 1).
    pub fn part(&self, number: usize) -> &[SitemapUrl] {
        number.checked_sub(1).and_then(|place| self.files.get(place)).map_or(&[], Vec::as_slice)
    }
}

fn split(urls: Vec<SitemapUrl>) -> Vec<Vec<SitemapUrl>> {
    let mut parts = vec![Vec::new()];
    let (mut count, mut bytes) = (0, 0);
    for url in urls {
        let size = url.size();
        if count == MOST_URLS || bytes + size > MOST_BYTES {
            parts.push(Vec::new());
            (count, bytes) = (0, 0);
        }
        count += 1;
        bytes += size;
        if let Some(part) = parts.last_mut() {
            part.push(url);
        }
    }
    parts
}

/// The newest date of some pages. As text, dates on both sides of a change of the clocks would compare wrongly.
fn newest(urls: &[SitemapUrl]) -> Option<String> {
    let dates = urls.iter().filter_map(|url| url.lastmod.as_ref());
    dates.max_by_key(|date| date.parse::<Timestamp>().ok()).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_split_where_either_limit_is_met() {
        let sizes = |count: usize, length: usize| -> Vec<usize> {
            let url = SitemapUrl { loc: "x".repeat(length), lastmod: None, alternates: Vec::new() };
            split(vec![url; count]).iter().map(Vec::len).collect()
        };
        assert_eq!(sizes(0, 1), [0]);
        assert_eq!(sizes(MOST_URLS, 1), [MOST_URLS]);
        assert_eq!(sizes(MOST_URLS + 1, 1), [MOST_URLS, 1]);
        assert_eq!(sizes(45, 2_000_000), [19, 19, 7]);
    }

    #[test]
    fn the_newest_date_is_told_by_its_instant() {
        let url = |date: &str| SitemapUrl {
            loc: String::new(),
            lastmod: Some(date.to_owned()),
            alternates: Vec::new(),
        };
        let dates = ["2026-10-25T02:30:00+02:00", "2026-10-25T02:10:00+01:00"].map(url);
        assert_eq!(newest(&dates).as_deref(), Some("2026-10-25T02:10:00+01:00"));
        assert_eq!(newest(&[]), None);
    }
}
