//! F1 to F13: front matters that are bombs, and such as YAML reads otherwise than people write.

use super::support::{
    POST, before, build_in_bounds, errors, post, refused, refused_once, site, site_with, told,
};
use crate::support::sandbox::Sandbox;
use std::fmt::Write as _;

/// The error of a post with these lines, which names the post.
fn bomb(lines: &str) -> String {
    let error = refused_once(&[(POST, post(lines, "Text."))]);
    assert_eq!(error["file"], POST, "{error}");
    told(&error)
}

#[test]
fn f01_billion_laughs_end_in_an_error() {
    let mut laughs = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (before, name) in "abcdefgh".chars().zip("bcdefghi".chars()) {
        let again = vec![format!("*{before}"); 9].join(", ");
        let _ = writeln!(laughs, "{name}: &{name} [{again}]");
    }
    assert_eq!(bomb(laughs.trim_end()), "yaml-limit 2:1 too many values once every `*alias` is written out");
}

#[test]
fn f02_deep_brackets_end_in_an_error() {
    let told = bomb(&format!("extra: {}", "[".repeat(200_000)));
    assert_eq!(told, "yaml-limit 2:1 200039 bytes are too many: at most 65536 are read");
    let told = bomb(&format!("extra: {}", "[".repeat(60_000)));
    assert!(told.starts_with("yaml-limit 4:") && told.contains("nested too deep"), "{told}");
}

#[test]
fn f03_deep_blocks_end_in_an_error_with_a_place() {
    let told = bomb(&format!("extra:\n  {}x", "- ".repeat(30_000)));
    assert!(told.starts_with("yaml-limit 5:") && told.contains("nested too deep"), "{told}");
    let steps: String = (1..300).fold(String::new(), |text, level| text + "\n" + &" ".repeat(level) + "a:");
    let told = bomb(&format!("extra:{steps}"));
    assert!(told.starts_with("yaml-limit ") && told.contains("nested too deep"), "{told}");
    let told = bomb(&format!("extra:\n  {}x", "- ".repeat(50_000)));
    assert!(told.ends_with("at most 65536 are read"), "{told}");
}

#[test]
fn f04_a_front_matter_without_an_end_is_not_read() {
    let told = bomb(&format!("extra: \"{}\"", "a".repeat(1_500_000)));
    assert!(told.starts_with("yaml-limit 2:1 ") && told.ends_with("at most 65536 are read"), "{told}");
    let open = format!("---\ntitle: A post\n{}", "key: a value\n".repeat(100_000));
    let error = refused_once(&[(POST, open)]);
    assert_eq!(
        told_of(&error),
        "front-matter-unclosed 1:1 the front matter that `---` opens is never closed"
    );
    // What is as large as this is not even opened.
    let told = bomb(&format!("extra: \"{}\"", "a".repeat(50_000_000)));
    assert!(told.starts_with("post-limit - ") && told.ends_with("at most 2048 kB are read"), "{told}");
}

fn told_of(error: &serde_json::Value) -> String {
    assert_eq!(error["file"], POST, "{error}");
    told(error)
}

#[test]
fn f05_an_anchor_inside_itself_ends_in_an_error() {
    assert_eq!(bomb("extra: &a [*a]"), "yaml-limit 4:8 lists and maps are nested too deep");
}

#[test]
fn f06_a_key_that_stands_twice_is_told_with_both_lines() {
    assert_eq!(bomb("title: Another"), "duplicate-key 4:1 `title` is given twice: on line 2 and on line 4");
}

#[test]
fn f07_a_colon_in_a_title_is_told_and_the_others_are_built() {
    let text = "---\ntitle: A: b\ndate: 2026-03-05\n---\n\nText.\n";
    let error = refused_once(&[(POST, text)]);
    assert!(told(&error).starts_with("yaml-syntax 2:"), "{error}");
    assert!(error["hint"].as_str().is_some_and(|hint| hint.contains("\"A: b\"")), "{error}");
    let sandbox = site_with(&[(POST, text), ("content/posts/more.md", &post("slug: more", "More."))]);
    let run = sandbox.build_with(&["--keep-going"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    let output = sandbox.output();
    assert!(output.contains_key("2026/03/05/more/index.html"), "{:?}", output.keys());
    assert!(!output.contains_key("2026/03/05/fault/index.html"), "{:?}", output.keys());
}

#[test]
fn f08_what_may_be_a_draft_is_never_published() {
    for line in ["published: flase", "draft: \"no\"", "draft: nope", "published: 0"] {
        let sandbox = site_with(&[(POST, post(line, "Text."))]);
        let run = sandbox.build_with(&["--keep-going", "--drafts"]);
        assert_eq!(run.code, Some(1), "{line}: {run:?}");
        assert!(told(&errors(&run)[0]).contains(" 4:"), "{line}: {run:?}");
        assert!(!sandbox.output().keys().any(|path| path.contains("/fault/")), "{line}");
    }
}

#[test]
fn f09_what_yaml_takes_for_something_else_is_kept_as_written() {
    let texts = ["no", "1.10", "010", "12:30", "2024-01-02", "1e3", "0x1F", "~x"];
    let sandbox = site();
    for (number, text) in texts.iter().enumerate() {
        let post = format!(
            "---\ntitle: {text}\ndate: 2026-03-05\ntags: [{text}, {text}]\nversion: {text}\n---\n\nText.\n"
        );
        sandbox.write(&format!("content/posts/typed-{number}.md"), post);
    }
    let output = sandbox.built();
    for (number, text) in texts.iter().enumerate() {
        let page = String::from_utf8_lossy(&output[&format!("2026/03/05/typed-{number}/index.html")]);
        assert!(page.contains(&format!(">{text}</h1>")), "{text}");
        assert!(page.matches(&format!(">{text}</a>")).count() >= 1, "{text} is no tag");
    }
}

#[test]
fn f12_bytes_that_are_no_text_are_told_and_line_ends_change_nothing() {
    let text = post("slug: same", "One line,\nand another.");
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let built = |text: &str| site_with(&[(POST, text)]).built();
    let (mut ours, mut theirs) = (built(&text), built(&windows));
    // It holds the digests of sources' pages alone, and still has to be the same.
    assert!(ours.remove("2026/03/05/same/index.html") == theirs.remove("2026/03/05/same/index.html"));
    assert!(ours == theirs, "byte-order mark and line ends of Windows change the output");

    let utf_16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [b"\xff\xfe".as_slice(), &utf_16].concat();
    let latin = [text.as_bytes(), b"caf\xe9\n"].concat();
    let bytes = text.len() + 3;
    for (bytes, message) in [
        (utf_16, "encoding 1:1 the file is UTF-16, not UTF-8, from byte 0 on".to_owned()),
        (marked, "encoding 1:1 the file is UTF-16, not UTF-8, from byte 0 on".to_owned()),
        (latin, format!("encoding 9:4 byte {bytes} (0xe9) is not UTF-8")),
        (
            text.replace('\n', "\r").into_bytes(),
            "encoding 1:4 byte 3 is a carriage return without a line feed".to_owned(),
        ),
    ] {
        assert_eq!(told_of(&refused_once(&[(POST, bytes)])), message);
    }
}

#[test]
fn f13_dates_that_no_calendar_has_are_errors_and_others_the_same_everywhere() {
    let dates = ["2026-02-30", "2025-02-29", "0000-01-01", "9999-12-31", "2026-13-01", "2026-03-05 24:01"];
    let files: Vec<(String, String)> = dates
        .iter()
        .enumerate()
        .map(|(number, date)| {
            (format!("content/posts/d{number}.md"), format!("---\ntitle: D\ndate: {date}\n---\n\nText.\n"))
        })
        .collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let errors = refused(&files);
    assert_eq!(errors.len(), dates.len(), "{errors:#?}");
    assert!(errors.iter().all(|error| told(error).starts_with("date 3:7 ")), "{errors:#?}");

    let sandbox = site_with(&[(POST, post("updated: 2026-03-06T23:59:60Z", "Text."))]);
    let built = |zone: &str| {
        let folder = sandbox.home().join(zone.replace('/', "-")).display().to_string();
        let mut command = sandbox.command(crate::support::sandbox::PROGRAM);
        command.env("TZ", zone).args(sandbox.build_words()).args(["--no-cache", "--output-dir", &folder]);
        assert!(command.output().expect("starts").status.success(), "{zone}");
        crate::support::sandbox::read_tree(std::path::Path::new(&folder))
    };
    assert!(built("Asia/Tokyo") == built("America/New_York"));
}

/// The bound itself: a build that is in order stays in it too, so that it is no accident if a bomb does.
#[test]
fn f04_a_good_site_is_built_in_the_same_bounds() {
    let sandbox: Sandbox = site();
    let run = build_in_bounds(&sandbox, &["--no-cache"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(sandbox.output() == *before());
}
