//! What readers had before: texts that changed, addresses that are lost.

use super::{CONFIG, Scene, check, codes, shown, site, try_scenes};
use crate::support::{
    files,
    program::{self, Ran},
};
use std::{path::Path, process::Command};

pub(super) const SCENES: &[Scene] = &[
    Scene { rule: "correction-missing", breaks: changed_text, nearly: told_text },
    Scene { rule: "url-lost", breaks: moved_post, nearly: moved_post_with_alias },
];

#[test]
fn every_rule_finds_what_breaks_it_and_no_more() {
    try_scenes(SCENES);
}

fn changed_text() -> Ran {
    let site = repository(&[(POST, &post("", "The plant closes in May, with 120 jobs."))]);
    files::write(site.path(), POST, post("", "The plant closes in May, with 210 jobs.").as_bytes());
    check(site.path(), &[])
}

fn told_text() -> Vec<String> {
    let site = repository(&[(POST, &post("", "The plant closes in May, with 120 jobs."))]);
    let told = "updates: [{date: 2026-07-03, kind: correction, text: It was 120.}]\n";
    files::write(site.path(), POST, post(told, "The plant closes in May, with 210 jobs.").as_bytes());
    codes(site.path(), &[])
}

fn moved_post() -> Ran {
    let site = repository(&[(POST, &post("slug: bee\n", "Text."))]);
    files::write(site.path(), POST, post("slug: bumblebee\n", "Text.").as_bytes());
    check(site.path(), &[])
}

fn moved_post_with_alias() -> Vec<String> {
    let site = repository(&[(POST, &post("slug: bee\n", "Text."))]);
    let moved = post("slug: bumblebee\naliases: [/2026/07/02/bee/]\n", "Text.");
    files::write(site.path(), POST, moved.as_bytes());
    codes(site.path(), &[])
}

fn git(folder: &Path, date: &str, arguments: &[&str]) {
    let mut command = Command::new("git");
    command.current_dir(folder).args([
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.org",
        "-c",
        "init.defaultBranch=main",
    ]);
    command.args(arguments).env("GIT_AUTHOR_DATE", date).env("GIT_COMMITTER_DATE", date);
    command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
    let output = command.output().expect("git is there");
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn commit(folder: &Path, date: &str) {
    git(folder, date, &["add", "-A"]);
    git(folder, date, &["commit", "-q", "-m", "Change"]);
}

/// A site in a repository since the morning of 2 July.
fn repository(own: super::Files<'_>) -> tempfile::TempDir {
    let site = site(own);
    files::write(site.path(), ".gitignore", b"public/\n.sitegen/\n");
    git(site.path(), "2026-07-01T00:00:00Z", &["init", "-q"]);
    commit(site.path(), "2026-07-02T08:00:00Z");
    site
}

const POST: &str = "content/posts/a.md";

fn post(head: &str, text: &str) -> String {
    format!("---\ntitle: A\ndate: 2026-07-02T09:00:00Z\n{head}---\n\n{text}\n")
}

#[test]
fn a_text_that_was_changed_without_a_word_is_told_of() {
    let site = repository(&[(POST, &post("", "The plant closes in May, with 120 jobs."))]);
    let change = |head: &str, text: &str| {
        files::write(site.path(), POST, post(head, text).as_bytes());
        codes(site.path(), &[])
    };
    assert_eq!(codes(site.path(), &[]), [""; 0]);
    assert_eq!(change("", "The plant closes in May, with 210 jobs."), ["correction-missing"]);
    insta::assert_snapshot!("correction-missing", shown(&check(site.path(), &[])));
    commit(site.path(), "2026-07-03T08:00:00Z");
    assert_eq!(codes(site.path(), &[]), ["correction-missing"], "committed too");
    let told = "updates: [{date: 2026-07-03, kind: correction, text: It was 120.}]\n";
    assert_eq!(change(told, "The plant closes in May, with 210 jobs."), [""; 0]);
    assert_eq!(change("updated: 2026-07-03\n", "The plant closes in May, with 210 jobs."), [""; 0]);
    assert_eq!(
        change("check: {correction-missing: a figure of the same day}\n", "The plant closes, with 210 jobs."),
        [""; 0]
    );
}

#[test]
fn a_text_that_readers_did_not_have_yet_may_change() {
    let site = repository(&[(POST, &post("draft: true\n", "The plant closes."))]);
    files::write(site.path(), POST, post("", "The plant stays open.").as_bytes());
    commit(site.path(), "2026-07-04T08:00:00Z");
    assert_eq!(codes(site.path(), &[]), [""; 0], "a draft became a post");
    let early = repository(&[(POST, &post("", "The plant closes."))]);
    files::write(early.path(), POST, post("", "The plant stays open.").as_bytes());
    commit(early.path(), "2026-07-02T08:59:00Z");
    assert_eq!(codes(early.path(), &[]), [""; 0], "before its time");
    let spelling = repository(&[(POST, &post("", "The govermnent closes it."))]);
    files::write(spelling.path(), POST, post("tags: [x]\n", "The *government* closes it.").as_bytes());
    assert_eq!(codes(spelling.path(), &[]), [""; 0], "spelling, emphasis and tags");
}

#[test]
fn an_address_that_a_post_had_is_told_of_and_written_into_it() {
    let site = repository(&[
        (POST, &post("", "The plant closes.")),
        ("content/posts/b.md", &post("slug: bee\n", "Other.")),
    ]);
    git(site.path(), "2026-07-05T08:00:00Z", &["mv", POST, "content/posts/new.md"]);
    commit(site.path(), "2026-07-05T08:00:00Z");
    files::write(
        site.path(),
        "content/posts/b.md",
        post("slug: bumblebee\naliases: [/x/]\n", "Other.").as_bytes(),
    );
    assert_eq!(codes(site.path(), &[]), ["url-lost", "url-lost"]);
    insta::assert_snapshot!("url-moved", shown(&check(site.path(), &[])));
    let ran = check(site.path(), &["--fix"]).expect(0);
    let of_rule: Vec<&str> = ran.out.lines().filter(|line| line.contains("url-lost")).collect();
    assert_eq!(of_rule.len(), 2, "{}", ran.out);
    assert_eq!(codes(site.path(), &[]), [""; 0]);
    let text = std::fs::read_to_string(site.path().join("content/posts/b.md")).expect("UTF-8");
    assert!(text.contains("aliases: [/x/, \"/2026/07/02/bee/\"]\n"), "{text}");
    assert_eq!(check(site.path(), &["--fix"]).expect(0).out, "");
    program::build(site.path(), &[]).expect(0);
    assert!(
        site.path().join("public/2026/07/02/a/index.html").is_file()
            && site.path().join("public/2026/07/02/bee/index.html").is_file()
    );
}

/// A post of the same ID in another file is the same post.
#[test]
fn a_post_is_known_by_its_id() {
    let site = repository(&[(POST, &post("id: plant\n", "The plant closes, as was said at length."))]);
    std::fs::remove_file(site.path().join(POST)).expect("there");
    commit(site.path(), "2026-07-05T08:00:00Z");
    files::write(
        site.path(),
        "content/posts/other.md",
        post("id: plant\n", "All of it is written anew, in other words.").as_bytes(),
    );
    assert_eq!(codes(site.path(), &[]), ["url-lost"]);
    check(site.path(), &["--fix"]).expect(0);
    assert_eq!(codes(site.path(), &[]), [""; 0]);
}

/// Where it went only a person knows.
#[test]
fn an_address_whose_post_is_gone_is_told_with_what_to_type() {
    let site = repository(&[(POST, &post("", "The plant closes."))]);
    std::fs::remove_file(site.path().join(POST)).expect("there");
    commit(site.path(), "2026-07-05T08:00:00Z");
    insta::assert_snapshot!("url-gone", shown(&check(site.path(), &[])));
    files::write(site.path(), "static/_redirects", b"/2026/07/02/a/ /404.html 410\n");
    assert_eq!(codes(site.path(), &[]), [""; 0], "sent on");
}

/// Another pattern of addresses moves every post.
#[test]
fn a_changed_permalink_loses_the_addresses_of_all_posts() {
    let site = repository(&[(POST, &post("", "The plant closes."))]);
    let config = format!("{CONFIG}permalink: /:slug/\n");
    files::write(site.path(), "sitegen.yaml", config.as_bytes());
    assert_eq!(codes(site.path(), &[]), ["url-lost", "url-lost"]);
    check(site.path(), &["--fix"]).expect(0);
    assert_eq!(codes(site.path(), &[]), [""; 0]);
}

/// A post that is withdrawn into a draft is meant to be gone, and one that nobody saw was never lost.
#[test]
fn what_is_left_out_on_purpose_is_not_lost() {
    let site = repository(&[
        (POST, &post("", "The plant closes.")),
        ("content/posts/d.md", &post("draft: true\nslug: one\n", "Text.")),
    ]);
    files::write(site.path(), POST, post("draft: true\n", "The plant closes.").as_bytes());
    files::write(site.path(), "content/posts/d.md", post("slug: two\n", "Text.").as_bytes());
    assert_eq!(codes(site.path(), &[]), [""; 0]);
}

/// The record of a folder that was published to tells too.
#[test]
fn a_target_remembers_addresses() {
    let target = tempfile::tempdir().expect("a folder");
    let config =
        format!("{CONFIG}publish: {{live: {{type: dir, path: \"{}/www\"}}}}\n", target.path().display());
    let site = site(&[("sitegen.yaml", &config), (POST, &post("", "The plant closes."))]);
    program::build(site.path(), &[]).expect(0);
    program::sitegen(site.path(), &["publish"]).expect(0);
    assert_eq!(codes(site.path(), &[]), [""; 0]);
    std::fs::rename(site.path().join(POST), site.path().join("content/posts/ab.md")).expect("there");
    assert_eq!(codes(site.path(), &[]), ["url-lost"]);
    let said = check(site.path(), &[]).err;
    assert!(said.contains("`/2026/07/02/a/` is at the target `live`"), "{said}");
}
