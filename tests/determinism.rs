//! The same bytes whatever the machine: threads, time zone, locale, folder, the way in which the clock is set.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "tests act as users do, and say what they skip"
)]

use crate::support::{files, program, tree};
use std::{collections::BTreeMap, path::Path};

/// An instant at which all that the demo blog shows is public.
const CLOCK: &str = "2026-12-01T12:00:00Z";
/// [`CLOCK`] in seconds since 1970.
const EPOCH: &str = "1796126400";

/// The demo blog in a folder of its own, without share cards and variants of images, whose making takes most of the time.
fn demo() -> tempfile::TempDir {
    let folder = demo_with_pictures();
    let settings = std::fs::read_to_string(folder.path().join("sitegen.yaml")).expect("UTF-8");
    files::write(
        folder.path(),
        "sitegen.yaml",
        format!("{settings}\nshare_cards: false\nimages: false\n").as_bytes(),
    );
    folder
}

/// The demo blog in a folder of its own.
fn demo_with_pictures() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let from = Path::new(env!("CARGO_MANIFEST_DIR"));
    for part in ["content", "data", "static", "templates", "sitegen.yaml"] {
        files::copy(&from.join(part), &folder.path().join(part));
    }
    folder
}

type Tree = BTreeMap<String, Vec<u8>>;

/// Builds the demo blog of `root` into a new folder, with these arguments and variables.
fn build(root: &Path, arguments: &[&str], variables: &[(&str, &str)]) -> Tree {
    let output = tempfile::tempdir().expect("a folder");
    let into = output.path().join("out");
    let into = into.to_str().expect("UTF-8");
    let all = [&["build", "--no-cache", "-q", "-o", into], arguments].concat();
    let mut command = program::command(root, &all);
    command.envs(variables.iter().copied());
    program::run(command).expect(0);
    tree::read(Path::new(into))
}

/// Fails with the first file that differs.
#[track_caller]
fn same(ours: &Tree, theirs: &Tree) {
    assert!(ours.len() > 150, "only {} files", ours.len());
    let paths: std::collections::BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    for path in paths {
        let text = |tree: &Tree| tree.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        assert!(
            ours.get(path) == theirs.get(path),
            "{path} differs:\n--- one\n{:?}\n--- other\n{:?}",
            text(ours),
            text(theirs)
        );
    }
}

#[test]
fn threads_zones_and_locales_change_nothing() {
    let project = demo();
    let clock = ["--clock", CLOCK];
    let first = build(project.path(), &clock, &[]);
    same(&first, &build(project.path(), &clock, &[]));
    same(&first, &build(project.path(), &["--clock", CLOCK, "-j1"], &[("TZ", "Asia/Tokyo")]));
    same(&first, &build(project.path(), &["--clock", CLOCK, "-j8"], &[("TZ", "America/New_York")]));
    let german = [("LC_ALL", "de_DE.UTF-8"), ("LANG", "de_DE.UTF-8"), ("LANGUAGE", "de")];
    same(&first, &build(project.path(), &clock, &german));
    let pictures = demo_with_pictures();
    let first = build(pictures.path(), &["--clock", CLOCK, "-j1"], &[("TZ", "Asia/Tokyo")]);
    assert!(first.keys().any(|path| path.starts_with("cards/")));
    assert!(first.keys().any(|path| path.ends_with("-480.webp")));
    same(&first, &build(pictures.path(), &["--clock", CLOCK, "-j8"], &german));
}

#[test]
fn the_folder_and_the_form_of_the_clock_change_nothing() {
    let (one, other) = (demo(), demo());
    let first = build(one.path(), &["--clock", CLOCK], &[]);
    same(&first, &build(other.path(), &["--clock", "2026-12-01T21:00:00+09:00"], &[]));
    same(&first, &build(one.path(), &[], &[("SOURCE_DATE_EPOCH", EPOCH)]));
    // What is typed counts before the variable.
    same(&first, &build(one.path(), &["--clock", CLOCK], &[("SOURCE_DATE_EPOCH", "1")]));
    let root = one.path().to_str().expect("UTF-8");
    same(&first, &build(Path::new("/"), &["--root", root, "--clock", CLOCK], &[]));
}

/// Files made in the opposite order have other inodes, and another place in their folders.
#[test]
fn the_order_of_files_on_disk_changes_nothing() {
    let (one, other) = (demo(), tempfile::tempdir().expect("a folder"));
    for (path, bytes) in tree::read(one.path()).into_iter().rev() {
        files::write(other.path(), &path, &bytes);
    }
    let clock = ["--clock", CLOCK];
    same(&build(one.path(), &clock, &[]), &build(other.path(), &clock, &[]));
}

/// A build with a cache equals one without, and the one after it writes nothing.
#[test]
fn the_cache_changes_nothing() {
    let project = demo();
    let cold = build(project.path(), &["--clock", CLOCK], &[]);
    let warm = ["build", "--clock", CLOCK, "--message-format", "json"];
    let first = program::sitegen(project.path(), &warm).expect(0);
    same(&cold, &tree::read(&project.path().join("public")));
    let second = program::sitegen(project.path(), &warm).expect(0);
    same(&cold, &tree::read(&project.path().join("public")));
    let summary = |ran: &program::Ran| ran.json_lines().pop().expect("a summary");
    assert_eq!(summary(&first)["written"].as_u64(), Some(cold.len() as u64 - 1), "all but the manifest");
    for count in ["rendered", "written", "removed"] {
        assert_eq!(summary(&second)[count], 0, "{count}: {}", second.out);
    }
}
