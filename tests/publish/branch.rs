//! A site with a repository beside it, to a branch of which it is published.

use super::www::{Www, differing};
use crate::support::sandbox::{PROGRAM, Run, Sandbox, Tree, read_tree};
use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::PathBuf,
    process::{Command, Stdio},
};

/// What is in the branch besides what was built.
pub const RECORD: &str = ".sitegen/manifest.json";
pub const NO_JEKYLL: &str = ".nojekyll";

pub struct Branch {
    pub www: Www,
}

/// Whether there is a git to test with.
pub fn is_available() -> bool {
    Command::new("git").arg("--version").output().is_ok_and(|output| output.status.success())
}

impl Branch {
    /// A site that was built and not published yet, with these further settings of its target.
    pub fn with(settings: &str) -> Self {
        let branch = Self { www: Www { sandbox: Sandbox::new() } };
        branch.configure(settings);
        branch.sandbox().built();
        let repository = branch.repository();
        branch.git(&["init", "--quiet", "--bare", &repository.display().to_string()]);
        branch
    }

    pub fn configure(&self, settings: &str) {
        let target = format!("{{type: git, remote: ../pages.git{settings}}}");
        let text = format!("title: Test\nbase_url: https://example.org/\npublish: {{live: {target}}}\n");
        self.sandbox().write("sitegen.yaml", text);
    }

    pub fn copy(&self) -> Self {
        Self { www: Www { sandbox: self.sandbox().copy_with_links() } }
    }

    /// Another project that publishes to the same repository.
    pub fn desk(&self, settings: &str) -> Self {
        let desk = self.copy();
        let repository = self.repository().display().to_string();
        let target = format!("{{type: git, remote: {repository}{settings}}}");
        let text = format!("title: Test\nbase_url: https://example.org/\npublish: {{live: {target}}}\n");
        desk.sandbox().write("sitegen.yaml", text);
        desk
    }

    pub fn sandbox(&self) -> &Sandbox {
        &self.www.sandbox
    }

    /// The repository to which it is published.
    pub fn repository(&self) -> PathBuf {
        self.sandbox().home().join("pages.git")
    }

    /// Our own copy of it.
    pub fn cache(&self) -> PathBuf {
        self.sandbox().path(".sitegen/publish/live.git")
    }

    /// Git as a user has it, who says who he is.
    pub fn command(&self, words: &[&str]) -> Command {
        let mut command = self.sandbox().command("git");
        command.args(["-c", "user.name=Jane Doe", "-c", "user.email=jane@example.org"]).args(words);
        command.stdin(Stdio::null());
        command
    }

    #[track_caller]
    pub fn git(&self, words: &[&str]) -> String {
        let run = Run::of(&mut self.command(words));
        assert_eq!(run.code, Some(0), "{words:?}: {run:?}");
        run.stdout
    }

    /// What git says of the repository.
    #[track_caller]
    pub fn ask(&self, words: &[&str]) -> String {
        let repository = self.repository().display().to_string();
        self.git(&[&["--git-dir", &repository], words].concat()).trim_end().to_owned()
    }

    /// The commits of the branch, the newest first.
    pub fn commits(&self) -> Vec<String> {
        let said = Run::of(&mut self.command(&[
            "--git-dir",
            &self.repository().display().to_string(),
            "rev-list",
            "refs/heads/gh-pages",
            "--",
        ]));
        said.stdout.lines().map(str::to_owned).collect()
    }

    /// All that is in a commit, or in the branch.
    pub fn tree_of(&self, commit: &str) -> Tree {
        let folder = tempfile::tempdir().expect("a folder");
        let index = folder.path().join("index");
        let work = folder.path().join("tree");
        fs::create_dir(&work).expect("writable");
        let mut command =
            self.command(&["--git-dir", &self.repository().display().to_string(), "--work-tree"]);
        command.arg(&work).args(["read-tree", "-u", "--reset", commit]).env("GIT_INDEX_FILE", index);
        // As a reader gets it, not as its user has files changed.
        command.env("GIT_CONFIG_GLOBAL", "/dev/null");
        let run = Run::of(&mut command);
        assert_eq!(run.code, Some(0), "{run:?}");
        read_tree(&work)
    }

    pub fn tree(&self) -> Tree {
        self.tree_of("refs/heads/gh-pages")
    }

    /// What readers see of it.
    pub fn shown(&self) -> Tree {
        shown(self.tree())
    }

    pub fn built(&self) -> Tree {
        self.www.built()
    }

    /// The name of the release that the branch says it holds.
    pub fn release(&self) -> String {
        let record = &self.tree()[RECORD];
        let record: serde_json::Value = serde_json::from_slice(record).expect("JSON");
        record["release"].as_str().expect("a name").to_owned()
    }

    /// Someone else commits files to the branch; none to take one away.
    pub fn commit_of_others(&self, branch: &str, files: &[(&str, Option<&str>)]) {
        let folder = tempfile::tempdir().expect("a folder");
        let work = folder.path().join("clone").display().to_string();
        let repository = self.repository().display().to_string();
        self.git(&["clone", "--quiet", &repository, &work]);
        let has_branch = !self.commits().is_empty() || branch != "gh-pages";
        if !has_branch
            || Run::of(&mut self.command(&["-C", &work, "checkout", "--quiet", branch])).code != Some(0)
        {
            self.git(&["-C", &work, "checkout", "--quiet", "--orphan", branch]);
        }
        for (path, text) in files {
            let full = folder.path().join("clone").join(path);
            match text {
                Some(text) => {
                    fs::create_dir_all(full.parent().expect("a folder")).expect("writable");
                    fs::write(full, text).expect("writable");
                }
                None => fs::remove_file(full).expect("removable"),
            }
        }
        self.git(&["-C", &work, "add", "--all"]);
        self.git(&["-C", &work, "commit", "--quiet", "-m", "Theirs"]);
        self.git(&["-C", &work, "push", "--quiet", "origin", &format!("HEAD:refs/heads/{branch}")]);
    }

    /// Has readers see just what was built.
    #[track_caller]
    pub fn assert_shows_the_build(&self) {
        assert!(self.shown() == self.built(), "{:?}", differing(&self.shown(), &self.built()));
    }

    /// Puts a program in place of git, which has the true one as `$GIT`; a script of the shell.
    pub fn replace_git(&self, script: &str) -> PathBuf {
        let folder = self.sandbox().home().join("bin");
        fs::create_dir_all(&folder).expect("writable");
        let path = folder.join("git");
        fs::write(&path, format!("#!/bin/sh\nGIT={}\n{script}\n", real_git().display())).expect("writable");
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).expect("settable");
        folder
    }

    /// Publishes with the programs of a folder before all others.
    pub fn run_with(&self, folder: &std::path::Path, options: &[&str]) -> Run {
        let mut command = self.sandbox().command(PROGRAM);
        let path = std::env::var("PATH").unwrap_or_default();
        command.env("PATH", format!("{}:{path}", folder.display()));
        let run = Run::of(command.args(Www::words(options)));
        run.assert_calm();
        run
    }
}

/// Without what is ours alone.
pub fn shown(mut tree: Tree) -> Tree {
    tree.remove(RECORD).expect("a record");
    tree.remove(NO_JEKYLL).expect("said to the host");
    tree
}

fn real_git() -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join("git")).find(|path| path.is_file());
    found.expect("a git")
}
