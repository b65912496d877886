//! The default theme, on the demo blog: what its pages promise to readers, browsers and feed readers.

#![expect(clippy::disallowed_methods, reason = "tests write the sites that are built")]

use crate::support::tree;

use scraper::{Html, Selector};
use sitegen::{
    clock::Clock,
    pipeline::{self, CacheUse, Request},
};
use std::{collections::BTreeMap, fs, io::Write as _, path::Path, sync::LazyLock};

const HOST: &str = "https://demo.sitegen.example";

/// The demo blog as it is at one instant.
static DEMO: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
    build(Path::new(env!("CARGO_MANIFEST_DIR"))).expect("the demo blog builds without a warning")
});

fn build(root: &Path) -> Result<BTreeMap<String, Vec<u8>>, Vec<String>> {
    let output = tempfile::tempdir().expect("a folder");
    let mut request = Request::new(root, Clock::at("2026-12-01T00:00:00Z".parse().expect("valid")));
    output.path().join("public").clone_into(&mut request.output_dir);
    request.cache = CacheUse::Ignore;
    let outcome = pipeline::build(&request, &pipeline::Silent);
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    let messages: Vec<String> = outcome.diagnostics.iter().map(|found| found.message.clone()).collect();
    if messages.is_empty() { Ok(tree::read(&request.output_dir)) } else { Err(messages) }
}

fn text(bytes: &[u8]) -> &str {
    str::from_utf8(bytes).expect("UTF-8")
}

fn pages() -> impl Iterator<Item = (&'static str, Html)> {
    let is_page = |path: &str| Path::new(path).extension().is_some_and(|extension| extension == "html");
    let named = DEMO.iter().filter(move |(path, _)| is_page(path));
    named.map(|(path, bytes)| (path.as_str(), Html::parse_document(text(bytes))))
}

fn select(selector: &str) -> Selector {
    Selector::parse(selector).expect("a selector")
}

/// The file that a link on this site leads to, and the anchor in it; none for links that lead away.
fn target(page: &str, link: &str) -> Option<(String, String)> {
    let base = url::Url::parse(HOST).and_then(|host| host.join(page)).expect("a URL");
    let url = base.join(link).expect("a URL");
    if url.origin() != base.origin() {
        return None;
    }
    let decode = |part: &str| percent_encoding::percent_decode_str(part).decode_utf8_lossy().into_owned();
    let path = decode(url.path().trim_start_matches('/'));
    let file = if path.is_empty() || path.ends_with('/') { format!("{path}index.html") } else { path };
    Some((file, decode(url.fragment().unwrap_or_default())))
}

#[test]
fn every_link_leads_somewhere() {
    let all: BTreeMap<&str, Html> = pages().collect();
    let (links, ids) = (select("[href], [src]"), select("[id]"));
    let mut checked = 0;
    for (name, page) in &all {
        for element in page.select(&links) {
            let link = element.attr("href").or(element.attr("src")).unwrap_or_default();
            let Some((file, anchor)) = target(name, link) else { continue };
            assert!(DEMO.contains_key(&file), "{name}: {link}");
            let is_there = |page: &Html| page.select(&ids).any(|found| found.attr("id") == Some(&anchor));
            assert!(anchor.is_empty() || all.get(file.as_str()).is_none_or(is_there), "{name}: {link}");
            checked += 1;
        }
    }
    assert!(checked > 2_000, "{checked}");
}

#[test]
fn every_article_leads_to_others() {
    let (articles, block) = (select("body.page-post"), select(".related .card, .related-more a"));
    let mut count = 0;
    for (name, page) in pages().filter(|(_, page)| page.select(&articles).next().is_some()) {
        assert!(page.select(&block).count() >= 2, "{name}");
        assert!(DEMO.contains_key(&name.replace("index.html", "related/index.html")), "{name}");
        count += 1;
    }
    assert!(count > 30, "{count}");
}

#[test]
fn sections_and_months_list_every_post_once() {
    let (articles, cards, lines) =
        (select("body.page-post"), select("main .card-title a"), select(".archive li a"));
    let all = pages().filter(|(_, page)| page.select(&articles).next().is_some()).count();
    let listed = |kind: &str, links: &Selector| -> usize {
        let of_kind = select(&format!("body.page-{kind}"));
        pages()
            .filter(|(_, page)| page.select(&of_kind).next().is_some())
            .map(|(_, page)| page.select(links).count())
            .sum()
    };
    // One post of the demo is unlisted.
    assert_eq!(listed("section", &cards), all - 1);
    assert_eq!(listed("month", &lines), all - 1);
}

#[test]
fn no_page_needs_scripts_or_inline_styles() {
    // The theme's own files under `script-src 'self'`; every page works without them.
    let scripts = select(
        "script:not([type='application/ld+json'], [src^='/js/']), script[src]:not(:empty), style, [style], iframe, \
         object, embed, base, [href^='javascript:'], [src^='data:']",
    );
    let all = select("*");
    for (name, page) in pages() {
        assert_eq!(page.select(&scripts).count(), 0, "{name}");
        let mut attributes = page.select(&all).flat_map(|element| element.value().attrs());
        assert_eq!(attributes.find(|(attribute, _)| attribute.starts_with("on")), None, "{name}");
    }
}

#[test]
fn the_outline_of_a_page_begins_with_one_first_heading() {
    let headings = select("h1");
    for (name, page) in pages() {
        assert_eq!(page.select(&headings).count(), 1, "{name}");
    }
}

/// How many bytes gzip makes of some.
fn compressed(bytes: &[u8]) -> usize {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).expect("a vector takes all");
    encoder.finish().expect("a vector takes all").len()
}

#[test]
fn the_style_sheet_stays_small() {
    assert!(DEMO["css/main.css"].len() < 20_000, "{}", DEMO["css/main.css"].len());
    // What browsers load: all of it, joined, minified and compressed.
    let joined = DEMO.iter().filter(|(path, _)| path.starts_with("css/site.") && *path != "css/site.css");
    let sizes: Vec<usize> = joined.map(|(_, bytes)| compressed(bytes)).collect();
    assert!(matches!(sizes[..], [size] if size < 20_000), "{sizes:?}");
}

#[test]
fn scripts_stay_small() {
    let scripts = DEMO.iter().filter(|(path, _)| path.starts_with("js/") && path.matches('.').count() == 1);
    let sizes: BTreeMap<&str, usize> =
        scripts.map(|(path, bytes)| (path.as_str(), compressed(bytes))).collect();
    assert!(sizes.len() >= 6, "{sizes:?}");
    let loaded = select("script[src]");
    for (name, page) in pages() {
        let files = page.select(&loaded).filter_map(|script| target(name, script.attr("src")?));
        let sum: usize = files.map(|(file, _)| compressed(&DEMO[&file])).sum();
        assert!(sum < 10_000, "{name}: {sum}");
    }
    // The one that pages wait for.
    assert!(sizes["js/scheme.js"] < 800, "{sizes:?}");
}

#[test]
fn an_article_stays_small_without_its_pictures() {
    // A font that is not asked for in the head loads for the letters that need it; tests/browser counts those too.
    let parts = select("link[rel=stylesheet], link[rel=preload], script[src]");
    let articles = select("body.page-post");
    let mut largest = (0, "");
    for (name, page) in pages().filter(|(_, page)| page.select(&articles).next().is_some()) {
        let linked = page.select(&parts).filter_map(|part| part.attr("href").or(part.attr("src")));
        let files = linked.filter_map(|link| target(name, link)).map(|(file, _)| compressed(&DEMO[&file]));
        largest = largest.max((files.sum::<usize>() + compressed(&DEMO[name]), name));
    }
    assert!((10_000..100_000).contains(&largest.0), "{largest:?}");
}

#[test]
fn feeds_can_be_read() {
    let feeds = DEMO.iter().filter(|(path, _)| path.ends_with("rss.xml"));
    for (name, bytes) in feeds {
        let feed = feed_rs::parser::parse(bytes.as_slice()).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(!feed.entries.is_empty(), "{name}");
        for entry in feed.entries {
            assert!(entry.title.is_some() && entry.published.is_some() && entry.content.is_some(), "{name}");
        }
    }
}

#[test]
fn a_lead_image_beside_a_post_is_published_with_it() {
    let site = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = site.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        fs::write(path, text).expect("writable");
    };
    write("sitegen.yaml", "title: Test\nbase_url: https://example.org/blog/\n");
    write("content/posts/2026-01-02-a/index.md", "---\ntitle: A\nimage: lead.svg\n---\n\nText.\n");
    assert_eq!(
        build(site.path()).expect_err("no such file"),
        ["`lead.svg` is shown, but there is no such file"]
    );
    write("content/posts/2026-01-02-a/lead.svg", "<svg/>");
    let built = build(site.path()).expect("no diagnostics");
    assert_eq!(built["2026/01/02/a/lead.svg"], b"<svg/>");
    assert!(text(&built["index.html"]).contains("src=\"/blog/2026/01/02/a/lead.svg\""));
    assert!(
        text(&built["2026/01/02/a/index.html"]).contains("https://example.org/blog/2026/01/02/a/lead.svg")
    );
}

#[test]
fn english_dates_follow_the_region() {
    let dated = |language: &str| {
        let site = tempfile::tempdir().expect("a folder");
        let config = format!("title: Test\nbase_url: https://example.org/\nlanguage: {language}\n");
        fs::write(site.path().join("sitegen.yaml"), config).expect("writable");
        fs::create_dir_all(site.path().join("content/posts")).expect("writable");
        fs::write(site.path().join("content/posts/2026-07-05-a.md"), "---\ntitle: A\n---\n\nText.\n")
            .expect("writable");
        text(&build(site.path()).expect("no diagnostics")["2026/07/05/a/index.html"]).to_owned()
    };
    assert!(dated("en-GB").contains(">5 July 2026<"));
    assert!(dated("en").contains(">July 5, 2026<"));
}
