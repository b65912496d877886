//! What a run found and did, shown: diagnostics, a summary, an exit code.
//!
//! Owns the order, the selection and the three formats of messages. It must not know stages or the disk: the
//! text of a file comes through a function, the streams through writers.

mod excerpt;
mod github;
mod human;
mod json;
mod summary;

pub use summary::{Summary, show_summary};

use super::{
    args::MessageFormat,
    request::{Color, Request, Verbosity, Warnings},
};
use crate::diagnostic::{Diagnostic, Level};
use std::{
    error::Error,
    io::{self, Write},
    process::ExitCode,
};

/// Diagnostics of one code that people see before the rest is only counted.
const SHOWN_PER_CODE: usize = 50;

/// The text of a file of the project, by its path; none when it cannot be read.
pub type SourceText<'a> = &'a dyn Fn(&str) -> Option<String>;

/// How messages look.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Style {
    /// The format.
    pub format: MessageFormat,
    /// How much is said.
    pub verbosity: Verbosity,
    /// Whether there is colour.
    pub color: Color,
    /// What leads from the working folder to the project, with a final `/`, so that paths can be clicked and
    /// annotations find their file; empty in the project itself.
    pub prefix: String,
    /// Whether warnings fail the run.
    pub warnings: Warnings,
}

impl Style {
    /// The style that a run asks for.
    pub fn of(request: &Request) -> Self {
        let warnings = match &request.command {
            super::request::Command::Build(build) => build.warnings,
            super::request::Command::Check(check) => check.warnings,
            super::request::Command::Pull(pull) => pull.warnings,
            _ => Warnings::Allow,
        };
        Self {
            format: request.message_format,
            verbosity: request.verbosity,
            color: request.color,
            prefix: prefix(&request.root.to_string_lossy()),
            warnings,
        }
    }

    /// A path of the project as seen from the working folder.
    fn path(&self, file: &str) -> String {
        format!("{}{file}", self.prefix)
    }
}

fn prefix(root: &str) -> String {
    let root = root.strip_prefix("./").unwrap_or(root);
    match root.trim_end_matches('/') {
        "" if root.starts_with('/') => "/".to_owned(),
        "" | "." => String::new(),
        root => format!("{root}/"),
    }
}

/// Where messages go.
pub struct Streams<'a> {
    /// For results and for programs.
    pub out: &'a mut dyn Write,
    /// For people.
    pub err: &'a mut dyn Write,
}

/// Shows diagnostics in order of file and place, each once.
///
/// # Errors
/// What a writer says.
pub fn show_diagnostics(
    diagnostics: &[Diagnostic],
    source: SourceText<'_>,
    style: &Style,
    streams: &mut Streams<'_>,
) -> io::Result<()> {
    let chosen = choose(diagnostics, style);
    match style.format {
        MessageFormat::Human => human::write(&chosen, source, style, streams.err),
        MessageFormat::Json => json::write(&chosen, streams.out),
        MessageFormat::Github => github::write(&chosen, source, style, streams.out),
    }
}

/// Code of the diagnostic that a failure of the environment becomes.
const ENVIRONMENT: &str = "environment";

/// Shows what the environment refused: an error that reads `cannot write public/x: No space left on device`.
///
/// # Errors
/// What a writer says.
pub fn show_failure(failure: &dyn Error, style: &Style, streams: &mut Streams<'_>) -> io::Result<()> {
    let diagnostic = Diagnostic::error(ENVIRONMENT, failure.to_string());
    show_diagnostics(&[diagnostic], &|_| None, style, streams)
}

/// Shows an object to programs, on a line of its own.
///
/// # Errors
/// What a writer says.
pub fn show_object(object: &serde_json::Value, streams: &mut Streams<'_>) -> io::Result<()> {
    json::write_line(object, streams.out)
}

/// The result of writing to a stream when a reader that has gone away is no failure: `sitegen list | head`.
///
/// # Errors
/// Anything else, a full disk behind a redirection for one.
pub fn allow_closed_pipe(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Those that are shown: sorted, each once, and only those that fail the run when quiet is asked for.
fn choose<'a>(diagnostics: &'a [Diagnostic], style: &Style) -> Vec<&'a Diagnostic> {
    let mut chosen: Vec<&Diagnostic> =
        diagnostics.iter().filter(|diagnostic| is_shown(diagnostic.level, style)).collect();
    chosen.sort();
    chosen.dedup();
    chosen
}

fn is_shown(level: Level, style: &Style) -> bool {
    match (style.verbosity, level) {
        (Verbosity::Quiet, Level::Warning) => style.warnings == Warnings::Deny,
        (Verbosity::Quiet, Level::Info) => false,
        _ => true,
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// What was asked for is done.
    Done,
    /// The site has errors, or warnings where they are denied.
    SiteErrors,
    /// The command line or a variable is wrong.
    Usage,
    /// The environment failed.
    Environment,
}

impl Outcome {
    /// How a run ended that found so many errors and warnings.
    pub fn of(errors: usize, warnings: usize, treatment: Warnings) -> Self {
        let is_denied = warnings > 0 && treatment == Warnings::Deny;
        if errors > 0 || is_denied { Self::SiteErrors } else { Self::Done }
    }

    /// The number that the program exits with.
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::SiteErrors => 1,
            Self::Usage => 2,
            Self::Environment => 3,
        }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(outcome.code())
    }
}

/// Different diagnostics of one level: the numbers of a [`Summary`].
pub fn count(diagnostics: &[Diagnostic], level: Level) -> usize {
    let mut counted: Vec<&Diagnostic> =
        diagnostics.iter().filter(|diagnostic| diagnostic.level == level).collect();
    counted.sort();
    counted.dedup();
    counted.len()
}

#[cfg(test)]
mod tests;
