//! What a project may hold that no site should: pipes, loops, links to secrets, files that change or may not be read.

use crate::support::{
    sandbox::{PROGRAM, Run, Sandbox, Tree, post, skip},
    strace::{self, Fault},
};
use std::{
    fs,
    os::unix::{
        fs::{MetadataExt as _, PermissionsExt as _, symlink},
        net::UnixListener,
    },
    path::Path,
    process::Command,
};

const CANARY: &str = "canary-in-a-file-outside";

fn holds(files: &Tree, text: &str) -> Vec<String> {
    let holds = |bytes: &[u8]| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    files.iter().filter(|(_, bytes)| holds(bytes)).map(|(path, _)| path.clone()).collect()
}

fn files_of(run: &Run, level: &str) -> Vec<String> {
    let messages = run.messages().into_iter().filter(|message| message["level"] == level);
    messages.filter_map(|message| Some(message["file"].as_str()?.to_owned())).collect()
}

#[test]
fn pipes_sockets_and_loops_are_passed_over() {
    let sandbox = Sandbox::new();
    let expected = sandbox.clean_output();
    let made =
        Command::new("mkfifo").arg(sandbox.path("content/posts/pipe.md")).status().expect("mkfifo runs");
    assert!(made.success());
    let _socket = UnixListener::bind(sandbox.path("content/socket.md")).expect("socket");
    symlink("loop.md", sandbox.path("content/loop.md")).expect("link");
    symlink("..", sandbox.path("content/up")).expect("link");
    symlink("nowhere.txt", sandbox.path("static/dangling.txt")).expect("link");
    symlink("/dev/zero", sandbox.path("static/zero.bin")).expect("link");
    let run = sandbox.build();
    assert_eq!(run.code, Some(0), "{run:?}");
    assert_eq!(
        files_of(&run, "warning"),
        [
            "content/loop.md",
            "content/posts/pipe.md",
            "content/socket.md",
            "content/up",
            "static/dangling.txt",
            "static/zero.bin"
        ]
    );
    assert!(sandbox.output() == expected, "they changed the output");
    assert_eq!(sandbox.build_with(&["--deny-warnings"]).code, Some(1));
}

#[test]
fn links_never_bring_in_what_is_outside() {
    let sandbox = Sandbox::new();
    let secret = sandbox.home().join("secret.md");
    fs::write(&secret, post("secret", 5, CANARY)).expect("writable");
    sandbox.write(".env", CANARY);
    fs::create_dir_all(sandbox.path("templates")).expect("writable");
    fs::create_dir_all(sandbox.path("data")).expect("writable");
    for target in [secret.as_path(), Path::new("/etc/passwd"), Path::new("../.env")] {
        for link in ["content/link.md", "static/link.txt", "templates/page.html", "data/link.yaml"] {
            symlink(target, sandbox.path(link)).expect("link");
            let run = sandbox.build();
            assert_eq!(files_of(&run, "warning"), [link], "{link} to {}: {run:?}", target.display());
            let output = sandbox.output();
            for text in [CANARY, "root:x:", "/etc/passwd"] {
                assert_eq!(holds(&output, text), [""; 0], "{link} to {}", target.display());
                assert!(!run.stdout.contains(text) || text == "/etc/passwd", "{run:?}");
            }
            sandbox.remove(link);
        }
    }
    symlink(sandbox.home(), sandbox.path("static/home")).expect("link");
    symlink(&secret, sandbox.path("sitegen.yml")).expect("link");
    sandbox.remove("sitegen.yaml");
    let run = sandbox.build();
    assert_eq!(run.code, Some(3), "{run:?}");
    assert_eq!(run.error(), "cannot read sitegen.yml: a link that leads out of the project");
    assert_eq!(holds(&sandbox.output(), CANARY), [""; 0]);
}

/// A file that is gone, cut short or empty at any one of the times that it is read.
#[test]
fn a_source_that_changes_during_the_build_gives_no_torn_page() {
    if !strace::is_available() {
        return skip("the test of changing sources", "there is no strace that may trace");
    }
    let sandbox = Sandbox::new();
    sandbox.built();
    let old = sandbox.output();
    sandbox.edit();
    let new = sandbox.clean_output();
    let mut failed = 0;
    for path in ["content/posts/first.md", "static/turn"] {
        for (call, fault) in [
            (strace::OPEN, Fault::Error("ENOENT")),
            (strace::OPEN, Fault::Error("EACCES")),
            (strace::READ, Fault::Nothing),
            (strace::READ, Fault::Error("EIO")),
        ] {
            for when in 1..=4 {
                let after = sandbox.copy();
                let run = strace::build(&after, call, fault, when, Some(path), &["--jobs", "1"]);
                let what = format!("{path}: {} {fault:?} {when}: {run:?}", call.name);
                run.assert_calm();
                run.summary();
                match run.code {
                    Some(0) => assert!(after.output() == new || is_gone(fault, when, path, &after), "{what}"),
                    Some(1) => {
                        failed += 1;
                        assert!(after.output() == old, "{what}");
                        assert!(files_of(&run, "error").contains(&path.to_owned()), "{what}");
                    }
                    _ => panic!("{what}"),
                }
                assert!(after.built() == new, "{what}");
            }
        }
    }
    assert!(failed >= 12, "only {failed} builds met the fault");
}

/// A file that is not there when it is first opened is as good as deleted before.
fn is_gone(fault: Fault, when: usize, path: &str, after: &Sandbox) -> bool {
    let without = after.copy();
    without.remove(path);
    matches!(fault, Fault::Error("ENOENT")) && when == 1 && after.output() == without.clean_output()
}

/// Someone who may not read everything: ourselves, unless we are root.
struct Someone {
    program: std::path::PathBuf,
    is_root: bool,
}

impl Someone {
    /// None where root cannot become someone else.
    fn in_sandbox(sandbox: &Sandbox) -> Option<Self> {
        let is_root = fs::metadata("/proc/self").or_else(|_| fs::metadata(sandbox.root())).ok()?.uid() == 0;
        let program = sandbox.home().join("sitegen");
        fs::copy(PROGRAM, &program).ok()?;
        let outermost = sandbox.home().parent().expect("a folder").to_owned();
        for folder in [outermost, sandbox.home(), sandbox.root()] {
            fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).ok()?;
        }
        let someone = Self { program, is_root };
        someone.command(sandbox).arg("--version").output().ok()?.status.success().then_some(someone)
    }

    fn command(&self, sandbox: &Sandbox) -> Command {
        if !self.is_root {
            return sandbox.command(&self.program.display().to_string());
        }
        let mut command = sandbox.command("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]).arg(&self.program);
        command
    }

    fn build(&self, sandbox: &Sandbox) -> Run {
        let run = Run::of(self.command(sandbox).args(sandbox.build_words()));
        run.assert_calm();
        run
    }
}

fn forbid(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("ours");
}

#[test]
fn what_may_not_be_read_or_written_is_named() {
    let sandbox = Sandbox::new();
    let Some(someone) = Someone::in_sandbox(&sandbox) else {
        return skip("the test of permissions", "root cannot run the program as someone else here");
    };
    let run = someone.build(&sandbox);
    assert_eq!(run.code, Some(0), "{run:?}");
    let old = sandbox.output();

    let [post, folder] = [sandbox.path("content/posts/first.md"), sandbox.path("static")];
    forbid(&post, 0o000);
    forbid(&folder, 0o000);
    let run = someone.build(&sandbox);
    forbid(&folder, 0o755);
    assert_eq!(run.code, Some(1), "{run:?}");
    let messages: Vec<String> = run.errors().into_iter().map(|(_, message)| message).collect();
    assert_eq!(
        messages,
        ["cannot read content/posts/first.md: Permission denied", "cannot read static: Permission denied"]
    );
    assert!(sandbox.output() == old);
    forbid(&post, 0o644);

    sandbox.edit();
    let public = sandbox.public();
    forbid(&public, 0o555);
    let run = someone.build(&sandbox);
    forbid(&public, 0o755);
    assert_eq!(run.code, Some(3), "{run:?}");
    assert!(run.error().starts_with("cannot create "), "{run:?}");
    assert!(run.error().ends_with("/public/.sitegen-tmp-staging: Permission denied"), "{run:?}");
    assert!(sandbox.output() == old);

    forbid(&sandbox.path(".sitegen"), 0o000);
    let run = someone.build(&sandbox);
    forbid(&sandbox.path(".sitegen"), 0o755);
    assert_eq!(run.code, Some(0), "a site builds without a cache: {run:?}");
    assert!(run.stdout.contains("\"cache-unusable\""), "{run:?}");
    assert!(sandbox.output() == sandbox.clean_output());
}
