//! Full disks and mount points, on small file systems in memory that only the tested processes see.

use crate::support::sandbox::{PROGRAM, Run, Sandbox, Tree, is_unfinished, post, read_tree, skip};
use std::process::Command;

/// A way to run a script where it may mount: as root, else in a user namespace of its own.
struct Namespace(&'static [&'static str]);

impl Namespace {
    fn find(sandbox: &Sandbox) -> Option<Self> {
        let ways: [&[&str]; 2] = [&["--mount"], &["--mount", "--user", "--map-root-user"]];
        let mounts = |way: &&'static [&'static str]| {
            let probe = Self(way).run(sandbox, "mount -t tmpfs none \"$HOME\"");
            probe.is_some_and(|run| run.code == Some(0))
        };
        ways.into_iter().find(mounts).map(Self)
    }

    /// Runs a script; `build` in it is the program with the words of a build.
    fn run(&self, sandbox: &Sandbox, script: &str) -> Option<Run> {
        let words: Vec<String> = sandbox.build_words().iter().map(|word| format!("'{word}'")).collect();
        let script = format!("build() {{ '{PROGRAM}' {}; }}\n{script}", words.join(" "));
        let mut command: Command = sandbox.command("unshare");
        command.args(self.0).args(["--propagation", "private", "--", "sh", "-euc", &script]);
        command.output().ok().map(Run::from)
    }
}

/// Copies the output to `$HOME/saved`, where it can be seen from outside.
const SAVE: &str = "rm -rf \"$HOME/saved\"; cp -R public \"$HOME/saved\"";

fn saved(sandbox: &Sandbox) -> Tree {
    read_tree(&sandbox.home().join("saved"))
}

#[test]
fn a_full_disk_leaves_the_output_as_it_was() {
    let sandbox = Sandbox::new();
    let Some(namespace) = Namespace::find(&sandbox) else {
        return skip("the test of full disks", "nothing may be mounted here");
    };
    let old = sandbox.built();
    sandbox.edit();
    let new = sandbox.clean_output();
    sandbox.write("static/big.bin", vec![7; 4 << 20]);
    let full = format!(
        "{SAVE}
        mount -t tmpfs -o size=2m none public
        cp -R \"$HOME/saved/.\" public
        code=0; build || code=$?
        {SAVE}
        exit $code"
    );
    let run = namespace.run(&sandbox, &full).expect("runs");
    assert_eq!(run.code, Some(3), "{run:?}");
    // Which file of those that are written at one time meets it first is chance.
    assert!(run.error().contains("/public/"), "{run:?}");
    assert!(run.error().ends_with(": No space left on device"), "{run:?}");
    run.summary();
    assert!(saved(&sandbox) == old, "the output changed, or something is left over");

    sandbox.remove("static/big.bin");
    let enough = full.replace("size=2m", "size=4m");
    let run = namespace.run(&sandbox, &enough).expect("runs");
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(saved(&sandbox) == new);
}

/// A disk that can hold the staged files, but not all of the new folders or names.
#[test]
fn a_disk_that_is_full_at_the_last_moment_leaves_the_files_as_they_were() {
    let sandbox = Sandbox::new();
    let Some(namespace) = Namespace::find(&sandbox) else {
        return skip("the test of disks without inodes", "nothing may be mounted here");
    };
    let old = sandbox.built();
    for (day, name) in ["five", "six", "seven"].into_iter().enumerate() {
        sandbox.write(&format!("content/posts/{name}.md"), post(name, day + 5, "Text."));
    }
    let new = sandbox.clean_output();
    let folders = walkdir::WalkDir::new(sandbox.public()).into_iter().count() - old.len();
    let (mut failed, mut worked) = (0, 0);
    for more in (1..=61).step_by(6) {
        let inodes = old.len() + folders + more;
        let script = format!(
            "{SAVE}
            mount -t tmpfs -o nr_inodes={inodes} none public
            cp -R \"$HOME/saved/.\" public
            code=0; build || code=$?
            rm -rf \"$HOME/first\"; cp -R public \"$HOME/first\"
            mount -o remount,nr_inodes=10000 public
            build >&2
            {SAVE}
            exit $code"
        );
        let after = sandbox.copy();
        let run = namespace.run(&after, &script).expect("runs");
        let mut first = read_tree(&after.home().join("first"));
        if run.code == Some(0) {
            worked += 1;
            assert!(first == new, "{more}: {run:?}");
        } else {
            failed += 1;
            assert_eq!(run.code, Some(3), "{more}: {run:?}");
            assert!(run.error().ends_with("No space left on device"), "{more}: {run:?}");
            assert!(!first.keys().any(|path| is_unfinished(path)), "{more}: {:?}", first.keys());
            // What it may do without changing a page: claim the files that it was about to write.
            first.remove(".sitegen-manifest.json");
            assert!(first.iter().all(|(path, bytes)| old.get(path) == Some(bytes)), "{more}: {run:?}");
            assert_eq!(first.len(), old.len() - 1, "{more}: {run:?}");
        }
        assert!(saved(&after) == new, "{more}: the next build did not repair it");
    }
    assert!(failed > 2 && worked > 0, "{failed} failed, {worked} worked");
}

#[test]
fn a_cache_without_room_is_a_warning() {
    let sandbox = Sandbox::new();
    let Some(namespace) = Namespace::find(&sandbox) else {
        return skip("the test of full caches", "nothing may be mounted here");
    };
    let expected = sandbox.clean_output();
    let script = "mkdir -p .sitegen; mount -t tmpfs -o size=12k none .sitegen; build; ls -A .sitegen >&2";
    let run = namespace.run(&sandbox, script).expect("runs");
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.contains("\"cache-unusable\"") && run.stdout.contains("No space left"), "{run:?}");
    assert_eq!(run.stdout.matches("\"level\":\"warning\"").count(), 1, "{run:?}");
    assert!(!is_unfinished(&run.stderr), "{run:?}");
    assert!(sandbox.output() == expected);
}

/// As in a container whose sources are mounted to be read, and whose folder of temporary files runs no programs.
#[test]
fn sources_may_be_read_only_and_no_program_is_run_from_the_temporary_folder() {
    let sandbox = Sandbox::new();
    let Some(namespace) = Namespace::find(&sandbox) else {
        return skip("the test of sources that are read only", "nothing may be mounted here");
    };
    sandbox.built();
    sandbox.edit();
    let new = sandbox.clean_output();
    let script = format!(
        "mount --bind content content
        mount -o remount,bind,ro content
        ! touch content/new 2>/dev/null
        mkdir \"$HOME/tmp\"
        mount -t tmpfs -o noexec none \"$HOME/tmp\"
        export TMPDIR=\"$HOME/tmp\"
        build; {SAVE}"
    );
    let run = namespace.run(&sandbox, &script).expect("runs");
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(saved(&sandbox) == new);
}

#[test]
fn a_folder_of_the_output_may_be_a_mount_point() {
    let sandbox = Sandbox::new();
    let Some(namespace) = Namespace::find(&sandbox) else {
        return skip("the test of mount points", "nothing may be mounted here");
    };
    sandbox.built();
    sandbox.edit();
    let new = sandbox.clean_output();
    let script = format!("mount -t tmpfs none public/2026; build; {SAVE}");
    let run = namespace.run(&sandbox, &script).expect("runs");
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(saved(&sandbox) == new);
}
