//! Sites of other generators, brought in: where each page was and is, what its text became, what the report says.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests make the sites that are brought in, and say what they skip"
)]

mod hostile;
mod hugo;
mod jekyll;
mod zola;

use crate::support::{
    files,
    program::{CLOCK, command, run, sitegen},
    tree,
};
use serde_json::Value;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// A site that was brought in and built.
pub struct Imported {
    folder: tempfile::TempDir,
    report: Value,
}

impl Imported {
    /// Brings in a site of these files. It must build, and the source must be as it was.
    #[track_caller]
    pub fn of(generator: &str, sources: &[(&str, &str)]) -> Self {
        let folder = files::project(sources.iter().map(|(path, text)| (format!("old/{path}"), *text)));
        let imported = Self::from(generator, folder, "old");
        imported.build();
        imported
    }

    /// Brings in the site at `source` below the folder.
    #[track_caller]
    pub fn from(generator: &str, folder: tempfile::TempDir, source: &str) -> Self {
        let before = tree::read(&folder.path().join(source));
        let ran = sitegen(folder.path(), &["import", generator, source, "--into", "new", "--format", "json"])
            .expect(0);
        assert_eq!(before, tree::read(&folder.path().join(source)), "the source was changed");
        let report = serde_json::from_str(&ran.out).expect("JSON");
        Self { folder, report }
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("new")
    }

    /// Builds the new site; each page that is no draft has its file at the address that the report names.
    #[track_caller]
    pub fn build(&self) {
        sitegen(&self.root(), &["build", "--future", "--expired", "--clock", CLOCK]).expect(0);
        for page in self.report["pages"].as_array().expect("a list") {
            let (draft, after) = (page["draft"].as_bool().expect("a boolean"), page["after"].as_str());
            let Some(after) = after.filter(|_| !draft && page["before"].is_string()) else { continue };
            let file = if after.ends_with('/') { format!("{after}index.html") } else { after.to_owned() };
            let path = self.root().join("public").join(file.trim_start_matches('/'));
            assert!(path.is_file(), "{} is not at {after}", page["source"]);
        }
    }

    /// `source before → after` of each page, with a star after drafts.
    pub fn addresses(&self) -> String {
        let line = |page: &Value| {
            let text = |key: &str| page[key].as_str().unwrap_or("none").to_owned();
            let (before, after) = (text("before"), text("after"));
            let star = if page["draft"] == true { " *" } else { "" };
            let moved = if before == after { before } else { format!("{before} → {after}") };
            format!("{} {moved}{star}", text("source"))
        };
        self.report["pages"].as_array().expect("a list").iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// The remarks, a line each.
    pub fn remarks(&self) -> String {
        let line = |remark: &Value| {
            let place = remark["file"].as_str().unwrap_or_default();
            let line = remark["line"].as_u64().map_or(String::new(), |line| format!(":{line}"));
            let text = |key: &str| remark[key].as_str().unwrap_or_default();
            format!("{place}{line} {} {}: {}", text("what"), text("fate"), text("message"))
        };
        self.report["remarks"].as_array().expect("a list").iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// A file of the new site.
    #[track_caller]
    pub fn file(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The text of a page of the new site, less its front matter.
    #[track_caller]
    pub fn body(&self, path: &str) -> String {
        let text = self.file(path);
        text.split_once("\n---\n").expect("a front matter").1.to_owned()
    }

    pub fn has(&self, path: &str) -> bool {
        self.root().join(path).exists()
    }
}

#[test]
fn a_folder_with_files_is_refused_and_nothing_is_written_over() {
    let folder = files::project([
        ("old/_config.yml", "title: Old\n"),
        ("old/_posts/2024-05-01-a.md", "---\ntitle: A\n---\nA\n"),
        ("new/sitegen.yaml", "title: Mine\n"),
    ]);
    let arguments = ["import", "jekyll", "old", "--into", "new"];
    let refused = sitegen(folder.path(), &arguments).expect(2);
    assert!(refused.err.contains("is not empty") && refused.err.contains("--force"), "{}", refused.err);
    assert_eq!(tree::read(&folder.path().join("new")).len(), 1);
    let forced = sitegen(folder.path(), &[&arguments[..], &["--force"]].concat()).expect(0);
    assert!(forced.err.contains("is there already"), "{}", forced.err);
    assert_eq!(fs::read_to_string(folder.path().join("new/sitegen.yaml")).expect("there"), "title: Mine\n");
    assert!(folder.path().join("new/content/posts/2024-05-01-a.md").is_file());
}

#[test]
fn the_new_site_is_not_written_into_the_old_one() {
    let folder = files::project([("old/_posts/2024-05-01-a.md", "---\ntitle: A\n---\nA\n")]);
    for into in ["old", "old/new"] {
        let refused =
            sitegen(folder.path(), &["import", "jekyll", "old", "--into", into, "--force"]).expect(2);
        assert!(refused.err.contains("inside the site"), "{}", refused.err);
    }
    assert_eq!(tree::read(folder.path()).len(), 1);
}

#[test]
fn a_dry_run_writes_nothing_and_says_the_same() {
    let folder =
        files::project([("old/_posts/2024-05-01-a.md", "---\ntitle: A\nlayout: post\n---\n{% foo %}\n")]);
    let dry = sitegen(folder.path(), &["import", "jekyll", "old", "--into", "new", "--dry-run"]).expect(0);
    assert!(!folder.path().join("new").exists());
    assert!(dry.err.contains("would write"), "{}", dry.err);
    let wet = sitegen(folder.path(), &["import", "jekyll", "old", "--into", "new"]).expect(0);
    assert_eq!(dry.out, wet.out);
    assert!(wet.err.contains("wrote 2 files into new"), "{}", wet.err);
}

#[test]
fn without_into_the_site_is_that_of_the_root() {
    let folder = files::project([("old/_posts/2024-05-01-a.md", "---\ntitle: A\n---\nA\n")]);
    fs::create_dir(folder.path().join("new")).expect("writable");
    sitegen(&folder.path().join("new"), &["import", "jekyll", "../old"]).expect(0);
    assert!(folder.path().join("new/sitegen.yaml").is_file());
    sitegen(folder.path(), &["import", "jekyll", "old", "-r", "other"]).expect(0);
    assert!(folder.path().join("other/import-report.md").is_file());
}

#[test]
fn a_folder_that_is_not_there_is_the_environment() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran = sitegen(folder.path(), &["import", "hugo", "nowhere", "--into", "new"]).expect(3);
    assert!(ran.err.contains("cannot read nowhere"), "{}", ran.err);
    run(command(folder.path(), &["import", "wordpress", "x"])).expect(2);
}

/// A blog of the corpora, if they are there.
fn corpus(name: &str) -> Option<PathBuf> {
    let folder = PathBuf::from(std::env::var_os("SITEGEN_CORPORA")?).join(name);
    folder.is_dir().then_some(folder)
}

/// A copy of a folder, as `old` in a new one.
fn copied(from: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    files::copy(from, &folder.path().join("old"));
    folder
}
