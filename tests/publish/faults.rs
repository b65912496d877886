//! A publisher that is killed, or whose system calls fail, at any place.

use super::www::{Www, differing};
use crate::support::{
    sandbox::{PROGRAM, Run, Tree, skip},
    strace::{self, Call, Fault, is_thorough, spread, try_all},
};
use std::{collections::BTreeMap, fs};

const LINK: Call = Call { name: "link", set: "?link,?linkat" };
const SYMLINK: Call = Call { name: "symlink", set: "?symlink,?symlinkat" };

/// All calls by which something is written, and how many of each are tried in the short form.
const WRITING: [(Call, usize); 9] = [
    (strace::OPEN, 6),
    (strace::WRITE, 6),
    (strace::SYNC, 8),
    (strace::RENAME, 6),
    (LINK, 3),
    (SYMLINK, 2),
    (strace::MKDIR, 3),
    (strace::UNLINK, 4),
    (strace::RMDIR, 3),
];

/// A site of which a release is shown, and whose next build is to be published. One release goes when the next comes.
struct Edited {
    www: Www,
    old: Tree,
    new: Tree,
}

impl Edited {
    fn new() -> Self {
        let www = Www::with(", keep_releases: 1, keep: 0");
        www.publish(&[]);
        fs::write(www.root().join("current/theirs.txt"), "theirs").expect("writable");
        // So that it is known, and goes with its release.
        www.sandbox.write("static/note.txt", "another note\n");
        www.sandbox.built();
        www.publish(&[]);
        let old = www.shown();
        www.sandbox.edit();
        www.sandbox.built();
        let mut new = www.built();
        new.insert("theirs.txt".to_owned(), b"theirs".to_vec());
        Self { www, old, new }
    }

    /// Readers see one release, whole.
    fn assert_whole(&self, after: &Www, what: &str) {
        let shown = after.shown();
        let is_whole = shown == self.old || shown == self.new;
        assert!(is_whole, "{what}: against the old {:?}", differing(&shown, &self.old));
    }

    /// The next run makes everything right, and the one after has nothing to do.
    fn assert_converges(&self, after: &Www, what: &str) {
        let run = after.run(&OPTIONS);
        assert_eq!(run.code, Some(0), "{what}: the next run: {run:?}");
        assert!(after.shown() == self.new, "{what}: {:?}", differing(&after.shown(), &self.new));
        assert_eq!(after.releases(), [after.release()], "{what}: nothing is left");
        let mut left: Vec<String> =
            after.all().into_keys().filter(|path| !path.starts_with("releases/")).collect();
        left.sort();
        let record = format!(".sitegen/{}.json", after.release());
        assert_eq!(left, [&record, ".sitegen/lock", ".sitegen/target.json", "current"], "{what}");
        let again = after.publish(&OPTIONS);
        assert_eq!((&again["sent"], &again["new"]), (&0.into(), &false.into()), "{what}: {again}");
    }
}

const OPTIONS: [&str; 4] = ["--jobs", "1", "--max-deletes", "100%"];

/// Publishes with a fault at the `when`th of these calls on the target, of any thread.
fn publish(www: &Www, call: Call, fault: Fault, when: usize) -> Run {
    let mut command = www.sandbox.command("strace");
    command.args(["-f", "-qq", "-o", "/dev/null", "-e"]).arg(format!("trace={}", call.set));
    command.arg("-e").arg(format!("inject={}:{}:when={when}", call.set, fault.spec()));
    Run::of(command.arg("--").arg(PROGRAM).args(Www::words(&OPTIONS)))
}

/// How many of each call a run makes on its busiest thread.
fn count(www: &Www) -> BTreeMap<&'static str, usize> {
    let log = www.sandbox.home().join("strace.log");
    let mut command = www.sandbox.command("strace");
    command.args(["-f", "-qq", "-o"]).arg(&log).arg("-e");
    let sets: Vec<&str> = WRITING.iter().map(|(call, _)| call.set).collect();
    command.arg(format!("trace={}", sets.join(",")));
    let run = Run::of(command.arg("--").arg(PROGRAM).args(Www::words(&OPTIONS)));
    assert_eq!(run.code, Some(0), "{run:?}");
    let log = fs::read_to_string(log).expect("written");
    let of_call = |call: Call| {
        let mut by_thread: BTreeMap<&str, usize> = BTreeMap::new();
        for line in log.lines() {
            let Some((process, rest)) = line.split_once(' ') else { continue };
            if rest.trim_start().split_once('(').is_some_and(|(name, _)| call.has(name)) {
                *by_thread.entry(process).or_default() += 1;
            }
        }
        by_thread.into_values().max().unwrap_or_default()
    };
    WRITING.iter().map(|(call, _)| (call.name, of_call(*call))).collect()
}

/// Cases for each call: every one of them, or so many as the table says.
fn cases(edited: &Edited) -> Vec<(Call, usize)> {
    let counts = count(&edited.www.copy());
    let of_call = |(call, short): &(Call, usize)| {
        let count = counts[call.name];
        assert!(count > 0, "a publisher makes no {} any more", call.name);
        let numbers = spread(&(1..count + 1), if is_thorough() { usize::MAX } else { *short });
        numbers.into_iter().map(|when| (*call, when)).collect::<Vec<_>>()
    };
    WRITING.iter().flat_map(of_call).collect()
}

#[test]
fn a_publisher_that_is_killed_anywhere_leaves_one_whole_release() {
    if !strace::is_available() {
        return skip("the sweep of kills", "there is no strace that may trace");
    }
    let edited = Edited::new();
    let cases = cases(&edited);
    let killed = try_all(&cases, |&(call, when)| {
        let what = format!("{} {when}", call.name);
        let after = edited.www.copy();
        let run = publish(&after, call, Fault::Kill, when);
        run.assert_calm();
        edited.assert_whole(&after, &what);
        edited.assert_converges(&after, &what);
        run.signal == Some(9)
    });
    println!("{killed} of {} publishers were killed", cases.len());
    assert!(killed * 10 > cases.len() * 9, "only {killed} of {} publishers were killed", cases.len());
}

#[test]
fn a_call_that_fails_anywhere_is_told_and_spoils_nothing() {
    if !strace::is_available() {
        return skip("the sweep of failing calls", "there is no strace that may trace");
    }
    let edited = Edited::new();
    let cases = cases(&edited);
    let failed = try_all(&cases, |&(call, when)| {
        let fault = Fault::Error(["ENOSPC", "EIO", "EACCES"][when % 3]);
        let what = format!("{} {when} {fault:?}", call.name);
        let after = edited.www.copy();
        let run = publish(&after, call, fault, when);
        run.assert_calm();
        edited.assert_whole(&after, &format!("{what}: {run:?}"));
        if run.code == Some(0) {
            assert!(after.shown() == edited.new, "{what}: {run:?}");
        }
        edited.assert_converges(&after, &what);
        run.code != Some(0)
    });
    println!("{failed} of {} publishers failed", cases.len());
    assert!(failed * 2 > cases.len(), "only {failed} of {} publishers failed", cases.len());
}
