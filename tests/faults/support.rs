//! A site that was built, a fault that is laid over it, and what must hold after the next build.

use crate::support::{
    program::unexplained,
    sandbox::{PROGRAM, Run, Sandbox, Tree, read_tree, skip},
};
use serde_json::Value;
use std::{
    process::{Command, Stdio},
    sync::LazyLock,
};

/// Where a fault that is one post goes.
pub const POST: &str = "content/posts/fault.md";

/// Memory in which every refusal has to be told, in bytes: what the program writes to, stacks of threads and all.
const MEMORY: u64 = 256 << 20;

/// The site before any fault, built once.
static BUILT: LazyLock<(Sandbox, Tree)> = LazyLock::new(|| {
    let sandbox = Sandbox::new();
    let output = sandbox.built();
    (sandbox, output)
});

/// A copy of the site that was built.
pub fn site() -> Sandbox {
    BUILT.0.copy()
}

/// What a build of [`site`] gave.
pub fn before() -> &'static Tree {
    &BUILT.1
}

/// The same with these files.
pub fn site_with<T: AsRef<[u8]>>(files: &[(&str, T)]) -> Sandbox {
    let sandbox = site();
    for (path, bytes) in files {
        sandbox.write(path, bytes);
    }
    sandbox
}

/// A post with these lines in its front matter.
pub fn post(lines: &str, body: &str) -> String {
    format!("---\ntitle: A post\ndate: 2026-03-05\n{lines}\n---\n\n{body}\n")
}

/// Builds with no more than [`MEMORY`]; where that cannot be limited, with what there is.
pub fn build_in_bounds(sandbox: &Sandbox, options: &[&str]) -> Run {
    static IS_THERE: LazyLock<bool> = LazyLock::new(|| {
        let probe = Command::new("prlimit").args(["--data=100000000", "true"]).stderr(Stdio::null()).status();
        let is_there = probe.is_ok_and(|status| status.success());
        if !is_there {
            skip("the bound of memory", "there is no prlimit");
        }
        is_there
    });
    if !*IS_THERE {
        return sandbox.build_with(options);
    }
    let mut command = sandbox.command("prlimit");
    command.arg(format!("--data={MEMORY}")).arg(PROGRAM).args(sandbox.build_words()).args(options);
    Run::of(&mut command)
}

/// The errors of a build with these files, after which everything is as it was.
pub fn refused<T: AsRef<[u8]>>(files: &[(&str, T)]) -> Vec<Value> {
    let sandbox = site_with(files);
    let run = build_in_bounds(&sandbox, &[]);
    assert_refused(&sandbox, &run);
    errors(&run)
}

/// The one error.
pub fn refused_once<T: AsRef<[u8]>>(files: &[(&str, T)]) -> Value {
    let errors = refused(files);
    match errors.as_slice() {
        [error] => error.clone(),
        _ => panic!("not one error: {errors:#?}"),
    }
}

/// What holds after every refusal.
#[track_caller]
pub fn assert_refused(sandbox: &Sandbox, run: &Run) {
    assert_eq!((run.code, run.signal), (Some(1), None), "{run:?}");
    run.summary();
    assert_eq!(unexplained(&run.stdout), None, "{run:?}");
    assert!(sandbox.output() == *before(), "the output is another: {run:?}");
    assert_eq!(sandbox.leftovers(), [""; 0], "{run:?}");
}

pub fn errors(run: &Run) -> Vec<Value> {
    run.messages().into_iter().filter(|message| message["level"] == "error").collect()
}

/// Codes of warnings, each with its file.
pub fn warnings(run: &Run) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let messages = run.messages().into_iter().filter(|message| message["level"] == "warning");
    messages.map(|message| (text(&message["code"]), text(&message["file"]))).collect()
}

/// `code line:column message`; a line that is not told is `-`.
pub fn told(error: &Value) -> String {
    let place = match (error["line"].as_u64(), error["column"].as_u64()) {
        (Some(line), Some(column)) => format!("{line}:{column}"),
        _ => "-".to_owned(),
    };
    assert!(error["hint"].is_string(), "no hint: {error}");
    let text = |key: &str| error[key].as_str().unwrap_or_default().to_owned();
    format!("{} {place} {}", text("code"), text("message"))
}

/// Everything that lies beside the project: none of it may change.
pub fn outside(sandbox: &Sandbox) -> Tree {
    let mut files = read_tree(sandbox.home().parent().expect("a folder"));
    files.retain(|path, _| !path.starts_with("home/site/"));
    files
}
