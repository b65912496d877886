//! A site with a folder beside it to which it is published.

use crate::support::sandbox::{PROGRAM, Run, Sandbox, Tree, read_tree};
use std::{fs, path::PathBuf};

/// Files of an output that are not sent.
const MANIFEST: &str = ".sitegen-manifest.json";

pub struct Www {
    pub sandbox: Sandbox,
}

impl Www {
    /// A site that was built and not published yet, with these further settings of its target.
    pub fn with(settings: &str) -> Self {
        let www = Self { sandbox: Sandbox::new() };
        www.configure(settings);
        www.sandbox.built();
        www
    }

    pub fn new() -> Self {
        Self::with("")
    }

    pub fn configure(&self, settings: &str) {
        let target = format!("{{type: dir, path: ../www{settings}}}");
        let text = format!("title: Test\nbase_url: https://example.org/\npublish: {{live: {target}}}\n");
        self.sandbox.write("sitegen.yaml", text);
    }

    pub fn copy(&self) -> Self {
        let copy = Self { sandbox: self.sandbox.copy_with_links() };
        assert!(copy.all() == self.all(), "a copy differs");
        copy
    }

    /// The folder to which it is published.
    pub fn root(&self) -> PathBuf {
        self.sandbox.home().join("www")
    }

    /// What is in a release that readers see.
    pub fn shown(&self) -> Tree {
        read_tree(&self.root().join("current").canonicalize().expect("a release is shown"))
    }

    /// The name of that release.
    pub fn release(&self) -> String {
        let target = fs::read_link(self.root().join("current")).expect("a link");
        target.strip_prefix("releases").expect("to a release").to_string_lossy().into_owned()
    }

    pub fn releases(&self) -> Vec<String> {
        let entries = fs::read_dir(self.root().join("releases")).expect("there").flatten();
        let mut names: Vec<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Everything at the target.
    pub fn all(&self) -> Tree {
        read_tree(&self.root())
    }

    /// What was built, without what is not sent.
    pub fn built(&self) -> Tree {
        let mut built = self.sandbox.output();
        built.remove(MANIFEST).expect("every output has a manifest");
        built
    }

    pub fn words(options: &[&str]) -> Vec<String> {
        ["publish", "--message-format", "json"].iter().chain(options).map(|word| (*word).to_owned()).collect()
    }

    pub fn run(&self, options: &[&str]) -> Run {
        let run = Run::of(self.sandbox.command(PROGRAM).args(Self::words(options)));
        run.assert_calm();
        run
    }

    /// Publishes, which must work; gives the summary.
    #[track_caller]
    pub fn publish(&self, options: &[&str]) -> serde_json::Value {
        let run = self.run(options);
        assert_eq!(run.code, Some(0), "{run:?}");
        run.summary()
    }

    /// What is said where it is refused.
    #[track_caller]
    pub fn refused(&self, options: &[&str]) -> Vec<String> {
        let run = self.run(options);
        assert_eq!(run.code, Some(1), "{run:?}");
        run.summary();
        run.errors().into_iter().map(|(code, message)| format!("{code}: {message}")).collect()
    }

    /// Has readers see just what was built.
    #[track_caller]
    pub fn assert_shows_the_build(&self) {
        assert!(self.shown() == self.built(), "{:?}", differing(&self.shown(), &self.built()));
    }
}

pub fn differing<'a>(found: &'a Tree, expected: &'a Tree) -> Vec<&'a String> {
    let names = found.keys().chain(expected.keys());
    names.filter(|name| found.get(*name) != expected.get(*name)).collect()
}
