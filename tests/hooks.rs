//! Programs that run after a build.

#![cfg(unix)]
#![allow(clippy::disallowed_methods, reason = "tests act as users do")]

use crate::support::{files, program, tree};
use serde_json::Value;
use std::path::Path;

/// A site whose hook keeps what it is told in `told.json`, a line for each build.
fn site(hooks: &str) -> tempfile::TempDir {
    let settings = format!("title: A Blog\nbase_url: https://example.org/news/\nshare_cards: false\n{hooks}");
    files::project([
        ("sitegen.yaml", settings.as_str()),
        ("content/posts/one.md", "---\ntitle: One\ndate: 2026-07-01\n---\n\nText.\n"),
        ("content/posts/two.md", "---\ntitle: Two\ndate: 2026-07-02\n---\n\nText.\n"),
    ])
}

const KEEP: &str = "hooks: {after_build: [sh, -c, 'cat >> told.json; echo heard; echo aside >&2']}\n";

fn told(folder: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(folder.join("told.json")).unwrap_or_default();
    text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

#[test]
fn a_hook_is_told_what_a_build_changed() {
    let folder = site(KEEP);
    let ran = program::build(folder.path(), &[]).expect(0);
    assert_eq!(ran.out, "");
    assert!(ran.err.starts_with("heard\naside\n") || ran.err.starts_with("aside\nheard\n"), "{}", ran.err);
    let first = told(folder.path()).pop().expect("told once");
    let public = folder.path().join("public");
    assert_eq!(
        first["output_dir"],
        std::fs::canonicalize(&public).expect("there").to_string_lossy().as_ref()
    );
    assert_eq!(first["base_url"], "https://example.org/news/");
    assert_eq!((&first["ok"], &first["clock"]), (&Value::Bool(true), &Value::from(program::CLOCK)));
    let written: Vec<&str> =
        first["written"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    let mut there: Vec<String> = tree::read(&public).into_keys().collect();
    there.retain(|path| !path.starts_with(".sitegen"));
    assert_eq!(written, there);
    assert!(first["rendered"].as_array().expect("a list").contains(&Value::from("index.html")));

    program::build(folder.path(), &[]).expect(0);
    assert_eq!(told(folder.path()).len(), 1, "a build that writes nothing runs nothing");

    std::fs::remove_file(folder.path().join("content/posts/two.md")).expect("removable");
    let url = ["--base-url", "https://staging.example.org/"];
    program::build(folder.path(), &url).expect(0);
    let second = told(folder.path()).pop().expect("told");
    assert_eq!(second["base_url"], url[1]);
    assert!(
        second["removed"].as_array().expect("a list").contains(&Value::from("2026/07/02/two/index.html"))
    );

    std::fs::write(
        folder.path().join("content/posts/three.md"),
        "---\ntitle: Three\ndate: 2026-07-03\n---\n",
    )
    .expect("writable");
    for options in [&["--dry-run"][..], &["--no-hooks"]] {
        program::build(folder.path(), options).expect(0);
        assert_eq!(told(folder.path()).len(), 2, "{options:?}");
    }
}

#[test]
fn a_hook_that_fails_is_an_error_and_the_output_is_whole() {
    let folder =
        site("hooks: {after_build: [[sh, -c, 'echo bad zone >&2; exit 9'], [sh, -c, 'cat > told.json']]}\n");
    let ran = program::build(folder.path(), &["--message-format", "json"]).expect(1);
    let lines = ran.json_lines();
    let failed = &lines[0];
    assert_eq!((&failed["code"], &failed["level"]), (&Value::from("hook-failed"), &Value::from("error")));
    let said = "the hook `sh` failed: it ended with exit code 9: bad zone; the one after it was not run";
    assert_eq!(failed["message"], said);
    let summary = lines.last().expect("a summary");
    assert_eq!((&summary["ok"], &summary["errors"]), (&Value::Bool(false), &Value::from(1)));
    assert!(summary["written"].as_u64() > Some(0));
    assert_eq!(ran.err, "bad zone\n");
    assert!(folder.path().join("public/index.html").exists());
    assert_eq!(told(folder.path()).len(), 0);
    program::build(folder.path(), &[]).expect(0);
}

#[test]
fn a_site_with_errors_runs_no_hook_unless_good_pages_are_built() {
    let folder = site(KEEP);
    std::fs::write(folder.path().join("content/posts/bad.md"), "---\ntitle: [a]\n---\n").expect("writable");
    program::build(folder.path(), &[]).expect(1);
    assert_eq!(told(folder.path()).len(), 0);
    program::build(folder.path(), &["--keep-going"]).expect(1);
    assert_eq!(told(folder.path())[0]["ok"], false);
}

#[test]
fn hooks_leave_cache_and_manifest_as_they_are() {
    let with = site(KEEP);
    let without = site("");
    for folder in [&with, &without] {
        program::build(folder.path(), &["--timings"]).expect(0);
    }
    let manifest = |folder: &tempfile::TempDir| {
        std::fs::read_to_string(folder.path().join("public/.sitegen-manifest.json")).expect("UTF-8")
    };
    assert_eq!(manifest(&with), manifest(&without));
    // Adding a hook to a site that is built has nothing to do.
    let settings = std::fs::read_to_string(with.path().join("sitegen.yaml")).expect("UTF-8");
    std::fs::write(without.path().join("sitegen.yaml"), settings).expect("writable");
    let summary = program::build(without.path(), &["--message-format", "json"]).expect(0).json_lines().pop();
    assert_eq!(summary.expect("a summary")["rendered"], 0);
    assert_eq!(told(without.path()).len(), 0);
}
