//! `sitegen check -`: a post on standard input.

use super::site;
use crate::support::{
    program::{CLOCK, Ran, command},
    tree,
};
use std::{io::Write as _, path::Path, process::Stdio};

fn judge(folder: &Path, text: &str, arguments: &[&str]) -> Ran {
    let arguments =
        [&["check", "-", "-j1", "--clock", CLOCK, "--message-format", "json"], arguments].concat();
    let mut command = command(folder, &arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("read");
    let output = child.wait_with_output().expect("ended");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Ran {
        code: output.status.code().expect("ended by itself"),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

fn said(ran: &Ran) -> Vec<String> {
    let lines = ran.json_lines().into_iter().filter(|line| line["type"] == "diagnostic");
    let text = |line: &serde_json::Value, name: &str| line[name].as_str().unwrap_or_default().to_owned();
    lines.map(|line| format!("{}:{} {}", text(&line, "file"), line["line"], text(&line, "code"))).collect()
}

/// It may link to posts of the site, and what is wrong with others is not told.
#[test]
fn it_is_judged_within_the_site_and_alone() {
    let site = site(&[("content/imprint.md", "---\ntitle: Imprint\n---\n\nAn orphan.\n")]);
    let before = tree::read(site.path());
    let post = "---\ntitle: New\ndate: 2026-07-06\n---\n\n[good](@/posts/good.md) and [bad](/none/).\n\nOn Saturday, July 5, 2026.\n";
    let ran = judge(site.path(), post, &[]).expect(0);
    assert_eq!(
        said(&ran),
        ["content/posts/standard-input.md:6 link-dead", "content/posts/standard-input.md:8 weekday"]
    );
    judge(site.path(), post, &["--deny-warnings"]).expect(1);
    assert_eq!(tree::read(site.path()), before);
}

#[test]
fn it_is_where_it_is_said_to_be() {
    let site = site(&[]);
    let file = "content/posts/good.md";
    // In the place of a post that is there, it has its address, and no date of its own is needed in a name that has one.
    let ran = judge(site.path(), "---\ntitle: Better\ndate: 2026-07-01\n---\n\nNew text.\n", &["--as", file])
        .expect(0);
    assert_eq!(said(&ran), [""; 0]);
    let ran = judge(site.path(), "---\ntitle: A\ndate: 2026-02-30\n---\n", &["--as", "content/posts/a.md"])
        .expect(1);
    assert_eq!(said(&ran), ["content/posts/a.md:3 date"]);
    let same = "---\ntitle: A\ndate: 2026-07-01\nslug: good\n---\n\nText.\n";
    let ran = judge(site.path(), same, &["--as", "content/posts/a.md"]).expect(1);
    assert_eq!(said(&ran), ["content/posts/good.md:null path-collision"]);
}

#[test]
fn drafts_and_posts_of_the_future_are_judged_too() {
    let site = site(&[]);
    for head in ["draft: true, date: 2026-07-06", "date: 2027-07-06"] {
        let post = format!("---\n{{title: New, {head}}}\n---\n\n[bad](/none/).\n");
        assert_eq!(
            said(&judge(site.path(), &post, &[])),
            ["content/posts/standard-input.md:5 link-dead"],
            "{head}"
        );
    }
}

#[test]
fn a_place_that_is_none_is_wrong_usage() {
    let site = site(&[]);
    for place in ["posts/a.md", "content/a.txt", "content/../../a.md", "/etc/a.md"] {
        judge(site.path(), "x", &["--as", place]).expect(2);
    }
}
