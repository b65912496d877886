//! A build that is killed, or whose system calls fail, at any place.

use crate::support::{
    sandbox::{Run, Sandbox, Tree, is_unfinished, skip},
    strace::{self, Call, Fault, is_thorough, spread},
};

const MANIFEST: &str = ".sitegen-manifest.json";
const STRANGERS: [&str; 3] = ["CNAME", ".git/config", "2026/03/02/second/theirs.txt"];

/// A site that was built, then edited, and what both states look like.
struct Edited {
    sandbox: Sandbox,
    old: Tree,
    new: Tree,
}

impl Edited {
    fn new() -> Self {
        let sandbox = Sandbox::new();
        sandbox.built();
        for path in STRANGERS {
            sandbox.write(&format!("public/{path}"), "theirs");
        }
        let old = sandbox.output();
        sandbox.edit();
        let mut new = sandbox.clean_output();
        new.extend(STRANGERS.map(|path| (path.to_owned(), b"theirs".to_vec())));
        Self { sandbox, old, new }
    }

    /// Each file is old or new, and there if it is in both.
    fn assert_no_mix(&self, after: &Sandbox, what: &str) {
        let found = after.output();
        for (path, bytes) in &found {
            let is_known = self.old.get(path) == Some(bytes) || self.new.get(path) == Some(bytes);
            assert!(
                is_known || path == MANIFEST || is_unfinished(path),
                "{what}: {path} is neither old nor new"
            );
        }
        for path in self.old.keys().filter(|path| self.new.contains_key(*path)) {
            assert!(found.contains_key(path), "{what}: {path} is gone");
        }
    }

    /// The next build makes everything right.
    fn assert_repaired(&self, after: &Sandbox, what: &str) {
        let run = after.build();
        assert_eq!(run.code, Some(0), "{what}: the next build: {run:?}");
        assert!(
            after.output() == self.new,
            "{what}: the next build differs from a clean one: {}",
            self.differing(after)
        );
        assert_eq!(after.leftovers(), [""; 0], "{what}");
        let again = after.build().summary();
        assert_eq!((&again["written"], &again["removed"]), (&0.into(), &0.into()), "{what}: {again}");
    }

    fn differing(&self, after: &Sandbox) -> String {
        let found = after.output();
        let names = self.new.keys().chain(found.keys());
        let differing: Vec<&String> = names.filter(|path| self.new.get(*path) != found.get(*path)).collect();
        format!("{differing:?}")
    }
}

/// A fault at one call.
#[derive(Debug, Clone, Copy)]
struct Case {
    call: Call,
    fault: Fault,
    when: usize,
    jobs: &'static str,
}

/// Cases for each call, `counts` of each in the short form, with one of the faults each; in the long form all with all.
fn cases(edited: &Edited, counts: &[(Call, usize)], faults: &[Fault]) -> Vec<Case> {
    let kinds: Vec<Call> = counts.iter().map(|(call, _)| *call).collect();
    let ranges = strace::calls(&edited.sandbox.copy(), &kinds, &["--jobs", "1"]);
    let mut cases = Vec::new();
    for ((call, range), (_, count)) in ranges.into_iter().zip(counts) {
        assert!(!range.is_empty(), "a build makes no {} any more", call.name);
        for (index, when) in
            spread(&range, if is_thorough() { usize::MAX } else { *count }).into_iter().enumerate()
        {
            if is_thorough() {
                for (fault, jobs) in faults.iter().flat_map(|fault| [(*fault, "1"), (*fault, "2")]) {
                    cases.push(Case { call, fault, when, jobs });
                }
            } else {
                cases.push(Case { call, fault: faults[index % faults.len()], when, jobs: "1" });
            }
        }
    }
    cases
}

/// Tries all cases; answers how many of them `check` said yes to.
fn try_all(edited: &Edited, cases: &[Case], check: impl Fn(&Case, &Sandbox, &Run) -> bool + Sync) -> usize {
    strace::try_all(cases, |case| {
        let after = edited.sandbox.copy();
        let Case { call, fault, when, jobs } = *case;
        let run = strace::build(&after, call, fault, when, None, &["--jobs", jobs]);
        check(case, &after, &run)
    })
}

#[test]
fn a_build_that_is_killed_anywhere_leaves_each_file_old_or_new() {
    if !strace::is_available() {
        return skip("the sweep of kills", "there is no strace that may trace");
    }
    let edited = Edited::new();
    let counts = [
        (strace::RENAME, 16),
        (strace::UNLINK, 10),
        (strace::MKDIR, 6),
        (strace::RMDIR, 8),
        (strace::SYNC, 2),
        (strace::WRITE, 8),
        (strace::OPEN, 10),
    ];
    let cases = cases(&edited, &counts, &[Fault::Kill]);
    // The number of a call is that of its thread: two threads share the calls, and neither may come to it.
    for (jobs, tenths) in [("1", 8), ("2", 3)] {
        let cases: Vec<Case> = cases.iter().filter(|case| case.jobs == jobs).copied().collect();
        let killed = try_all(&edited, &cases, |case, after, run| {
            let what = format!("{case:?}");
            edited.assert_no_mix(after, &what);
            edited.assert_repaired(after, &what);
            run.signal == Some(9)
        });
        let said = format!("{killed} of {} builds with --jobs {jobs} were killed", cases.len());
        println!("{said}");
        assert!(cases.is_empty() || killed * 10 > cases.len() * tenths, "only {said}");
    }
}

#[test]
fn a_call_that_fails_anywhere_is_told_and_spoils_nothing() {
    if !strace::is_available() {
        return skip("the sweep of failing calls", "there is no strace that may trace");
    }
    let edited = Edited::new();
    let mut counts = vec![
        (strace::RENAME, 12),
        (strace::UNLINK, 8),
        (strace::MKDIR, 6),
        (strace::SYNC, 2),
        (strace::WRITE, 12),
        (strace::OPEN, 14),
        (strace::LIST, 4),
        (strace::STAT, 10),
    ];
    if is_thorough() {
        counts.extend([(strace::RMDIR, 0), (strace::READ, 0)]);
    }
    let cases = cases(&edited, &counts, &["EIO", "ENOSPC", "EACCES"].map(Fault::Error));
    let failed = try_all(&edited, &cases, |case, after, run| {
        let what = format!("{case:?}: {run:?}");
        run.assert_calm();
        run.summary();
        edited.assert_no_mix(after, &what);
        match run.code {
            // Nothing that matters: the cache, or a leftover that could not be removed.
            Some(0) => {
                let mut found = after.output();
                found.retain(|path, _| !is_unfinished(path));
                assert!(found == edited.new, "{what}: {}", edited.differing(after));
            }
            Some(1) => assert!(told_of_reading(run), "{what}"),
            Some(3) => assert_told(run, &what),
            _ => panic!("{what}"),
        }
        edited.assert_repaired(after, &what);
        run.code != Some(0)
    });
    println!("{failed} of {} builds failed", cases.len());
    assert!(failed * 4 > cases.len(), "only {failed} of {} builds failed", cases.len());
}

/// A source that cannot be read is a mistake in the site, so that all of them are told in one build.
fn told_of_reading(run: &Run) -> bool {
    !run.errors().is_empty() && run.errors().iter().all(|(_, message)| message.starts_with("cannot read "))
}

/// `cannot OPERATION PATH: REASON`.
fn assert_told(run: &Run, what: &str) {
    let errors = run.errors();
    let (code, message) = errors.last().expect("an error");
    assert_eq!(code, "environment", "{what}");
    let words = message.strip_prefix("cannot ").and_then(|rest| rest.split_once(": "));
    let (doing, reason) = words.unwrap_or_else(|| panic!("{what}"));
    assert!(doing.split_once(' ').is_some_and(|(_, path)| !path.is_empty()), "{what}");
    let reasons = ["Input/output error", "No space left on device", "Permission denied"];
    assert!(reasons.contains(&reason), "{what}");
}

/// Errors before the first change leave the output, manifest and all, byte for byte.
#[test]
fn a_build_that_cannot_stage_changes_nothing() {
    if !strace::is_available() {
        return skip("the test of staging", "there is no strace that may trace");
    }
    let edited = Edited::new();
    for number in 0..3 {
        let after = edited.sandbox.copy();
        let path = format!("public/.sitegen-tmp-staging/{number}");
        let run =
            strace::build(&after, strace::WRITE, Fault::Error("ENOSPC"), 1, Some(&path), &["--jobs", "1"]);
        assert_eq!(run.code, Some(3), "{run:?}");
        assert!(run.error().starts_with("cannot write "), "{run:?}");
        assert!(after.output() == edited.old, "{}", edited.differing(&after));
        assert_eq!(after.leftovers(), [""; 0]);
    }
}
