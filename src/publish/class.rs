//! What a file is to readers, by its name: when it is sent, and how long caches may keep it.

use crate::{media_type, paths::OutputPath};
use serde::{Deserialize, Serialize};

/// Digits of a fingerprint in a name.
const FINGERPRINT: usize = 12;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    /// Its name has a fingerprint: it never changes, and caches may keep it for good.
    Asset,
    /// Any other file that pages need.
    File,
    /// A page.
    Page,
    /// What names pages and by which readers come to them: the home page, feeds, sitemaps, redirects, the index of the
    /// search.
    Entry,
}

impl Class {
    /// What the file at `path` is.
    pub fn of(path: &OutputPath) -> Self {
        // What is compressed goes with what it was.
        let whole = [".gz", ".br", ".zst"].iter().find_map(|ending| path.as_str().strip_suffix(ending));
        let whole = whole.and_then(|whole| OutputPath::of_file(whole).ok());
        let path = whole.as_ref().unwrap_or(path);
        let name = path.as_str().rsplit('/').next().unwrap_or_default();
        if path.as_str() == "index.html" || is_entry(name) {
            Self::Entry
        } else if media_type::is_html(&media_type::of(path)) {
            Self::Page
        } else if has_fingerprint(name) {
            Self::Asset
        } else {
            Self::File
        }
    }
}

fn is_entry(name: &str) -> bool {
    let known = [
        "rss.xml",
        "atom.xml",
        "feed.json",
        "robots.txt",
        "_redirects",
        "_headers",
        "wire.json",
        "pagefind-entry.json",
    ];
    known.contains(&name) || name.strip_suffix(".xml").is_some_and(|stem| stem.starts_with("sitemap"))
}

/// Whether it is called `NAME.0123456789ab.EXT`, `NAME.0123456789ab` or, as variants of images are,
/// `NAME.0123456789ab-800.EXT`.
fn has_fingerprint(name: &str) -> bool {
    let mut parts = name.rsplit('.');
    let (last, before) = (parts.next().unwrap_or_default(), parts.next());
    let (Some(before), has_more) = (before, parts.next().is_some()) else { return false };
    (has_more && is_fingerprint(before)) || is_digits(last)
}

fn is_fingerprint(part: &str) -> bool {
    let Some((digits, rest)) = part.split_at_checked(FINGERPRINT) else { return false };
    let is_size = |rest: &str| rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'x' || byte == b'-');
    is_digits(digits) && (rest.is_empty() || rest.strip_prefix('-').is_some_and(is_size))
}

fn is_digits(part: &str) -> bool {
    part.len() == FINGERPRINT
        && part.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_classes() {
        for (name, expected) in [
            ("css/main.0123456789ab.css", Class::Asset),
            ("LICENSE.0123456789ab", Class::Asset),
            ("a/photo.0123456789ab-800.webp", Class::Asset),
            ("a/photo.0123456789ab-800x600-50-50.avif", Class::Asset),
            ("cards/hello.0123456789ab.png", Class::Asset),
            ("css/main.css", Class::File),
            ("a/0123456789ab.css", Class::File),
            ("a/photo.0123456789ab-big.webp", Class::File),
            ("a/photo.0123456789AB.webp", Class::File),
            ("a/photo.0123456789abc.webp", Class::File),
            ("pagefind/fragment/en_0.pf_fragment", Class::File),
            ("index.html", Class::Entry),
            ("de/index.html", Class::Page),
            ("404.html", Class::Page),
            ("page.0123456789ab.html", Class::Page),
            ("tags/a/rss.xml", Class::Entry),
            ("atom.xml", Class::Entry),
            ("feed.json", Class::Entry),
            ("sitemap-news.xml", Class::Entry),
            ("robots.txt", Class::Entry),
            ("_redirects", Class::Entry),
            ("pagefind/pagefind-entry.json", Class::Entry),
            ("index.html.gz", Class::Entry),
            ("rss.xml.zst", Class::Entry),
            ("a/index.html.br", Class::Page),
            ("css/main.0123456789ab.css.gz", Class::Asset),
            ("a.tar.gz", Class::File),
        ] {
            assert_eq!(Class::of(&OutputPath::parse(name).expect("legal")), expected, "{name}");
        }
    }
}
