//! Builds from the cache of another machine: what is restored in a folder of another name, with new times, saves as much
//! as in the place where it was made.

use crate::support::{files, program, tree};
use sitegen::{
    clock::Clock,
    pipeline::{self, CacheUse, Outcome, Request},
};
use std::path::Path;

const POSTS: usize = 12;
const CACHE: &str = ".sitegen";
const OUTPUT: &str = "public";

fn post(number: usize, text: &str) -> (String, String) {
    let code =
        format!("```rust\nfn number() -> usize {{\n    // Long enough to be kept.\n    {number}\n}}\n```");
    (
        format!("content/posts/post-{number}.md"),
        format!(
            "---\ntitle: Post {number}\ndate: 2026-07-{number:02}\ntags: [t{number}]\n---\n\n{text}\n\n{code}\n"
        ),
    )
}

fn site() -> tempfile::TempDir {
    let config = ("sitegen.yaml".to_owned(), "title: A Blog\nbase_url: https://example.org/\n".to_owned());
    let picture = ("static/a.svg".to_owned(), "<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n".to_owned());
    files::project((1..=POSTS).map(|number| post(number, "Some text.")).chain([config, picture]))
}

/// A checkout of the site elsewhere, with those of the folders that were restored.
fn checkout(site: &Path, restored: &[&str]) -> tempfile::TempDir {
    let other = tempfile::tempdir().expect("a folder");
    for part in ["sitegen.yaml", "content", "static"].iter().chain(restored) {
        files::copy(&site.join(part), &other.path().join(part));
    }
    other
}

fn edit(root: &Path, text: &str) {
    let (path, text) = post(1, text);
    files::write(root, &path, text.as_bytes());
}

/// Builds, and holds the output to that of a clean build.
fn build(root: &Path) -> Outcome {
    let clock = Clock::at(program::CLOCK.parse().expect("valid"));
    let request = Request::new(root, clock);
    let outcome = pipeline::build(&request, &pipeline::Silent);
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    assert_eq!(outcome.diagnostics, []);
    let clean = tempfile::tempdir().expect("a folder");
    let request = Request { output_dir: clean.path().to_owned(), cache: CacheUse::Ignore, ..request };
    let cold = pipeline::build(&request, &pipeline::Silent);
    assert!(cold.parsed >= POSTS - 1 && cold.highlighted >= POSTS - 1, "without a cache all is made anew");
    assert!(tree::read(&root.join(OUTPUT)) == tree::read(clean.path()), "not what a clean build makes");
    outcome
}

fn counts(outcome: &Outcome) -> [usize; 5] {
    let Outcome { rendered, written, removed, parsed, highlighted, .. } = *outcome;
    [rendered, written, removed, parsed, highlighted]
}

#[test]
fn with_both_folders_an_edit_costs_what_it_costs_in_place() {
    let site = site();
    let first = build(site.path());
    // An article and a feed that are rendered at the same instant may both highlight its code.
    assert!(first.parsed == POSTS && first.highlighted >= POSTS);
    let other = checkout(site.path(), &[CACHE, OUTPUT]);
    assert_eq!(counts(&build(other.path())), [0; 5], "times and places of files mean nothing");
    for root in [site.path(), other.path()] {
        edit(root, "Another text.");
    }
    let [here, there] = [site.path(), other.path()].map(build);
    assert_eq!(there.stale, here.stale);
    assert_eq!(counts(&there), counts(&here));
    assert_eq!((there.parsed, there.highlighted), (1, 0), "its code is what it was");
    assert!((1..first.rendered / 2).contains(&there.rendered), "{}", there.rendered);
}

#[test]
fn with_the_cache_alone_nothing_is_parsed_or_highlighted_again() {
    let site = site();
    let first = build(site.path());
    let other = checkout(site.path(), &[CACHE]);
    let built = build(other.path());
    assert_eq!(built.rendered, first.rendered, "every page is written");
    assert_eq!((built.parsed, built.highlighted), (0, 0));
    let third = checkout(site.path(), &[CACHE]);
    edit(third.path(), "Another text.");
    let built = build(third.path());
    assert_eq!((built.parsed, built.highlighted), (1, 0));
}

#[test]
fn with_the_output_alone_nothing_is_written_again() {
    let site = site();
    build(site.path());
    let other = checkout(site.path(), &[OUTPUT]);
    let built = build(other.path());
    assert_eq!((built.written, built.removed, built.parsed), (0, 0, POSTS));
}

#[test]
fn folders_of_another_state_of_the_site_do_no_harm() {
    let site = site();
    build(site.path());
    let old = checkout(site.path(), &[CACHE, OUTPUT]);
    edit(site.path(), "A newer text.");
    build(site.path());
    // The cache of one run and the output of another.
    let mixed = checkout(site.path(), &[OUTPUT]);
    files::copy(&old.path().join(CACHE), &mixed.path().join(CACHE));
    files::remove(&mixed.path().join("content/posts/post-2.md"));
    let built = build(mixed.path());
    assert_eq!((built.parsed, built.highlighted), (1, 0), "the newer text");
    assert!(built.rendered > 0 && built.removed > 0);
}
