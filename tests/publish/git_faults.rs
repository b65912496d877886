//! A publisher to a branch that is killed at any place: before and after each program that it starts, and each of those
//! programs at what it writes.

use super::{
    branch::{Branch, is_available, shown},
    www::differing,
};
use crate::support::{
    sandbox::{Tree, skip},
    strace::{self, is_thorough, spread, try_all},
};
use std::fs;

const OPTIONS: [&str; 4] = ["--jobs", "1", "--max-deletes", "100%"];

/// A site of which a release is shown, and whose next build is to be published.
struct Edited {
    branch: Branch,
    old: Tree,
    new: Tree,
}

impl Edited {
    fn new() -> Self {
        let branch = Branch::with(", keep: 0");
        branch.www.publish(&[]);
        branch.commit_of_others("gh-pages", &[("theirs.txt", Some("theirs"))]);
        let old = branch.shown();
        branch.sandbox().edit();
        branch.sandbox().built();
        let mut new = branch.built();
        new.insert("theirs.txt".to_owned(), b"theirs".to_vec());
        Self { branch, old, new }
    }

    /// The branch holds one release, and the next run makes everything right.
    fn assert_whole(&self, after: &Branch, what: &str) {
        let commits = after.commits();
        let found = shown(after.tree());
        match commits.len() {
            2 => assert!(found == self.old, "{what}: {:?}", differing(&found, &self.old)),
            3 => assert!(found == self.new, "{what}: {:?}", differing(&found, &self.new)),
            _ => panic!("{what}: {commits:?}"),
        }
        after.ask(&["fsck", "--connectivity-only"]);
        // What a server leaves that was killed, its keeper takes away.
        for lock in ["refs/heads/gh-pages.lock", "HEAD.lock", "packed-refs.lock"] {
            let _ = fs::remove_file(after.repository().join(lock));
        }
        let run = after.www.run(&OPTIONS);
        assert_eq!(run.code, Some(0), "{what}: the next run: {run:?}");
        let found = after.shown();
        assert!(found == self.new, "{what}: {:?}", differing(&found, &self.new));
        assert_eq!(after.commits().len(), 3, "{what}: one commit for one change");
        assert_eq!(after.www.publish(&OPTIONS)["new"], false, "{what}");
        let left: Vec<String> = files(after).into_iter().filter(|name| is_left(name)).collect();
        assert_eq!(left, [""; 0], "{what}");
    }
}

/// What is in the folder of copies.
fn files(branch: &Branch) -> Vec<String> {
    crate::support::sandbox::read_tree(&branch.sandbox().path(".sitegen/publish")).into_keys().collect()
}

fn is_left(name: &str) -> bool {
    let ending = name.rsplit('.').next().unwrap_or_default();
    matches!(ending, "lock" | "busy") && name != "live.lock"
        || name.contains("tmp_")
        || name.contains("crash")
}

/// How often a run starts git.
fn starts(branch: &Branch) -> usize {
    let copy = branch.copy();
    let log = copy.sandbox().home().join("starts");
    let script = format!("echo \"$*\" >>{}\nexec \"$GIT\" \"$@\"", log.display());
    let run = copy.run_with(&copy.replace_git(&script), &OPTIONS);
    assert_eq!(run.code, Some(0), "{run:?}");
    fs::read_to_string(log).expect("written").lines().count()
}

#[test]
fn a_publisher_that_is_killed_at_any_program_it_starts_leaves_one_release() {
    if !is_available() {
        return skip("the sweep of kills", "there is no git");
    }
    let edited = Edited::new();
    let count = starts(&edited.branch);
    assert!(count > 8, "a publisher starts only {count} programs");
    let kills = ["kill -9 $PPID; exit 1", "\"$GIT\" \"$@\"; kill -9 $PPID; exit 1"];
    let cases: Vec<(usize, &str)> = (1..=count).flat_map(|when| kills.map(|kill| (when, kill))).collect();
    let killed = try_all(&cases, |(when, kill)| {
        let after = edited.branch.copy();
        let log = after.sandbox().home().join("starts");
        let log = log.display();
        let script = format!(
            "echo x >>{log}\nif [ \"$(wc -l <{log})\" -eq {when} ]; then {kill}; fi\nexec \"$GIT\" \"$@\""
        );
        let run = after.run_with(&after.replace_git(&script), &OPTIONS);
        edited.assert_whole(&after, &format!("{when} {kill}: {run:?}"));
        run.signal == Some(9)
    });
    assert_eq!(killed, cases.len(), "all were killed");
}

/// Git itself is killed, and whatever it starts, on both sides, while the publisher lives and says what happened.
#[test]
fn a_git_that_is_killed_while_it_writes_leaves_one_release() {
    if !is_available() || !strace::is_available() {
        return skip("the sweep of kills", "there is no git, or no strace that may trace");
    }
    let edited = Edited::new();
    let most = if is_thorough() { 40 } else { 6 };
    let calls = [strace::WRITE, strace::RENAME, strace::OPEN, strace::UNLINK];
    let mut cases = Vec::new();
    for word in ["push", "fetch", "fast-import"] {
        for call in calls {
            cases.extend(spread(&(1..41), most).into_iter().map(|when| (word, call, when)));
        }
    }
    let failed = try_all(&cases, |(word, call, when)| {
        let after = edited.branch.copy();
        // So that there is something to fetch.
        let trace = format!(
            "strace -f -qq -o /dev/null -e trace={0} -e inject={0}:signal=KILL:when={when}",
            call.set
        );
        let script = format!(
            "case \" $* \" in *\" {word} \"*) exec {trace} -- \"$GIT\" \"$@\";; esac\nexec \"$GIT\" \"$@\""
        );
        let run = after.run_with(&after.replace_git(&script), &OPTIONS);
        let what = format!("{word} {} {when}: {run:?}", call.name);
        assert!(matches!(run.code, Some(0 | 3)), "{what}");
        if run.code == Some(0) {
            assert_eq!(after.commits().len(), 3, "{what}");
        }
        edited.assert_whole(&after, &what);
        run.code == Some(3)
    });
    println!("{failed} of {} publishers failed", cases.len());
    assert!(failed * 5 > cases.len(), "only {failed} of {} publishers failed", cases.len());
}
