//! Files for machines: sitemaps, the news sitemap, redirects, headers, robots.

#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::disallowed_methods,
    reason = "tests write the sites that they build, and know the names of their files"
)]

use crate::support;
use crate::support::{
    demo::{self, DEMO, Files, HOST, SITE, child, elements, text},
    files, page,
    program::sitegen,
};
use jiff::Timestamp;
use scraper::Html;
use sitegen::{
    pipeline::Request,
    site::{ListKind, Shown},
};
use std::collections::{BTreeMap, BTreeSet};

const CONFIG: &str = "title: A Wire\nbase_url: https://example.org/\nrelated: {page: false}\n";

/// An entry of a sitemap: when it changed, and its addresses by language.
#[derive(Debug, PartialEq)]
struct Entry {
    changed: Option<Timestamp>,
    alternates: BTreeMap<String, String>,
}

fn sitemap(files: &Files) -> BTreeMap<String, Entry> {
    let document = roxmltree::Document::parse(text(files, "sitemap.xml")).expect("well-formed");
    let mut entries = BTreeMap::new();
    for url in elements(document.root(), "url") {
        let changed = child(url, "lastmod").map(|date| date.parse().expect("RFC 3339"));
        let of = |node: roxmltree::Node<'_, '_>, name| node.attribute(name).expect("an attribute").to_owned();
        let alternates = elements(url, "link").map(|link| (of(link, "hreflang"), of(link, "href"))).collect();
        let address = child(url, "loc").expect("an address").to_owned();
        assert!(entries.insert(address.clone(), Entry { changed, alternates }).is_none(), "{address} twice");
    }
    entries
}

/// All pages but those of the search, which are of no use without a question.
fn pages() -> impl Iterator<Item = (&'static str, Html)> {
    let pages = DEMO.keys().filter(|path| path.ends_with("/index.html") || *path == "index.html");
    let pages = pages.filter(|path| !path.ends_with("search/index.html"));
    pages.map(|path| (path.as_str(), Html::parse_document(text(&DEMO, path))))
}

fn attribute(page: &Html, selector: &str, name: &str) -> Option<String> {
    page::all(page, selector).first().and_then(|element| element.attr(name)).map(str::to_owned)
}

#[test]
fn the_sitemap_lists_each_page_that_may_be_found_by_its_own_address() {
    let entries = sitemap(&DEMO);
    let mut listed = BTreeSet::new();
    for (path, page) in pages() {
        let canonical = attribute(&page, "link[rel=canonical]", "href").expect("an address");
        let is_hidden = attribute(&page, "meta[name=robots]", "content").is_some();
        let is_further = path.contains("/page/") || path.starts_with("page/") || path.contains("/related/");
        let is_listed = entries.contains_key(&canonical);
        if is_hidden {
            let is_alias = page::all(&page, "meta[http-equiv=refresh]").len() == 1;
            assert!(is_alias || !is_listed, "{path}");
        } else {
            assert_eq!(demo::file_of(&canonical, HOST).as_deref(), Some(path));
            assert_eq!(is_listed, !is_further, "{path}");
            listed.insert(canonical);
        }
    }
    let unknown: Vec<&String> = entries.keys().filter(|url| !listed.contains(*url)).collect();
    assert_eq!(unknown, [] as [&String; 0]);
    assert!(entries.len() > 150, "{}", entries.len());
}

#[test]
fn translations_name_one_another() {
    let entries = sitemap(&DEMO);
    let mut translated = 0;
    for (address, entry) in entries.iter().filter(|(_, entry)| !entry.alternates.is_empty()) {
        assert!(entry.alternates.values().any(|own| own == address), "{address} names itself");
        for other in entry.alternates.values() {
            assert_eq!(entries[other].alternates, entry.alternates, "{address} and {other}");
        }
        translated += 1;
    }
    assert!(translated > 40, "{translated}");
    // The pages say the same.
    for (path, page) in pages() {
        let canonical = attribute(&page, "link[rel=canonical]", "href").expect("an address");
        let Some(entry) =
            entries.get(&canonical).filter(|_| demo::file_of(&canonical, HOST).as_deref() == Some(path))
        else {
            continue;
        };
        let links = page::all(&page, "link[rel=alternate][hreflang]").into_iter().map(|link| {
            let of = |name| link.attr(name).unwrap_or_default().to_owned();
            (of("hreflang"), of("href"))
        });
        assert_eq!(links.collect::<BTreeMap<_, _>>(), entry.alternates, "{path}");
    }
}

#[test]
fn a_page_is_dated_by_its_author_and_a_list_by_its_newest_page() {
    let entries = sitemap(&DEMO);
    let changed = |id: u32| {
        let meta = &SITE.entry(id).post.meta;
        meta.last_changed().max(meta.date).map(|date| date.instant)
    };
    let address = |url| SITE.config.base_url.absolute(url);
    for (id, entry) in (0..).zip(&SITE.entries) {
        // What describes a list is at the address of the list.
        let describes_list = entry.post.is_index() || SITE.stories.has_page(id);
        if let Some(found) = entries.get(&address(&entry.url)).filter(|_| !describes_list) {
            assert_eq!(found.changed, changed(id), "{}", entry.url);
        }
    }
    for list in SITE.lists.iter().filter(|list| !matches!(list.kind, ListKind::Section { .. })) {
        let newest = list.posts.iter().filter_map(|id| changed(*id)).max();
        assert_eq!(entries[&address(&list.url)].changed, newest, "{}", list.url);
    }
}

fn post(title: &str, date: &str, more: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndate: {date}\n{more}---\n\n{body}\n")
}

#[test]
fn only_what_its_author_dates_makes_a_page_newer() {
    let site = files::project([
        ("sitegen.yaml", CONFIG),
        ("content/posts/a.md", &post("A", "2026-01-01", "tags: [x]\n", "Text.")),
        ("content/posts/b.md", &post("B", "2026-01-02", "", "Text.")),
    ]);
    let dates = || sitemap(&demo::build(site.path(), demo::CLOCK));
    let before = dates();
    files::write(
        site.path(),
        "content/posts/a.md",
        post("A", "2026-01-01", "tags: [x]\n", "New.").as_bytes(),
    );
    assert_eq!(dates(), before, "an edit that no one dated");
    let updated = post("A", "2026-01-01", "tags: [x]\nupdated: 2026-02-03\n", "New.");
    files::write(site.path(), "content/posts/a.md", updated.as_bytes());
    let after = dates();
    let newer: Vec<&str> =
        after.iter().filter(|(url, entry)| before[*url] != **entry).map(|(url, _)| url.as_str()).collect();
    let day = Some("2026-02-03T00:00:00Z".parse().expect("an instant"));
    assert!(newer.iter().all(|url| after[*url].changed == day), "{after:#?}");
    let at = |path: &str| format!("https://example.org{path}");
    for path in ["/", "/2026/01/01/a/", "/tags/x/", "/archive/2026/01/"].map(at) {
        assert!(newer.contains(&path.as_str()), "{path}: {newer:?}");
    }
    assert!(!newer.contains(&at("/2026/01/02/b/").as_str()));
}

// --- news ------------------------------------------------------------------------------------------

/// Address, publication, language, date and title of each entry.
fn news(files: &Files) -> Vec<[String; 5]> {
    let document = roxmltree::Document::parse(text(files, "sitemap-news.xml")).expect("well-formed");
    let urls = elements(document.root(), "url").map(|url| {
        ["loc", "name", "language", "publication_date", "title"].map(|name| {
            let found: Vec<_> = elements(url, name).filter_map(|node| node.text()).collect();
            assert_eq!(found.len(), 1, "{name}");
            found[0].to_owned()
        })
    });
    urls.collect()
}

#[test]
fn the_program_says_when_a_post_is_no_news_any_more() {
    let site = files::project([
        ("sitegen.yaml", CONFIG),
        ("content/posts/a.md", &post("A", "2026-07-01T12:00:00Z", "", "Text.")),
        ("content/posts/old.md", &post("Old", "2026-06-01", "updated: 2026-07-01T13:00:00Z\n", "Text.")),
        (
            "content/posts/late.md",
            &post("Late", "2026-01-01", "publish_date: 2026-07-01T10:00:00Z\n", "Text."),
        ),
    ]);
    let built = |clock: &str| {
        let ran = sitegen(site.path(), &["build", "--clock", clock, "--message-format", "json"]).expect(0);
        let summary = ran.json_lines().pop().expect("a summary");
        let files = support::tree::read(&site.path().join("public"));
        let titles: Vec<String> = news(&files).into_iter().map(|[.., title]| title).collect();
        (titles, summary["next_change_at"].clone(), files)
    };
    let (titles, next, _) = built("2026-07-03T09:59:00Z");
    assert_eq!(
        (titles.as_slice(), &next),
        (["A".to_owned(), "Late".to_owned()].as_slice(), &"2026-07-03T10:00:00Z".into())
    );
    let (titles, next, before) = built("2026-07-03T11:59:00Z");
    assert_eq!((titles.as_slice(), &next), (["A".to_owned()].as_slice(), &"2026-07-03T12:00:00Z".into()));
    let (titles, next, after) = built("2026-07-03T12:00:00Z");
    assert_eq!((titles.len(), &next), (0, &serde_json::Value::Null));
    let differ: Vec<&String> = before.keys().filter(|path| before[*path] != after[*path]).collect();
    assert_eq!(differ, [".sitegen-manifest.json", "sitemap-news.xml"]);
    assert_eq!(built("2026-07-03T12:01:00Z").2, after);
}

#[test]
fn only_public_posts_are_news() {
    let more = [
        ("shown", ""),
        ("draft", "draft: true\n"),
        ("unlisted", "visibility: unlisted\n"),
        ("private", "visibility: private\n"),
        ("future", "publish_date: 2026-07-09\n"),
        ("expired", "expires: 2026-07-02\n"),
    ];
    let posts = more.map(|(name, more)| {
        (format!("content/posts/{name}.md"), post(name, "2026-07-02T00:00:00Z", more, "Text."))
    });
    let site = files::project([("sitegen.yaml".to_owned(), CONFIG.to_owned())].into_iter().chain(posts));
    files::write(
        site.path(),
        "content/about.md",
        post("page", "2026-07-02T00:00:00Z", "", "Text.").as_bytes(),
    );
    for shown in [Shown::default(), Shown { drafts: true, future: true, expired: true }] {
        let request = Request { shown, ..Request::new(site.path(), demo::at("2026-07-02T12:00:00Z")) };
        let (files, _) = demo::build_with(request);
        let titles: Vec<String> = news(&files).into_iter().map(|[.., title]| title).collect();
        assert_eq!(titles, ["shown"], "{shown:?}");
        assert_eq!(files.contains_key("2026/07/02/draft/index.html"), shown.drafts);
    }
}

#[test]
fn news_has_the_name_and_language_of_its_publication_and_the_title_of_its_page() {
    let files = demo::build(demo::root(), "2026-11-20T12:00:00Z");
    let news = news(&files);
    let told: Vec<[&str; 2]> = news.iter().map(|[_, name, language, ..]| [name.as_str(), language]).collect();
    assert_eq!(told, [["The Slow Wire", "en"], ["慢讯", "zh-cn"]]);
    for [address, _, _, date, title] in news {
        let page = Html::parse_document(text(&files, &demo::file_of(&address, HOST).expect("ours")));
        assert_eq!(page::text(page::only(&page, "h1")), title);
        let date: Timestamp = date.parse().expect("RFC 3339");
        let shown = attribute(&page, "time[datetime]", "datetime").expect("a date");
        assert_eq!(shown.parse::<Timestamp>().expect("RFC 3339"), date);
    }
    // Typographic quotes are the page's own affair only if the sitemap has them too.
    let site = files::project([
        ("sitegen.yaml", &format!("{CONFIG}markdown: {{smart: true}}\n")),
        (
            "content/posts/a.md",
            &post("'It''s \"here\" -- & <b>so</b>...'", "2026-07-01T12:00:00Z", "", "Text."),
        ),
    ]);
    let files = demo::build(site.path(), "2026-07-02T00:00:00Z");
    let page = Html::parse_document(text(&files, "2026/07/01/a/index.html"));
    assert_eq!(page::text(page::only(&page, "h1")), self::news(&files)[0][4]);
}

// --- redirects, headers, robots ----------------------------------------------------------------------

/// From and to of each line.
fn redirects(files: &Files) -> Vec<(&str, &str)> {
    let lines = text(files, "_redirects").lines().map(|line| {
        let parts: Vec<&str> = line.split(' ').collect();
        assert!(parts.len() == 3 && parts[2] == "301" && line.is_ascii(), "{line}");
        (parts[0], parts[1])
    });
    lines.collect()
}

/// Every alias in the file for servers is a page, and the other way round, and both lead to the same page.
fn check_aliases(files: &Files, address: &str) -> usize {
    let (origin, prefix) = address.split_at(address[8..].find('/').map_or(address.len(), |at| at + 8));
    let is_alias =
        |path: &&String| path.ends_with(".html") && text(files, path).contains("http-equiv=\"refresh\"");
    let pages: BTreeSet<&String> = files.keys().filter(is_alias).collect();
    let mut named = BTreeSet::new();
    for (from, to) in redirects(files) {
        assert!(
            from.starts_with(&format!("{prefix}/")) && to.starts_with(&format!("{prefix}/")),
            "{from} {to}"
        );
        let file = demo::file_of(&format!("{origin}{from}"), address).expect("ours");
        let page = Html::parse_document(text(files, &file));
        let target = format!("{origin}{to}");
        assert_eq!(attribute(&page, "link[rel=canonical]", "href"), Some(target.clone()));
        assert_eq!(attribute(&page, "meta[http-equiv=refresh]", "content"), Some(format!("0; url={target}")));
        assert!(files.contains_key(&demo::file_of(&target, address).expect("ours")), "{target}");
        named.insert(file);
    }
    assert_eq!(pages, named.iter().collect());
    named.len()
}

#[test]
fn every_alias_is_a_page_and_a_redirect() {
    let aliases = SITE.entries.iter().map(|entry| entry.post.meta.aliases.len()).sum::<usize>();
    assert!(aliases >= 3, "{aliases}");
    assert_eq!(check_aliases(&DEMO, HOST), aliases);
    let below = demo::build_at(demo::root(), demo::CLOCK, "https://example.org/a/path/");
    assert_eq!(check_aliases(&below, "https://example.org/a/path"), aliases);
    assert!(text(&below, "_headers").starts_with("/a/path/*\n"));
    assert!(text(&below, "robots.txt").ends_with("Sitemap: https://example.org/a/path/sitemap.xml\n"));
    for feed in ["rss.xml", "atom.xml", "feed.json"] {
        assert!(!text(&below, feed).contains("https://example.org/2026"), "{feed}");
    }
    let outside = sitemap(&below).into_keys().filter(|url| !url.starts_with("https://example.org/a/path/"));
    assert_eq!(outside.count(), 0);
}

#[test]
fn redirects_are_encoded_as_browsers_ask_for_them() {
    let aliases = "aliases: [/旧/文章/, /a b/, /100%/, old.html, /CASE/]\n";
    let site = files::project([
        ("sitegen.yaml", CONFIG),
        ("content/posts/新.md", &post("A", "2026-01-01", aliases, "Text.")),
    ]);
    let request = Request::new(site.path(), demo::at(demo::CLOCK));
    let (files, outcome) = demo::build_with(request);
    let to = "/2026/01/01/%E6%96%B0/";
    let errors: Vec<&str> = outcome.diagnostics.iter().map(|found| found.message.as_str()).collect();
    assert_eq!(errors, [] as [&str; 0]);
    let expected = ["/100%25/", "/CASE/", "/a%20b/", "/old.html", "/%E6%97%A7/%E6%96%87%E7%AB%A0/"];
    let mut found = redirects(&files);
    found.sort_unstable();
    let mut expected = expected.map(|from| (from, to));
    expected.sort_unstable();
    assert_eq!(found, expected);
    assert!(files.contains_key("旧/文章/index.html") && files.contains_key("a b/index.html"));
    check_aliases(&files, "https://example.org");
}

#[test]
fn a_site_without_aliases_has_no_redirects() {
    let site =
        files::project([("sitegen.yaml", CONFIG), ("content/posts/a.md", &post("A", "2026-01-01", "", "x"))]);
    assert!(!demo::build(site.path(), demo::CLOCK).contains_key("_redirects"));
}

#[test]
fn every_header_can_be_read() {
    let mut lines = text(&DEMO, "_headers").lines();
    assert_eq!(lines.next(), Some("/*"));
    let mut headers = BTreeMap::new();
    for line in lines {
        let (name, value) =
            line.strip_prefix("  ").and_then(|line| line.split_once(": ")).expect("`  Name: value`");
        assert!(name.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-'), "{name}");
        assert!(value.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && value.trim() == value, "{value}");
        // Cloudflare Pages cuts longer lines.
        assert!(line.len() <= 2_000);
        assert!(headers.insert(name, value).is_none(), "{name} twice");
    }
    let mut directives = BTreeMap::new();
    for directive in headers["Content-Security-Policy"].split("; ") {
        let (name, sources) = directive.split_once(' ').expect("sources");
        assert!(directives.insert(name, sources.split(' ').collect::<Vec<_>>()).is_none(), "{name} twice");
    }
    for (name, sources) in &directives {
        assert!(
            name.ends_with("-src") || ["base-uri", "form-action", "frame-ancestors"].contains(name),
            "{name}"
        );
        for source in sources {
            let is_keyword = ["'self'", "'none'", "'wasm-unsafe-eval'"].contains(source);
            let is_source = ["https:", "data:"].contains(source)
                || url::Url::parse(source).is_ok_and(|url| url.scheme() == "https");
            assert!(is_keyword || is_source, "{name} {source}");
            assert!(*source != "'none'" || sources.len() == 1, "{name}");
        }
    }
    // The search of the demo is WebAssembly.
    assert_eq!(directives["script-src"], ["'self'", "'wasm-unsafe-eval'"]);
    assert_eq!(headers["X-Content-Type-Options"], "nosniff");
}
