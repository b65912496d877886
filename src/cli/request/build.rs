//! What `build` and `clean` are asked for.

use super::{Include, Warnings, resolve_clock, watch_options};
use crate::{
    cli::{args::BuildArgs, machine::Machine},
    clock::Clock,
    paths::BaseUrl,
    pipeline::{CacheUse, ForeignFiles, OnError},
    watch,
};
use std::path::PathBuf;

/// What `build` is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Build {
    /// Instead of the configuration's.
    pub base_url: Option<BaseUrl>,
    /// Instead of the default.
    pub output_dir: Option<PathBuf>,
    /// Posts that are built although they are not public.
    pub include: Include,
    /// Pages are minified whatever the configuration says.
    pub minify: bool,
    /// The instant to build for.
    pub clock: Clock,
    /// Whether warnings fail the build.
    pub warnings: Warnings,
    /// What errors do to the good pages.
    pub on_error: OnError,
    /// Whether the cache is used.
    pub cache: CacheUse,
    /// Whether programs of the site are run.
    pub hooks: Hooks,
    /// Once, dry, or again and again.
    pub mode: Mode,
    /// What becomes of files of others in the output folder.
    pub foreign_files: ForeignFiles,
    /// What is said of pages.
    pub explain: Explain,
    /// Say how long each stage took.
    pub timings: bool,
}

/// Whether programs that the configuration names are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Hooks {
    /// After a build that wrote something.
    #[default]
    Run,
    /// Never.
    Skip,
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

/// What `clean` is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clean {
    /// Instead of the default.
    pub output_dir: Option<PathBuf>,
}

pub(super) fn resolve(args: BuildArgs, machine: &Machine) -> Result<Build, clap::Error> {
    let BuildArgs {
        base_url,
        output_dir,
        include,
        minify,
        clock,
        deny_warnings,
        keep_going,
        no_cache,
        no_hooks,
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
        include: include.into(),
        minify,
        clock: resolve_clock(clock, machine)?,
        warnings: Warnings::denied_by(deny_warnings),
        on_error: if keep_going { OnError::KeepGoing } else { OnError::Stop },
        cache: if no_cache { CacheUse::Ignore } else { CacheUse::ReadWrite },
        hooks: if no_hooks { Hooks::Skip } else { Hooks::Run },
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
