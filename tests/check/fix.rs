//! `sitegen check --fix`.

use super::{CONFIG, Scene, check, codes, site, try_scenes};
use crate::support::{program, tree};
use std::path::Path;

const POSTS: [(&str, &str); 3] = [
    ("content/posts/2026-07-02-yaml.md", "---\r\ntitle: A\r\n---\r\n\r\nText.\r\n"),
    ("content/posts/toml.md", "+++\ntitle = \"B\"\ndate = 2026-07-03\n[extra]\na = 1\n+++\nText.\n"),
    ("content/posts/own.md", "---\ntitle: C\ndate: 2026-07-04\nid: my-own\n---\nText.\n"),
];

pub(super) const SCENES: &[Scene] = &[Scene {
    rule: "id-missing",
    // The good post of every site has none.
    breaks: || check(site(&[("sitegen.yaml", DEMANDING), POSTS[2]]).path(), &[]),
    nearly: || codes(site(&[("sitegen.yaml", DEMANDING), GOOD, POSTS[2]]).path(), &[]),
}];

const DEMANDING: &str =
    "title: A\nbase_url: https://example.org/\nshare_cards: false\ncheck: {id-missing: warn}\n";
const GOOD: (&str, &str) =
    ("content/posts/good.md", "---\ntitle: A good post\ndate: 2026-07-01\nid: good\n---\n\nSome text.\n");

#[test]
fn every_rule_finds_what_breaks_it_and_no_more() {
    try_scenes(SCENES);
}

fn read(folder: &Path, path: &str) -> String {
    std::fs::read_to_string(folder.join(path)).expect("UTF-8")
}

/// Feeds know each post by the same name before and after.
#[test]
fn missing_ids_are_written_and_feeds_stay_the_same() {
    let site = site(&POSTS);
    program::build(site.path(), &[]).expect(0);
    let feeds =
        |folder: &Path| ["rss.xml", "atom.xml", "feed.json"].map(|name| read(&folder.join("public"), name));
    let before = feeds(site.path());
    let ran = check(site.path(), &["--fix"]).expect(0);
    insta::assert_snapshot!("ids-written", ran.out);
    assert!(ran.err.starts_with("changed 3 files; as they were: .sitegen/before-fix/1\n"), "{}", ran.err);
    assert_eq!(
        read(site.path(), POSTS[0].0),
        "---\r\ntitle: A\r\nid: \"2026-07-02-yaml\"\r\n---\r\n\r\nText.\r\n"
            .replace("\"2026-07-02-yaml\"", &id(site.path()))
    );
    assert!(read(site.path(), POSTS[1].0).contains("id = \"2026-07-03-toml\"\n[extra]"));
    assert_eq!(read(site.path(), POSTS[2].0), POSTS[2].1);
    for (path, text) in &POSTS[..2] {
        assert_eq!(read(&site.path().join(".sitegen/before-fix/1"), path), *text, "the copy");
    }
    program::build(site.path(), &[]).expect(0);
    assert_eq!(feeds(site.path()), before);
}

fn id(folder: &Path) -> String {
    let text = read(folder, POSTS[0].0);
    text.lines().find_map(|line| line.strip_prefix("id: ")).expect("an ID").to_owned()
}

#[test]
fn a_second_run_changes_nothing() {
    let site = site(&POSTS);
    check(site.path(), &["--fix"]).expect(0);
    let after = tree::read(site.path());
    let ran = check(site.path(), &["--fix"]).expect(0);
    assert_eq!((ran.out.as_str(), tree::read(site.path()) == after), ("", true));
    assert!(ran.err.contains("nothing to repair"), "{}", ran.err);
}

#[test]
fn a_dry_run_tells_what_would_be_done() {
    let site = site(&POSTS);
    let dry = check(site.path(), &["--fix", "--dry-run"]).expect(0);
    assert!(dry.err.contains("would change 3 files"), "{}", dry.err);
    assert_eq!(dry.out, check(site.path(), &["--fix"]).expect(0).out);
}

/// A site that wants no IDs in its files says so.
#[test]
fn what_is_allowed_is_not_repaired() {
    let config = format!("{CONFIG}check: {{id-missing: allow}}\n");
    let site = site(&[("sitegen.yaml", &config), POSTS[0]]);
    let ran = check(site.path(), &["--fix"]).expect(0);
    assert_eq!((ran.out.as_str(), read(site.path(), POSTS[0].0).as_str()), ("", POSTS[0].1));
}

/// Nobody is told of a missing ID unless the site wants that.
#[test]
fn ids_are_asked_for_where_the_site_wants_them() {
    assert_eq!(codes(site(&POSTS).path(), &[]), [""; 0]);
}

/// A front matter that no line extends is left, and told of.
#[test]
fn what_cannot_be_repaired_is_left() {
    let text = "---\n{title: A, date: 2026-07-02}\n---\nText.\n";
    let site = site(&[("content/posts/a.md", text)]);
    check(site.path(), &["--fix"]).expect(0);
    assert_eq!(read(site.path(), "content/posts/a.md"), text);
}
