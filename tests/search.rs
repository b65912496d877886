//! The search: what is in its index, and that the index follows builds.

#![cfg(feature = "search")]
#![allow(clippy::disallowed_methods, reason = "tests write the sites that they build")]

use crate::support::{
    demo::{self, CLOCK, Files, text},
    files, tree,
};
use flate2::read::GzDecoder;
use serde_json::Value;
use sitegen::{
    paths::OutputPath,
    pipeline::{self, CacheUse, Outcome, Request, live::Live},
};
use std::{collections::BTreeMap, fs, io::Read as _, num::NonZeroUsize};
use tempfile::TempDir;

const CONFIG: &str = "title: A Wire\nbase_url: https://example.org/blog/\nlanguage: en-GB\n\
    timezone: Asia/Tokyo\nrelated: {page: false}\nsections: {news: {}}\nsearch: true\n";

fn post(title: &str, rest: &str, body: &str) -> String {
    format!("---\ntitle: {title}\n{rest}\n---\n\n{body}\n")
}

/// A site with posts that are found and others that are not.
fn site(config: &str) -> TempDir {
    let seen = post("One & two", "date: 2026-07-01T20:00:00Z\ntags: [Chips, Law]\nauthors: [Ada]", BODY);
    let chinese = post("芯片禁令", "date: 2026-07-02", "法院今天裁定，人工智能公司必须公开训练数据。");
    files::project([
        ("sitegen.yaml", config.to_owned()),
        ("content/news/one.md", seen),
        ("content/news/one.zh.md", chinese),
        ("content/news/unlisted.md", post("Unlisted", "date: 2026-07-01\nvisibility: unlisted", "Hidden.")),
        ("content/news/private.md", post("Private", "date: 2026-07-01\nvisibility: private", "Hidden.")),
        ("content/news/draft.md", post("Draft", "date: 2026-07-01\ndraft: true", "Hidden.")),
        ("content/news/later.md", post("Later", "date: 2027-07-01", "Hidden.")),
        ("content/news/_index.md", post("The news", "description: All news", "Not an article.")),
        ("content/about.md", post("About", "description: Who we are", "A page.")),
    ])
}

const BODY: &str = "## A heading\n\nSome *marked* words, `code()` and a [link](https://example.net/).\n\n\
    {{ figure(src=\"https://example.net/x.png\", alt=\"A chart of prices\") }}\n\n\
    ```python\nimport tokens\n```\n\n<script>hidden()</script>\n\n<b>Seen</b> &lt;text&gt;.";

fn request(site: &TempDir) -> Request {
    Request::new(site.path(), demo::at(CLOCK))
}

fn clean(site: &TempDir) -> Files {
    demo::build_with(request(site)).0
}

fn warm(site: &TempDir) -> (Files, Outcome) {
    let outcome = pipeline::build(&request(site), &pipeline::Silent);
    assert!(outcome.failure.is_none() && outcome.errors() == 0, "{:?}", outcome.diagnostics);
    (tree::read(&site.path().join("public")), outcome)
}

/// What the index in a folder has of each page, by address.
fn records(files: &Files, folder: &str) -> BTreeMap<String, Value> {
    let is_fragment = |path: &&String| path.starts_with(folder) && path.ends_with(".pf_fragment");
    let read = |path: &String| {
        let mut bytes = Vec::new();
        GzDecoder::new(&files[path][..]).read_to_end(&mut bytes).expect("gzip");
        let json: Value =
            serde_json::from_slice(bytes.strip_prefix(b"pagefind_dcd").expect("a mark")).expect("JSON");
        (json["url"].as_str().expect("an address").to_owned(), json)
    };
    files.keys().filter(is_fragment).map(read).collect()
}

fn index_of(files: &Files) -> Vec<&String> {
    files.keys().filter(|path| path.starts_with("pagefind/")).collect()
}

#[test]
fn without_the_switch_there_is_no_search() {
    let files = clean(&site(&CONFIG.replace("search: true\n", "")));
    assert_eq!(index_of(&files), [""; 0]);
    assert!(!files.contains_key("search/index.html"));
    assert!(!text(&files, "index.html").contains("search"));
    assert!(!text(&files, "_headers").contains("wasm"));
}

#[test]
fn public_posts_and_pages_are_found_by_their_words_and_filters() {
    let files = clean(&site(CONFIG));
    let found = records(&files, "pagefind/en-gb/");
    assert_eq!(found.keys().collect::<Vec<_>>(), ["/2026/07/02/one/", "/about/"]);
    let one = &found["/2026/07/02/one/"];
    assert_eq!(
        one["content"],
        "A heading Some marked words, code() and a link. A chart of prices import tokens Seen <text>."
    );
    let json = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    assert_eq!(one["meta"], json(r#"{"title": "One & two", "date": "d20260702"}"#), "a day in Tokyo");
    let filters = r#"{"section": ["The news"], "tag": ["Chips", "Law"], "author": ["Ada"], "date": ["2026", "2026-07"]}"#;
    assert_eq!(one["filters"], json(filters));
    assert_eq!(found["/about/"]["content"], "Who we are A page.");
    assert_eq!(text(&files, "pagefind/en-gb/parts.json"), "{\"parts\":1}\n");
}

#[test]
fn each_language_has_an_index_and_a_page_of_its_own() {
    let files = clean(&site(CONFIG));
    let found = records(&files, "pagefind/zh/");
    let content = found["/zh/2026/07/02/one/"]["content"].as_str().expect("text");
    assert!(content.contains("人工\u{200b}智能\u{200b}公司"), "in words: {content}");
    assert!(content.starts_with("芯\u{200b}片"), "the title is parted, too: {content}");
    assert!(files.contains_key("pagefind/zh/pagefind.js"));
    let page = text(&files, "zh/search/index.html");
    assert!(page.contains("data-index=\"/blog/pagefind/zh/\""), "{page}");
    assert!(page.contains("<html lang=\"zh\"") && page.contains("<meta name=\"description\""));
    let link = "<a class=\"search-link\" href=\"/blog/search/\"";
    assert!(text(&files, "2026/07/02/one/index.html").contains(link));
    assert!(text(&files, "_headers").contains("script-src 'self' 'wasm-unsafe-eval';"));
    assert!(!text(&files, "sitemap.xml").contains("/search/"));
}

#[test]
fn threads_change_no_byte_of_it() {
    let site = site(CONFIG);
    let build = |jobs| {
        let request = Request { jobs: NonZeroUsize::new(jobs), ..request(&site) };
        demo::build_with(request).0
    };
    let one = build(1);
    assert!(!index_of(&one).is_empty());
    assert!([2, 5].into_iter().all(|jobs| build(jobs) == one));
}

#[test]
fn it_is_made_anew_when_what_it_says_changed_and_only_then() {
    let site = site(CONFIG);
    let change = |path: &str, text: &str| files::write(site.path(), path, text.as_bytes());
    let check = |indexed: usize, why: &str| {
        let (files, outcome) = warm(&site);
        assert_eq!(outcome.indexed, indexed, "{why}");
        assert!(files == clean(&site), "{why}: not what a clean build gives");
        files
    };
    check(3, "the first build");
    check(0, "nothing");
    change("templates/page.html", "{% extends \"base.html\" %}");
    check(0, "a template");
    change(
        "content/news/unlisted.md",
        &post("Still unlisted", "date: 2026-07-01\nvisibility: unlisted", "More."),
    );
    check(0, "a post that is not found");
    change("content/about.md", &post("About", "description: Who we are", "Another page."));
    let files = check(2, "a body, and with it the others of its part");
    assert_eq!(records(&files, "pagefind/en-gb/")["/about/"]["content"], "Who we are Another page.");
    change("content/news/two.zh.md", &post("第二", "date: 2026-07-03", "正文。"));
    check(2, "a new post in Chinese");
    let lost = index_of(&files)[0];
    fs::remove_file(site.path().join("public").join(lost)).expect("removable");
    assert!(check(2, "a file that is gone").contains_key(lost));
    fs::remove_dir_all(site.path().join(".sitegen")).expect("removable");
    check(4, "a cache that is gone");
    change("sitegen.yaml", &CONFIG.replace("search: true", "search: false"));
    assert_eq!(index_of(&check(0, "no search any more")), [""; 0]);
    assert!(!site.path().join("public/pagefind").exists());
}

#[test]
fn a_new_post_makes_only_the_last_part_anew() {
    let number = |number: usize| {
        let day = 1 + number / 60;
        let path = format!("content/news/{number}.md");
        let date = format!("date: 2026-{:02}-{:02}", 1 + day / 28, 1 + day % 28);
        (path, post(&format!("Number {number}"), &date, "A few words."))
    };
    let config = CONFIG.replace(
        "related: {page: false}",
        "related: {count: 0, page: false}\narchive: false\nfeeds: {limit: 1, formats: [rss]}\nshare_cards: false",
    );
    let plain = ["post", "home", "section"]
        .map(|kind| (format!("templates/{kind}.html"), "<!DOCTYPE html><title>A page</title>".to_owned()));
    let many = (0..1_001).map(number).chain([("sitegen.yaml".to_owned(), config)]).chain(plain);
    let site = files::project(many);
    let (files, outcome) = warm(&site);
    assert_eq!(outcome.indexed, 1_001);
    assert_eq!(text(&files, "pagefind/en-gb/parts.json"), "{\"parts\":2}\n");
    assert_eq!(records(&files, "pagefind/en-gb/2/").len(), 1);
    assert!(!files.contains_key("pagefind/en-gb/2/pagefind.js"), "one set of scripts");
    let newest = post("Newest", "date: 2026-11-01", "A few words.");
    files::write(site.path(), "content/news/newest.md", newest.as_bytes());
    let (files, outcome) = warm(&site);
    assert_eq!(outcome.indexed, 2);
    assert_eq!(records(&files, "pagefind/en-gb/").len(), 1_002);
    assert!(files == clean(&site));
}

#[test]
fn a_preview_makes_the_same_files_when_they_are_asked_for() {
    let site = site(CONFIG);
    let built = clean(&site);
    let request = Request { cache: CacheUse::Ignore, ..request(&site) };
    let (mut live, first) = Live::open(request.clone()).expect("readable");
    let path = |path: &str| OutputPath::parse(path).expect("legal");
    for name in index_of(&built) {
        let made = first.snapshot.make(&path(name)).expect("it is there").expect("made");
        assert!(made.bytes == built[name], "{name}");
    }
    assert!(first.snapshot.make(&path("pagefind/en-gb/none.js")).is_none());
    assert!(first.snapshot.make(&path("pagefind/fr/pagefind.js")).is_none());
    files::write(site.path(), "content/about.md", post("About", "", "Edited words.").as_bytes());
    let after = live.refresh(request, &pipeline::live::Touched::All).expect("readable");
    let built = clean(&site);
    for name in index_of(&built) {
        let made = after.snapshot.make(&path(name)).expect("it is there").expect("made");
        assert!(made.bytes == built[name], "after an edit: {name}");
    }
}

#[test]
fn a_page_of_that_address_is_in_the_way() {
    let site = site(CONFIG);
    files::write(site.path(), "content/search.md", post("Search", "", "Ours.").as_bytes());
    let (_, outcome) = demo::build_with(request(&site));
    let told = &outcome.diagnostics[0];
    assert_eq!(told.code, "path-collision");
    assert!(told.hint.as_deref().is_some_and(|hint| hint.contains("`search: false`")), "{told:?}");
}
