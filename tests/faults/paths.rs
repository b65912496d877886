//! F25 to F31: names that lead elsewhere, that no system takes, or that are too long.

use super::support::{POST, build_in_bounds, errors, outside, post, refused_once, site, told, warnings};
use crate::support::sandbox::{Run, Sandbox};

/// A build with a post for each of these lines, after which nothing lies anywhere else.
fn built_with(lines: &[&str]) -> (Sandbox, Run) {
    let sandbox = site();
    for (number, line) in lines.iter().enumerate() {
        sandbox.write(&format!("content/posts/p{number}.md"), post(line, "Text."));
    }
    let before = outside(&sandbox);
    let run = build_in_bounds(&sandbox, &[]);
    assert!(outside(&sandbox) == before, "something was written outside: {run:?}");
    (sandbox, run)
}

/// Each of these lines is an error of its own, with its place.
fn each_is_refused(lines: &[&str]) {
    let (sandbox, run) = built_with(lines);
    super::support::assert_refused(&sandbox, &run);
    let errors = errors(&run);
    for (number, line) in lines.iter().enumerate() {
        let file = format!("content/posts/p{number}.md");
        let error = errors.iter().find(|error| error["file"] == *file);
        let error = error.unwrap_or_else(|| panic!("{line} was taken: {run:?}"));
        assert!(told(error).starts_with("illegal-path 4:"), "{line}: {error}");
    }
    assert_eq!(errors.len(), lines.len(), "{errors:#?}");
}

#[test]
fn f25_slugs_that_are_paths_are_errors() {
    each_is_refused(&[
        "slug: ../../x",
        "slug: /etc/x",
        "slug: ..\\x",
        "slug: \"%2e%2e/\"",
        "slug: \"%2e%2e\"",
        "slug: a/../../b",
        "slug: .",
        "slug: ..",
    ]);
}

#[test]
fn f26_addresses_that_lead_elsewhere_are_errors() {
    each_is_refused(&[
        "url: ../../x",
        "url: //evil.test/",
        "permalink: javascript:alert(1)",
        "url: https://evil.test/",
        "url: /a/%2e%2e/b/",
        "aliases: [/../../etc/x]",
        "redirect_from: //evil.test/",
        "aliases: [\"javascript:alert(1)\"]",
        "aliases: [\"..\\\\x\"]",
    ]);
    let errors = super::support::refused(&[
        (
            "content/posts/a.md",
            post("", "{{ figure(src=\"/a.png\", alt=\"A\", link=\"javascript:alert(1)\") }}"),
        ),
        ("content/posts/b.md", post("slug: b", "{{ figure(src=\"//evil.test/a.png\", alt=\"A\") }}")),
    ]);
    let told: Vec<String> = errors.iter().map(told).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().all(|told| told.starts_with("shortcode-argument 7:")), "{told:?}");
}

#[test]
fn f26_f31_terms_are_never_paths() {
    let tags = "tags: [\"../../x\", \"//evil.test/\", \"javascript:alert(1)\", \"..\", \"🚀\", \"\\\\x\", Chips, CHIPS]";
    let (sandbox, run) = built_with(&[tags]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let mut slugs: Vec<String> = sandbox
        .output()
        .into_keys()
        .filter_map(|path| Some(path.strip_prefix("tags/")?.split_once('/')?.0.to_owned()))
        .collect();
    slugs.dedup();
    let expected = [
        "ai",
        "chips",
        "evil-test",
        "first",
        "javascript-alert-1",
        "second",
        "third",
        "u1f680",
        "u2e-u2e",
        "x",
    ];
    assert_eq!(slugs, expected);
    for (path, bytes) in sandbox.output().iter().filter(|(path, _)| path.ends_with("index.html")) {
        let page = String::from_utf8_lossy(bytes);
        assert!(!page.contains("href=\"javascript:") && !page.contains("href=\"//evil"), "{path}");
    }
    // Tags that differ in case alone are one, and that is told.
    assert!(warnings(&run).iter().any(|(code, _)| code == "term-spelling"), "{run:?}");
}

/// 2,000 tags; 200,000 with `SITEGEN_FAULTS=all`.
#[test]
fn f31_any_number_of_tags_are_told_apart() {
    let count = if crate::support::strace::is_thorough() { 200_000 } else { 2_000 };
    let sandbox = site();
    for first in (0..count).step_by(100) {
        let tag = |number: usize| match number % 5 {
            0 => format!("\"tag {number}\""),
            1 => format!("\"../{number}/..\""),
            2 => format!("\"话题{number}\""),
            3 => format!("\"🚀 {number}\""),
            _ => format!("\"c++ {number}%2f..\""),
        };
        let tags: Vec<String> = (first..first + 100).map(tag).collect();
        let line = format!("tags: [{}]", tags.join(", "));
        sandbox.write(&format!("content/posts/many/p{first}.md"), post(&line, "Text."));
    }
    let before = outside(&sandbox);
    let run = sandbox.build();
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(outside(&sandbox) == before, "something was written outside: {run:?}");
    let known = ["ai", "chips", "first", "second", "third"];
    let folders = std::fs::read_dir(sandbox.public().join("tags")).expect("there are tags");
    let names: Vec<String> =
        folders.map(|entry| entry.expect("readable").file_name().into_string().expect("text")).collect();
    let own = names.iter().filter(|name| !known.contains(&name.as_str()) && *name != "index.html");
    assert_eq!(own.count(), count);
    assert!(names.iter().all(|name| !name.contains("..") && !name.contains('%')), "{names:?}");
}

#[test]
fn f29_names_that_windows_keeps_for_itself_are_changed() {
    let slugs = ["con", "\"a:b\"", "aux.txt", "\"dot.\"", "\"blank \"", "\"what?\""];
    let lines = slugs.map(|slug| format!("slug: {slug}"));
    let (sandbox, run) = built_with(&lines.each_ref().map(String::as_str));
    assert_eq!(run.code, Some(0), "{run:?}");
    let output = sandbox.output();
    let mut names: Vec<&str> =
        output.keys().filter_map(|path| path.strip_prefix("2026/03/05/")?.split('/').next()).collect();
    names.dedup();
    let is_portable = |name: &&str| !name.contains([':', '?', '*', '\\']) && !name.ends_with(['.', ' ']);
    assert!(names.len() >= slugs.len() && names.iter().all(is_portable), "{names:?}");
    assert!(!names.contains(&"con") && !names.contains(&"aux.txt"), "{names:?}");
}

#[test]
fn f30_long_names_are_cut_and_long_paths_are_errors() {
    let name = "日".repeat(200);
    let lines = [format!("slug: {name}一\nid: one"), format!("slug: {name}二\nid: two")];
    let (sandbox, run) = built_with(&lines.each_ref().map(String::as_str));
    assert_eq!(run.code, Some(0), "{run:?}");
    let output = sandbox.output();
    let long: Vec<&str> =
        output.keys().filter_map(|path| path.strip_prefix("2026/03/05/日")?.split('/').next()).collect();
    assert!(long.iter().all(|name| name.len() + "日".len() <= 255), "{long:?}");
    assert_ne!(long.first(), long.last(), "they stay apart");

    let long = post(&format!("url: /{}", "abcdefg/".repeat(600)), "Text.");
    let error = refused_once(&[(POST, long)]);
    assert!(told(&error).starts_with("illegal-path 4:6 "), "{error}");
    assert!(told(&error).ends_with("the path is longer than 2048 bytes"), "{error}");
    assert_eq!(error["file"], POST);
}
