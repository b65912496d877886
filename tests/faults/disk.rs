//! F39, F40, F73: builds that are asked to stop, that may have little of something, and whose files others may not read.

use super::support::{before, build_in_bounds, site};
use crate::support::{
    sandbox::{PROGRAM, Run, Sandbox, skip},
    strace,
};
use std::{
    fs,
    io::Read as _,
    os::unix::fs::PermissionsExt as _,
    process::{Command, Stdio},
};

/// A loop that writes nothing and takes as long as a page may.
const SLOW: &str = "{% for a in range(end=100000) %}{% for b in range(end=100000) %}{% for c in range(end=100000) %}\
                    {% endfor %}{% endfor %}{% endfor %}";

#[test]
fn f39_a_signal_ends_a_build_and_the_next_is_not_in_its_way() {
    for (name, number) in [("-INT", 2), ("-TERM", 15), ("-HUP", 1)] {
        let sandbox = site();
        sandbox.edit();
        sandbox.write("templates/404.html", SLOW);
        // Whoever runs the tests may have had them ignore signals, as `nohup` does.
        let mut command = sandbox.command("env");
        command
            .args(["--default-signal=HUP,INT,TERM", PROGRAM])
            .args(sandbox.build_words())
            .args(["--jobs", "2"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut build = command.spawn().expect("starts");
        while !sandbox.path("public/.sitegen-tmp-staging").exists() {
            assert!(build.try_wait().expect("ours").is_none(), "{name}: it ended before it was asked to");
            std::thread::yield_now();
        }
        let sent = Command::new("kill").args([name, &build.id().to_string()]).status();
        assert!(sent.is_ok_and(|status| status.success()), "{name}");
        let run = Run::from(build.wait_with_output().expect("ends"));
        // Had it gone on, the time that a page may take would have ended it with an exit code.
        assert_eq!((run.code, run.signal), (None, Some(number)), "{name}: {run:?}");
        let mut left = sandbox.output();
        left.retain(|path, _| !crate::support::sandbox::is_unfinished(path));
        assert!(left == *before(), "{name}: the last output stays");
        sandbox.remove("templates/404.html");
        assert!(sandbox.built() == sandbox.clean_output(), "{name}");
        assert_eq!(sandbox.leftovers(), [""; 0], "{name}");
    }
}

/// Builds an edited site under a limit of `prlimit`.
fn limited(limit: &str) -> Option<(Sandbox, Run)> {
    let sandbox = site();
    sandbox.edit();
    let mut command = sandbox.command("prlimit");
    command.arg(limit).arg(PROGRAM).args(sandbox.build_words());
    Some((sandbox, command.output().ok()?.into()))
}

#[test]
fn f40_little_of_everything_is_enough_or_told() {
    let Some((sandbox, run)) = limited("--nofile=12") else {
        return skip("the test of limits", "there is no prlimit");
    };
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(sandbox.output() == sandbox.clean_output());
    // The system itself ends a program that writes a larger file than it may.
    let (sandbox, run) = limited("--fsize=1000").expect("it was there");
    assert_ne!(run.code, Some(0), "{run:?}");
    let mut left = sandbox.output();
    left.retain(|path, _| !crate::support::sandbox::is_unfinished(path));
    assert!(left == *before(), "the last output stays");
    assert!(sandbox.built() == sandbox.clean_output());
}

/// An allocation that is refused ends a program without a word that helps, or not at all.
#[test]
fn f40_too_little_memory_is_told_before_anything_is_tried() {
    for (limit, mib, needed) in [("--as=200000000", 190, 256), ("--data=100000000", 95, 192)] {
        let Some((sandbox, run)) = limited(limit) else {
            return skip("the test of limits of memory", "there is no prlimit");
        };
        assert_eq!(run.code, Some(3), "{run:?}");
        let said = format!("error: this process may take {mib} MiB of memory, and {needed} are needed; ");
        assert!(run.stderr.starts_with(&said), "{run:?}");
        assert!(sandbox.output() == *before(), "the last output stays");
    }
    for limit in ["--as=268435456", "--data=201326592"] {
        let (sandbox, run) = limited(limit).expect("it was there");
        assert_eq!(run.code, Some(0), "{limit}: {run:?}");
        assert!(sandbox.output() == sandbox.clean_output(), "{limit}");
    }
}

/// Such as a film, which is copied piece by piece.
#[test]
fn f40_a_file_larger_than_memory_is_published() {
    let sandbox = site();
    sandbox.write("static/film.mp4", "begins");
    let length = 400 << 20;
    let film = fs::File::options().write(true).open(sandbox.path("static/film.mp4")).expect("there");
    film.set_len(length).expect("a file with a hole");
    let run = build_in_bounds(&sandbox, &[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let mut published = fs::File::open(sandbox.path("public/film.mp4")).expect("published");
    assert_eq!(published.metadata().expect("there").len(), length);
    let mut start = [0; 7];
    published.read_exact(&mut start).expect("readable");
    assert_eq!(&start, b"begins\0");
}

/// As in a container that may have no more processes.
#[test]
fn f40_without_threads_a_build_is_made_on_one() {
    if !strace::is_available() {
        return skip("the test without threads", "there is no strace that may trace");
    }
    for jobs in [&[][..], &["--jobs", "4"]] {
        let sandbox = site();
        sandbox.edit();
        let mut command = sandbox.command("strace");
        command.args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=?clone,?clone3"]);
        command.args(["-e", "inject=?clone,?clone3:error=EAGAIN:when=1+", "--", PROGRAM]);
        let run = Run::of(command.args(sandbox.build_words()).args(jobs));
        assert_eq!(run.code, Some(0), "{run:?}");
        assert!(sandbox.output() == sandbox.clean_output());
    }
}

#[test]
fn f73_files_have_the_permissions_that_the_umask_says() {
    for (umask, file, folder) in [("077", 0o600, 0o700), ("027", 0o640, 0o750), ("022", 0o644, 0o755)] {
        let sandbox = site();
        fs::remove_dir_all(sandbox.public()).expect("removable");
        let mut command = sandbox.command("sh");
        command.args(["-c", &format!("umask {umask}; exec \"$@\""), "sh", PROGRAM]);
        let run = Run::of(command.args(sandbox.build_words()));
        assert_eq!(run.code, Some(0), "{run:?}");
        let mode = |path: &str| fs::metadata(sandbox.path(path)).expect("there").permissions().mode() & 0o777;
        assert_eq!((mode("public/index.html"), mode("public/tags")), (file, folder), "{umask}");
    }
}
