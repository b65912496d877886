//! What a build does to an output folder, whatever state the folder is in.

mod folder;
mod obstacles;

use super::*;
use crate::{
    digest::Digest,
    paths::OutputPath,
    source::{FileTime, Layout, StatIndex, StatRecord},
};
use std::{fs, io, path::Path};
use tempfile::TempDir;

/// A page's path and text.
type Page<'a> = (&'a str, &'a str);

fn output(path: &str) -> OutputPath {
    OutputPath::parse(path).expect("legal")
}

fn open_as(project: &Path, occupied: Occupied) -> Result<(OutputFolder, Vec<Diagnostic>), OutputError> {
    OutputFolder::open(&Place { project, layout: &Layout::default(), home: None, occupied })
}

fn open(project: &Path) -> OutputFolder {
    let (folder, diagnostics) = open_as(project, Occupied::Refuse).expect("opens");
    assert_eq!(diagnostics, []);
    folder
}

fn begin(project: &Path) -> Update {
    open(project).begin(StatIndex::default())
}

fn stage(update: &Update, pages: &[Page]) {
    for (path, text) in pages {
        stage_file(update, &output(path), text);
    }
}

fn stage_file(update: &Update, path: &OutputPath, text: &str) -> Change {
    update.stage(path, Entry::of(text.as_bytes()), text.as_bytes()).expect("staged")
}

fn build_knowing(project: &Path, pages: &[Page], known: StatIndex) -> Finished {
    let update = open(project).begin(known);
    stage(&update, pages);
    update.finish().expect("finished")
}

fn build(project: &Path, pages: &[Page]) -> Counts {
    build_knowing(project, pages, StatIndex::default()).counts
}

/// What a build is told that cannot make its changes.
fn build_in_vain(project: &Path, occupied: Occupied, pages: &[Page]) -> String {
    let (folder, _) = open_as(project, occupied).expect("opens");
    let update = folder.begin(StatIndex::default());
    stage(&update, pages);
    update.finish().expect_err("not finished").to_string()
}

/// All files of the output folder with their texts, the manifest left out; empty folders as `name/`.
fn contents(project: &Path) -> Vec<String> {
    let public = project.join("public");
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(&public).min_depth(1) {
        let entry = entry.expect("readable");
        let name = entry.path().strip_prefix(&public).expect("inside").display().to_string();
        if entry.file_type().is_dir() {
            if fs::read_dir(entry.path()).expect("readable").next().is_none() {
                found.push(format!("{name}/"));
            }
        } else if name != MANIFEST_NAME {
            found.push(format!("{name}={}", fs::read_to_string(entry.path()).unwrap_or_default()));
        }
    }
    found.sort();
    found
}

fn manifest(project: &Path) -> Manifest {
    let json = fs::read(project.join("public").join(MANIFEST_NAME)).expect("there");
    Manifest::parse(&json).expect("ours")
}

fn project() -> TempDir {
    tempfile::tempdir().expect("temporary folder")
}

fn put(project: &Path, path: &str, text: &str) {
    let path = project.join("public").join(path);
    fs::create_dir_all(path.parent().expect("has a parent")).expect("folder");
    fs::write(path, text).expect("file");
}

fn refusal(result: Result<(OutputFolder, Vec<Diagnostic>), OutputError>) -> String {
    match result {
        Err(OutputError::Refused(diagnostic)) => {
            assert!(diagnostic.hint.is_some() && diagnostic.is_error());
            diagnostic.message
        }
        Err(OutputError::Environment(error)) => error.to_string(),
        Ok(_) => "taken".to_owned(),
    }
}

#[test]
fn builds_write_what_changed_and_remove_what_is_gone() {
    let dir = project();
    let first = build(dir.path(), &[("index.html", "1"), ("a/b/index.html", "2"), ("a/c.html", "3")]);
    assert_eq!(first, Counts { written: 3, unchanged: 0, removed: 0 });
    put(dir.path(), "CNAME", "example.org");
    put(dir.path(), "a/theirs.txt", "theirs");
    let second = build(dir.path(), &[("index.html", "1"), ("a/c.html", "three"), ("d/index.html", "4")]);
    assert_eq!(second, Counts { written: 2, unchanged: 1, removed: 1 });
    assert_eq!(
        contents(dir.path()),
        ["CNAME=example.org", "a/c.html=three", "a/theirs.txt=theirs", "d/index.html=4", "index.html=1"]
    );
    let manifest = manifest(dir.path());
    assert!(manifest.complete && manifest.claimed.is_empty());
    assert_eq!(manifest.files.len(), 3);
    assert_eq!(manifest.files[&output("index.html")], Entry::of(b"1"));
}

#[test]
fn equal_folders_have_equal_manifests_whatever_came_before() {
    let (one, two) = (project(), project());
    let pages = [("日本/index.html", "1"), ("b.html", "2")];
    build(one.path(), &pages);
    build(two.path(), &[("x.html", "x"), ("b.html", "old")]);
    build(two.path(), &pages);
    let bytes = |dir: &TempDir| fs::read(dir.path().join("public").join(MANIFEST_NAME)).expect("there");
    assert_eq!(bytes(&one), bytes(&two));
}

#[cfg(unix)]
#[test]
fn what_is_unchanged_is_not_touched() {
    use std::os::unix::fs::MetadataExt as _;
    let dir = project();
    let pages = [("index.html", "1"), ("a/index.html", "2")];
    let inode = |path: &str| fs::metadata(dir.path().join("public").join(path)).expect("there").ino();
    let inodes = || [inode("index.html"), inode("a/index.html"), inode(MANIFEST_NAME)];
    build(dir.path(), &pages);
    let before = inodes();
    assert_eq!(build(dir.path(), &pages), Counts { written: 0, unchanged: 2, removed: 0 });
    assert_eq!(inodes(), before);
    fs::remove_file(dir.path().join("public").join(MANIFEST_NAME)).expect("removed");
    let (folder, _) = open_as(dir.path(), Occupied::TakeOver).expect("forced");
    let update = folder.begin(StatIndex::default());
    assert_eq!(stage_file(&update, &output("index.html"), "1"), Change::Unchanged);
    assert_eq!(update.finish().expect("finished").counts.unchanged, 1);
    assert_eq!(inode("index.html"), before[0]);
}

#[test]
fn edits_by_others_are_found_and_repaired() {
    let dir = project();
    let pages = [("a.html", "one"), ("b.html", "two"), ("c.html", "six")];
    let known = build_knowing(dir.path(), &pages, StatIndex::default()).known;
    let path = dir.path().join("public/a.html");
    let modified = fs::metadata(&path).expect("there").modified().expect("has a time");
    fs::write(&path, "ONE").expect("edit of the same size");
    fs::File::options().write(true).open(&path).and_then(|file| file.set_modified(modified)).expect("set");
    fs::remove_file(dir.path().join("public/b.html")).expect("removed");

    let update = open(dir.path()).begin(known.clone());
    let verify = |path: &str, text: &str| update.verify(&output(path), &Entry::of(text.as_bytes()));
    assert_eq!(verify("a.html", "one"), Verified::Changed);
    assert_eq!(verify("b.html", "two"), Verified::Missing);
    assert_eq!(verify("c.html", "six"), Verified::Intact);
    assert_eq!(verify("c.html", "SIX"), Verified::Changed);
    drop(update);

    assert_eq!(
        build_knowing(dir.path(), &pages, known).counts,
        Counts { written: 2, unchanged: 1, removed: 0 }
    );
    assert_eq!(contents(dir.path()), ["a.html=one", "b.html=two", "c.html=six"]);
}

#[cfg(unix)]
#[test]
fn a_settled_record_is_believed_until_the_file_changes() {
    let dir = project();
    let finished = build_knowing(dir.path(), &[("a.html", "one")], StatIndex::default());
    assert!(finished.known.is_empty(), "what was written a moment ago is not settled");
    let path = dir.path().join("public/a.html");
    let stat = || StatRecord::of(&fs::metadata(&path).expect("there")).expect("unix");
    let later = FileTime { seconds: i64::MAX, nanoseconds: 0 };
    // The index lies, which shows that the file itself was not read.
    let known = StatIndex::of_settled([("a.html", stat(), Digest::of(b"two"))], Some(later));
    let verify = |text: &str| {
        let update = open(dir.path()).begin(known.clone());
        update.verify(&output("a.html"), &Entry::of(text.as_bytes()))
    };
    assert_eq!((verify("one"), verify("two")), (Verified::Changed, Verified::Intact));
    let (before, modified) =
        (stat(), fs::metadata(&path).and_then(|file| file.modified()).expect("has a time"));
    while stat().changed() == before.changed() {
        fs::write(&path, "six").expect("edit of the same size");
    }
    fs::File::options().write(true).open(&path).and_then(|file| file.set_modified(modified)).expect("set");
    assert_eq!((verify("two"), verify("six")), (Verified::Changed, Verified::Intact));
}

#[test]
fn verified_pages_are_kept_without_being_written() {
    let dir = project();
    build(dir.path(), &[("a.html", "1"), ("b.html", "2")]);
    let update = begin(dir.path());
    assert_eq!(update.verify(&output("a.html"), &Entry::of(b"1")), Verified::Intact);
    let finished = update.finish().expect("finished");
    assert_eq!(finished.counts, Counts { written: 0, unchanged: 1, removed: 1 });
    assert_eq!(contents(dir.path()), ["a.html=1"]);
}

#[test]
fn a_dropped_build_leaves_everything_as_it_was() {
    let dir = project();
    build(dir.path(), &[("a.html", "1"), ("b.html", "2")]);
    let bytes = || fs::read(dir.path().join("public").join(MANIFEST_NAME)).expect("there");
    let before = (contents(dir.path()), bytes());
    let update = begin(dir.path());
    stage(&update, &[("a.html", "new"), ("c/d.html", "new")]);
    assert!(dir.path().join("public").join(disk::STAGING).is_dir());
    drop(update);
    assert_eq!((contents(dir.path()), bytes()), before);
    let never_built = project();
    drop(begin(never_built.path()));
    assert!(!never_built.path().join("public").exists(), "made by what was to write nothing");
}

/// The state between the first change and the last, as [`a_dropped_build_leaves_everything_as_it_was`] shows that
/// there is none before.
#[test]
fn a_killed_build_is_repaired_by_the_next() {
    let dir = project();
    build(dir.path(), &[("a.html", "1"), ("old/index.html", "2")]);
    let plan = ["a.html", "b/index.html", "b/c/index.html"].map(output);
    let killed = manifest(dir.path()).begun(&plan.into());
    put(dir.path(), MANIFEST_NAME, &killed.to_json());
    put(dir.path(), "a.html", "new");
    put(dir.path(), "b/index.html", "3");
    put(dir.path(), "b/.sitegen-tmp-1-1", "half");
    put(dir.path(), ".sitegen-tmp-1-2", "half");
    put(dir.path(), ".sitegen-tmp-staging/0", "4");
    assert_eq!(build(dir.path(), &[("a.html", "1")]), Counts { written: 1, unchanged: 0, removed: 2 });
    assert_eq!(contents(dir.path()), ["a.html=1"]);
    assert!(manifest(dir.path()).complete);
}

#[test]
fn leftovers_go_even_when_there_is_nothing_to_write() {
    let dir = project();
    build(dir.path(), &[("a.html", "1")]);
    put(dir.path(), ".sitegen-tmp-staging/0", "half");
    put(dir.path(), ".sitegen-tmp-1-1", "half");
    drop(begin(dir.path()));
    assert!(dir.path().join("public").join(disk::STAGING).exists(), "a dry run changes nothing");
    assert_eq!(build(dir.path(), &[("a.html", "1")]).unchanged, 1);
    assert_eq!(contents(dir.path()), ["a.html=1"]);
}

#[test]
fn many_threads_stage_at_once() {
    let dir = project();
    let pages: Vec<(String, String)> =
        (0..400).map(|n| (format!("{}/{}/{n}.html", n % 3, n % 7), n.to_string())).collect();
    let update = begin(dir.path());
    std::thread::scope(|scope| {
        for part in pages.chunks(100) {
            let update = &update;
            scope.spawn(move || {
                for (path, text) in part {
                    stage_file(update, &output(path), text);
                }
            });
        }
    });
    assert_eq!(update.finish().expect("finished").counts.written, 400);
    assert_eq!(contents(dir.path()).len(), 400);
}

/// What cannot be read.
struct Broken;
impl io::Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::ErrorKind::PermissionDenied.into())
    }
}

#[test]
fn what_is_copied_piece_by_piece_is_what_was_expected_or_nothing() {
    let project = tempfile::tempdir().expect("a folder");
    let update = begin(project.path());
    let long = vec![7; 300_000];
    let copied = |path: &str, entry: Entry, from: &[u8]| update.stage_from(&output(path), entry, from);
    assert!(matches!(copied("a.bin", Entry::of(&long), &long), Ok(Copied::Whole)));
    assert!(matches!(copied("b.bin", Entry::of(&long), b"shorter"), Ok(Copied::Other)));
    assert!(matches!(copied("c.bin", Entry::of(b"shorter"), &long), Ok(Copied::Other)));
    let unread = update.stage_from(&output("d.bin"), Entry::of(&long), Broken);
    assert!(
        matches!(unread, Ok(Copied::Unreadable(error)) if error.kind() == io::ErrorKind::PermissionDenied)
    );
    update.finish().expect("finished");
    assert_eq!(fs::read(project.path().join("public/a.bin")).expect("there"), long);
    for other in ["b.bin", "c.bin", "d.bin"] {
        assert!(!project.path().join("public").join(other).exists(), "{other}");
    }
}
