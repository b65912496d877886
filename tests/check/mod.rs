//! `sitegen check`: each rule with a site that breaks it, one that nearly does, and a snapshot of what is said.

#![allow(clippy::disallowed_methods, reason = "tests act as users do")]

mod dates;
mod desk;
mod draft;
mod encoding;
mod fix;
mod images;
mod levels;
mod links;
mod machine;
mod past;
mod texts;

use crate::support::{
    files,
    program::{self, CLOCK, Ran},
};
use std::path::Path;
use tempfile::TempDir;

/// What every site has unless it says otherwise.
const CONFIG: &str = "title: A Blog\nbase_url: https://example.org/\nlanguage: en\nshare_cards: false\n";

/// A rule, what breaks it, and what nearly does.
struct Case {
    rule: &'static str,
    breaks: &'static [(&'static str, &'static str)],
    nearly: &'static [(&'static str, &'static str)],
}

type Files<'a> = &'a [(&'a str, &'a str)];

fn site(own: Files<'_>) -> TempDir {
    let base = [
        ("sitegen.yaml", CONFIG),
        (
            "content/posts/good.md",
            "---\ntitle: A good post\ndate: 2026-07-01\n---\n\n## A part\n\nSome text.\n",
        ),
    ];
    files::project(base.into_iter().chain(own.iter().copied()))
}

/// `sitegen check` at [`CLOCK`].
fn check(folder: &Path, arguments: &[&str]) -> Ran {
    program::sitegen(folder, &[&["check", "-j1", "--clock", CLOCK], arguments].concat())
}

/// What was printed, without the time that it took and how many files a theme makes.
fn shown(ran: &Ran) -> String {
    let line = |line: &str| match line.split_once(" in ") {
        Some((head, tail)) if head.starts_with("checked ") => {
            let texts = head.split(" and ").next().unwrap_or_default();
            format!("{texts}{}", tail.split_once(" s").map_or("", |(_, rest)| rest))
        }
        _ => line.trim_end().to_owned(),
    };
    ran.err.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// The codes of all that a check says.
fn codes(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let ran = check(folder, &[&["--message-format", "json"], arguments].concat());
    let lines = ran.json_lines().into_iter().filter(|line| line["type"] == "diagnostic");
    lines.map(|line| line["code"].as_str().expect("a code").to_owned()).collect()
}

fn try_case(case: &Case) {
    let nearly = site(case.nearly);
    let said = check(nearly.path(), &["--deny-warnings"]);
    assert!(
        said.code == 0 && !said.err.contains('['),
        "{} is said of what is right:\n{}",
        case.rule,
        said.err
    );
    let broken = site(case.breaks);
    let found = codes(broken.path(), &[]);
    assert!(!found.is_empty() && found.iter().all(|code| code == case.rule), "{}: {found:?}", case.rule);
    hold(case.rule, &check(broken.path(), &[]));
}

/// Holds what is said where a rule is broken to its snapshot.
fn hold(rule: &str, ran: &Ran) {
    let mut snapshots = insta::Settings::clone_current();
    snapshots.set_prepend_module_to_snapshot(false);
    snapshots.set_omit_expression(true);
    snapshots.bind(|| insta::assert_snapshot!(format!("check-{rule}"), shown(ran)));
}

fn try_all(cases: &[Case]) {
    let mut failed = Vec::new();
    for case in cases {
        let tried = std::panic::catch_unwind(|| try_case(case));
        failed.extend(tried.is_err().then_some(case.rule));
    }
    assert_eq!(failed, [""; 0], "see above");
}

/// Every rule of `check` has its case, so that a new one is not forgotten.
#[test]
fn every_rule_is_tried() {
    let tried = [
        dates::CASES,
        desk::CASES,
        encoding::CASES,
        images::CASES,
        links::CASES,
        machine::CASES,
        texts::CASES,
    ];
    let mut tried: Vec<&str> = tried.into_iter().flatten().map(|case| case.rule).collect();
    // These take a repository, a target, templates of one's own or an allowance; their tests are beside the others.
    tried.extend(["allowance-unused", "correction-missing", "feed-long", "host-limit", "id-missing"]);
    tried.extend(["sitemap-broken", "url-lost"]);
    let rules = sitegen::rules::all().filter(|rule| rule.teller == sitegen::rules::Teller::Check);
    let missing: Vec<&str> = rules
        .map(|rule| rule.code)
        .filter(|code| !tried.contains(code) && !ELSEWHERE.contains(code))
        .collect();
    assert_eq!(missing, [""; 0]);
}

/// Rules with tests of their own.
const ELSEWHERE: [&str; 5] =
    ["external-blocked", "external-broken", "external-moved", "external-private", "external-unreachable"];
