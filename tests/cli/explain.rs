//! `build --explain`: why pages are made, and all about one of them.

use super::site;
use crate::support::{files, program::build};
use serde_json::Value;

#[test]
fn explain_says_why_each_page_is_made() {
    let site = site();
    build(site.path(), &[]).expect(0);
    assert_eq!(build(site.path(), &["--explain"]).expect(0).out, "", "nothing is stale");
    files::write(
        site.path(),
        "content/posts/2026-07-01-first.md",
        b"---\ntitle: The first, about chips\ntags: [Chips, Policy]\n---\n\nAnother text about something else.\n",
    );
    files::write(site.path(), "templates/404.html", b"<title>Gone</title>\n");
    files::remove(&site.path().join("public/about/index.html"));
    snapshot!("cli-build-explain", build(site.path(), &["--explain"]).expect(0).out);
}

#[test]
fn explain_for_programs_is_an_object_a_line() {
    let site = site();
    let ran = build(site.path(), &["--explain", "--message-format", "json"]).expect(0);
    let lines = ran.json_lines();
    let stale = lines.iter().filter(|line| line["type"] == "stale").count();
    assert!(stale > 10, "{}", ran.out);
    assert!(lines.iter().filter(|line| line["type"] == "stale").all(|line| line["reason"].is_string()));
}

#[test]
fn explain_says_all_about_one_page() {
    let site = site();
    files::write(
        site.path(),
        "templates/page.html",
        b"{{ page.title }}{{ config.extra.desk }}{{ <mark /> }}\n",
    );
    files::write(
        site.path(),
        "templates/components/mark.html",
        b"{% component mark() %}{% set n = data(name=\"numbers\") %}{{ n.one }}{% endcomponent mark %}\n",
    );
    files::write(site.path(), "data/numbers.yaml", b"one: 1\n");
    let config = "title: A Blog\nbase_url: https://example.org/\nextra: {desk: 1}\n";
    files::write(site.path(), "sitegen.yaml", config.as_bytes());
    let explain = |page: &str| build(site.path(), &["--explain", page]).expect(0).out;
    let mut said = explain("content/about.md");
    said += &explain("/about/");
    files::write(site.path(), "sitegen.yaml", config.replace("desk: 1", "desk: 2").as_bytes());
    said += &explain("about/index.html");
    files::write(
        site.path(),
        "templates/components/mark.html",
        b"{% component mark() %}.{% endcomponent mark %}\n",
    );
    said += &explain("https://example.org/about/");
    files::write(site.path(), "content/about.md", b"---\ntitle: Us\n---\n");
    said += &explain("./public/about/index.html");
    files::write(site.path(), "content/about.md", b"---\ntitle: Us\ntemplate: page2.html\n---\n");
    files::write(site.path(), "templates/page2.html", b"{{ page.title }}\n");
    said += &explain("content/about.md");
    files::remove(&site.path().join("public/about/index.html"));
    said += &explain("about");
    said += &explain("/_headers");
    snapshot!("cli-build-explain-page", said);
    // All pages of a post.
    let paths: Vec<String> = explain("content/posts/2026-07-01-first.md")
        .lines()
        .filter(|line| !line.starts_with(' '))
        .map(|line| line.split(':').next().unwrap_or_default().to_owned())
        .collect();
    assert_eq!(paths, ["2026/07/01/first/index.html", "2026/07/01/first/related/index.html"]);
}

#[test]
fn explain_of_a_page_for_programs_is_an_object() {
    let site = site();
    let arguments = ["--explain", "/about/", "--message-format", "json"];
    for is_stale in [true, false] {
        let lines = build(site.path(), &arguments).expect(0).json_lines();
        let pages: Vec<&Value> = lines.iter().filter(|line| line["type"] == "page").collect();
        let [page] = pages.as_slice() else { panic!("{pages:?}") };
        assert_eq!(page["path"], "about/index.html");
        assert_eq!((&page["url"], &page["source"]), (&"/about/".into(), &"content/about.md".into()));
        assert_eq!((&page["stale"], page["reason"].is_string()), (&Value::from(is_stale), is_stale));
        assert_eq!(page["template"], "page.html");
        for list in ["templates", "settings", "questions"] {
            assert!(page[list].as_array().is_some_and(|list| !list.is_empty()), "{list}: {page}");
        }
    }
}

#[test]
fn explain_of_a_page_that_is_not_there_names_the_nearest() {
    let site = site();
    let unknown: String =
        ["content/abuot.md", "/abuot/", "aboot/index.html", "nowhere", "content/posts/draft.md"]
            .map(|page| build(site.path(), &["--explain", page]).expect(1).err)
            .join("");
    let lines: Vec<&str> = unknown.lines().filter(|line| !line.starts_with("failed")).collect();
    snapshot!("cli-build-explain-unknown", lines.join("\n"));
    assert!(!site.path().join("public").exists(), "nothing is built");
}
