//! What readers meet who follow links.

use crate::support::sandbox::Tree;
use scraper::{Html, Selector};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, LazyLock, Mutex},
};
use url::Url;

/// Links of pages that were read before; most pages are the same from one crawl to the next.
static KNOWN: Mutex<Known> = Mutex::new(Known::new());
type Known = BTreeMap<(String, Vec<u8>), Arc<BTreeSet<String>>>;

static LINKING: LazyLock<Selector> = LazyLock::new(|| {
    Selector::parse("[href], [src], [srcset], [poster], [action], meta[content]").expect("valid")
});

/// Follows links from files that readers may come to first, and from those that such files name; gives what is named and
/// not there, and by whom.
pub fn broken(files: &Tree, base: &str, first: impl Fn(&str) -> bool) -> Vec<String> {
    let mut next: Vec<&str> = files.keys().map(String::as_str).filter(|path| first(path)).collect();
    let (mut seen, mut broken): (BTreeSet<&str>, _) = (next.iter().copied().collect(), Vec::new());
    while let Some(path) = next.pop() {
        for target in links(path, &files[path], base).iter() {
            match files.get_key_value(target) {
                Some((target, _)) if seen.insert(target) => next.push(target),
                Some(_) => {}
                None => broken.push(format!("{path} names {target}, which is not there")),
            }
        }
    }
    broken
}

/// Files to which readers come without a link: the home page, and what machines ask for.
pub fn is_entrance(path: &str) -> bool {
    let known = ["index.html", "404.html", "robots.txt", "rss.xml", "atom.xml", "feed.json"];
    known.contains(&path) || path.starts_with("sitemap")
}

pub fn is_page(path: &str) -> bool {
    path.rsplit('.').next() == Some("html")
}

/// Paths of the site that a file names.
fn links(path: &str, bytes: &[u8], base: &str) -> Arc<BTreeSet<String>> {
    let key = (path.to_owned(), bytes.to_vec());
    if let Some(found) = KNOWN.lock().expect("no crawl failed").get(&key) {
        return Arc::clone(found);
    }
    let site = Url::parse(base).expect("an address");
    let here = site.join(path).expect("an address");
    let text = String::from_utf8_lossy(bytes);
    let addresses = match path.rsplit('.').next() {
        Some("html") => of_page(&text, base),
        Some("css") => of_style(&text),
        Some("xml" | "json" | "txt") => whole_addresses(&text, base),
        _ => Vec::new(),
    };
    let found: BTreeSet<String> =
        addresses.iter().filter_map(|address| file_of(&here.join(address).ok()?, &site)).collect();
    let found = Arc::new(found);
    KNOWN.lock().expect("no crawl failed").insert(key, Arc::clone(&found));
    found
}

fn of_page(text: &str, base: &str) -> Vec<String> {
    let mut found = Vec::new();
    for element in Html::parse_document(text).select(&LINKING) {
        for (name, value) in element.value().attrs() {
            match name {
                "srcset" => {
                    let entries = value.split(", ").filter_map(|entry| entry.split_whitespace().next());
                    found.extend(entries.map(str::to_owned));
                }
                "content" if !value.starts_with(base) => {}
                "href" | "src" | "poster" | "action" | "content" => found.push(value.to_owned()),
                _ => {}
            }
        }
    }
    found
}

fn of_style(text: &str) -> Vec<String> {
    let parts = text.split("url(").skip(1).filter_map(|part| part.split(')').next());
    parts.map(|address| address.trim().trim_matches(['"', '\'']).to_owned()).collect()
}

fn whole_addresses(text: &str, base: &str) -> Vec<String> {
    let end = |c: char| c.is_whitespace() || "<>\"'\\)".contains(c);
    text.match_indices(base)
        .filter_map(|(start, _)| text[start..].split(end).next())
        .map(str::to_owned)
        .collect()
}

/// The file behind an address of the site.
fn file_of(address: &Url, site: &Url) -> Option<String> {
    if address.origin() != site.origin() {
        return None;
    }
    let path = address.path().strip_prefix(site.path())?;
    let path = percent_encoding::percent_decode_str(path).decode_utf8().ok()?;
    Some(if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path.into_owned() })
}

#[test]
fn what_is_missing_is_found() {
    let file = |path: &str, text: &str| (path.to_owned(), text.as_bytes().to_vec());
    let mut files: Tree = [
        file("index.html", "<a href='/a/?q#f'>a</a> <a href='https://elsewhere.example/x'>x</a>"),
        file("a/index.html", "<link href='../css/a.css'><img srcset='b.png 1x, c.png 2x'>"),
        file("a/b.png", ""),
        file("css/a.css", "a { background: url(\"../pic.png\") }"),
        file("alone.html", "<a href='/nowhere'>n</a>"),
        file("sitemap.xml", "<loc>https://example.org/a/</loc><loc>https://example.org/gone%20too/</loc>"),
    ]
    .into();
    let base = "https://example.org/";
    let expected = [
        "sitemap.xml names gone too/index.html, which is not there",
        "a/index.html names a/c.png, which is not there",
        "css/a.css names pic.png, which is not there",
    ];
    let mut found = broken(&files, base, is_entrance);
    found.sort_by_key(|said| expected.iter().position(|expected| said == expected));
    assert_eq!(found, expected);
    for path in ["gone too/index.html", "a/c.png", "pic.png"] {
        files.insert(path.to_owned(), Vec::new());
    }
    assert_eq!(broken(&files, base, is_entrance), [""; 0]);
}
