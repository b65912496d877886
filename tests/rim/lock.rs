//! The lock on a project: who holds it, and what is left of it.

use crate::support::{
    sandbox::{PROGRAM, Run, Sandbox, post, skip},
    strace::{self, Call, Fault},
};
use std::{
    fs::{File, TryLockError},
    process::{Child, Command, Stdio},
};

const LOCK: Call = Call { name: "lock", set: "flock" };

fn start(sandbox: &Sandbox) -> Child {
    let mut command = sandbox.command(PROGRAM);
    command.args(sandbox.build_words()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("starts")
}

/// A build that has the lock and stands still; none where it was done before it could be stopped.
fn stopped_build(sandbox: &Sandbox) -> Option<Child> {
    let mut build = start(sandbox);
    let id = build.id().to_string();
    // It may be gone by itself.
    let signal = |name: &str| drop(Command::new("kill").args([name, &id]).output().expect("kill runs"));
    loop {
        let lock = File::open(sandbox.path(".sitegen/lock")).expect("there since the first build");
        if let Err(TryLockError::WouldBlock) = lock.try_lock() {
            signal("-STOP");
            // It may have ended between the look and the signal.
            if let Err(TryLockError::WouldBlock) = lock.try_lock() {
                return Some(build);
            }
            signal("-CONT");
        }
        drop(lock);
        if build.try_wait().expect("known").is_some() {
            return None;
        }
        std::thread::yield_now();
    }
}

#[test]
fn a_killed_holder_leaves_no_lock() {
    let sandbox = Sandbox::new();
    for number in 0..40 {
        let name = format!("post{number}");
        sandbox.write(&format!("content/posts/{name}.md"), post(&name, number % 28 + 1, "Text."));
    }
    sandbox.built();
    for round in 0..10 {
        sandbox.write("content/posts/first.md", post("first", 1, &format!("Text of round {round}.")));
        let Some(mut holder) = stopped_build(&sandbox) else { continue };
        let waiting = start(&sandbox);
        holder.kill().expect("it runs");
        let held = Run::from(holder.wait_with_output().expect("ends"));
        assert_eq!(held.signal, Some(9), "{held:?}");
        let run = Run::from(waiting.wait_with_output().expect("ends"));
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(sandbox.output() == sandbox.clean_output());
        assert_eq!(sandbox.leftovers(), [""; 0]);
        return;
    }
    panic!("no build could be stopped while it had the lock");
}

#[test]
fn where_there_are_no_locks_the_site_is_built_without() {
    if !strace::is_available() {
        return skip("the test of file systems without locks", "there is no strace that may trace");
    }
    let sandbox = Sandbox::new();
    for error in ["ENOLCK", "EOPNOTSUPP", "ENOSYS", "EINVAL", "EIO"] {
        sandbox.write("content/posts/first.md", post("first", 1, error));
        let run = strace::build(&sandbox, LOCK, Fault::Error(error), 1, None, &[]);
        assert_eq!(run.code, Some(0), "{error}: {run:?}");
        assert_eq!(run.messages().len(), 1, "{error}: {run:?}");
        assert!(sandbox.output() == sandbox.clean_output(), "{error}");
    }
}
