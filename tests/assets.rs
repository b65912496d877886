//! Static files under a fingerprint: style sheets joined and minified, digests for browsers.

#![expect(clippy::disallowed_methods, reason = "tests write the sites that are built")]

use crate::support::tree;

use sitegen::{
    assets,
    clock::Clock,
    pipeline::{self, Outcome, Request},
};
use std::{collections::BTreeMap, fs, path::Path};

const PAGE: &str =
    "<link href=\"{{ asset(path=\"css/own.css\") }}\" integrity=\"{{ integrity(path=\"css/own.css\") }}\">";

fn site() -> tempfile::TempDir {
    let site = tempfile::tempdir().expect("a folder");
    write(site.path(), "sitegen.yaml", "title: Test\nbase_url: https://example.org/blog/\n");
    write(site.path(), "content/about.md", "---\ntitle: About\n---\n\nText.\n");
    write(site.path(), "templates/page.html", PAGE);
    write(site.path(), "static/css/own.css", "@import \"parts/a.css\";\nb { color: red; }\n");
    write(site.path(), "static/css/parts/a.css", "a { background: url(a.png); }\n");
    site
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
    fs::write(path, text).expect("writable");
}

fn build(root: &Path) -> (Outcome, BTreeMap<String, Vec<u8>>) {
    let request = Request::new(root, Clock::at("2026-12-01T00:00:00Z".parse().expect("valid")));
    let outcome = pipeline::build(&request, &pipeline::Silent);
    assert!(outcome.failure.is_none(), "{:?}", outcome.failure);
    (outcome, tree::read(&root.join("public")))
}

/// The style sheet that the page leads to, checked against the page's `integrity`.
fn linked(files: &BTreeMap<String, Vec<u8>>) -> (String, String) {
    let page = String::from_utf8(files["about/index.html"].clone()).expect("UTF-8");
    let mut quoted = page.split('"').skip(1).step_by(2);
    let (href, integrity) = (quoted.next().expect("href"), quoted.next().expect("integrity"));
    let path = href.strip_prefix("/blog/").expect("below the base path");
    assert_eq!(integrity, assets::integrity(&files[path]));
    (path.to_owned(), String::from_utf8(files[path].clone()).expect("UTF-8"))
}

fn messages(outcome: &Outcome) -> Vec<String> {
    let line = |at: &sitegen::diagnostic::Position| format!("{}:{}", at.line, at.column);
    let one = |found: &sitegen::diagnostic::Diagnostic| {
        let place = found.position.as_ref().map(line).unwrap_or_default();
        format!("{}:{place}: {}", found.file.as_deref().unwrap_or_default(), found.message)
    };
    outcome.diagnostics.iter().map(one).collect()
}

#[test]
fn a_page_has_one_style_sheet_that_changes_with_all_that_it_imports() {
    let site = site();
    let (outcome, files) = build(site.path());
    assert_eq!(messages(&outcome), [""; 0]);
    let (first, text) = linked(&files);
    assert_eq!(text, "a{background:url(parts/a.png)}b{color:red}\n");
    // The files themselves are copied as they are.
    assert_eq!(files["css/own.css"], b"@import \"parts/a.css\";\nb { color: red; }\n");

    write(site.path(), "static/css/parts/a.css", "a { color: blue; }\n");
    let (outcome, files) = build(site.path());
    assert!(outcome.stale.iter().any(|(path, _)| path.as_str() == "about/index.html"));
    let (second, text) = linked(&files);
    assert_eq!(text, "a{color:#00f}b{color:red}\n");
    assert!(first != second && !files.contains_key(&first));

    // White space changes no result, so no page.
    write(site.path(), "static/css/parts/a.css", "a{color:blue}");
    let (outcome, files) = build(site.path());
    assert!(outcome.stale.iter().all(|(path, _)| path.as_str() == "css/parts/a.css"), "{:?}", outcome.stale);
    assert_eq!(linked(&files).0, second);
}

#[test]
fn a_broken_style_sheet_is_a_warning_in_every_build_and_is_published_as_it_is() {
    let site = site();
    let broken = "a { color: red }\nb > > c { margin: 0 }\n";
    write(site.path(), "static/css/own.css", broken);
    for _ in 0..2 {
        let (outcome, files) = build(site.path());
        assert_eq!(outcome.errors(), 0);
        let told = messages(&outcome);
        assert!(told.len() == 1 && told[0].starts_with("static/css/own.css:2:"), "{told:?}");
        assert_eq!(linked(&files).1, broken);
    }
    // One that no page asks for is nobody's matter.
    write(site.path(), "templates/page.html", "x");
    assert_eq!(messages(&build(site.path()).0), [""; 0]);
}

#[test]
fn integrity_of_any_other_file_is_that_of_its_bytes() {
    let site = site();
    write(site.path(), "templates/page.html", &PAGE.replace("css/own.css", "app.js"));
    write(site.path(), "static/app.js", "let a = 1;\n");
    assert_eq!(linked(&build(site.path()).1).1, "let a = 1;\n");
}
