//! The documentation is a site that the program builds.

use super::{PAGES, none, root};
use crate::support::{
    files, page,
    program::{CLOCK, command, run, sitegen},
};
use scraper::Html;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// The Markdown files of `docs/`, without the folder.
fn names() -> impl Iterator<Item = &'static str> {
    PAGES.keys().filter_map(|name| name.strip_prefix("docs/"))
}

/// A copy of the documentation alone, without what builds made in it.
fn copy() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["pictures", "static", "templates"] {
        files::copy(&root().join("docs").join(name), &folder.path().join(name));
    }
    for name in names().chain(["sitegen.yaml"]) {
        let bytes = std::fs::read(root().join("docs").join(name)).expect("readable");
        files::write(folder.path(), name, &bytes);
    }
    folder
}

#[test]
fn every_page_stands_in_the_menu_once() {
    let text = std::fs::read_to_string(root().join("docs/sitegen.yaml")).expect("UTF-8");
    let settings: serde_json::Value = serde_yaml::from_str(&text).expect("YAML");
    let chapters = settings["extra"]["chapters"].as_array().expect("a list");
    let listed: Vec<&str> = chapters
        .iter()
        .flat_map(|chapter| chapter["pages"].as_array().expect("a list"))
        .map(|name| name.as_str().expect("text"))
        .collect();
    let once: BTreeSet<&str> = listed.iter().copied().collect();
    assert_eq!(once, names().collect(), "`extra.chapters` of docs/sitegen.yaml is another list than docs/");
    assert_eq!(once.len(), listed.len(), "a page stands there twice");
}

#[test]
fn the_documentation_has_nothing_to_be_warned_of() {
    let folder = copy();
    sitegen(folder.path(), &["check", "--deny-warnings"]).expect(0);
}

#[test]
fn the_documentation_is_built_with_a_page_for_each_file_and_links_that_lead_somewhere() {
    let folder = copy();
    let root = folder.path();
    // The index of the search takes longer than all else, and its page is not looked at.
    let settings = std::fs::read_to_string(root.join("sitegen.yaml")).expect("UTF-8");
    files::write(root, "sitegen.yaml", settings.replace("search: true", "search: false").as_bytes());
    sitegen(root, &["build", "--deny-warnings"]).expect(0);

    let listed = sitegen(root, &["list", "--format", "json"]).expect(0);
    assert!(!listed.err.contains("warning"), "{}", listed.err);
    let listed: Vec<serde_json::Value> = serde_json::from_str(&listed.out).expect("JSON");
    let urls: BTreeMap<&str, &str> = listed
        .iter()
        .map(|entry| {
            let url = entry["url"].as_str().and_then(|url| url.strip_prefix("https://sitegen.example"));
            (entry["source"].as_str().expect("a file"), url.expect("an address of the site"))
        })
        .collect();
    let mut wrong = Vec::new();
    for name in names() {
        match urls.get(name) {
            Some(url) if leads_somewhere(root, url) => {}
            other => wrong.push(format!("{name} has no page: {other:?}")),
        }
    }
    let mut count = 0;
    for url in urls.values().copied().chain(["/"]) {
        let text = std::fs::read_to_string(file_of(root, url)).expect("a page");
        let html = Html::parse_document(&text);
        for (wanted, attribute) in [("a[href]", "href"), ("img[src]", "src"), ("link[href]", "href")] {
            for element in page::all(&html, wanted) {
                let address = element.value().attr(attribute).unwrap_or_default();
                let is_own = address.starts_with('/');
                let is_other = address.starts_with('#') || address.contains(':');
                count += usize::from(is_own);
                if !(is_other || is_own && leads_somewhere(root, address)) {
                    wrong.push(format!("{url}: `{address}` leads nowhere"));
                }
            }
        }
    }
    none(&wrong);
    assert!(count > 1000, "only {count} links were found");
}

fn file_of(root: &Path, address: &str) -> std::path::PathBuf {
    let path = address.split(['#', '?']).next().unwrap_or_default().trim_start_matches('/');
    let file = root.join("public").join(path);
    if path.is_empty() || path.ends_with('/') { file.join("index.html") } else { file }
}

fn leads_somewhere(root: &Path, address: &str) -> bool {
    file_of(root, address).is_file()
}

#[test]
fn the_content_folder_may_be_the_site_itself() {
    let site = files::project([
        ("sitegen.yaml", "title: A\nbase_url: https://example.org/\ncontent_dir: .\n"),
        (
            "about.md",
            "---\ntitle: About\n---\n\n[One](@/posts/2026-07-01-one.md) and [again](posts/2026-07-01-one.md).\n",
        ),
        ("posts/2026-07-01-one.md", "---\ntitle: One\n---\n\n[About](../about.md).\n"),
        ("archetypes/post.md", "---\ntitle: {{ title | yaml }}\ndate: {{ date }}\nid: {{ id }}\n---\n"),
        ("templates/notes.md", "no page"),
        ("data/notes.md", "no page"),
    ]);
    let root = site.path();
    let written = sitegen(root, &["new", "post", "Two", "--date", "2026-07-02"]).expect(0).out;
    assert_eq!(written, "posts/2026-07-02-two.md\n");
    assert_eq!(sitegen(root, &["new", "page", "Imprint"]).expect(0).out, "imprint.md\n");
    let mut command = command(root, &["check", "-", "--as", "posts/2026-07-03-three.md"]);
    command.stdin(std::process::Stdio::null());
    run(command).expect(0);

    let build = ["build", "--deny-warnings", "--clock", CLOCK];
    sitegen(root, &build).expect(0);
    let about = std::fs::read_to_string(root.join("public/about/index.html")).expect("a page");
    assert_eq!(about.matches("href=\"/2026/07/01/one/\"").count(), 2, "{about}");
    let one = std::fs::read_to_string(root.join("public/2026/07/01/one/index.html")).expect("a page");
    assert!(one.contains("href=\"/about/\""), "{one}");
    // What was built is no content: nothing changes.
    let pages = sitegen(root, &["list", "--format", "csv"]).expect(0).out;
    assert_eq!(pages.lines().count(), 5, "{pages}");
    let again = sitegen(root, &[&build[..], &["--message-format", "json"]].concat()).expect(0).json_lines();
    assert_eq!(again.last().expect("a summary")["written"], 0);

    files::write(root, "about.md", b"---\ntitle: About\n---\n\n[Three](@/posts/three.md).\n");
    let broken = sitegen(root, &["build", "--clock", CLOCK]).expect(1);
    assert!(broken.err.contains("there is no `posts/three.md`"), "{}", broken.err);
}
