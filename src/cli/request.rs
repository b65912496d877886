//! What is asked for: the command line and the environment, resolved into values with one meaning each.
//!
//! Owns the rules that join the two: which clock, which colour, which options exclude each other. It must not
//! touch the disk, the terminal or the machine's time.

use super::{
    args::{
        Args, BuildArgs, CleanArgs, ColorWhen, CommandArgs, GlobalArgs, ListArgs, ListFormat, ListWhat,
        MessageFormat, PublishArgs, PullArgs, ServeArgs, WireCommand,
    },
    machine::Machine,
};
use crate::{
    clock::Clock,
    output::Occupied,
    paths::BaseUrl,
    pipeline::{CacheUse, ForeignFiles, OnError},
    publish::MaxDeletes,
    watch,
};
use clap::{CommandFactory as _, Parser as _, error::ErrorKind};
use jiff::Timestamp;
use std::{
    ffi::{OsStr, OsString},
    net::SocketAddr,
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
    /// Show what the site has.
    List(List),
    /// Remove what builds made.
    Clean(Clean),
    /// Send the output to where readers get it.
    Publish(Publish),
    /// Fetch the feeds of the wire.
    Pull(Pull),
}

/// What `build` is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Build {
    /// Instead of the configuration's.
    pub base_url: Option<BaseUrl>,
    /// Instead of the default.
    pub output_dir: Option<PathBuf>,
    /// Posts that are built although they are not public.
    pub include: Include,
    /// The instant to build for.
    pub clock: Clock,
    /// Whether warnings fail the build.
    pub warnings: Warnings,
    /// What errors do to the good pages.
    pub on_error: OnError,
    /// Whether the cache is used.
    pub cache: CacheUse,
    /// Once, dry, or again and again.
    pub mode: Mode,
    /// What becomes of files of others in the output folder.
    pub foreign_files: ForeignFiles,
    /// What is said of pages.
    pub explain: Explain,
    /// Say how long each stage took.
    pub timings: bool,
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

/// Whether warnings fail a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Warnings {
    /// They are shown, no more.
    #[default]
    Allow,
    /// They do.
    Deny,
}

/// How a build runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mode {
    /// It builds and ends.
    #[default]
    Once,
    /// It says what it would do and writes nothing.
    DryRun,
    /// It goes on and builds again after each change.
    Watch(watch::Options),
}

/// What is said of pages that are rendered or not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Explain {
    /// How many they are.
    #[default]
    Count,
    /// Why each that is rendered is.
    Stale,
    /// All about the pages that this names.
    Page(String),
}

/// What `serve` is asked for.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serve {
    /// Where to listen.
    pub address: SocketAddr,
    /// Names of this machine besides the usual ones.
    pub hosts: Vec<String>,
    /// Open a browser.
    pub opens: bool,
    /// Pages change by themselves.
    pub reloads: bool,
    /// Browsers go to the post that was saved.
    pub follows: bool,
    /// How changes are waited for.
    pub watch: watch::Options,
    /// Instead of where it listens.
    pub base_url: Option<BaseUrl>,
    /// Posts that are shown although they are not public.
    pub include: Include,
    /// The instant, where it is given; else the time goes on.
    pub clock: Option<Clock>,
    /// Whether the cache is used.
    pub cache: CacheUse,
    /// Say how long each stage took.
    pub timings: bool,
}

/// What `list` is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// What to list.
    pub what: ListWhat,
    /// How it is written.
    pub format: ListFormat,
    /// The instant that decides what is future or expired.
    pub clock: Clock,
}

/// What `clean` is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clean {
    /// Instead of the default.
    pub output_dir: Option<PathBuf>,
}

/// What `publish` is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publish {
    /// The target's name, where there are several.
    pub target: Option<String>,
    /// Instead of the default.
    pub output_dir: Option<PathBuf>,
    /// What is done.
    pub action: Action,
    /// Whether it is done, told, or asked about first.
    pub consent: Consent,
    /// How many files may be deleted.
    pub max_deletes: MaxDeletes,
    /// What becomes of files of others that are in the way.
    pub occupied: Occupied,
    /// When it was asked for.
    pub now: Timestamp,
}

/// What `publish` does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// It sends what was built.
    Send,
    /// It shows readers an earlier release: the one of this name, else the one before.
    RollBack(Option<String>),
}

/// Whether something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// It is.
    Given,
    /// If the answer to a question is yes.
    Asked,
    /// No: it is only told.
    DryRun,
}

/// What `wire pull` is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pull {
    /// The time of items that have none.
    pub clock: Clock,
    /// Whether a source that fails fails the pull.
    pub warnings: Warnings,
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
            CommandArgs::Build(args) => Command::Build(resolve_build(args, machine)?),
            CommandArgs::Serve(args) => Command::Serve(resolve_serve(args, machine)?),
            CommandArgs::List(args) => Command::List(resolve_list(args, machine)?),
            CommandArgs::Clean(CleanArgs { output_dir }) => Command::Clean(Clean { output_dir }),
            CommandArgs::Publish(args) => Command::Publish(resolve_publish(args, machine)),
            CommandArgs::Wire { command: WireCommand::Pull(PullArgs { deny_warnings }) } => {
                let warnings = if deny_warnings { Warnings::Deny } else { Warnings::Allow };
                Command::Pull(Pull { clock: resolve_clock(None, machine)?, warnings })
            }
        },
    })
}

fn resolve_build(args: BuildArgs, machine: &Machine) -> Result<Build, clap::Error> {
    let BuildArgs {
        base_url,
        output_dir,
        drafts,
        future,
        expired,
        clock,
        deny_warnings,
        keep_going,
        no_cache,
        explain,
        dry_run,
        timings,
        force,
        watch,
        poll,
        debounce,
    } = args;
    Ok(Build {
        base_url,
        output_dir,
        include: Include { drafts, future, expired },
        clock: resolve_clock(clock, machine)?,
        warnings: if deny_warnings { Warnings::Deny } else { Warnings::Allow },
        on_error: if keep_going { OnError::KeepGoing } else { OnError::Stop },
        cache: if no_cache { CacheUse::Ignore } else { CacheUse::ReadWrite },
        mode: match (dry_run, watch) {
            (true, _) => Mode::DryRun,
            (false, true) => Mode::Watch(watch_options(poll, debounce)),
            (false, false) => Mode::Once,
        },
        foreign_files: if force { ForeignFiles::Replace } else { ForeignFiles::Keep },
        explain: match explain {
            None => Explain::Count,
            Some(None) => Explain::Stale,
            Some(Some(page)) => Explain::Page(page),
        },
        timings,
    })
}

fn watch_options(poll: bool, debounce: u32) -> watch::Options {
    watch::Options {
        debounce: Duration::from_millis(debounce.into()),
        poll: if poll { watch::Poll::Always } else { watch::Poll::IfRefused },
        ..watch::Options::default()
    }
}

fn resolve_serve(args: ServeArgs, machine: &Machine) -> Result<Serve, clap::Error> {
    let is_fixed = args.clock.is_some() || set(machine.source_date_epoch.as_deref()).is_some();
    let clock = resolve_clock(args.clock, machine)?;
    Ok(Serve {
        address: SocketAddr::new(args.bind, args.port),
        hosts: args.allow_host,
        opens: args.open,
        reloads: !args.no_reload,
        follows: args.navigate_to_changed,
        watch: watch_options(args.poll, args.debounce),
        base_url: args.base_url,
        include: Include { drafts: args.drafts, future: args.future, expired: args.expired },
        clock: is_fixed.then_some(clock),
        cache: if args.no_cache { CacheUse::Ignore } else { CacheUse::ReadWrite },
        timings: args.timings,
    })
}

fn resolve_publish(args: PublishArgs, machine: &Machine) -> Publish {
    let PublishArgs { target, output_dir, dry_run, max_deletes, confirm, force, rollback } = args;
    Publish {
        target,
        output_dir,
        action: rollback.map_or(Action::Send, Action::RollBack),
        consent: match (dry_run, confirm) {
            (true, _) => Consent::DryRun,
            (false, true) => Consent::Asked,
            (false, false) => Consent::Given,
        },
        max_deletes: max_deletes.unwrap_or_default(),
        occupied: if force { Occupied::TakeOver } else { Occupied::Refuse },
        // What is published is published now, whichever clock the site was built for.
        now: Timestamp::from_millisecond(machine.now.as_millisecond()).unwrap_or(machine.now),
    }
}

fn resolve_list(args: ListArgs, machine: &Machine) -> Result<List, clap::Error> {
    let ListArgs { what, format, clock } = args;
    Ok(List { what: what.unwrap_or(ListWhat::All), format, clock: resolve_clock(clock, machine)? })
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
