//! Lists of posts: `sitegen list` in all its forms, taxonomies, series, pagination, languages.

#![allow(
    clippy::case_sensitive_file_extension_comparisons,
    clippy::disallowed_methods,
    reason = "tests write the sites that they build, and know the names of their files"
)]

mod languages;

/// A snapshot in a file of this name.
macro_rules! snapshot {
    ($name:literal, $text:expr) => {{
        let mut settings = insta::Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!($name, $text));
    }};
}

use crate::support::{
    demo::{self, CLOCK, Files, text},
    files, page,
    program::{self, Ran, sitegen},
};
use scraper::Html;
use sitegen::pipeline::Request;
use std::{collections::BTreeSet, fmt::Write as _, path::Path};

const CONFIG: &str = "title: A Wire\nbase_url: https://example.org/\nrelated: {page: false}\n";

fn post(title: &str, date: &str, more: &str) -> String {
    format!("---\ntitle: {title}\ndate: {date}\n{more}---\n\nText of {title}.\n")
}

/// A site with these files beside its configuration.
fn site<'a>(config: &str, posts: impl IntoIterator<Item = (&'a str, String)>) -> tempfile::TempDir {
    let config = ("sitegen.yaml", format!("{CONFIG}{config}"));
    files::project([config].into_iter().chain(posts))
}

/// The files of a site and what is said of it.
fn built(root: &Path) -> (Files, Vec<String>) {
    let (files, outcome) = demo::build_with(Request::new(root, demo::at(CLOCK)));
    let told = outcome.diagnostics.iter().map(|found| {
        let file = found.file.as_deref().unwrap_or("-");
        format!("{}: {file}: {}", found.level.as_str(), found.message)
    });
    let told = told.collect();
    (files, told)
}

fn html(files: &Files, path: &str) -> Html {
    Html::parse_document(text(files, path))
}

/// The text of all elements that a selector finds on a page.
fn shown(files: &Files, path: &str, selector: &str) -> Vec<String> {
    page::all(&html(files, path), selector).into_iter().map(page::text).collect()
}

fn links(files: &Files, path: &str, selector: &str) -> Vec<String> {
    let page = html(files, path);
    page::all(&page, selector).into_iter().filter_map(|link| link.attr("href")).map(str::to_owned).collect()
}

fn pages_below<'a>(files: &'a Files, folder: &str) -> Vec<&'a str> {
    files.keys().filter_map(|path| path.strip_prefix(folder)).filter(|path| path.ends_with(".html")).collect()
}

// --- the program -----------------------------------------------------------------------------------

/// A site in two languages with a post in every state, every taxonomy, sections and a story.
fn wire() -> tempfile::TempDir {
    let all = "tags: [Chips, \"a, b\"]\ncategories: [Industry]\nauthors: [Ada Lovelace]\nseries: Long Read\nstory: fab\n";
    let zh = "tags: [芯片]\nauthors: [艾达]\n";
    site(
        "sections: {news: {}}\ntaxonomies: {companies: {}}\n",
        [
            ("content/posts/2026-07-01-first.md", post("First", "2026-07-01", all)),
            ("content/posts/2026-07-01-first.zh.md", post("第一", "2026-07-01", zh)),
            (
                "content/news/second.md",
                post("'=Second, \"quoted\"'", "2026-07-02", &format!("{all}companies: [Acme]\n")),
            ),
            (
                "content/posts/draft.md",
                post("Draft", "2026-07-03", "draft: true\ntags: [Chips]\nstory: fab\n"),
            ),
            ("content/posts/draft.zh.md", post("草稿", "2026-07-03", "draft: true\n")),
            ("content/posts/future.md", post("Future", "2026-08-01", "tags: [Chips]\n")),
            ("content/posts/expired.md", post("Expired", "2026-06-01", "expires: 2026-06-10\n")),
            (
                "content/posts/private.md",
                post("Private", "2026-07-01", "visibility: private\ntags: [Secret]\n"),
            ),
            (
                "content/posts/unlisted.md",
                post("Unlisted", "2026-07-01", "visibility: unlisted\ntags: [Quiet]\n"),
            ),
            ("content/news/_index.md", "---\ntitle: The News\n---\n".to_owned()),
            ("content/news/_index.zh.md", "---\ntitle: 新闻\n---\n".to_owned()),
        ],
    )
}

fn list(root: &Path, arguments: &[&str]) -> Ran {
    sitegen(root, &[&["list", "--clock", program::CLOCK], arguments].concat()).expect(0)
}

const LISTS: [&[&str]; 13] = [
    &["all"],
    &["drafts"],
    &["future"],
    &["expired"],
    &["tags"],
    &["categories"],
    &["authors"],
    &["series"],
    &["sections"],
    &["stories"],
    &["terms", "companies"],
    &["related", "first"],
    &["related", "/zh/2026/07/01/first/"],
];

fn every_list(root: &Path, format: &str) -> String {
    let mut all = String::new();
    for what in LISTS {
        let ran = list(root, &[what, &["--format", format]].concat());
        assert_eq!(ran.err, "", "{what:?}");
        let _ = writeln!(all, "# {}\n{}", what.join(" "), ran.out);
    }
    all
}

#[test]
fn every_list_is_a_table() {
    snapshot!("cli-every-list-table", every_list(wire().path(), "table"));
}

#[test]
fn every_list_is_json() {
    let site = wire();
    snapshot!("cli-every-list-json", every_list(site.path(), "json"));
    for what in LISTS {
        let ran = list(site.path(), &[what, &["--format", "json"]].concat());
        let rows: Vec<serde_json::Map<String, serde_json::Value>> =
            serde_json::from_str(&ran.out).expect("objects");
        let keys: BTreeSet<Vec<&String>> = rows.iter().map(|row| row.keys().collect()).collect();
        assert!(keys.len() <= 1, "{what:?}: rows of one list have the same keys");
    }
}

#[test]
fn every_list_is_csv() {
    let site = wire();
    snapshot!("cli-every-list-csv", every_list(site.path(), "csv"));
    for what in LISTS {
        let table = list(site.path(), &[what, &["--format", "csv"]].concat()).out;
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let rows = reader.records().inspect(|row| assert!(row.is_ok(), "{what:?}: {row:?}")).count();
        let json = list(site.path(), &[what, &["--format", "json"]].concat()).out;
        let objects: Vec<serde_json::Value> = serde_json::from_str(&json).expect("objects");
        assert_eq!(rows, objects.len(), "{what:?}");
    }
}

#[test]
fn posts_left_out_are_counted_by_reason_whatever_is_asked_for() {
    let site = wire();
    let skipped = |flags: &[&str]| {
        let ran = program::build(site.path(), &[flags, &["--dry-run", "--message-format", "json"]].concat())
            .expect(0);
        ran.json_lines().pop().expect("a summary")["skipped"].clone()
    };
    for (flags, expected) in [
        (&[][..], serde_json::json!({"draft": 2, "expired": 1, "future": 1, "private": 1})),
        (&["-D"], serde_json::json!({"expired": 1, "future": 1, "private": 1})),
        (&["-F"], serde_json::json!({"draft": 2, "expired": 1, "private": 1})),
        (&["--expired"], serde_json::json!({"draft": 2, "future": 1, "private": 1})),
        (&["-DFE"], serde_json::json!({"private": 1})),
    ] {
        assert_eq!(skipped(flags), expected, "{flags:?}");
    }
    let human = program::build(site.path(), &["--dry-run"]).expect(0).err;
    assert!(human.contains("left out: 2 draft, 1 expired, 1 future, 1 private"), "{human}");
}

#[test]
fn what_is_not_there_is_told_with_what_is() {
    let site = wire();
    let unknown = |arguments: &[&str]| {
        let ran = sitegen(site.path(), &[&["list"], arguments].concat()).expect(1);
        assert_eq!(ran.out, "", "{arguments:?}");
        ran.err
    };
    assert!(
        unknown(&["terms", "company"])
            .contains("tags, categories, authors, series, stories, sources, kinds, sentiments, companies")
    );
    assert!(unknown(&["related", "draft", "--clock", program::CLOCK]).contains("no published post `draft`"));
}

// --- taxonomies --------------------------------------------------------------------------------------

#[test]
fn synonyms_and_spellings_are_one_term() {
    let site = site(
        "",
        [
            ("content/posts/a.md", post("A", "2026-01-01", "tags: [LLM, Rust]\n")),
            ("content/posts/b.md", post("B", "2026-01-02", "tags: [llms, rust]\n")),
            ("content/posts/c.md", post("C", "2026-01-03", "tags: [Large Language Models, rust, LLM]\n")),
            (
                "data/tags.yaml",
                "llm: {name: Language models, synonyms: [LLMs, large language models], description: Said of them.}\n".to_owned(),
            ),
        ],
    );
    let (files, told) = built(site.path());
    assert_eq!(told, ["warning: content/posts/a.md: `Rust` and `rust` are one term in tags"]);
    assert_eq!(pages_below(&files, "tags/"), ["index.html", "llm/index.html", "rust/index.html"]);
    assert_eq!(shown(&files, "tags/index.html", ".term-name"), ["Language models", "rust"]);
    assert_eq!(shown(&files, "tags/llm/index.html", ".card-title"), ["C", "B", "A"]);
    assert_eq!(shown(&files, "tags/llm/index.html", ".standfirst"), ["Said of them."]);
    // A post shows the term by its one name, and once.
    assert_eq!(shown(&files, "2026/01/03/c/index.html", "a[rel=tag]"), ["Language models", "rust"]);
}

#[test]
fn a_synonym_of_two_terms_is_told_and_the_last_has_it() {
    let site = site(
        "",
        [
            ("content/posts/a.md", post("A", "2026-01-01", "tags: [AI]\n")),
            ("data/tags.yaml", "machines: {synonyms: [AI]}\nlearning: {synonyms: [ai]}\n".to_owned()),
        ],
    );
    let (files, told) = built(site.path());
    assert_eq!(told, ["warning: data/tags.yaml: `ai` leads to both `machines` and `learning`"]);
    assert_eq!(pages_below(&files, "tags/"), ["index.html", "learning/index.html"]);
}

#[test]
fn a_taxonomy_without_pages_is_still_shown() {
    let more = "tags: [X]\nseries: Long Read\nauthors: [Ada]\ncategories: [Industry]\n";
    let site = site(
        "taxonomies: {series: false, categories: false, tags: {feed: false}}\n",
        [
            ("content/posts/a.md", post("A", "2026-01-01", more)),
            ("content/posts/b.md", post("B", "2026-01-02", more)),
        ],
    );
    let (files, told) = built(site.path());
    assert_eq!(told, [] as [String; 0]);
    for folder in ["series/", "categories/"] {
        assert!(files.keys().all(|path| !path.starts_with(folder)), "{folder}");
        let linked =
            files.values().any(|bytes| String::from_utf8_lossy(bytes).contains(&format!("/{folder}")));
        assert!(!linked, "nothing leads to {folder}");
    }
    let page = text(&files, "2026/01/01/a/index.html");
    assert!(page.contains("Long Read") && page.contains("Industry"), "{page}");
    assert!(files.contains_key("authors/ada/rss.xml") && files.contains_key("tags/x/index.html"));
    assert!(
        !files.contains_key("tags/x/rss.xml")
            && !text(&files, "tags/x/index.html").contains("/tags/x/rss.xml")
    );
}

#[test]
fn a_taxonomy_of_the_sites_own_is_like_the_others() {
    let site = site(
        "taxonomies: {companies: {paginate: 1}}\n",
        [
            ("content/posts/a.md", post("A", "2026-01-01", "companies: [Acme, acme inc]\n")),
            ("content/posts/b.md", post("B", "2026-01-02", "companies: Acme\n")),
            (
                "data/companies.yaml",
                "acme: {name: ACME, synonyms: [Acme Inc], description: Makes things.}\n".to_owned(),
            ),
        ],
    );
    let (files, told) = built(site.path());
    assert_eq!(told, [] as [String; 0]);
    assert_eq!(
        pages_below(&files, "companies/"),
        ["acme/index.html", "acme/page/2/index.html", "index.html"]
    );
    assert_eq!(shown(&files, "companies/acme/index.html", "h1"), ["ACME"]);
    assert_eq!(shown(&files, "companies/acme/page/2/index.html", ".card-title"), ["A"]);
    assert!(files.contains_key("companies/acme/feed.json"));
    assert_eq!(links(&files, "2026/01/01/a/index.html", "a[href^='/companies/acme']"), ["/companies/acme/"]);
}

#[test]
fn a_series_is_read_by_weight_then_from_its_beginning() {
    let part = |title: &str, date: &str, more: &str| post(title, date, &format!("series: S\n{more}"));
    let site = site(
        "",
        [
            ("content/posts/a.md", part("Third", "2026-01-01", "")),
            ("content/posts/b.md", part("Fourth", "2026-01-02", "")),
            ("content/posts/c.md", part("First", "2026-01-03", "weight: -1\n")),
            ("content/posts/d.md", part("Second", "2026-01-04", "weight: 5\n")),
            ("content/posts/e.md", part("Quiet", "2026-01-05", "visibility: unlisted\n")),
        ],
    );
    let (files, told) = built(site.path());
    assert_eq!(told, [] as [String; 0]);
    let order = ["First", "Second", "Third", "Fourth"];
    assert_eq!(shown(&files, "series/s/index.html", ".series-parts .card-title"), order);
    let parts = shown(&files, "2026/01/04/d/index.html", ".series li");
    assert_eq!(parts.len(), 4);
    assert!(parts.iter().zip(order).all(|(part, title)| part.contains(title)), "{parts:?}");
    let feed = feed_rs::parser::parse(files["series/s/rss.xml"].as_slice()).expect("a feed");
    let titles: Vec<_> =
        feed.entries.iter().flat_map(|entry| &entry.title).map(|title| &title.content).collect();
    assert_eq!(titles, ["Second", "First", "Fourth", "Third"], "newest first");
}

/// Follows `rel=next` from the first page of a list and `rel=prev` back, in head and body alike.
fn follow(files: &Files, first: &str) -> usize {
    let file = |url: &str| format!("{}index.html", url.trim_start_matches('/'));
    let step = |url: &str, rel: &str| -> Option<String> {
        let head = links(files, &file(url), &format!("link[rel={rel}]"));
        assert_eq!(head, links(files, &file(url), &format!(".pager a[rel={rel}]")), "{url}");
        head.into_iter().next()
    };
    let mut pages = vec![first.to_owned()];
    assert_eq!(step(first, "prev"), None);
    while let Some(next) = step(&pages[pages.len() - 1], "next") {
        assert_eq!(step(&next, "prev").as_ref(), pages.last(), "{next}");
        let canonical = links(files, &file(&next), "link[rel=canonical]");
        assert_eq!(canonical, [format!("https://example.org{next}")]);
        pages.push(next);
    }
    pages.len()
}

#[test]
fn every_kind_of_list_has_pages_that_lead_to_one_another() {
    let more = "tags: [x]\ncategories: [y]\nauthors: [z]\nseries: s\ncompanies: [c]\n";
    let posts =
        (1..=5).map(|day| (format!("content/news/p{day}.md"), post("P", &format!("2026-01-{day:02}"), more)));
    let translated = (1..=3)
        .map(|day| (format!("content/news/p{day}.zh.md"), post("文", &format!("2026-01-{day:02}"), more)));
    let config = format!("{CONFIG}paginate: 2\nsections: {{news: {{}}}}\ntaxonomies: {{companies: {{}}}}\n");
    let site =
        files::project([("sitegen.yaml".to_owned(), config)].into_iter().chain(posts).chain(translated));
    let (files, told) = built(site.path());
    assert_eq!(told, [] as [String; 0]);
    let lists = [
        "/",
        "/news/",
        "/tags/x/",
        "/categories/y/",
        "/authors/z/",
        "/series/s/",
        "/companies/c/",
        "/archive/2026/01/",
    ];
    for list in lists {
        assert_eq!(follow(&files, list), 3, "{list}");
        assert_eq!(follow(&files, &format!("/zh{list}")), 2, "/zh{list}");
        let beyond = format!("{}page/4/index.html", list.trim_start_matches('/'));
        assert!(!files.contains_key(&beyond) && !files.contains_key(&beyond.replace("/4/", "/1/")));
    }
}

#[test]
fn a_site_without_an_archive_has_none() {
    let site = site("archive: false\n", [("content/posts/a.md", post("A", "2026-01-01", ""))]);
    let (files, told) = built(site.path());
    assert_eq!(told, [] as [String; 0]);
    assert!(files.keys().all(|path| !path.starts_with("archive")));
    assert!(files.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("/archive/")));
}

// --- languages ---------------------------------------------------------------------------------------
