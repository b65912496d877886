//! `build --watch`: every way of saving a file leads to a build, and the output follows.

use super::{PATIENCE, write};
use sitegen::output::Lock;
use std::{
    fs,
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
};

struct Watching {
    child: Child,
    messages: Receiver<serde_json::Value>,
}

impl Watching {
    fn start(root: &Path) -> Self {
        Self::run(Command::new(env!("CARGO_BIN_EXE_sitegen")), root, &[])
    }

    fn run(mut program: Command, root: &Path, arguments: &[&str]) -> Self {
        let mut child = program
            .args(["build", "--watch", "--message-format", "json"])
            .args(arguments)
            .arg("--root")
            .arg(root)
            .stdout(Stdio::piped())
            .spawn()
            .expect("starts");
        let out = BufReader::new(child.stdout.take().expect("piped"));
        let (sender, messages) = mpsc::channel();
        std::thread::spawn(move || {
            for line in out.lines().map_while(Result::ok) {
                let value = crate::support::program::message(&line);
                if sender.send(value).is_err() {
                    break;
                }
            }
        });
        Self { child, messages }
    }

    /// Waits for builds until the output satisfies `is_done`: an edit may be met by more than one. Gives the messages
    /// until then.
    fn wait_until(&self, what: &str, is_done: impl Fn(&serde_json::Value) -> bool) -> Vec<serde_json::Value> {
        let mut seen = Vec::new();
        loop {
            let message =
                self.messages.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("no build shows: {what}"));
            let is_last = message["type"] == "summary" && is_done(&message);
            seen.push(message);
            if is_last {
                return seen;
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

/// The configuration names another folder while it is watched: an edit there is seen although nothing else changes.
#[test]
fn another_content_folder_is_followed() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    let config = "title: T\nbase_url: https://example.org/\n";
    write(root, "sitegen.yaml", config);
    write(root, "content/posts/one.md", &post("One"));
    write(root, "texts/posts/two.md", &post("Two"));
    let watching = Watching::start(root);
    let home = || fs::read_to_string(root.join("public/index.html")).unwrap_or_default();
    watching.wait_until("the first build", |summary| summary["ok"] == true);
    write(root, "sitegen.yaml", &format!("{config}content_dir: texts\n"));
    watching.wait_until("the other folder", |_| home().contains("Two"));
    write(root, "texts/posts/two.md", &post("Edited"));
    watching.wait_until("an edit in it", |_| home().contains("Edited"));
}

#[test]
fn a_site_is_followed_by_looking() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(root, "sitegen.yaml", "title: T\nbase_url: https://example.org/\n");
    write(root, "content/posts/one.md", &post("One"));
    let program = Command::new(env!("CARGO_BIN_EXE_sitegen"));
    let watching = Watching::run(program, root, &["--poll", "--debounce", "0"]);
    let home = || fs::read_to_string(root.join("public/index.html")).unwrap_or_default();
    let messages = watching.wait_until("the first build", |_| home().contains("One"));
    assert!(messages.iter().all(|message| message["code"] != "watch-limit"), "it was asked for");
    write(root, "content/posts/one.md", &post("Two"));
    watching.wait_until("an edit", |_| home().contains("Two"));
}

/// The program is stopped while more is saved than the system keeps events for; of the last file no event is left.
#[cfg(target_os = "linux")]
#[test]
fn f60_more_events_than_the_system_keeps_lose_no_edit() {
    let kept = fs::read_to_string("/proc/sys/fs/inotify/max_queued_events").expect("Linux");
    let kept: usize = kept.trim().parse().expect("a number");
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(root, "sitegen.yaml", "title: T\nbase_url: https://example.org/\n");
    write(root, "content/posts/one.md", &post("One"));
    let watching = Watching::start(root);
    let home = || fs::read_to_string(root.join("public/index.html")).unwrap_or_default();
    watching.wait_until("the first build", |_| home().contains("One"));
    let signal = |name: &str| {
        let sent = Command::new("kill").args([name, &watching.child.id().to_string()]).status();
        assert!(sent.expect("there is kill").success());
    };
    signal("-STOP");
    // Two files in turn, since the system makes one of equal events that follow each other.
    for number in 0..=kept {
        write(root, ["content/posts/a.md", "content/posts/b.md"][number % 2], &post("Saved often"));
    }
    write(root, "content/posts/one.md", &post("Saved last"));
    signal("-CONT");
    watching.wait_until("the last file", |_| home().contains("Saved last"));
    assert!(home().contains("Saved often"));
}

/// The program where the system lets a user have only so many of something.
#[cfg(target_os = "linux")]
fn limited(limit: &str, number: u32) -> Option<Command> {
    let script = format!("echo {number} > /proc/sys/user/{limit} && exec \"$@\"");
    let command = |program: &str| {
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "sh", "-c", &script, "sh", program]);
        command
    };
    let can = command("true").output().is_ok_and(|ran| ran.status.success());
    can.then(|| command(env!("CARGO_BIN_EXE_sitegen")))
}

/// At the start, or when a folder comes that is one too many: there is one warning with the setting to raise, and every
/// edit is still followed.
#[cfg(target_os = "linux")]
#[test]
fn when_the_system_watches_no_more_files_are_looked_at() {
    let cases = [
        ("max_inotify_instances", 0, "fs.inotify.max_user_instances"),
        ("max_inotify_watches", 1, "fs.inotify.max_user_watches"),
        ("max_inotify_watches", 6, "fs.inotify.max_user_watches"),
    ];
    for (limit, number, setting) in cases {
        let Some(program) = limited(limit, number) else {
            println!("skipped: this machine lets no one lower {limit}");
            return;
        };
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        write(root, "sitegen.yaml", "title: T\nbase_url: https://example.org/\n");
        write(root, "content/posts/one.md", &post("One"));
        let home = || fs::read_to_string(root.join("public/index.html")).unwrap_or_default();
        let watching = Watching::run(program, root, &[]);
        let mut messages = watching.wait_until("the first build", |_| home().contains("One"));
        for number in 0..5 {
            write(root, &format!("content/posts/{number}/{number}.md"), &post(&format!("New {number}")));
        }
        messages.extend(watching.wait_until("new folders", |_| home().contains("New 4")));
        for edit in ["Two", "Three"] {
            write(root, "content/posts/4/4.md", &post(edit));
            messages.extend(watching.wait_until("an edit", |_| home().contains(edit)));
        }
        let warnings: Vec<_> = messages.iter().filter(|message| message["code"] == "watch-limit").collect();
        assert_eq!(warnings.len(), 1, "{limit} {number}: {warnings:?}");
        assert!(warnings[0].to_string().contains(setting), "{limit} {number}: {warnings:?}");
    }
}
