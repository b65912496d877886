use super::*;
use crate::diagnostic::Diagnostic;
use std::{fs, io::Write as _};
use tempfile::TempDir;

/// Long after any file of a test was made.
const LATER: FileTime = FileTime { seconds: i64::MAX, nanoseconds: 0 };

fn project(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::tempdir().expect("temporary folder");
    put(dir.path(), "content/_index.md", "");
    for (path, text) in files {
        put(dir.path(), path, text);
    }
    dir
}

fn put(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("has a parent")).expect("folder");
    fs::write(path, text).expect("file");
}

fn scan_all(root: &Path) -> Scan {
    scan(root, &Layout::default(), &StatIndex::default(), Some(LATER)).expect("scan")
}

fn paths(scan: &Scan) -> Vec<&str> {
    scan.tree.iter().map(|file| file.path.as_str()).collect()
}

fn messages(scan: &Scan) -> String {
    let line = |diagnostic: &Diagnostic| {
        let file = diagnostic.file.as_deref().unwrap_or("-");
        let hint = diagnostic.hint.as_deref().unwrap_or("-");
        format!("{} {file}: {} | {hint}\n", diagnostic.level.as_str(), diagnostic.message)
    };
    scan.diagnostics.iter().map(line).collect()
}

#[test]
fn files_are_sorted_by_kind_and_path() {
    let dir = project(&[
        ("static/b/c.css", "c"),
        ("static/a.css", "a"),
        ("content/posts/2.md", "2"),
        ("content/posts/1.md", "1"),
        ("templates/base.html", "t"),
        ("data/wire.yaml", "d"),
        ("sitegen.yaml", "title: x"),
        ("README.md", "not of the site"),
        ("content/.hidden/x.md", ""),
        ("content/.env", ""),
        ("content/a.md~", ""),
        ("static/.well-known/security.txt", "s"),
    ]);
    let scan = scan_all(dir.path());
    insta::assert_debug_snapshot!(paths(&scan), @r#"
    [
        "content/_index.md",
        "content/posts/1.md",
        "content/posts/2.md",
        "templates/base.html",
        "static/.well-known/security.txt",
        "static/a.css",
        "static/b/c.css",
        "data/wire.yaml",
        "sitegen.yaml",
    ]
    "#);
    assert_eq!(messages(&scan), "");
    let file = scan.tree.find(SourceKind::Content, "content/posts/2.md").expect("scanned");
    assert_eq!((file.size, file.digest), (1, Digest::of(b"2")));
    assert_eq!(scan.tree.read(&file.path).expect("readable"), b"2");
    assert_eq!(scan.tree.files(SourceKind::Config).len(), 1);
}

#[test]
fn output_cache_and_other_kinds_are_no_content() {
    let dir = project(&[
        ("a.md", "a"),
        ("out/a/index.html", "o"),
        ("cache/x", "c"),
        ("templates/t.html", "t"),
        ("sitegen.yml", "c"),
    ]);
    let layout = Layout {
        content_dir: ".".to_owned(),
        output_dir: "out".into(),
        cache_dir: dir.path().join("cache"),
        ..Layout::default()
    };
    let scan = scan(dir.path(), &layout, &StatIndex::default(), None).expect("scan");
    assert_eq!(paths(&scan), ["a.md", "content/_index.md", "templates/t.html", "sitegen.yml"]);
    assert!(scan.index.is_empty(), "without a time nothing is settled");
}

#[test]
fn content_must_be_in_the_project() {
    let dir = project(&[]);
    for (content_dir, expected) in
        [("../x", "content-dir"), ("/etc", "content-dir"), ("no", "content-missing")]
    {
        let layout = Layout { content_dir: content_dir.to_owned(), ..Layout::default() };
        let scan = scan(dir.path(), &layout, &StatIndex::default(), None).expect("scan");
        assert_eq!(scan.diagnostics.len(), 1, "{content_dir}");
        assert_eq!(scan.diagnostics[0].code, expected, "{content_dir}");
    }
}

#[test]
fn a_project_that_is_not_there_is_an_environment_error() {
    let dir = project(&[]);
    let missing = dir.path().join("missing");
    let error = scan(&missing, &Layout::default(), &StatIndex::default(), None).expect_err("no folder");
    assert!(error.to_string().ends_with("missing: No such file or directory"), "{error}");
}

#[test]
fn known_files_are_not_read_again_and_edits_are() {
    let dir = project(&[("content/a.md", "one")]);
    let first = scan_all(dir.path());
    assert_eq!(first.index.len(), 2);

    // An index that answers something else shows that the file itself was not read.
    let path = dir.path().join("content/a.md");
    let stat = |path: &Path| StatRecord::of(&fs::metadata(path).expect("there")).expect("unix");
    let other = Digest::of(b"from the index");
    let index = StatIndex::of_settled([("content/a.md", stat(&path), other)], Some(LATER));
    let digest_of = |index: &StatIndex| {
        let scan = scan(dir.path(), &Layout::default(), index, Some(LATER)).expect("scan");
        scan.tree.find(SourceKind::Content, "content/a.md").expect("scanned").digest
    };
    assert_eq!(digest_of(&index), other);

    let modified = fs::metadata(&path).expect("there").modified().expect("has a time");
    wait_for_a_tick(&path, || fs::write(&path, "two").expect("edit"));
    fs::File::options().write(true).open(&path).and_then(|file| file.set_modified(modified)).expect("set");
    assert_eq!(digest_of(&index), Digest::of(b"two"), "same size, same time of modification");
}

/// Repeats `edit` until the file system gives it another time of change: its clock ticks every few
/// milliseconds, and a record made within one tick is never settled.
fn wait_for_a_tick(path: &Path, edit: impl Fn()) {
    let changed = || StatRecord::of(&fs::metadata(path).expect("there")).expect("unix").changed();
    let before = changed();
    while changed() == before {
        edit();
    }
}

#[test]
fn what_was_just_changed_is_read_again() {
    let dir = project(&[("content/a.md", "one")]);
    let probe = tempfile::tempfile_in(dir.path()).expect("probe").metadata().expect("metadata");
    let now = StatRecord::of(&probe).expect("unix").changed();
    let scan = scan(dir.path(), &Layout::default(), &StatIndex::default(), Some(now)).expect("scan");
    assert!(scan.index.is_empty());
}

#[cfg(unix)]
#[test]
fn links_pipes_and_sockets_are_skipped_or_safe() {
    use std::os::unix::{fs::symlink, net::UnixListener};
    let outside = tempfile::tempdir().expect("temporary folder");
    put(outside.path(), "secret.md", "canary");
    let dir = project(&[("static/logo.svg", "logo"), (".env", "canary"), ("content/folder/x.md", "x")]);
    let root = dir.path();
    let link = |target: &Path, name: &str| symlink(target, root.join("content").join(name)).expect("link");
    link(&outside.path().join("secret.md"), "01-out.md");
    link(outside.path(), "02-out");
    link(Path::new("../.env"), "03-hidden.md");
    link(Path::new("nowhere"), "04-dangling.md");
    link(Path::new("05-loop.md"), "05-loop.md");
    link(Path::new(".."), "06-up");
    link(Path::new("08-fifo.md"), "07-to-fifo.md");
    fifo(&root.join("content/08-fifo.md"));
    let _socket = UnixListener::bind(root.join("content/09-socket.md")).expect("socket");
    link(Path::new("/dev/zero"), "10-device.md");
    link(Path::new("../static/logo.svg"), "11-inside.svg");

    let scan = scan_all(root);
    assert_eq!(
        paths(&scan),
        ["content/11-inside.svg", "content/_index.md", "content/folder/x.md", "static/logo.svg"]
    );
    let inside = SourcePath::new("content/11-inside.svg");
    assert_eq!(scan.tree.read(&inside).expect("readable"), b"logo");
    insta::assert_snapshot!(messages(&scan), @r"
    warning content/01-out.md: skipped a link that leads out of the project | put a copy there instead of the link
    warning content/02-out: skipped a link that leads out of the project | put a copy there instead of the link
    warning content/03-hidden.md: skipped a link that leads to a hidden file | remove the link
    warning content/04-dangling.md: skipped a link that leads nowhere | remove the link
    warning content/05-loop.md: skipped a link that cannot be followed (a loop?) | remove the link
    warning content/06-up: skipped a link to a folder | put a copy there instead of the link
    warning content/07-to-fifo.md: skipped a link to something that is not a regular file (a pipe, socket or device) | remove the link
    warning content/08-fifo.md: skipped something that is not a regular file (a pipe, socket or device) | -
    warning content/09-socket.md: skipped something that is not a regular file (a pipe, socket or device) | -
    warning content/10-device.md: skipped a link that leads out of the project | put a copy there instead of the link
    ");
    for name in
        ["01-out.md", "02-out/secret.md", "03-hidden.md", "08-fifo.md", "10-device.md", "07-to-fifo.md"]
    {
        let path = SourcePath::new(format!("content/{name}"));
        assert!(read(root, &path).is_err(), "{name} was read");
    }
}

#[cfg(unix)]
fn fifo(path: &Path) {
    let made = std::process::Command::new("mkfifo").arg(path).status().expect("mkfifo runs");
    assert!(made.success());
}

#[cfg(unix)]
#[test]
fn a_linked_content_folder_stays_in_the_project() {
    let outside = tempfile::tempdir().expect("temporary folder");
    put(outside.path(), "a.md", "canary");
    let dir = tempfile::tempdir().expect("temporary folder");
    std::os::unix::fs::symlink(outside.path(), dir.path().join("content")).expect("link");
    let scan = scan_all(dir.path());
    assert_eq!(paths(&scan), [""; 0]);
    insta::assert_snapshot!(messages(&scan), @"warning content: skipped a link that leads out of the project | put a copy there instead of the link");
    assert!(read(dir.path(), &SourcePath::new("content/a.md")).is_err());
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_utf8_are_skipped() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt as _};
    let dir = project(&[]);
    let folder = dir.path().join("content").join(OsStr::from_bytes(b"f\xff"));
    fs::create_dir(&folder).expect("folder");
    fs::File::create(folder.join("x.md")).and_then(|mut file| file.write_all(b"x")).expect("file");
    let scan = scan_all(dir.path());
    assert_eq!(paths(&scan), ["content/_index.md"]);
    insta::assert_snapshot!(messages(&scan), @"warning content/f�: skipped a name that is not UTF-8 | rename it");
}

/// A tree deeper than any path may be long is what even root cannot read.
#[cfg(target_os = "linux")]
#[test]
fn what_cannot_be_read_is_an_error_and_the_rest_is_scanned() {
    let dir = project(&[("content/a.md", "a")]);
    let half = vec!["d".repeat(200); 11].join("/");
    fs::create_dir_all(dir.path().join("half").join(&half)).expect("folders");
    let deep = dir.path().join("content").join(&half);
    fs::create_dir_all(&deep).expect("folders");
    fs::rename(dir.path().join("half"), deep.join("half")).expect("moved");
    let scan = scan_all(dir.path());
    assert_eq!(paths(&scan), ["content/_index.md", "content/a.md"]);
    assert_eq!(scan.diagnostics.len(), 1);
    let message = &scan.diagnostics[0].message;
    assert!(scan.diagnostics[0].is_error() && message.ends_with(": File name too long"), "{message}");
}

#[test]
fn the_message_for_an_unreadable_file() {
    let error = io::Error::from(io::ErrorKind::PermissionDenied);
    let diagnostic = walk::unreadable("content/a.md", &error);
    insta::assert_snapshot!(diagnostic.message, @"cannot read content/a.md: permission denied");
}

#[test]
fn paths_that_lead_out_are_not_read() {
    let dir = project(&[("secret", "canary")]);
    let root = dir.path().join("content");
    for path in ["../secret", "/etc/passwd", "a/../../secret", ""] {
        assert!(read(&root, &SourcePath::new(path)).is_err(), "{path} was read");
    }
    assert_eq!(open(&root, &SourcePath::new("_index.md")).expect("opens").metadata().expect("file").len(), 0);
}

#[test]
fn a_project_in_memory() {
    let tree = SourceTree::in_memory([
        ("sitegen.yaml", "title: x"),
        ("content/b.md", "b"),
        ("content/a.md", "a"),
        ("static/x.css", "x"),
    ]);
    let content: Vec<_> = tree.files(SourceKind::Content).iter().map(|file| file.path.as_str()).collect();
    assert_eq!(content, ["content/a.md", "content/b.md"]);
    assert_eq!(tree.read(&SourcePath::new("static/x.css")).expect("there"), b"x");
    assert_eq!(tree.find(SourceKind::Config, "sitegen.yaml").expect("there").digest, Digest::of(b"title: x"));
    let missing = tree.read(&SourcePath::new("no")).expect_err("missing");
    insta::assert_snapshot!(missing, @"cannot read no: entity not found");
}
