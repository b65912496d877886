//! What is asked for: the command line and the environment, resolved into values with one meaning each.
//!
//! Owns the rules that join the two: which clock, which colour, which options exclude each other; what each command is
//! asked for is in a file of its own. It must not touch the disk, the terminal or the machine's time.

mod build;
mod check;
mod import;
mod list;
mod publish;
mod schema;
mod serve;
pub mod start;
mod wire;

pub use build::{Build, Clean, Explain, Hooks, Mode};
pub use check::{Check, CheckAction};
pub use import::{Import, Writes};
pub use list::List;
pub use publish::{Action, Consent, Publish};
pub use schema::Schema;
pub use serve::Serve;
pub use wire::Pull;

use super::{
    args::{
        Args, CleanArgs, ColorWhen, CommandArgs, GlobalArgs, IncludeArgs, MessageFormat,
        start::{CompletionArgs, ManArgs, ThemeCommand},
    },
    machine::Machine,
};
use crate::{clock::Clock, watch};
use clap::{CommandFactory as _, Parser as _, error::ErrorKind};
use jiff::Timestamp;
use std::{
    ffi::{OsStr, OsString},
    num::NonZeroUsize,
    path::PathBuf,
    time::Duration,
};

/// One run of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// Folder of the site, as typed; `.` where nothing was.
    pub root: PathBuf,
    /// Configuration file, relative to the working folder.
    pub config: Option<PathBuf>,
    /// Threads; none leaves it to the machine.
    pub jobs: Option<NonZeroUsize>,
    /// The user's own folder, for guards against building into it.
    pub home: Option<PathBuf>,
    /// How diagnostics are written.
    pub message_format: MessageFormat,
    /// How much is said.
    pub verbosity: Verbosity,
    /// Whether what goes to the terminal has colour.
    pub color: Color,
    /// Whether a progress bar is of use.
    pub progress: ProgressDisplay,
    /// What to do.
    pub command: Command,
}

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Verbosity {
    /// Only errors.
    Quiet,
    /// Diagnostics, up to a number of each kind, and a summary.
    #[default]
    Normal,
    /// Everything.
    Verbose,
}

/// Whether there is colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Color {
    /// No escape sequences.
    #[default]
    Off,
    /// ANSI escape sequences.
    On,
}

/// Whether progress is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ProgressDisplay {
    /// No one would see it.
    #[default]
    Hidden,
    /// A bar on standard error.
    Bar,
}

/// A command with its options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Render the site.
    Build(Build),
    /// Show the site in browsers.
    Serve(Serve),
    /// Say what is wrong with the site.
    Check(Check),
    /// Show what the site has.
    List(List),
    /// Remove what builds made.
    Clean(Clean),
    /// Send the output to where readers get it.
    Publish(Publish),
    /// Fetch the feeds of the wire.
    Pull(Pull),
    /// Begin a site.
    Init(start::Init),
    /// Begin a post or a page.
    New(start::New),
    /// Name or copy the theme's files.
    Theme(start::Theme),
    /// Print completions for this shell.
    Completion(clap_complete::Shell),
    /// Print the page of the manual, or write all pages into this folder.
    Man(Option<PathBuf>),
    /// Print a schema.
    Schema(Schema),
    /// Bring in a site of another generator.
    Import(Import),
}

/// Posts that are built although they are not public.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Include {
    /// Drafts.
    pub drafts: bool,
    /// Posts whose time has not come.
    pub future: bool,
    /// Posts whose time is over.
    pub expired: bool,
}

impl From<IncludeArgs> for Include {
    fn from(IncludeArgs { drafts, future, expired }: IncludeArgs) -> Self {
        Self { drafts, future, expired }
    }
}

/// Whether warnings fail a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Warnings {
    /// They are shown, no more.
    #[default]
    Allow,
    /// They do.
    Deny,
}

impl Warnings {
    fn denied_by(deny_warnings: bool) -> Self {
        if deny_warnings { Self::Deny } else { Self::Allow }
    }
}

/// Reads a command line.
///
/// # Errors
/// Wrong usage, and also what only asks for help or the version: `clap::Error` knows its stream and exit code.
pub fn read<T: Into<OsString> + Clone>(
    words: impl IntoIterator<Item = T>,
    machine: &Machine,
) -> Result<Request, clap::Error> {
    resolve(Args::try_parse_from(words)?, machine)
}

/// Resolves what was typed.
///
/// # Errors
/// Options that exclude each other, and a clock that is not one.
pub fn resolve(args: Args, machine: &Machine) -> Result<Request, clap::Error> {
    let Args { global, command } = args;
    let GlobalArgs { root, config, verbose, quiet, color, message_format, jobs } = global;
    let verbosity = match (verbose, quiet) {
        (true, true) => {
            return Err(usage(ErrorKind::ArgumentConflict, "--verbose and --quiet exclude each other"));
        }
        (true, false) => Verbosity::Verbose,
        (false, true) => Verbosity::Quiet,
        (false, false) => Verbosity::Normal,
    };
    Ok(Request {
        root: root.unwrap_or_else(|| PathBuf::from(".")),
        config,
        jobs,
        home: machine.home.clone(),
        message_format,
        verbosity,
        color: resolve_color(color, machine),
        progress: resolve_progress(verbosity, message_format, machine),
        command: match command {
            CommandArgs::Build(args) => Command::Build(build::resolve(args, machine)?),
            CommandArgs::Serve(args) => Command::Serve(serve::resolve(args, machine)?),
            CommandArgs::Check(args) => Command::Check(check::resolve(args, machine)?),
            CommandArgs::List(args) => Command::List(list::resolve(args, machine)?),
            CommandArgs::Clean(CleanArgs { output_dir }) => Command::Clean(Clean { output_dir }),
            CommandArgs::Publish(args) => Command::Publish(publish::resolve(args, machine)),
            CommandArgs::Import(args) => Command::Import(import::resolve(args, machine)?),
            CommandArgs::Wire { command } => Command::Pull(wire::resolve(&command, machine)?),
            CommandArgs::Init(args) => Command::Init(start::init(args, verbosity, message_format, machine)?),
            CommandArgs::New { command } => Command::New(start::new(command, machine)?),
            CommandArgs::Theme { command: ThemeCommand::Eject(args) } => Command::Theme(start::theme(args)),
            CommandArgs::Completion(CompletionArgs { shell }) => Command::Completion(shell),
            CommandArgs::Man(ManArgs { dir }) => Command::Man(dir),
            CommandArgs::Schema(args) => Command::Schema(schema::resolve(args)),
        },
    })
}

fn watch_options(poll: bool, debounce: u32) -> watch::Options {
    watch::Options {
        debounce: Duration::from_millis(debounce.into()),
        poll: if poll { watch::Poll::Always } else { watch::Poll::IfRefused },
        ..watch::Options::default()
    }
}

/// The one clock: as typed, else from `SOURCE_DATE_EPOCH`, else the machine's.
fn resolve_clock(typed: Option<Timestamp>, machine: &Machine) -> Result<Clock, clap::Error> {
    if let Some(instant) = typed {
        return Ok(Clock::at(instant));
    }
    match set(machine.source_date_epoch.as_deref()) {
        None => Ok(Clock::at(machine.now)),
        Some(text) => parse_epoch(text).map(Clock::at).ok_or_else(|| {
            let text = text.to_string_lossy();
            usage(
                ErrorKind::ValueValidation,
                &format!("SOURCE_DATE_EPOCH is `{text}`, which is not a whole number of seconds since 1970"),
            )
        }),
    }
}

fn parse_epoch(text: &OsStr) -> Option<Timestamp> {
    Timestamp::from_second(text.to_str()?.parse().ok()?).ok()
}

fn resolve_color(when: ColorWhen, machine: &Machine) -> Color {
    let is_on = match when {
        ColorWhen::Always => true,
        ColorWhen::Never => false,
        ColorWhen::Auto if set(machine.no_color.as_deref()).is_some() => false,
        ColorWhen::Auto if set(machine.clicolor_force.as_deref()).is_some_and(|value| value != "0") => true,
        ColorWhen::Auto => machine.stderr_is_terminal && machine.term.as_deref() != Some(OsStr::new("dumb")),
    };
    if is_on { Color::On } else { Color::Off }
}

fn resolve_progress(verbosity: Verbosity, format: MessageFormat, machine: &Machine) -> ProgressDisplay {
    let is_wanted = verbosity != Verbosity::Quiet && format == MessageFormat::Human;
    if is_wanted && machine.stderr_is_terminal { ProgressDisplay::Bar } else { ProgressDisplay::Hidden }
}

/// A variable that is set to nothing counts as not set.
fn set(variable: Option<&OsStr>) -> Option<&OsStr> {
    variable.filter(|value| !value.is_empty())
}

fn usage(kind: ErrorKind, message: &str) -> clap::Error {
    Args::command().error(kind, message)
}

#[cfg(test)]
mod tests;
