//! Runs the program as a user would, in an environment that the test decides.

use serde_json::Value;
use sitegen::{rules, schema};
use std::{
    path::Path,
    process::{Command, Stdio},
    sync::LazyLock,
};

/// 20 July 2026, after every date of the tests' posts that is meant to be past.
pub const CLOCK: &str = "2026-07-20T12:00:00Z";

/// What a run gave.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The objects of `--message-format json`, one a line, each as its schema says.
    pub fn json_lines(&self) -> Vec<Value> {
        self.out.lines().map(message).collect()
    }

    /// Fails with all that was printed unless the exit code is this one.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "--- out\n{}\n--- err\n{}", self.out, self.err);
        assert_eq!(unexplained(&self.err), None, "{}", self.err);
        self
    }
}

/// What no message may hold: a panic, a value printed for programmers, an error of the system by its number.
pub fn unexplained(text: &str) -> Option<&'static str> {
    let signs = ["panicked", "RUST_BACKTRACE", "(os error ", "Error {", "Custom {", "Utf8Error"];
    signs.into_iter().find(|sign| text.contains(sign))
}

/// The judge of lines of `--message-format json`.
static MESSAGES: LazyLock<jsonschema::Validator> =
    LazyLock::new(|| jsonschema::validator_for(&schema::messages()).expect("a schema"));

/// A line of `--message-format json`. Fails where the schema does not know it, or nothing its code.
pub fn message(line: &str) -> Value {
    let message: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    assert!(MESSAGES.is_valid(&message), "the schema of messages does not know this line: {line}");
    if let Some(code) = message["code"].as_str() {
        assert!(rules::title(code).is_some(), "src/rules does not know `{code}`");
    }
    message
}

/// The program in `folder`, with nothing of the machine's environment that it reads.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sitegen"));
    command.current_dir(folder).args(arguments).stdin(Stdio::null());
    command.env("NO_COLOR", "1").env_remove("CLICOLOR_FORCE").env_remove("SOURCE_DATE_EPOCH");
    command
}

pub fn run(mut command: Command) -> Ran {
    let output = command.output().expect("the program starts");
    Ran {
        code: output.status.code().expect("ended by itself"),
        out: String::from_utf8(output.stdout).expect("UTF-8"),
        err: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

pub fn sitegen(folder: &Path, arguments: &[&str]) -> Ran {
    run(command(folder, arguments))
}

/// `sitegen build` at [`CLOCK`].
pub fn build(folder: &Path, arguments: &[&str]) -> Ran {
    sitegen(folder, &[&["build", "--clock", CLOCK], arguments].concat())
}
