//! The theme's files in a site, completions, pages of the manual.

use super::{NewSite, sitegen};
use crate::support::tree;
use std::collections::BTreeSet;

#[test]
fn a_site_with_all_files_of_the_theme_builds_the_same_pages() {
    let site = NewSite::of("daily");
    let build = ["build", "--deny-warnings", "--no-cache"];
    site.run(&build).expect(0);
    let before = tree::read(&site.root().join("public"));
    let ejected = site.run(&["theme", "eject"]).expect(0);
    let listed = site.run(&["theme", "eject", "--list"]).expect(0).out;
    assert_eq!(ejected.out, listed);
    let files: BTreeSet<String> = site.files().into_keys().collect();
    assert!(listed.lines().all(|path| files.contains(path)) && listed.lines().count() > 50, "{listed}");
    site.run(&build).expect(0);
    let after = tree::read(&site.root().join("public"));
    let is_other = |path: &&String| !path.starts_with(".sitegen") && before.get(*path) != after.get(*path);
    let differing: BTreeSet<&String> = before.keys().chain(after.keys()).filter(is_other).collect();
    // What lies in `static/` is published under its own name too.
    let copies: Vec<&str> = listed.lines().filter_map(|path| path.strip_prefix("static/")).collect();
    let unexpected: Vec<_> = differing.iter().filter(|path| !copies.contains(&path.as_str())).collect();
    assert!(unexpected.is_empty(), "{unexpected:?}");
    assert!(copies.iter().all(|path| after.contains_key(*path)), "{copies:?}");
    let again = site.run(&["theme", "eject"]).expect(0);
    assert!(again.out.is_empty() && again.err.contains("there already"), "{}", again.err);
}

#[test]
fn a_file_that_was_changed_is_left_unless_that_is_forced() {
    let site = NewSite::of("blog");
    assert_eq!(site.run(&["theme", "eject", "home.html"]).expect(0).out, "templates/home.html\n");
    let original = site.read("templates/home.html");
    site.write("templates/home.html", "mine");
    let one = site.run(&["theme", "eject", "home.html"]).expect(1);
    assert!(one.err.contains("theme-file-changed") && one.err.contains("--force"), "{}", one.err);
    let all = site.run(&["theme", "eject", "templates"]).expect(0);
    assert!(all.err.contains("templates/home.html") && all.err.contains("1 left"), "{}", all.err);
    assert_eq!(site.read("templates/home.html"), "mine");
    site.run(&["theme", "eject", "home.html", "--force"]).expect(0);
    assert_eq!(site.read("templates/home.html"), original);
    let unknown = site.run(&["theme", "eject", "hoem.html"]).expect(2);
    assert!(unknown.err.contains("did you mean `templates/home.html`?"), "{}", unknown.err);
    sitegen(site.0.path(), &["-r", "missing", "theme", "eject"]).expect(3);
}

#[test]
fn completions_and_pages_of_the_manual_are_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = sitegen(folder.path(), &["completion", shell]).expect(0);
        assert!(
            script.out.contains("sitegen") && script.out.contains("publish") && script.err.is_empty(),
            "{shell}"
        );
    }
    sitegen(folder.path(), &["completion", "csh"]).expect(2);
    assert!(sitegen(folder.path(), &["man"]).expect(0).out.contains(".TH sitegen 1"));
    let written = sitegen(folder.path(), &["man", "--dir", "man/man1"]).expect(0).out;
    let files = tree::read(folder.path());
    let written: BTreeSet<&str> = written.lines().collect();
    assert!(written.iter().copied().eq(files.keys().map(String::as_str)), "{written:?}");
    assert!(
        files.contains_key("man/man1/sitegen-new-post.1")
            && files.contains_key("man/man1/sitegen-wire-pull.1")
    );
}
