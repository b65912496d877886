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
mod outside;
mod past;
mod targets;
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

/// The same for a rule that takes more than files: a repository, a target, another host.
struct Scene {
    rule: &'static str,
    /// A check of what breaks it.
    breaks: fn() -> Ran,
    /// The codes of what a check says of what nearly does.
    nearly: fn() -> Vec<String>,
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

fn try_scenes(scenes: &[Scene]) {
    for scene in scenes {
        assert_eq!((scene.nearly)(), [""; 0], "{} is said of what is right", scene.rule);
        let broken = (scene.breaks)();
        let said: Vec<&str> =
            broken.err.lines().filter(|line| line.contains(": ") && is_said(line)).collect();
        let own = format!("[{}]", scene.rule);
        assert!(!said.is_empty() && said.iter().all(|line| line.contains(&own)), "{own}: {}", broken.err);
        hold(scene.rule, &broken);
    }
}

/// Whether a line is the first of a diagnostic.
fn is_said(line: &str) -> bool {
    ["error[", "warning[", "info["].into_iter().any(|level| line.starts_with(level))
}

/// Every rule of `check` has its case or its scene, and the snapshot of its message.
#[test]
fn every_rule_is_tried() {
    let cases = [
        dates::CASES,
        desk::CASES,
        encoding::CASES,
        images::CASES,
        links::CASES,
        machine::CASES,
        texts::CASES,
    ];
    let scenes =
        [fix::SCENES, levels::SCENES, machine::SCENES, outside::SCENES, past::SCENES, targets::SCENES];
    let cases = cases.into_iter().flatten().map(|case| case.rule);
    let mut tried: Vec<&str> = cases.chain(scenes.into_iter().flatten().map(|scene| scene.rule)).collect();
    tried.sort_unstable();
    let rules = sitegen::rules::all().filter(|rule| rule.teller == sitegen::rules::Teller::Check);
    assert_eq!(tried, rules.map(|rule| rule.code).collect::<Vec<_>>());
    for rule in tried {
        let held = format!("tests/check/snapshots/check-{rule}.snap");
        assert!(crate::support::demo::root().join(&held).is_file(), "there is no {held}");
    }
}
