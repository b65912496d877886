//! What `import` is asked for.

use super::resolve_clock;
use crate::{
    cli::{
        args::{ImportArgs, ImportFrom, ListFormat},
        machine::Machine,
    },
    clock::Clock,
    import::{foreign::Generator, write::Occupied},
};
use std::path::PathBuf;

/// What `import` is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    /// Whose site it is.
    pub generator: Generator,
    /// Its folder.
    pub source: PathBuf,
    /// Folder of the new site; that of the run unless set.
    pub into: Option<PathBuf>,
    /// What becomes of a folder that has files.
    pub occupied: Occupied,
    /// Whether the new site is written.
    pub writes: Writes,
    /// How the report is written.
    pub format: ListFormat,
    /// The instant of the trial build.
    pub clock: Clock,
}

/// Whether something is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writes {
    /// The new site.
    Site,
    /// Nothing that stays.
    Nothing,
}

/// Resolves what was typed.
pub(super) fn resolve(args: ImportArgs, machine: &Machine) -> Result<Import, clap::Error> {
    let ImportArgs { from, source, into, force, dry_run, format } = args;
    Ok(Import {
        generator: match from {
            ImportFrom::Jekyll => Generator::Jekyll,
            ImportFrom::Hugo => Generator::Hugo,
            ImportFrom::Zola => Generator::Zola,
        },
        source,
        into,
        occupied: if force { Occupied::Fill } else { Occupied::Refuse },
        writes: if dry_run { Writes::Nothing } else { Writes::Site },
        format,
        clock: resolve_clock(None, machine)?,
    })
}
