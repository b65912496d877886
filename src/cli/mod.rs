//! The command line: the only code that prints, reads the environment and knows exit codes.
//!
//! Owns the way from words to a [`Request`] and from what a run found to what is shown of it.
//! It must not know how a site is built; each command calls the pipeline and reports what comes back.

pub mod args;
mod build;
mod check;
mod completion;
mod explain;
mod hooks;
mod import;
mod init;
mod list;
pub mod machine;
mod new;
pub mod progress;
mod publish;
pub mod report;
pub mod request;
mod schema;
mod serve;
pub mod table;
mod text;
mod theme;
mod wire;

use crate::environment;
use anstream::{AutoStream, ColorChoice};
use machine::Machine;
use report::Outcome;
use request::{Color, Command, Request};
use std::{
    io::{ErrorKind, Stderr, Write as _},
    process::ExitCode,
};

/// Runs the program on its arguments.
pub fn main() -> ExitCode {
    match request::read(std::env::args_os(), &Machine::read()) {
        Ok(request) => match machine::too_little_memory() {
            Some(why) => refuse(&why, request.color).into(),
            None => run(&request).into(),
        },
        Err(answer) => show_answer(&answer).into(),
    }
}

/// Shows help, the version or wrong usage. A reader that has gone away is not worth a word.
fn show_answer(answer: &clap::Error) -> Outcome {
    let _ = answer.print();
    if answer.use_stderr() { Outcome::Usage } else { Outcome::Done }
}

/// Standard error, which shows colour even where a terminal needs other means than escape sequences.
fn stderr(color: Color) -> AutoStream<Stderr> {
    let choice = match color {
        Color::On => ColorChoice::Always,
        Color::Off => ColorChoice::Never,
    };
    AutoStream::new(std::io::stderr(), choice)
}

fn refuse(why: &str, color: Color) -> Outcome {
    let _ = writeln!(stderr(color), "error: {why}");
    Outcome::Environment
}

fn run(request: &Request) -> Outcome {
    let (mut out, mut err) = (std::io::BufWriter::new(std::io::stdout()), stderr(request.color));
    let mut streams = report::Streams { out: &mut out, err: &mut err };
    let result = match &request.command {
        Command::Build(wanted) => build::run(request, wanted, &mut streams),
        Command::Serve(wanted) => serve::run(request, wanted, &mut streams),
        Command::Check(wanted) => check::run(request, wanted, &mut streams),
        Command::List(wanted) => list::run(request, wanted, &mut streams),
        Command::Clean(wanted) => build::clean(request, wanted, &mut streams),
        Command::Publish(wanted) => publish::run(request, wanted, &mut streams),
        Command::Import(wanted) => import::run(request, wanted, &mut streams),
        Command::Pull(wanted) => wire::pull(request, wanted, &mut streams),
        Command::Init(wanted) => init::run(request, wanted, &mut streams),
        Command::New(wanted) => new::run(request, wanted, &mut streams),
        Command::Theme(wanted) => theme::run(request, wanted, &mut streams),
        Command::Completion(shell) => completion::completion(*shell, &mut streams),
        Command::Man(dir) => completion::man(request, dir.as_deref(), &mut streams),
        Command::Schema(wanted) => schema::run(request, *wanted, &mut streams),
    };
    let flushed = result.and_then(|outcome| out.flush().map(|()| outcome));
    match flushed {
        Ok(outcome) => outcome,
        // A reader that has gone away, as in `sitegen list | head`, has all that it wanted.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Outcome::Done,
        Err(error) => {
            let _ = writeln!(err, "error: cannot write the result: {}", environment::reason(&error));
            Outcome::Environment
        }
    }
}
