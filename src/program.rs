//! Programs that a site's owner names in the settings: run without a shell, told something on their standard input, heard until
//! they end or their time is over.
//!
//! Owns how such a program is started, heard and ended. It must not know what it is told, or why.

use std::{
    fmt,
    io::{self, BufRead as _, BufReader, Read, Write as _},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread,
    time::{Duration, Instant},
};

/// Characters of the last line of its messages that are repeated.
const LONGEST: usize = 300;

/// How often a program that has closed its output is asked whether it has ended.
const GLANCE: Duration = Duration::from_millis(20);

/// How long the output of a program that has ended is still heard: what it started itself may hold it open for ever.
const ECHO: Duration = Duration::from_millis(500);

/// A program, and what it is run with.
#[derive(Debug, Clone)]
pub struct Call<'a> {
    /// Its name or path, then its arguments. Nothing of it is read by a shell.
    pub words: &'a [String],
    /// Its working folder.
    pub folder: &'a Path,
    /// What it gets on its standard input. It need not read it.
    pub input: String,
    /// How long it may take.
    pub limit: Option<Duration>,
}

/// How a program failed; reads `it ended with exit code 3: no such zone`.
#[derive(Debug)]
pub enum Failure {
    /// It cannot be started.
    NotStarted(io::Error),
    /// It was not done in time, and was ended.
    TooLong(Duration, String),
    /// It ended badly: its exit code, unless a signal ended it, and the last line that it said, on standard error if it said
    /// anything there.
    Ended(Option<i32>, String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = match self {
            Self::NotStarted(error) => {
                return f.write_str(&crate::environment::reason(error));
            }
            Self::TooLong(limit, last) => {
                write!(f, "it was not done after {} s", limit.as_secs())?;
                last
            }
            Self::Ended(Some(code), last) => {
                write!(f, "it ended with exit code {code}")?;
                last
            }
            Self::Ended(None, last) => {
                f.write_str("it was ended by a signal")?;
                last
            }
        };
        if last.is_empty() { Ok(()) } else { write!(f, ": {last}") }
    }
}

/// Runs a program to its end; `heard` gets each line that it says, on either of its outputs, when it is said.
///
/// # Errors
/// It cannot be started, is not done in time, or ends with anything but 0.
pub fn run(call: Call<'_>, heard: &mut dyn FnMut(&str)) -> Result<(), Failure> {
    let Call { words, folder, input, limit } = call;
    let [program, arguments @ ..] = words else { return Ok(()) };
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(Failure::NotStarted)?;
    let deadline = limit.map(|limit| Instant::now() + limit);
    let lines = listen(&mut child, input);
    let mut said = [String::new(), String::new()];
    let mut hear = |Line { on, bytes }: Line| {
        let line = String::from_utf8_lossy(&bytes);
        heard(&line);
        if !line.trim().is_empty() {
            said[on as usize] = shortened(line.trim());
        }
    };
    let ended = wait(&mut child, &lines, deadline, &mut hear);
    // Which of two outputs was written to last, nobody can tell.
    let [result, error] = said;
    let last = if error.is_empty() { result } else { error };
    match ended {
        Some(Ok(status)) if status.success() => Ok(()),
        Some(Ok(status)) => Err(Failure::Ended(status.code(), last)),
        Some(Err(error)) => Err(Failure::NotStarted(error)),
        None => {
            // It may have ended in this instant.
            let _ = child.kill();
            let _ = child.wait();
            Err(Failure::TooLong(limit.unwrap_or_default(), last))
        }
    }
}

/// An output of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Output {
    Result,
    Error,
}

/// A line that a program said.
struct Line {
    on: Output,
    bytes: Vec<u8>,
}

/// The beginning of a line, without what a terminal would act on.
fn shortened(line: &str) -> String {
    line.chars().filter(|c| !c.is_control()).take(LONGEST).collect()
}

/// Tells a program its input, and hears both of its outputs, line by line. The threads end with the program's pipes.
fn listen(child: &mut Child, input: String) -> Receiver<Line> {
    if let Some(mut pipe) = child.stdin.take() {
        // Whoever does not read to the end need not.
        thread::spawn(move || pipe.write_all(input.as_bytes()));
    }
    let (sender, lines) = channel();
    if let Some(pipe) = child.stdout.take() {
        hear(pipe, Output::Result, sender.clone());
    }
    if let Some(pipe) = child.stderr.take() {
        hear(pipe, Output::Error, sender);
    }
    lines
}

fn hear(pipe: impl Read + Send + 'static, on: Output, lines: Sender<Line>) {
    thread::spawn(move || {
        for bytes in BufReader::new(pipe).split(b'\n').map_while(Result::ok) {
            if lines.send(Line { on, bytes }).is_err() {
                return;
            }
        }
    });
}

/// How a program ended; none if it has not by its deadline.
fn wait(
    child: &mut Child,
    lines: &Receiver<Line>,
    deadline: Option<Instant>,
    hear: &mut dyn FnMut(Line),
) -> Option<io::Result<ExitStatus>> {
    loop {
        match lines.recv_timeout(GLANCE) {
            Ok(line) => hear(line),
            Err(RecvTimeoutError::Timeout) => {}
            // Both outputs are closed, so that nothing more is said.
            Err(RecvTimeoutError::Disconnected) => thread::sleep(GLANCE.min(left(deadline))),
        }
        match child.try_wait() {
            Ok(None) if deadline.is_some_and(|deadline| Instant::now() >= deadline) => return None,
            Ok(None) => {}
            Ok(Some(status)) => {
                let until = Instant::now() + ECHO;
                while let Ok(line) = lines.recv_timeout(until.saturating_duration_since(Instant::now())) {
                    hear(line);
                }
                return Some(Ok(status));
            }
            Err(error) => return Some(Err(error)),
        }
    }
}

fn left(deadline: Option<Instant>) -> Duration {
    deadline.map_or(GLANCE, |deadline| deadline.saturating_duration_since(Instant::now()))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn sh(script: &str, input: &str, limit: Option<Duration>) -> (Result<(), String>, Vec<String>) {
        let words = ["sh", "-c", script].map(str::to_owned);
        let folder = tempfile::tempdir().expect("temporary folder");
        let mut heard = Vec::new();
        let call = Call { words: &words, folder: folder.path(), input: input.to_owned(), limit };
        let ended = run(call, &mut |line| heard.push(line.to_owned()));
        (ended.map_err(|failure| failure.to_string()), heard)
    }

    #[test]
    fn a_program_is_told_and_heard() {
        assert_eq!(sh("cat", "a\nb\n", None), (Ok(()), vec!["a".to_owned(), "b".to_owned()]));
        let many = "x".repeat(1 << 20);
        assert_eq!(sh("exit 0", &many, None).0, Ok(()), "it need not read");
        let failed = sh("echo first >&2; echo last >&2; echo result; exit 3", "", None);
        assert_eq!(failed.0, Err("it ended with exit code 3: last".to_owned()));
        assert_eq!(sh("echo a; echo b; exit 3", "", None).0, Err("it ended with exit code 3: b".to_owned()));
        assert_eq!(sh("exit 4", "", None).0, Err("it ended with exit code 4".to_owned()));
        assert_eq!(sh("kill -9 $$", "", None).0, Err("it was ended by a signal".to_owned()));
    }

    #[test]
    fn a_program_that_cannot_be_started_says_why() {
        let words = ["./none".to_owned()];
        let call = Call { words: &words, folder: Path::new("."), input: String::new(), limit: None };
        let failure = run(call, &mut |_| {}).expect_err("there is none");
        assert_eq!(failure.to_string(), "No such file or directory");
    }

    #[test]
    fn a_program_is_ended_when_its_time_is_over_whatever_it_holds_open() {
        let limit = Some(Duration::from_millis(200));
        assert_eq!(
            sh("echo begun; exec sleep 600", "", limit).0,
            Err("it was not done after 0 s: begun".to_owned())
        );
        assert_eq!(
            sh("exec >&- 2>&-; exec sleep 600", "", limit).0,
            Err("it was not done after 0 s".to_owned())
        );
        // What it leaves running keeps its outputs, and nobody waits for that.
        assert_eq!(sh("sleep 30 & exit 0", "", None).0, Ok(()));
    }

    #[test]
    fn what_a_terminal_would_act_on_is_not_repeated() {
        let (ended, _) = sh("printf 'a\\033[31mb\\n'; exit 1", "", None);
        assert_eq!(ended, Err("it ended with exit code 1: a[31mb".to_owned()));
    }
}
