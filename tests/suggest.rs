//! `sitegen list stories --suggest`: what is proposed, and what `--apply` writes.

#![allow(clippy::disallowed_methods, reason = "tests write the sites that they look at")]

use crate::support::{
    demo, files,
    program::{self, Ran, sitegen},
};
use serde_json::Value;
use sitegen::{
    pipeline::{self, Request},
    site::suggest::Suggestion,
};
use std::{collections::BTreeMap, fs, path::Path, time::SystemTime};

const CONFIG: &str = "title: A Wire\nbase_url: https://example.org/\nlanguage: en\nlanguages: {de: {}}\n";
const HARBOUR: &str = "harbour crane dredging pilots tugboat mooring berth quay strike dockers wages ballot";
const ORCHARD: &str =
    "orchard blossom frost beekeeper hives cider grafting rootstock pruning harvest apples press";

/// A body: some words three times over, and words of its own.
fn body(name: &str, words: &str) -> String {
    let own: Vec<String> = (b'a'..=b'z').map(|end| format!("{name}{}", char::from(end))).collect();
    let own = own.join(" ");
    format!("{words}. {words}. {words}. {own}\n")
}

fn yaml(name: &str, date: &str, words: &str, more: &str) -> String {
    format!("---\ntitle: {name}\ndate: {date}\n{more}---\n\n{}", body(name, words))
}

/// A site with these posts and some of other things.
fn site(posts: &[(&str, String)]) -> tempfile::TempDir {
    let mut all = vec![("sitegen.yaml".to_owned(), CONFIG.to_owned())];
    all.extend(posts.iter().map(|(path, text)| ((*path).to_owned(), text.clone())));
    for end in b'a'..=b'l' {
        let name = format!("other{}", char::from(end));
        all.push((format!("content/posts/{name}.md"), yaml(&name, "2026-06-01", &name, "")));
    }
    files::project(all)
}

/// Two posts that tell one story, one that tells a story with a name, one that belongs to it, and copies.
fn newsroom() -> tempfile::TempDir {
    let copy = |name: &str, date: &str| {
        let words = (b'a'..=b'z').map(|end| format!("ledger{0} memo{0}", char::from(end)));
        let words = words.collect::<Vec<_>>().join(" ");
        format!("---\ntitle: {name}\ndate: {date}\n---\n\n{words}\n")
    };
    site(&[
        ("content/posts/dock-1.md", yaml("alpha", "2026-06-10", HARBOUR, "tags: [Port]\n")),
        ("content/posts/dock-2.md", yaml("beta", "2026-06-12", HARBOUR, "tags: [Port]\n")),
        ("content/posts/dock-2.de.md", yaml("gamma", "2026-06-12", "Hafen Kran Lotsen", "")),
        ("content/posts/frost-1.md", yaml("delta", "2026-06-10", ORCHARD, "story: late-frost\n")),
        ("content/posts/frost-2.md", yaml("epsilon", "2026-06-11", ORCHARD, "")),
        ("content/posts/copy-1.md", copy("one", "2025-03-01")),
        ("content/posts/copy-2.md", copy("two", "2026-05-01")),
    ])
}

fn suggest(root: &Path, arguments: &[&str]) -> Ran {
    sitegen(root, &[&["list", "stories", "--suggest", "--clock", program::CLOCK], arguments].concat())
}

fn suggested(root: &Path) -> Vec<Value> {
    serde_json::from_str(&suggest(root, &["--format", "json"]).expect(0).out).expect("an array")
}

/// Kind, story and files of each proposal.
fn shown(root: &Path) -> Vec<String> {
    let one = |found: &Value| {
        let posts = found["posts"].as_array().expect("posts").iter();
        let names = posts.map(|post| post["source"].as_str().expect("a path").replace("content/posts/", ""));
        let names: Vec<String> = names.collect();
        format!("{} {} {}", found["kind"], found["story"], names.join(" ")).replace('"', "")
    };
    suggested(root).iter().map(one).collect()
}

/// The bytes of each post, and when it was written.
fn contents(root: &Path) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
    let folder = fs::read_dir(root.join("content/posts")).expect("readable");
    let read = |entry: fs::DirEntry| {
        let time = entry.metadata().and_then(|metadata| metadata.modified()).expect("a time");
        (entry.file_name().to_string_lossy().into_owned(), (fs::read(entry.path()).expect("readable"), time))
    };
    folder.map(|entry| read(entry.expect("an entry"))).collect()
}

const ALL: [&str; 3] = [
    "join late-frost frost-2.md",
    "group port-ballot-berth dock-2.de.md dock-2.md dock-1.md",
    "near-duplicate null copy-2.md copy-1.md",
];

#[test]
fn what_may_be_tied_is_proposed_with_its_reasons() {
    let site = newsroom();
    assert_eq!(shown(site.path()), ALL);
    let found = suggested(site.path());
    let [join, group, copy] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(join["near"], "content/posts/frost-1.md");
    assert_eq!(join["reasons"]["days"], 1);
    assert_eq!(group["reasons"]["tags"], serde_json::json!(["Port"]));
    assert_eq!(group["reasons"]["days"], 2);
    for word in group["reasons"]["words"].as_array().expect("words") {
        assert!(HARBOUR.contains(word.as_str().expect("a word")), "{word}");
    }
    assert_eq!(group["posts"][0]["lang"], "de");
    assert_eq!(group["posts"][1]["title"], "beta");
    assert_eq!((copy["reasons"]["shared"].as_f64(), &copy["near"]), (Some(1.0), &Value::Null));
}

#[test]
fn people_and_spreadsheets_read_the_same() {
    let site = newsroom();
    let table = suggest(site.path(), &[]).expect(0).out;
    assert!(table.contains("group port-ballot-berth  (score 0."), "{table}");
    assert!(table.contains("  2026-06-12  content/posts/dock-2.md  beta\n"), "{table}");
    assert!(
        table.contains("the tag Port; 2 days apart\n") || table.contains("the tag Port; within 2 days\n"),
        "{table}"
    );
    assert!(table.contains("  shares 100 % of the longer text; the words "), "{table}");
    let csv = suggest(site.path(), &["--format", "csv"]).expect(0).out;
    assert_eq!(csv.lines().count(), 1 + 1 + 3 + 2);
    assert!(csv.contains("\ngroup,port-ballot-berth,"), "{csv}");
}

#[test]
fn without_apply_nothing_is_changed() {
    let site = newsroom();
    let before = contents(site.path());
    shown(site.path());
    assert_eq!(contents(site.path()), before);
    assert!(!site.path().join(".sitegen").exists() && !site.path().join("public").exists());
}

#[test]
fn as_many_threads_as_may_be_propose_the_same() {
    let site = newsroom();
    let with = |jobs: &str| suggest(site.path(), &["--format", "json", "-j", jobs]).expect(0).out;
    let one = with("1");
    for _ in 0..3 {
        assert_eq!(with("8"), one);
    }
}

#[test]
fn what_was_applied_is_told_and_not_proposed_again() {
    let site = newsroom();
    let before = contents(site.path());
    let ran = suggest(site.path(), &["--apply"]).expect(0);
    assert!(ran.err.contains("wrote a story into 4 files\n"), "{}", ran.err);
    assert!(ran.err.contains("\ndata/stories/port-ballot-berth.yaml can say "), "{}", ran.err);
    assert_eq!(ran.err.lines().count(), 2);
    for (name, (bytes, _)) in contents(site.path()) {
        let story = match name.split('-').next() {
            Some("dock") => "story: port-ballot-berth\n---\n\n",
            Some("frost") if name == "frost-2.md" => "story: late-frost\n---\n\n",
            _ => "---\n\n",
        };
        let before = String::from_utf8(before[&name].0.clone()).expect("UTF-8");
        let (front, body) = before.rsplit_once("---\n\n").expect("a fence");
        assert_eq!(String::from_utf8(bytes).expect("UTF-8"), format!("{front}{story}{body}"), "{name}");
    }
    assert!(!site.path().join("data").exists());
    assert_eq!(shown(site.path()), [ALL[2]]);
}

#[test]
fn one_proposal_is_applied_by_its_story() {
    let site = newsroom();
    suggest(site.path(), &["--apply", "--only", "late-frost"]).expect(0);
    assert_eq!(shown(site.path()), ALL[1..]);
    let before = contents(site.path());
    let ran =
        suggest(site.path(), &["--apply", "--only", "late-frost", "--only", "port-ballot-berth"]).expect(1);
    assert!(
        ran.err.contains("error[suggestion-unknown]: nothing is proposed for a story `late-frost`"),
        "{}",
        ran.err
    );
    assert_eq!(contents(site.path()), before);
}

#[test]
fn options_of_proposals_need_them() {
    let site = newsroom();
    for wrong in [&["list", "stories", "--apply"][..], &["list", "stories", "--only", "x"]] {
        sitegen(site.path(), wrong).expect(2);
    }
}

#[test]
fn every_form_keeps_its_bytes() {
    let text = |name: &str| body(name, HARBOUR).replace('\n', "\r\n");
    let crlf = format!(
        "\u{feff}---\r\ntitle: alpha # first\r\ndate: 2026-06-10\r\n# end\r\n--- \t\r\n\r\n{}",
        text("alpha")
    );
    let toml = format!(
        "+++\ntitle = \"beta\"\ndate = 2026-06-11\n\n# more\n[extra]\nnote = \"x\"\n+++\n\n{}",
        body("beta", HARBOUR)
    );
    let site = site(&[("content/posts/a.md", crlf.clone()), ("content/posts/b.md", toml.clone())]);
    let found = suggested(site.path());
    let story = found[0]["story"].as_str().expect("a story").to_owned();
    let ran = suggest(site.path(), &["--apply"]).expect(0);
    assert!(ran.err.contains("wrote a story into 2 files\n"), "{}", ran.err);
    let read = |name: &str| fs::read_to_string(site.path().join("content/posts").join(name)).expect("UTF-8");
    assert_eq!(read("a.md"), crlf.replace("# end\r\n", &format!("# end\r\nstory: {story}\r\n")));
    assert_eq!(read("b.md"), toml.replace("\n\n# more", &format!("\nstory = \"{story}\"\n\n# more")));
    assert!(shown(site.path()).is_empty());
}

#[test]
fn what_cannot_take_the_line_is_left_and_said() {
    let flow = format!("---\n{{title: alpha, date: 2026-06-10}}\n---\n\n{}", body("alpha", HARBOUR));
    let empty = yaml("beta", "2026-06-11", HARBOUR, "story:\n");
    let none = body("gamma", HARBOUR);
    let site = site(&[
        ("content/posts/a.md", flow),
        ("content/posts/b.md", empty),
        ("content/posts/2026-06-12-c.md", none),
        ("content/posts/d.md", yaml("delta", "2026-06-12", HARBOUR, "")),
    ]);
    let before = contents(site.path());
    let ran = suggest(site.path(), &["--apply"]).expect(0);
    for (file, why) in [
        ("a.md", "the front matter cannot be extended by a line"),
        ("b.md", "the front matter has the key `story` already"),
        ("2026-06-12-c.md", "the file has no front matter"),
    ] {
        assert!(ran.err.contains(&format!("warning[story-left]: {why}: the story `")), "{}", ran.err);
        assert!(ran.err.contains(&format!("content/posts/{file}")), "{}", ran.err);
    }
    assert!(ran.err.contains("wrote a story into 1 file, left 3 as they are\n"), "{}", ran.err);
    let after = contents(site.path());
    let changed: Vec<&String> = before.keys().filter(|name| before[*name] != after[*name]).collect();
    assert_eq!(changed, ["d.md"]);
}

#[test]
fn a_post_that_was_saved_in_between_is_left() {
    let site = newsroom();
    let request = Request::new(site.path(), demo::at(program::CLOCK));
    let found = pipeline::suggest::suggest(&request).expect("readable");
    let saved = yaml("beta", "2026-06-12", HARBOUR, "tags: [Port, New]\n");
    files::write(site.path(), "content/posts/dock-2.md", saved.as_bytes());
    let applied =
        pipeline::suggest::apply(site.path(), &found.project.site, &found.suggestions).expect("writable");
    let left: Vec<_> = applied.left.iter().map(|left| (left.code.as_ref(), left.file.clone())).collect();
    assert_eq!(left, [("story-left", Some("content/posts/dock-2.md".to_owned()))]);
    assert_eq!(applied.written.len(), 3);
    assert_eq!(fs::read_to_string(site.path().join("content/posts/dock-2.md")).expect("there"), saved);
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let site = newsroom();
    let (post, real) = (site.path().join("content/posts/dock-1.md"), site.path().join("content/drawer.txt"));
    fs::rename(&post, &real).expect("renamed");
    symlink("../drawer.txt", &post).expect("a link");
    let other = site.path().join("content/posts/dock-2.md");
    fs::set_permissions(&other, fs::Permissions::from_mode(0o600)).expect("set");
    suggest(site.path(), &["--apply", "--only", "port-ballot-berth"]).expect(0);
    assert!(fs::symlink_metadata(&post).expect("there").is_symlink());
    assert!(fs::read_to_string(&real).expect("there").contains("\nstory: port-ballot-berth\n---\n"));
    assert_eq!(fs::metadata(&other).expect("there").permissions().mode() & 0o777, 0o600);
}

#[test]
fn of_the_demo_one_pair_is_proposed() {
    let request = Request::new(demo::root(), demo::at(demo::CLOCK));
    let found = pipeline::suggest::suggest(&request).expect("readable");
    let site = &found.project.site;
    let posts =
        |one: &Suggestion| one.posts.iter().map(|id| site.entry(*id).post.name.clone()).collect::<Vec<_>>();
    let shown: Vec<_> = found.suggestions.iter().map(|one| (one.kind.as_str(), posts(one))).collect();
    let pair = ["two-raters-one-sheet", "evaluating-summaries"].map(str::to_owned).to_vec();
    assert_eq!(shown, [("group", pair)]);
}
