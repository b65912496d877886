//! Every kind of message that a user meets, as a user meets it: snapshots of what a build prints.
//!
//! Each case is a small site with one thing wrong. After an error nothing may have been written, and the form for
//! programs must say the same.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests act as users do, and say what they skip"
)]

use crate::support::mistakes::{Mistake, mistakes};
use crate::support::{
    files,
    program::{self, Ran},
    tree,
};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What every case has unless it says otherwise.
const GOOD: [(&str, &str); 2] = [
    ("sitegen.yaml", "title: A Blog\nbase_url: https://example.org/\n"),
    (
        "content/posts/good.md",
        "---\ntitle: A good post\ndate: 2026-07-01\ntags: [Chips]\n---\n\n## A part\n\nSome text.\n",
    ),
];

#[test]
fn every_mistake_is_told_with_its_place_and_what_to_type() {
    let mut snapshots = insta::Settings::clone_current();
    snapshots.set_prepend_module_to_snapshot(false);
    snapshots.set_omit_expression(true);
    snapshots.bind(|| {
        // Each is looked at, so that one run shows all that differ.
        let differs = |mistake: &Mistake| catch_unwind(AssertUnwindSafe(|| check(mistake))).is_err();
        let failed: Vec<&str> = mistakes().filter(differs).map(|mistake| mistake.name).collect();
        assert!(failed.is_empty(), "{failed:#?}");
    });
}

fn check(mistake: &Mistake) {
    let project = files::project(GOOD.into_iter().chain(mistake.files.iter().copied()));
    let ran = program::build(project.path(), &["-j1"]).expect(mistake.code);
    assert_eq!(ran.out, "", "{}", mistake.name);
    if mistake.code == 1 {
        let written = tree::read(&project.path().join("public"));
        assert!(written.is_empty(), "{}: {:?}", mistake.name, written.keys());
    }
    insta::assert_snapshot!(mistake.name, shown(&ran));
    let format = ["-j1", "--no-cache", "--message-format", "json"];
    check_json(mistake, &program::build(project.path(), &format).expect(mistake.code));
}

/// What was printed, without the time that it took and the files that it wrote: a theme with another file is no news.
fn shown(ran: &Ran) -> String {
    let lines = ran.err.lines().map(|line| match line.split_once(" in ") {
        Some((before, after)) if after.contains(" s") && line.contains("built") => {
            let before = if before.starts_with("built ") { "built … pages" } else { before };
            format!("{before} in … s{}", after.split_once(" s").map_or("", |(_, rest)| rest))
        }
        _ => line.trim_end().to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

const DIAGNOSTIC: [&str; 12] = [
    "type",
    "level",
    "code",
    "message",
    "hint",
    "file",
    "line",
    "column",
    "byte_start",
    "byte_end",
    "related",
    "fix",
];
const SUMMARY: [&str; 11] = [
    "type",
    "ok",
    "pages",
    "rendered",
    "written",
    "removed",
    "skipped",
    "errors",
    "warnings",
    "seconds",
    "next_change_at",
];

fn check_json(mistake: &Mistake, ran: &Ran) {
    let name = mistake.name;
    let (lines, mut errors) = (ran.json_lines(), 0);
    let (summary, diagnostics) = lines.split_last().expect("a summary at least");
    for (text, line) in ran.out.lines().zip(diagnostics) {
        assert_keys(text, &DIAGNOSTIC);
        let message = line["message"].as_str().expect("text");
        let hint = line["hint"].as_str();
        errors += usize::from(line["level"] == "error");
        assert!(!message.ends_with('.') && !message.starts_with(' '), "{name}: {message}");
        assert!(!message.contains('\n'), "{name}: {message}");
        let begins = message.chars().next().expect("a letter");
        assert!(!begins.is_uppercase(), "{name}: {message}");
        assert!(hint.is_some_and(|hint| !hint.ends_with('.')), "{name}: no hint for {line:#}");
        let (start, end) = (line["byte_start"].as_u64(), line["byte_end"].as_u64());
        assert!(line["line"].is_null() == start.is_none() && start <= end, "{name}: {line:#}");
    }
    assert!(!diagnostics.is_empty(), "{name}: nothing was said");
    assert_keys(ran.out.lines().last().expect("a summary"), &SUMMARY);
    assert_eq!(summary["type"], "summary");
    assert_eq!(summary["ok"], mistake.code == 0, "{name}");
    assert_eq!(summary["errors"], errors, "{name}");
    assert_eq!(errors > 0, mistake.code == 1, "{name}");
}

/// Whether an object has these keys in this order. A map would sort them.
fn assert_keys(object: &str, keys: &[&str]) {
    let places: Vec<Option<usize>> = keys.iter().map(|key| object.find(&format!("\"{key}\":"))).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{keys:?} in {object}");
    let parsed: serde_json::Value = serde_json::from_str(object).expect("JSON");
    assert_eq!(parsed.as_object().map(serde_json::Map::len), Some(keys.len()), "{object}");
}
