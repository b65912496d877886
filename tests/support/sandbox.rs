//! A small site on disk, with the program to build it: for tests that look at processes, files and exit codes.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::process::ExitStatusExt as _,
    path::{Path, PathBuf},
    process::{Command, Output},
};
use tempfile::TempDir;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_sitegen");
const CLOCK: &str = "2026-04-01T00:00:00Z";

/// Files by path, with their bytes.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// A folder with a home folder, a project in it, and whatever a test puts beside it.
pub struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    /// A project with nothing in it but its settings.
    pub fn empty() -> Self {
        let sandbox = Self { folder: tempfile::tempdir().expect("a folder") };
        fs::create_dir_all(sandbox.folder.path().join("home")).expect("writable");
        sandbox.write("sitegen.yaml", "title: Test\nbase_url: https://example.org/\n");
        sandbox
    }

    /// A project with a few posts and static files.
    pub fn new() -> Self {
        let sandbox = Self::empty();
        for (name, day) in [("first", 1), ("second", 2), ("third", 3)] {
            sandbox.write(&format!("content/posts/{name}.md"), post(name, day, "Some text."));
        }
        sandbox.write("content/about.md", "---\ntitle: About\n---\n\nAbout this site.\n");
        sandbox.write("static/note.txt", "a note\n");
        sandbox.write("static/gone.txt", "soon gone\n");
        sandbox.write("static/swap", "a file that becomes a folder\n");
        sandbox.write("static/turn/in.txt", "in a folder that becomes a file\n");
        sandbox
    }

    /// An edit that writes, replaces and removes pages and files, and has files and folders change places.
    pub fn edit(&self) {
        self.write("content/posts/first.md", post("first", 1, "Another text."));
        self.remove("content/posts/second.md");
        self.write("content/posts/fourth.md", post("fourth", 4, "A text more."));
        self.remove("static/gone.txt");
        self.write("static/new/file.txt", "a new file in a new folder\n");
        self.remove("static/swap");
        self.write("static/swap/in.txt", "in the folder\n");
        self.remove("static/turn/in.txt");
        fs::remove_dir(self.path("static/turn")).expect("empty");
        self.write("static/turn", "a file\n");
    }

    pub fn root(&self) -> PathBuf {
        self.folder.path().join("home/site")
    }

    pub fn home(&self) -> PathBuf {
        self.folder.path().join("home")
    }

    /// Where a path of the project is.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub fn public(&self) -> PathBuf {
        self.path("public")
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
        fs::write(path, text).expect("writable");
    }

    pub fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("removable");
    }

    /// The same in another place, cache and output too.
    pub fn copy(&self) -> Self {
        let copy = Self { folder: tempfile::tempdir().expect("a folder") };
        copy_folder(self.folder.path(), copy.folder.path());
        copy
    }

    /// The same with links as they are, and files of several names as one.
    pub fn copy_with_links(&self) -> Self {
        let copy = Self { folder: tempfile::tempdir().expect("a folder") };
        let from = self.folder.path().join(".");
        let done = Command::new("cp").arg("-a").arg(from).arg(copy.folder.path()).status().expect("cp runs");
        assert!(done.success(), "a copy failed");
        copy
    }

    /// Words of a build of this project.
    pub fn build_words(&self) -> Vec<String> {
        let root = self.root().display().to_string();
        ["build", "--root", &root, "--clock", CLOCK, "--message-format", "json"].map(str::to_owned).into()
    }

    /// A command that knows nothing of the machine around it.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.current_dir(self.root()).env_clear().env("HOME", self.home());
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
    }

    pub fn run(&self, words: &[&str]) -> Run {
        Run::of(self.command(PROGRAM).args(words))
    }

    /// Builds with further options.
    pub fn build_with(&self, options: &[&str]) -> Run {
        Run::of(self.command(PROGRAM).args(self.build_words()).args(options))
    }

    pub fn build(&self) -> Run {
        self.build_with(&[])
    }

    /// Builds, which must work, and gives the output.
    pub fn built(&self) -> Tree {
        let run = self.build();
        assert_eq!(run.code, Some(0), "{run:?}");
        self.output()
    }

    /// What a build makes that knows nothing of earlier ones.
    pub fn clean_output(&self) -> Tree {
        let folder = self.folder.path().join("clean");
        let run = self.build_with(&["--no-cache", "--output-dir", &folder.display().to_string()]);
        assert_eq!(run.code, Some(0), "{run:?}");
        let files = read_tree(&folder);
        fs::remove_dir_all(&folder).expect("removable");
        files
    }

    pub fn output(&self) -> Tree {
        read_tree(&self.public())
    }

    /// Unfinished files in the output and the cache.
    pub fn leftovers(&self) -> Vec<String> {
        let both = [self.public(), self.path(".sitegen")];
        let names = both.iter().flat_map(|folder| read_tree(folder).into_keys());
        names.filter(|name| is_unfinished(name)).collect()
    }
}

/// Whether a path is that of a file which a build has not finished.
pub fn is_unfinished(path: &str) -> bool {
    path.contains(".sitegen-tmp-")
}

pub fn post(name: &str, day: usize, text: &str) -> String {
    format!("---\ntitle: The {name} post\ndate: 2026-03-{day:02}\ntags: [ai, {name}]\n---\n\n{text}\n")
}

/// All files below a folder. A link is what it says, and is not followed.
pub fn read_tree(root: &Path) -> Tree {
    let mut files = Tree::new();
    for entry in walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok) {
        let name = entry.path().strip_prefix(root).expect("below").to_string_lossy().into_owned();
        if entry.path_is_symlink() {
            let target = fs::read_link(entry.path()).expect("a link");
            files.insert(name, format!("link to {}", target.display()).into_bytes());
        } else if entry.file_type().is_file() {
            files.insert(name, fs::read(entry.path()).expect("readable"));
        }
    }
    files
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("writable");
    for entry in fs::read_dir(from).expect("readable") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("known").is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("writable");
        }
    }
}

/// How a program ended, and what it said.
#[derive(Debug)]
pub struct Run {
    /// None when a signal ended it.
    pub code: Option<i32>,
    pub signal: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    pub fn of(command: &mut Command) -> Self {
        command.output().map(Self::from).expect("the program starts")
    }

    /// The lines for programs.
    pub fn messages(&self) -> Vec<serde_json::Value> {
        let lines = self.stdout.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line:?} in {self:?}")))
            .collect()
    }

    /// The last line, which is a summary that agrees with the exit code.
    pub fn summary(&self) -> serde_json::Value {
        let last = self.messages().pop().unwrap_or_else(|| panic!("nothing was said: {self:?}"));
        assert_eq!(last["type"], "summary", "{self:?}");
        assert_eq!(last["ok"], self.code == Some(0), "{self:?}");
        last
    }

    /// Code and message of each error.
    pub fn errors(&self) -> Vec<(String, String)> {
        let messages = self.messages().into_iter().filter(|message| message["level"] == "error");
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        messages.map(|message| (text(&message["code"]), text(&message["message"]))).collect()
    }

    /// The one error.
    pub fn error(&self) -> String {
        match self.errors().as_slice() {
            [(_, message)] => message.clone(),
            _ => panic!("not one error: {self:?}"),
        }
    }

    pub fn assert_calm(&self) {
        assert!(!self.stderr.contains("panicked") && self.code != Some(101), "a panic: {self:?}");
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(super::program::unexplained(&said), None, "{said}");
        Self {
            code: output.status.code(),
            signal: output.status.signal(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Says why a test proves nothing here.
#[expect(clippy::print_stdout, reason = "a test that proves nothing must not pass in silence")]
pub fn skip(test: &str, why: &str) {
    println!("{test} is skipped: {why}");
}
