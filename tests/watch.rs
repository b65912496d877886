//! `build --watch`: every way of saving a file leads to a build, and the output follows.

#![expect(clippy::disallowed_methods, reason = "the test edits as a person would")]

use sitegen::output::Lock;
use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    time::Duration,
};

/// A build that does not come is a failure, not a hang.
const PATIENCE: Duration = Duration::from_mins(1);

struct Watching {
    child: Child,
    summaries: Receiver<serde_json::Value>,
}

impl Watching {
    fn start(root: &Path) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sitegen"))
            .args(["build", "--watch", "--message-format", "json", "--root"])
            .arg(root)
            .stdout(Stdio::piped())
            .spawn()
            .expect("starts");
        let out = BufReader::new(child.stdout.take().expect("piped"));
        let (sender, summaries) = mpsc::channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let value: serde_json::Value = serde_json::from_str(&line).expect("a JSON object a line");
                if value["type"] == "summary" && sender.send(value).is_err() {
                    break;
                }
            }
        });
        Self { child, summaries }
    }

    /// Waits for builds until the output satisfies `is_done`: an edit may be met by more than one.
    fn wait_until(&self, what: &str, is_done: impl Fn(&serde_json::Value) -> bool) {
        loop {
            let summary =
                self.summaries.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no build shows: {what}"));
            if is_done(&summary) {
                return;
            }
        }
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("writable");
    fs::write(path, text).expect("writable");
}

fn post(title: &str) -> String {
    format!("---\ntitle: {title}\ndate: 2026-01-02\n---\n\nText.\n")
}

#[test]
fn every_way_of_saving_is_followed() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(root, "sitegen.yaml", "title: T\nbase_url: https://example.org/\n");
    write(root, "content/posts/one.md", &post("One"));
    let watching = Watching::start(root);
    let shown = |path: &str| fs::read_to_string(root.join("public").join(path)).unwrap_or_default();
    let home = || shown("index.html");
    watching.wait_until("the first build", |summary| summary["ok"] == true && home().contains("One"));

    write(root, "content/posts/one.md", &post("Written in place"));
    watching.wait_until("a file written in place", |_| home().contains("Written in place"));

    write(root, "content/posts/.one.md.swp", &post("Renamed over"));
    fs::rename(root.join("content/posts/.one.md.swp"), root.join("content/posts/one.md")).expect("renamed");
    watching.wait_until("a file renamed over", |_| home().contains("Renamed over"));

    write(root, "content/posts/deep/er/two.md", &post("In a new folder"));
    watching.wait_until("a new folder", |_| home().contains("In a new folder"));

    write(root, "templates/404.html", "nothing here");
    watching.wait_until("a folder that did not exist at the start", |_| shown("404.html") == "nothing here");

    write(root, "sitegen.yaml", "title: Another Name\nbase_url: https://example.org/\n");
    watching.wait_until("the configuration", |_| home().contains("Another Name"));

    write(root, "content/posts/one.md", "---\ntitle: a: b\n---\n");
    watching.wait_until("a mistake", |summary| summary["ok"] == false && summary["errors"] == 1);
    assert!(home().contains("Renamed over"), "a mistake must leave the last good output");

    fs::remove_file(root.join("content/posts/one.md")).expect("removed");
    watching
        .wait_until("a removed file", |summary| summary["ok"] == true && !home().contains("Renamed over"));
    assert!(!root.join("public/2026/01/02/one/index.html").exists());
}

/// Between builds others may build, and while they do, the watching one waits.
#[test]
fn the_lock_is_held_only_while_it_builds() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(root, "sitegen.yaml", "title: T\nbase_url: https://example.org/\n");
    write(root, "content/posts/one.md", &post("One"));
    let watching = Watching::start(root);
    watching.wait_until("the first build", |summary| summary["ok"] == true);
    let lock = Lock::acquire(&root.join(".sitegen/lock"), PATIENCE).expect("no one builds");
    assert!(lock.is_held());
    write(root, "content/posts/one.md", &post("Two"));
    drop(lock);
    let home = || fs::read_to_string(root.join("public/index.html")).unwrap_or_default();
    watching.wait_until("an edit while it was locked", |_| home().contains("Two"));
    Lock::acquire(&root.join(".sitegen/lock"), PATIENCE).expect("given back");
}
