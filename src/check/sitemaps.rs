//! Sitemaps against the protocol (<https://www.sitemaps.org/protocol.html>), and Google's rules for that of news.

use super::{
    Family, Look, Output, found,
    xml::{self, Element},
};
use crate::{diagnostic::Diagnostic, plan::Page};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

pub(super) const FAMILY: Family = Family { codes: &["sitemap-broken"], look: Look::Outputs(look) };

/// Entries and bytes of one file.
const MOST: usize = 50_000;
const LARGEST: usize = 50 << 20;
/// Entries of the sitemap of news, and how old they may be.
const MOST_NEWS: usize = 1_000;
const NEWS_AGE: SignedDuration = SignedDuration::from_hours(48);

/// What a file is judged by.
struct Rules<'a> {
    /// Where the site is, with a slash at the end.
    base: &'a str,
    /// Now, of the sitemap of news.
    news: Option<Timestamp>,
}

fn look(output: &Output<'_>) -> Vec<Diagnostic> {
    let news = match output.file.recipe.page {
        Page::Sitemap | Page::SitemapPart(_) => None,
        Page::NewsSitemap => Some(output.whole.clock.now()),
        _ => return Vec::new(),
    };
    let base = &output.site().config.base_url;
    let base = format!("{}{}/", base.origin(), base.prefix());
    let problems = read(output.file.bytes, &Rules { base: &base, news });
    let tell = |problem: String| {
        let hint = if problem.ends_with(LACKS) { OF_NAME } else { OF_SITE };
        found("sitemap-broken", problem).hint(hint)
    };
    problems.into_iter().map(tell).collect()
}

/// How the one problem ends that a site can mend by itself.
const LACKS: &str = "lacks a title, or the name or language of its publication";
const OF_NAME: &str = "give the site a `title` that is not blank, and the post one";
const OF_SITE: &str =
    "this is a mistake of sitegen or of `base_url`; please report it if the address is right";

fn read(bytes: &[u8], rules: &Rules<'_>) -> Vec<String> {
    let mut problems = Vec::new();
    if bytes.len() > LARGEST {
        problems.push(format!("it is larger than {} MiB", LARGEST >> 20));
    }
    let root = std::str::from_utf8(bytes).map_err(|error| error.to_string()).and_then(xml::read);
    let root = match root {
        Ok(root) => root,
        Err(error) => return vec![format!("it is no XML: {error}")],
    };
    let name = match root.name.as_str() {
        "urlset" => "url",
        "sitemapindex" => "sitemap",
        other => return vec![format!("it begins with `<{other}>`")],
    };
    let count = root.all(name).count();
    let most = if rules.news.is_some() { MOST_NEWS } else { MOST };
    if count > most {
        problems.push(format!("it has {count} entries, and {most} are allowed"));
    }
    let mut seen = BTreeSet::new();
    for entry in root.all(name) {
        let Some(address) = entry.text_of("loc") else {
            problems.push("an entry has no `<loc>`".to_owned());
            continue;
        };
        if !address.starts_with(rules.base) || url::Url::parse(address).is_err() {
            problems.push(format!("`{address}` is no whole address below {}", rules.base));
        }
        if !seen.insert(address) {
            problems.push(format!("`{address}` stands there twice"));
        }
        if let Some(date) = entry.text_of("lastmod").filter(|date| !is_w3c(date)) {
            problems.push(format!("the `<lastmod>` `{date}` of `{address}` is no date of the W3C's form"));
        }
        if let Some(now) = rules.news {
            problems.extend(news(entry, address, now));
        }
    }
    problems
}

/// A day, or an instant with its zone.
fn is_w3c(date: &str) -> bool {
    date.parse::<Timestamp>().is_ok() || (date.len() == 10 && date.parse::<jiff::civil::Date>().is_ok())
}

fn news(entry: &Element, address: &str, now: Timestamp) -> Option<String> {
    let Some(news) = entry.all("news:news").next() else {
        return Some(format!("`{address}` has no `<news:news>`"));
    };
    let publication = news.all("news:publication").next();
    let has = |name: &str| publication.is_some_and(|publication| publication.text_of(name).is_some());
    if !has("news:name") || !has("news:language") || news.text_of("news:title").is_none() {
        return Some(format!("`{address}` {LACKS}"));
    }
    let date = news.text_of("news:publication_date").unwrap_or_default();
    let instant = date.parse::<Timestamp>().ok().or_else(|| {
        let day = date.parse::<jiff::civil::Date>().ok()?;
        day.at(23, 59, 59, 0).to_zoned(jiff::tz::TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
    });
    match instant {
        None => Some(format!("`{date}` is no date that `{address}` may have been published at")),
        Some(instant) if now.duration_since(instant) > NEWS_AGE => {
            Some(format!("`{address}` is older than two days"))
        }
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(xml: &str, news: bool) -> String {
        let now = "2026-07-05T12:00:00Z".parse().expect("an instant");
        let rules = Rules { base: "https://a.b/", news: news.then_some(now) };
        read(xml.as_bytes(), &rules).join("\n")
    }

    #[test]
    fn entries_are_judged() {
        let good = "<urlset><url><loc>https://a.b/c</loc><lastmod>2026-07-05</lastmod></url></urlset>";
        assert_eq!(problems(good, false), "");
        let bad = "<urlset><url><loc>/c</loc><lastmod>5 July</lastmod></url><url/><url><loc>/c</loc></url></urlset>";
        insta::assert_snapshot!(problems(bad, false), @r"
        `/c` is no whole address below https://a.b/
        the `<lastmod>` `5 July` of `/c` is no date of the W3C's form
        an entry has no `<loc>`
        `/c` is no whole address below https://a.b/
        `/c` stands there twice
        ");
        let many = format!("<urlset>{}</urlset>", "<url/>".repeat(50_001));
        assert!(problems(&many, false).starts_with("it has 50001 entries, and 50000 are allowed"));
    }

    #[test]
    fn news_is_new() {
        let entry = |date: &str| {
            format!(
                "<urlset><url><loc>https://a.b/c</loc><news:news><news:publication><news:name>N</news:name>\
                 <news:language>en</news:language></news:publication><news:title>T</news:title>\
                 <news:publication_date>{date}</news:publication_date></news:news></url></urlset>"
            )
        };
        assert_eq!(problems(&entry("2026-07-03T12:00:00Z"), true), "");
        assert_eq!(problems(&entry("2026-07-03T11:59:59Z"), true), "`https://a.b/c` is older than two days");
        assert_eq!(problems(&entry("2026-07-03"), true), "");
    }
}
