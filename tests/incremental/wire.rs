//! What the wire and the markets make stale, and what the clock does to them.

use crate::support::{files, tree};
use sitegen::{
    clock::Clock,
    pipeline::{self, CacheUse, Outcome, Request},
};
use std::path::Path;

const OFF: &str =
    "title: A Blog\nbase_url: https://example.org/\npaginate: 1\nlanguages: {de: {title: Blog}}\n";
const ON: &str = "wire: {count: 2}\nmarkets: {stale_after: 1h}\n";
const NOON: &str = "2026-07-05T12:00:00Z";

fn site(settings: &str) -> tempfile::TempDir {
    files::project([
        ("sitegen.yaml", format!("{OFF}{settings}")),
        ("data/wire.yaml", wire("First")),
        ("data/markets.yaml", markets("62663")),
        ("content/posts/one.md", "---\ntitle: One\ndate: 2026-07-01\n---\n\nText.\n".to_owned()),
        ("content/posts/two.md", "---\ntitle: Two\ndate: 2026-07-02\n---\n\nText.\n".to_owned()),
        ("content/posts/two.de.md", "---\ntitle: Zwei\ndate: 2026-07-02\n---\n\nText.\n".to_owned()),
        ("content/about.md", "---\ntitle: About\n---\n\nAbout.\n".to_owned()),
    ])
}

fn wire(headline: &str) -> String {
    let item = |minute: u8, headline: &str| {
        format!("- {{time: 2026-07-05T11:{minute}:00Z, source: Ada Post, headline: {headline}}}\n")
    };
    [item(40, "Third"), item(42, headline), item(41, "Second")].concat()
}

fn markets(price: &str) -> String {
    format!(
        "as_of: 2026-07-05T11:30:00Z\nitems:\n- {{symbol: BTC, price: {price}, currency: USD, change: -1.2}}\n"
    )
}

fn build(root: &Path, output: &Path, cache: CacheUse, clock: &str) -> Outcome {
    let clock = Clock::at(clock.parse().expect("valid"));
    let request = Request { output_dir: output.to_owned(), cache, ..Request::new(root, clock) };
    let outcome = pipeline::build(&request, &pipeline::Silent);
    assert!(outcome.failure.is_none() && outcome.diagnostics.is_empty(), "{:?}", outcome.diagnostics);
    outcome
}

/// What a build at an instant rendered, after which the output is what a clean build makes.
fn stale_at(root: &Path, clock: &str) -> Vec<String> {
    let outcome = build(root, &root.join("public"), CacheUse::ReadWrite, clock);
    let clean = tempfile::tempdir().expect("a folder");
    build(root, clean.path(), CacheUse::Ignore, clock);
    assert!(tree::read(&root.join("public")) == tree::read(clean.path()), "not what a clean build makes");
    outcome.stale.iter().map(|(path, _)| path.to_string()).collect()
}

fn page(root: &Path, path: &str) -> String {
    let bytes = std::fs::read(root.join("public").join(path)).expect("built");
    String::from_utf8(bytes).expect("UTF-8")
}

/// The pages that have a strip in their HTML, and the file for all others.
const SHOW: [&str; 3] = ["de/index.html", "index.html", "wire.json"];

#[test]
fn the_wire_makes_the_pages_stale_that_show_it() {
    let site = site(ON);
    let root = site.path();
    assert!(stale_at(root, NOON).len() > 20);
    assert_eq!(stale_at(root, NOON), [""; 0]);
    let shown = page(root, "index.html");
    let first = shown.find("First").expect("shown");
    assert!(shown.contains(
        "<time datetime=\"2026-07-05T11:42:00Z\">11:42Z</time> <b class=\"wire-source\">ADA POST</b>"
    ));
    assert!(shown.find("Second").is_some_and(|second| first < second) && !shown.contains("Third"));
    assert!(shown.contains("$62,663") && shown.contains("−1.20%") && shown.contains(">down<"));
    assert!(!page(root, "page/2/index.html").contains("First"));

    files::write(root, "data/wire.yaml", wire("Changed").as_bytes());
    assert_eq!(stale_at(root, NOON), SHOW);
    files::write(root, "data/markets.yaml", markets("62664").as_bytes());
    assert_eq!(stale_at(root, NOON), SHOW);
    // An item that is too old to be shown.
    files::write(root, "data/wire.yaml", wire("Changed").replace("Third", "Fourth").as_bytes());
    assert_eq!(stale_at(root, NOON), [""; 0]);
    files::write(root, "data/wire.yaml", b"[]\n");
    assert_eq!(stale_at(root, NOON), SHOW);
    assert!(!page(root, "index.html").contains("site-wire"));
}

#[test]
fn nothing_is_stale_where_the_wire_is_off() {
    let site = site("");
    let root = site.path();
    assert!(!stale_at(root, NOON).contains(&"wire.json".to_owned()));
    files::write(root, "data/wire.yaml", wire("Changed").as_bytes());
    files::write(root, "data/markets.yaml", b"neither: this\n");
    assert_eq!(stale_at(root, NOON), [""; 0]);
    assert!(!page(root, "index.html").contains("strip"));
}

#[test]
fn other_pages_have_a_frame_that_no_item_changes() {
    let site = site("wire: {pages: [home, post]}\n");
    let root = site.path();
    stale_at(root, NOON);
    let post = page(root, "2026/07/01/one/index.html");
    assert!(
        post.contains("data-from=\"/wire.json\"")
            && !post.contains("First")
            && !post.contains("site-markets")
    );
    assert!(!page(root, "about/index.html").contains("strips"));
    files::write(root, "data/wire.yaml", wire("Changed").as_bytes());
    assert_eq!(stale_at(root, NOON), SHOW);
}

#[test]
fn a_price_that_becomes_stale_is_a_change_that_the_clock_makes() {
    let site = site(ON);
    let root = site.path();
    stale_at(root, NOON);
    let built = build(root, &root.join("public"), CacheUse::ReadWrite, NOON);
    assert_eq!(built.next_change_at.as_deref(), Some("2026-07-05T12:30:00Z"));
    assert_eq!(stale_at(root, "2026-07-05T12:29:59Z"), [""; 0]);
    assert!(!page(root, "index.html").contains("out of date</b>"));
    assert_eq!(stale_at(root, "2026-07-05T12:30:00Z"), SHOW);
    assert!(page(root, "index.html").contains("out of date</b>"));
    assert_eq!(
        build(root, &root.join("public"), CacheUse::ReadWrite, "2026-07-05T12:30:00Z").next_change_at,
        None
    );
}
