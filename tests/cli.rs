//! The program as it is used: lists, what a build says and leaves alone, exit codes.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests act as users do, and say what they skip"
)]

/// A snapshot in a file of this name.
macro_rules! snapshot {
    ($name:literal, $text:expr) => {{
        let mut settings = insta::Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!($name, $text));
    }};
}

mod explain;

use crate::support::{
    files,
    program::{CLOCK, Ran, build, command, run, sitegen},
    tree,
};
use serde_json::Value;
use std::{collections::BTreeMap, path::Path};

/// A site with a post in every state, all of which share a tag.
fn site() -> tempfile::TempDir {
    files::project([
        ("sitegen.yaml", "title: A Blog\nbase_url: https://example.org/\n"),
        (
            "content/posts/2026-07-01-first.md",
            "---\ntitle: The first, about chips\ntags: [Chips, Policy]\n---\n\nA chip export rule, and chips.\n",
        ),
        (
            "content/posts/2026-07-02-second.md",
            "---\ntitle: \"=The second\"\ntags: [Chips]\n---\n\nThe chip export rule again, and more chips.\n",
        ),
        (
            "content/posts/draft.md",
            "---\ntitle: Not ready\ndate: 2026-07-03\ndraft: true\ntags: [Chips]\n---\n\nText.\n",
        ),
        ("content/posts/later.md", "---\ntitle: Later\ndate: 2026-08-01\ntags: [Chips]\n---\n\nText.\n"),
        (
            "content/posts/over.md",
            "---\ntitle: Over\ndate: 2026-07-01\nexpires: 2026-07-10\ntags: [Chips]\n---\n\nText.\n",
        ),
        (
            "content/posts/secret.md",
            "---\ntitle: Secret\ndate: 2026-07-04\nvisibility: private\n---\n\nText.\n",
        ),
        (
            "content/posts/quiet.md",
            "---\ntitle: Quiet\ndate: 2026-07-05\nvisibility: unlisted\ntags: [Chips]\n---\n\nText.\n",
        ),
        ("content/about.md", "---\ntitle: About\n---\n\nAbout this site.\n"),
    ])
}

fn list(root: &Path, arguments: &[&str]) -> Ran {
    sitegen(root, &[&["list", "--clock", CLOCK], arguments].concat()).expect(0)
}

fn objects(ran: &Ran) -> Vec<Value> {
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.out))
}

fn summary(ran: &Ran) -> Value {
    ran.json_lines().pop().expect("a summary")
}

// --- list ------------------------------------------------------------------------------------------

#[test]
fn a_list_shows_every_post_and_why_it_is_left_out() {
    let site = site();
    snapshot!("cli-list", list(site.path(), &[]).out);
    assert_eq!(list(site.path(), &["all"]).out, list(site.path(), &[]).out);
}

#[test]
fn lists_for_programs_hold_what_the_table_does() {
    let site = site();
    let json = objects(&list(site.path(), &["--format", "json"]));
    let reasons: BTreeMap<&str, Option<&str>> =
        json.iter().map(|post| (post["source"].as_str().expect("text"), post["reason"].as_str())).collect();
    snapshot!("cli-list-reasons", format!("{reasons:#?}"));
    let text = list(site.path(), &["--format", "json"]).out;
    let first = text.lines().nth(1).expect("an object");
    let keys = ["source", "url", "id", "title", "date", "status", "reason"];
    let places: Vec<_> = keys.iter().map(|key| first.find(&format!("\"{key}\":"))).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{first}");
    snapshot!("cli-list-csv", list(site.path(), &["--format", "csv"]).out);
}

#[test]
fn lists_of_one_state_hold_that_state_alone() {
    let site = site();
    for (what, source) in [("drafts", "draft"), ("future", "later"), ("expired", "over")] {
        let posts = objects(&list(site.path(), &[what, "--format", "json"]));
        let sources: Vec<&str> = posts.iter().filter_map(|post| post["source"].as_str()).collect();
        assert_eq!(sources, [format!("content/posts/{source}.md")], "{what}");
    }
    // The clock decides.
    let later =
        sitegen(site.path(), &["list", "future", "--clock", "2026-09-01T00:00:00Z", "--format", "json"]);
    assert_eq!(later.expect(0).out, "[]\n");
}

#[test]
fn tags_are_listed_with_the_number_of_their_posts() {
    let site = site();
    snapshot!("cli-list-tags", list(site.path(), &["tags"]).out);
    snapshot!("cli-list-tags-json", list(site.path(), &["tags", "--format", "json"]).out);
}

/// Posts of two subjects, one picked by hand.
fn site_of_two_subjects() -> tempfile::TempDir {
    let post = |day: usize, title: &str, more: &str, text: &str| {
        let path = format!("content/posts/2026-06-{day:02}-{}.md", title.to_lowercase());
        (path, format!("---\ntitle: {title}\n{more}---\n\n{text}\n"))
    };
    let config = ("sitegen.yaml".to_owned(), "title: A Blog\nbase_url: https://example.org/\n".to_owned());
    files::project([
        config,
        post(
            1,
            "Chips",
            "tags: [Hardware]\n",
            "An export rule for lithography machines, and lithography again.",
        ),
        post(
            2,
            "Export",
            "tags: [Hardware]\n",
            "Lithography machines need a licence; the export rule says which.",
        ),
        post(
            3,
            "Voices",
            "related: [chips]\n",
            "Speech recognition fails on accents and on whispered speech.",
        ),
        post(4, "Accents", "tags: [Speech]\n", "Whispered speech and accents: where recognition fails."),
        post(5, "Bread", "", "How to bake a loaf of rye bread at home."),
        post(6, "Rain", "", "The rain fell on the harbour all night."),
    ])
}

#[test]
fn related_posts_are_explained() {
    let site = site_of_two_subjects();
    let post = "content/posts/2026-06-01-chips.md";
    snapshot!("cli-list-related", list(site.path(), &["related", post]).out);
    snapshot!("cli-list-related-explain", list(site.path(), &["related", "chips", "--explain"]).out);
    let picked = objects(&list(site.path(), &["related", "voices", "--explain", "--format", "json"]));
    let of = |post: &Value| (post["title"].clone(), post["reason"].clone());
    assert_eq!(of(&picked[0]), (Value::from("Chips"), Value::from("picked")));
    assert_eq!(of(&picked[1]), (Value::from("Accents"), Value::from("text")));
    assert!(picked[1]["score"].as_f64().is_some_and(|score| score > 0.0), "{picked:#?}");
    let by_url = list(site.path(), &["related", "/2026/06/01/chips/"]).out;
    assert_eq!(by_url, list(site.path(), &["related", post]).out);
    let unknown = sitegen(site.path(), &["list", "related", "chisp"]);
    snapshot!("cli-list-related-unknown", unknown.err);
    assert_eq!((unknown.code, unknown.out.as_str()), (1, ""));
}

#[test]
fn a_list_of_a_site_with_errors_says_so() {
    let site = site();
    files::write(site.path(), "content/posts/bad.md", b"---\ntitle: Bad\ndate: 2026-02-30\n---\n\nText.\n");
    let ran = sitegen(site.path(), &["list", "--clock", CLOCK, "--format", "json"]).expect(1);
    assert!(ran.err.contains("there is no 30 February"), "{}", ran.err);
    assert!(objects(&ran).len() >= 8);
}

// --- build -----------------------------------------------------------------------------------------

#[test]
fn a_dry_run_says_what_it_would_do_and_writes_nothing() {
    let site = site();
    let before = tree::read(site.path());
    let ran = build(site.path(), &["--dry-run"]).expect(0);
    let mut after = tree::read(site.path());
    after.retain(|path, _| !path.starts_with(".sitegen/"));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    assert!(!site.path().join("public").exists());
    assert!(ran.out.lines().any(|line| line.starts_with("2026/07/01/first/index.html: ")), "{}", ran.out);
    // What it says is what is done.
    let planned: Vec<&str> =
        ran.out.lines().filter_map(|line| line.split_once(": ")).map(|(path, _)| path).collect();
    build(site.path(), &[]).expect(0);
    let mut made: Vec<String> = tree::read(&site.path().join("public")).into_keys().collect();
    made.retain(|path| path != ".sitegen-manifest.json" && !planned.contains(&path.as_str()));
    assert!(
        made.iter()
            .all(|path| [".css", ".js", ".png", ".svg", ".woff2"].iter().any(|ending| path.contains(ending))),
        "not announced: {made:?}"
    );
}

#[test]
fn the_summary_counts_what_was_left_out_and_when_to_build_again() {
    let site = site();
    let told = summary(&build(site.path(), &["--message-format", "json"]).expect(0));
    assert_eq!(told["skipped"], serde_json::json!({"draft": 1, "expired": 1, "future": 1, "private": 1}));
    assert_eq!(told["next_change_at"], "2026-08-01T00:00:00Z");
    let human = build(site.path(), &[]).expect(0).err;
    assert!(human.contains("left out: 1 draft, 1 expired, 1 future, 1 private"), "{human}");
    assert!(human.contains("build again at 2026-08-01T00:00:00Z"), "{human}");
}

#[test]
fn what_is_left_out_can_be_built() {
    let site = site();
    let page = |path: &str| site.path().join("public").join(path).exists();
    build(site.path(), &[]).expect(0);
    assert!(!page("2026/07/03/draft/index.html") && !page("2026/08/01/later/index.html"));
    assert!(!page("2026/07/01/over/index.html") && page("2026/07/05/quiet/index.html"));
    build(site.path(), &["-D", "-F", "-E"]).expect(0);
    assert!(page("2026/07/03/draft/index.html") && page("2026/08/01/later/index.html"));
    assert!(page("2026/07/01/over/index.html") && !page("2026/07/04/secret/index.html"));
    build(site.path(), &[]).expect(0);
    assert!(!page("2026/07/03/draft/index.html"), "a page that is no longer made is removed");
}

#[test]
fn quiet_prints_nothing_but_errors() {
    let site = site();
    files::write(site.path(), "content/posts/undated.md", b"---\ntitle: Undated\n---\n\nText.\n");
    let ran = build(site.path(), &["--quiet"]).expect(0);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
    files::write(site.path(), "content/posts/bad.md", b"---\ntitle: Bad\ndate: 2026-02-30\n---\n\nText.\n");
    let ran = build(site.path(), &["-q"]).expect(1);
    assert!(ran.err.starts_with("error[date]") && !ran.err.contains("warning"), "{}", ran.err);
}

#[test]
fn warnings_fail_the_build_where_they_are_denied() {
    let site = site();
    build(site.path(), &["--deny-warnings"]).expect(0);
    files::write(site.path(), "content/posts/undated.md", b"---\ntitle: Undated\n---\n\nText.\n");
    let ran = build(site.path(), &["--deny-warnings"]).expect(1);
    assert!(ran.err.contains("failed: 1 warning (denied)"), "{}", ran.err);
    build(site.path(), &[]).expect(0);
}

#[test]
fn errors_leave_the_last_output_as_it_is() {
    let site = site();
    build(site.path(), &[]).expect(0);
    let before = tree::read(&site.path().join("public"));
    files::write(site.path(), "content/about.md", b"---\ntitle: Changed\n---\n\nText.\n");
    files::write(site.path(), "content/posts/bad.md", b"---\ntitle: Bad\ndraft: maybe\n---\n\nText.\n");
    build(site.path(), &[]).expect(1);
    assert!(before == tree::read(&site.path().join("public")));
}

#[test]
fn keep_going_builds_the_good_pages_and_still_fails() {
    let site = site();
    files::write(site.path(), "content/posts/bad.md", b"---\ntitle: Bad\ndate: 2026-02-30\n---\n\nText.\n");
    files::write(
        site.path(),
        "content/posts/maybe.md",
        b"---\ntitle: Maybe\ndate: 2026-07-02\ndraft: \"no\"\n---\n\nText.\n",
    );
    files::write(site.path(), "templates/terms.html", b"{{ nothing }}");
    let ran = build(site.path(), &["--keep-going"]).expect(1);
    assert!(ran.err.contains("failed: 3 errors"), "{}", ran.err);
    let made = tree::read(&site.path().join("public"));
    assert!(made.contains_key("2026/07/01/first/index.html"));
    assert!(made.contains_key("tags/chips/index.html"));
    assert!(!made.contains_key("tags/index.html"), "its template is broken");
    assert!(
        made.keys().all(|path| !path.contains("maybe") && !path.contains("bad")),
        "in error: not published"
    );
    assert!(!String::from_utf8_lossy(&made["index.html"]).contains("Maybe"));
}

#[test]
fn annotations_for_github_name_file_line_and_column() {
    let site = site();
    files::write(
        site.path(),
        "content/posts/bad.md",
        b"---\ntitle: \"100%, bad\"\ndate: 2026-02-30\n---\n\nText.\n",
    );
    files::write(site.path(), "content/posts/undated.md", b"---\ntitle: Undated\n---\n\nText.\n");
    let ran = build(site.path(), &["--message-format", "github"]).expect(1);
    snapshot!("cli-build-github", ran.out);
    // From elsewhere the paths lead to the files all the same.
    let name = site.path().file_name().and_then(|name| name.to_str()).expect("a name");
    let parent = site.path().parent().expect("a parent");
    let ran = build(parent, &["--root", name, "--message-format", "github"]).expect(1);
    assert!(ran.out.contains(&format!("file={name}/content/posts/bad.md,line=3,col=7")), "{}", ran.out);
}

#[test]
fn a_template_that_never_ends_is_stopped() {
    let site = site();
    build(site.path(), &[]).expect(0);
    let before = tree::read(&site.path().join("public"));
    let range = "{% for a in range(end=100000) %}";
    let text = format!("{}{}", range.repeat(4), "{% endfor %}".repeat(4));
    files::write(site.path(), "templates/404.html", text.as_bytes());
    let config = std::fs::read_to_string(site.path().join("sitegen.yaml")).expect("there");
    files::write(site.path(), "sitegen.yaml", format!("{config}\nlimits: {{page_seconds: 1}}\n").as_bytes());
    let ran = build(site.path(), &[]).expect(1);
    assert!(
        ran.err.contains("error[template-time]: rendering /404.html has taken more than 1 s"),
        "{}",
        ran.err
    );
    assert!(
        before == tree::read(&site.path().join("public")),
        "the last output stays, and nothing else is left"
    );
}

// --- usage -----------------------------------------------------------------------------------------

#[test]
fn wrong_usage_is_told_apart_from_a_broken_site() {
    let site = site();
    for arguments in [
        &["biuld"][..],
        &[],
        &["build", "--no-such-option"],
        &["build", "--clock", "yesterday"],
        &["build", "--base-url", "not a url"],
        &["build", "--watch", "--dry-run"],
        &["build", "-v", "-q"],
        &["build", "-j", "0"],
        &["list", "nonsense"],
        &["list", "--format", "xml"],
        &["list", "related"],
    ] {
        let ran = sitegen(site.path(), arguments).expect(2);
        assert_eq!(ran.out, "", "{arguments:?}");
        assert!(!ran.err.is_empty(), "{arguments:?}");
    }
    let mut epoch = command(site.path(), &["build"]);
    epoch.env("SOURCE_DATE_EPOCH", "soon");
    let ran = run(epoch).expect(2);
    assert!(ran.err.contains("SOURCE_DATE_EPOCH is `soon`"), "{}", ran.err);
    assert!(!site.path().join("public").exists());
}

#[test]
fn help_and_version_are_results() {
    let site = site();
    for arguments in [&["--help"][..], &["--version"], &["build", "--help"], &["list", "--help"]] {
        let ran = sitegen(site.path(), arguments).expect(0);
        assert!(ran.out.contains("sitegen") && ran.err.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_folder_that_is_not_there_is_the_environments_failure() {
    let site = site();
    for verb in ["build", "list", "clean"] {
        let ran = sitegen(site.path(), &[verb, "--root", "nowhere"]).expect(3);
        assert!(ran.err.contains("nowhere"), "{}", ran.err);
        assert!(!site.path().join("nowhere").exists(), "{verb}");
    }
    let ran = sitegen(site.path(), &["build", "--config", "other.yaml"]).expect(3);
    assert!(ran.err.contains("other.yaml"), "{}", ran.err);
}

#[test]
fn a_folder_without_a_site_is_not_built_into() {
    let empty = tempfile::tempdir().expect("a folder");
    let ran = build(empty.path(), &[]).expect(1);
    assert!(ran.err.contains("this folder holds no site"), "{}", ran.err);
    assert!(!empty.path().join("public").exists());
}

#[test]
fn an_output_folder_that_is_not_ours_is_refused() {
    let site = site();
    files::write(site.path(), "elsewhere/letter.txt", b"mine");
    for folder in [".", "content", "content/posts", "/", "elsewhere"] {
        let ran = build(site.path(), &["-o", folder]).expect(1);
        assert!(ran.err.contains("error["), "{folder}: {}", ran.err);
    }
    build(site.path(), &["-o", "elsewhere", "--force"]).expect(0);
    let made = tree::read(&site.path().join("elsewhere"));
    assert!(made.contains_key("index.html") && made["letter.txt"] == b"mine");
}

#[test]
fn clean_removes_what_builds_made_and_nothing_else() {
    let site = site();
    build(site.path(), &[]).expect(0);
    files::write(site.path(), "public/CNAME", b"example.org");
    let ran = sitegen(site.path(), &["clean"]).expect(0);
    let left: Vec<String> = tree::read(&site.path().join("public")).into_keys().collect();
    assert_eq!(left, ["CNAME"], "{}", ran.err);
    assert!(site.path().join("content/about.md").exists());
    sitegen(site.path(), &["clean"]).expect(0);
}
