//! F53, F56, F58: what the preview shows of links, whom it tells that others can see it, and a hundred mistakes.

use super::support::{POST, post, site_with};
use crate::support::{program, sandbox::PROGRAM, serving::Serving};
use std::{fs, os::unix::fs::symlink, process::Command};

const PAGE: &str = "/2026/03/05/fault/";

#[test]
fn f53_links_show_nothing_that_lies_outside() {
    let sandbox = site_with(&[(POST, post("", "Text."))]);
    let canary = sandbox.home().join("canary.txt");
    fs::write(&canary, "a canary").expect("writable");
    for folder in ["public", "static", "content/posts"] {
        symlink(&canary, sandbox.path(&format!("{folder}/link.txt"))).expect("link");
        symlink(sandbox.home(), sandbox.path(&format!("{folder}/home"))).expect("link");
    }
    let serving = Serving::start(&sandbox.root(), program::CLOCK, &[]);
    assert_eq!(serving.get(PAGE).0, 200);
    for path in ["/link.txt", "/home/canary.txt", "/posts/link.txt", "/2026/03/05/link.txt", "/home/"] {
        let answer = serving.get(path);
        assert_eq!(answer.0, 404, "{path}");
        assert!(!String::from_utf8_lossy(&answer.2).contains("a canary"), "{path}");
    }
}

#[test]
fn f56_who_opens_the_preview_to_others_is_warned() {
    let sandbox = site_with(&[(POST, post("", "Text."))]);
    let warned = |more: &[&str]| {
        let mut command = Command::new(PROGRAM);
        command
            .args(["serve", "--port", "0", "--message-format", "json", "--root"])
            .arg(sandbox.root())
            .args(more);
        let mut child = command.stdout(std::process::Stdio::piped()).spawn().expect("starts");
        let lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().expect("piped")));
        let mut said = Vec::new();
        for line in lines.map_while(Result::ok) {
            let is_ready = line.contains("\"ready\"");
            said.push(line);
            if is_ready {
                break;
            }
        }
        let _ = child.kill();
        let _ = child.wait();
        (said.iter().any(|line| line.contains("preview-open")), said.join("\n"))
    };
    let (is_warned, said) = warned(&[]);
    assert!(!is_warned && said.contains("http://127.0.0.1:"), "{said}");
    let (is_warned, said) = warned(&["--bind", "0.0.0.0"]);
    assert!(is_warned, "{said}");
}

/// `SITEGEN_FAULTS=all` tries a hundred mistakes instead of eight.
#[test]
fn f58_every_mistake_is_survived_and_every_repair_shows() {
    let sandbox = site_with(&[(POST, post("", "Text 0."))]);
    let mut serving = Serving::start(&sandbox.root(), program::CLOCK, &[]);
    assert_eq!(serving.get(PAGE).0, 200);
    let count = if crate::support::strace::is_thorough() { 100 } else { 8 };
    for round in 1..=count {
        let shows = |text: &str| String::from_utf8_lossy(&serving.get(PAGE).2).contains(text);
        let errors = || serving.state(PAGE)["errors"].as_u64();
        let broken = match round % 4 {
            0 => "---\ntitle: a: b\n---\n".to_owned(),
            1 => post("date: 2026-02-30", "Never."),
            2 => post("", "{{ figure(sr=\"a\") }}"),
            _ => "---\ntitle: open\n".to_owned(),
        };
        sandbox.write(POST, broken);
        serving.wait_until("the mistake is told", || errors().is_some_and(|errors| errors > 0));
        if round % 4 == 2 {
            // What is wrong only once a page is made has its page say so.
            assert_eq!(serving.get(PAGE).0, 500, "{round}");
        } else {
            assert!(shows(&format!("Text {}.", round - 1)), "{round}: the last page is gone");
        }
        sandbox.write(POST, post("", &format!("Text {round}.")));
        serving.wait_until("the repair shows", || errors() == Some(0) && shows(&format!("Text {round}.")));
    }
    assert!(serving.child.try_wait().expect("ours").is_none(), "it still runs");
}
