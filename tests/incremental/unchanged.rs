//! A build that has nothing to do: it finds that out by looking at the files, and says what the last build said.

use crate::support::{files, tree};
use sitegen::{
    clock::Clock,
    pipeline::{self, CacheUse, Outcome, Request},
    site::Shown,
};
use std::{fs, path::Path};

/// Between these two days a post is published.
const CLOCK: &str = "2026-07-05T12:00:00Z";
const LATER: &str = "2026-07-20T12:00:00Z";

fn site() -> tempfile::TempDir {
    files::project([
        ("sitegen.yaml", "title: A Blog\nbase_url: https://example.org/\n".to_owned()),
        ("content/posts/one.md", post("One", "2026-07-01", "Text and [nothing](../nowhere/).")),
        ("content/posts/two.md", post("Two", "2026-07-02", "More text.")),
        ("content/posts/draft.md", post("Draft", "2026-07-03\ndraft: true", "Not yet.")),
        ("content/posts/soon.md", post("Soon", "2026-07-10", "Of the future.")),
        ("static/a.txt", "a\n".to_owned()),
    ])
}

fn post(title: &str, date: &str, body: &str) -> String {
    format!("---\ntitle: {title}\ndate: {date}\n---\n\n{body}\n")
}

fn request(root: &Path, clock: &str) -> Request {
    Request::new(root, Clock::at(clock.parse().expect("valid")))
}

/// Builds, and holds the output to that of a clean build.
fn run(request: &Request) -> Outcome {
    let outcome = pipeline::build(request, &pipeline::Silent);
    assert!(outcome.failure.is_none() && outcome.errors() == 0, "{:?}", outcome.diagnostics);
    let clean = tempfile::tempdir().expect("a folder");
    let again = Request { output_dir: clean.path().to_owned(), cache: CacheUse::Ignore, ..request.clone() };
    pipeline::build(&again, &pipeline::Silent);
    assert!(tree::read(&request.output_dir) == tree::read(clean.path()), "not what a clean build makes");
    outcome
}

fn build(root: &Path) -> Outcome {
    run(&request(root, CLOCK))
}

/// Whether a build found by looking that it had nothing to do.
fn only_looked(outcome: &Outcome) -> bool {
    outcome.timings.iter().any(|(stage, _)| *stage == "look")
}

#[test]
fn it_says_what_the_last_build_said() {
    let site = site();
    let first = build(site.path());
    let second = build(site.path());
    assert!(!only_looked(&first) && only_looked(&second));
    assert_eq!((second.rendered, second.written, second.removed, second.parsed), (0, 0, 0, 0));
    assert_eq!(first.diagnostics.len(), 1, "{:?}", first.diagnostics);
    let told = |outcome: &Outcome| {
        let Outcome { diagnostics, pages, skipped, next_change_at, .. } = outcome;
        (diagnostics.clone(), *pages, skipped.clone(), next_change_at.clone())
    };
    assert_eq!(told(&first), told(&second));
    assert_eq!(second.next_change_at.as_deref(), Some("2026-07-10T00:00:00Z"));
}

#[test]
fn whatever_changed_it_is_worked_out() {
    let site = site();
    let root = site.path();
    let edits: [(&str, &dyn Fn()); 6] = [
        ("a post", &|| {
            files::write(root, "content/posts/two.md", post("Two", "2026-07-02", "Other.").as_bytes());
        }),
        ("a setting", &|| files::write(root, "sitegen.yaml", b"title: B\nbase_url: https://example.org/\n")),
        ("a new file", &|| files::write(root, "static/b.txt", b"b\n")),
        ("a file less", &|| fs::remove_file(root.join("static/b.txt")).expect("there")),
        ("a page of the output", &|| files::write(root, "public/index.html", b"altered")),
        ("a file of the output", &|| fs::remove_file(root.join("public/a.txt")).expect("there")),
    ];
    build(root);
    for (name, edit) in edits {
        edit();
        assert!(!only_looked(&build(root)), "{name}");
        assert!(only_looked(&build(root)), "after {name}");
    }
}

#[test]
fn what_is_asked_for_and_when_counts() {
    let site = site();
    let root = site.path();
    build(root);
    let drafts = Request { shown: Shown { drafts: true, ..Shown::default() }, ..request(root, CLOCK) };
    assert!(!only_looked(&run(&drafts)));
    assert!(!only_looked(&build(root)));
    assert!(only_looked(&run(&request(root, "2026-07-09T23:59:59Z"))), "the last second of it");
    assert!(!only_looked(&run(&request(root, "2026-07-10T00:00:00Z"))), "a post is published");
    assert!(!only_looked(&run(&request(root, LATER))), "it is news no more");
    assert!(!only_looked(&build(root)), "the clock was set back");
    let asked = Request { explain: Some("/".to_owned()), ..request(root, CLOCK) };
    assert!(!only_looked(&run(&asked)));
}

#[test]
fn a_copy_elsewhere_with_new_times_is_the_same() {
    let site = site();
    build(site.path());
    let copy = tempfile::tempdir().expect("a folder");
    for part in ["sitegen.yaml", "content", "static", ".sitegen", "public"] {
        files::copy(&site.path().join(part), &copy.path().join(part));
    }
    assert!(only_looked(&build(copy.path())));
}

#[test]
fn what_a_killed_build_left_is_cleared_away() {
    let site = site();
    build(site.path());
    files::write(site.path(), "public/.sitegen-tmp-staging/7", b"half a page");
    assert!(only_looked(&build(site.path())));
}

#[test]
fn the_state_of_the_cache_is_no_news_of_the_site() {
    let site = site();
    build(site.path());
    fs::write(site.path().join(".sitegen/last"), "damage").expect("writable");
    let codes = |outcome: &Outcome| -> Vec<String> {
        outcome.diagnostics.iter().map(|diagnostic| diagnostic.code.to_string()).collect()
    };
    assert_eq!(codes(&build(site.path())), ["cache-damaged", "link-broken"]);
    assert_eq!(codes(&build(site.path())), ["link-broken"]);
    assert!(only_looked(&build(site.path())));
}
