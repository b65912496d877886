//! What the history of the project's repository says of its texts.
//!
//! Owns the words given to `git`. Nothing of a repository is changed, not even its index, and none of its hooks or programs
//! are run.

use crate::publish::git::in_project;
use std::{
    collections::{BTreeMap, BTreeSet},
    io::{Read as _, Write as _},
    path::Path,
    process::{Command, Stdio},
};

/// A file as a commit left it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// When it was committed, in seconds since 1970.
    pub at: i64,
    /// What git calls its bytes.
    pub blob: String,
    /// Where it was, relative to the project.
    pub path: String,
}

impl Version {
    /// Whether it is of a post or page.
    pub fn is_text(&self) -> bool {
        matches!(self.path.rsplit('.').next(), Some("md" | "markdown"))
    }
}

/// All versions of a file, the oldest first, whatever it was called.
pub type Line = Vec<Version>;

/// What is known of a project's files.
#[derive(Debug, Default)]
pub struct History {
    /// Files that the last commit has, by path.
    pub lines: BTreeMap<String, Line>,
    /// Files that it has no more, each with when it was taken out.
    pub gone: Vec<(Line, i64)>,
    /// Files that are not as the last commit has them.
    pub changed: BTreeSet<String>,
}

/// Git in the project, with nothing that would write or run another program.
fn git(root: &Path, arguments: &[&str]) -> Command {
    let mut command = in_project(root);
    command.env("GIT_OPTIONAL_LOCKS", "0");
    for setting in
        ["core.fsmonitor=false", "core.quotePath=false", "log.showSignature=false", "diff.renames=true"]
    {
        command.args(["-c", setting]);
    }
    command.args(arguments).stdin(Stdio::null());
    command
}

fn answer(mut command: Command) -> Option<Vec<u8>> {
    let output = command.output().ok()?;
    output.status.success().then_some(output.stdout)
}

/// The history of these files and folders; none where the project is in no repository, or there is no git.
pub fn history(root: &Path, paths: &[&str]) -> Option<History> {
    let log = [
        "log",
        "--reverse",
        "--first-parent",
        "-m",
        "-M",
        "--raw",
        "-z",
        "--no-abbrev",
        "--no-ext-diff",
        "--no-textconv",
        "--format=%x01%ct",
        "--relative",
        "HEAD",
        "--",
    ];
    let said = answer(git(root, &[&log, paths].concat()))?;
    let mut history = read(&String::from_utf8_lossy(&said));
    let diff = ["diff", "--name-only", "-z", "--no-ext-diff", "--no-textconv", "--relative", "HEAD", "--"];
    let changed = answer(git(root, &[&diff, paths].concat())).unwrap_or_default();
    let changed = String::from_utf8_lossy(&changed).into_owned();
    history.changed = changed.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect();
    Some(history)
}

/// Reads what `git log --raw -z` says, the oldest commit first.
fn read(said: &str) -> History {
    let mut history = History::default();
    let mut at = 0;
    let mut words = said.split('\0').map(|word| word.trim_start_matches('\n'));
    while let Some(word) = words.next() {
        if let Some(time) = word.strip_prefix('\u{1}') {
            at = time.parse().unwrap_or(at);
            continue;
        }
        let Some(change) = word.strip_prefix(':') else { continue };
        let mut parts = change.split(' ');
        let (blob, status) = (parts.nth(3).unwrap_or_default(), parts.next().unwrap_or_default());
        let Some(path) = words.next() else { break };
        let version = |path: &str| Version { at, blob: blob.to_owned(), path: path.to_owned() };
        match status.chars().next() {
            Some('D') => history.gone.extend(history.lines.remove(path).map(|line| (line, at))),
            Some('R') => {
                let Some(new) = words.next() else { break };
                let mut line = history.lines.remove(path).unwrap_or_default();
                line.push(version(new));
                history.lines.insert(new.to_owned(), line);
            }
            Some('C') => {
                let Some(new) = words.next() else { break };
                history.lines.insert(new.to_owned(), vec![version(new)]);
            }
            _ => history.lines.entry(path.to_owned()).or_default().push(version(path)),
        }
    }
    history
}

/// The bytes of these blobs, as far as they are here.
pub fn blobs(root: &Path, wanted: &BTreeSet<&str>) -> BTreeMap<String, Vec<u8>> {
    if wanted.is_empty() {
        return BTreeMap::new();
    }
    let mut command = git(root, &["cat-file", "--batch"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command.env("GIT_NO_LAZY_FETCH", "1");
    let Ok(mut child) = command.spawn() else { return BTreeMap::new() };
    let names: String = wanted.iter().flat_map(|name| [*name, "\n"]).collect();
    let mut said = Vec::new();
    if let (Some(mut input), Some(mut output)) = (child.stdin.take(), child.stdout.take()) {
        // It answers while it is asked.
        std::thread::scope(|scope| {
            scope.spawn(move || _ = input.write_all(names.as_bytes()));
            let _ = output.read_to_end(&mut said);
        });
    }
    let _ = child.wait();
    read_blobs(&said)
}

/// `OID blob SIZE\nBYTES\n`, or `OID missing\n`.
fn read_blobs(said: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut blobs = BTreeMap::new();
    let mut rest = said;
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let head = String::from_utf8_lossy(&rest[..end]).into_owned();
        rest = &rest[end + 1..];
        let mut words = head.split(' ');
        let (Some(name), Some("blob"), Some(size)) = (words.next(), words.next(), words.next()) else {
            continue;
        };
        let Some(bytes) = size.parse().ok().and_then(|size: usize| rest.get(..size)) else { break };
        blobs.insert(name.to_owned(), bytes.to_vec());
        rest = rest.get(bytes.len() + 1..).unwrap_or_default();
    }
    blobs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_followed_over_their_names() {
        let said = "\u{1}10\0\n:0 1 00 aa A\0a.md\0:0 1 00 bb A\0x.md\0\u{1}20\0\n:1 1 aa aa R100\0a.md\0b.md\0\
                    \u{1}30\0\n:1 1 aa cc M\0b.md\0:1 0 bb 00 D\0x.md\0";
        let history = read(said);
        let version = |at, blob: &str, path: &str| Version { at, blob: blob.into(), path: path.into() };
        let line = vec![version(10, "aa", "a.md"), version(20, "aa", "b.md"), version(30, "cc", "b.md")];
        assert_eq!(history.lines, BTreeMap::from([("b.md".to_owned(), line)]));
        assert_eq!(history.gone, [(vec![version(10, "bb", "x.md")], 30)]);
    }

    #[test]
    fn blobs_are_cut_by_their_lengths() {
        let blobs = read_blobs(b"aa blob 3\na\nb\nbb missing\ncc blob 0\n\ndd blob 9\nx");
        let expected = [("aa".to_owned(), b"a\nb".to_vec()), ("cc".to_owned(), Vec::new())];
        assert_eq!(blobs, BTreeMap::from(expected));
    }
}
