//! Faults at single system calls, by `strace`.
//!
//! It counts calls by thread and by name. With `--jobs 1` a build makes nearly all of its calls on one thread, in
//! the same order each time; the few of the main thread (loading the program, printing the result) come first in
//! the count and are left out.

use super::sandbox::{PROGRAM, Run, Sandbox};
use std::{
    collections::BTreeMap,
    fs,
    process::Command,
    sync::{
        Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

/// Calls that do the same under different names on different machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Call {
    pub name: &'static str,
    /// As `strace` wants it; `?` before a name that not every machine has.
    pub set: &'static str,
}

pub const RENAME: Call = Call { name: "rename", set: "?rename,?renameat,?renameat2" };
pub const MKDIR: Call = Call { name: "mkdir", set: "?mkdir,?mkdirat" };
pub const UNLINK: Call = Call { name: "unlink", set: "?unlink,?unlinkat" };
pub const RMDIR: Call = Call { name: "rmdir", set: "?rmdir" };
pub const OPEN: Call = Call { name: "open", set: "?open,openat,?openat2" };
pub const WRITE: Call = Call { name: "write", set: "write" };
pub const SYNC: Call = Call { name: "sync", set: "fsync,fdatasync" };
pub const READ: Call = Call { name: "read", set: "read" };
pub const LIST: Call = Call { name: "list", set: "getdents64" };
pub const STAT: Call = Call { name: "stat", set: "?statx,?newfstatat" };

impl Call {
    pub fn has(self, name: &str) -> bool {
        self.set.split(',').any(|one| one.trim_start_matches('?') == name)
    }
}

/// What happens at a call.
#[derive(Debug, Clone, Copy)]
pub enum Fault {
    /// The process is killed before it is made.
    Kill,
    /// It is not made and fails with this error.
    Error(&'static str),
    /// It is not made and gives nothing.
    Nothing,
}

impl Fault {
    pub fn spec(self) -> String {
        match self {
            Self::Kill => "signal=KILL".to_owned(),
            Self::Error(name) => format!("error={name}"),
            Self::Nothing => "retval=0".to_owned(),
        }
    }
}

/// Whether faults can be made here.
pub fn is_available() -> bool {
    let probe = ["-f", "-qq", "-o", "/dev/null", "-e", "inject=?mkdir,?mkdirat:error=EIO:when=9", "true"];
    Command::new("strace").args(probe).output().is_ok_and(|output| output.status.success())
}

/// Builds with a fault at the `when`th of these calls, of those on `path` if one is given.
pub fn build(
    sandbox: &Sandbox,
    call: Call,
    fault: Fault,
    when: usize,
    path: Option<&str>,
    options: &[&str],
) -> Run {
    let mut command = sandbox.command("strace");
    command.args(["-f", "-qq", "-o", "/dev/null", "-e"]).arg(format!("trace={}", call.set));
    command.arg("-e").arg(format!("inject={}:{}:when={when}", call.set, fault.spec()));
    if let Some(path) = path {
        command.arg("-P").arg(sandbox.root().canonicalize().expect("there").join(path));
    }
    Run::of(command.arg("--").arg(PROGRAM).args(sandbox.build_words()).args(options))
}

/// For each of these calls, the first and the last that a build makes on its busiest thread; those numbers that
/// some call of the main thread has too are left out.
pub fn calls(sandbox: &Sandbox, calls: &[Call], options: &[&str]) -> Vec<(Call, std::ops::Range<usize>)> {
    let log = sandbox.home().join("strace.log");
    let mut command = sandbox.command("strace");
    command.args(["-f", "-qq", "-o"]).arg(&log);
    let sets: Vec<&str> = calls.iter().map(|call| call.set).collect();
    command.arg("-e").arg(format!("trace={}", sets.join(",")));
    let run = Run::of(command.arg("--").arg(PROGRAM).args(sandbox.build_words()).args(options));
    assert_eq!(run.code, Some(0), "{run:?}");
    let log = fs::read_to_string(log).expect("written");
    let main = log.split_whitespace().next().unwrap_or_default();
    calls
        .iter()
        .map(|call| {
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for line in log.lines() {
                let Some((process, rest)) = line.split_once(' ') else { continue };
                if rest.trim_start().split_once('(').is_some_and(|(name, _)| call.has(name)) {
                    *counts.entry(process).or_default() += 1;
                }
            }
            // An error gives the main thread a little more to print.
            let of_main = counts.remove(main).map_or(0, |count| count + 1);
            let busiest = counts.values().copied().max().unwrap_or_default();
            (*call, of_main + 1..busiest + 1)
        })
        .collect()
}

/// At most `count` numbers of a range, evenly spread, the first and the last among them.
pub fn spread(range: &std::ops::Range<usize>, count: usize) -> Vec<usize> {
    if range.len() <= count {
        return range.clone().collect();
    }
    (0..count).map(|step| range.start + step * (range.len() - 1) / (count - 1).max(1)).collect()
}

/// Whether all that can be tried is to be, not only some of it: `SITEGEN_FAULTS=all`.
pub fn is_thorough() -> bool {
    std::env::var("SITEGEN_FAULTS").is_ok_and(|value| value == "all")
}

/// Tries all cases, on as many threads as the machine has; answers how many of them `check` said yes to.
pub fn try_all<T: Sync>(cases: &[T], check: impl Fn(&T) -> bool + Sync) -> usize {
    let (next, sum) = (AtomicUsize::new(0), Mutex::new(0));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(2, usize::from) {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let is_hit = check(case);
                    *sum.lock().expect("no other case failed") += usize::from(is_hit);
                }
            });
        }
    });
    sum.into_inner().expect("no case failed")
}
