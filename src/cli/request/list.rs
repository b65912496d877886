//! What `list` is asked for.

use super::resolve_clock;
use crate::{
    cli::{
        args::{ListArgs, ListFormat, ListWhat},
        machine::Machine,
    },
    clock::Clock,
};

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

pub(super) fn resolve(args: ListArgs, machine: &Machine) -> Result<List, clap::Error> {
    let ListArgs { what, format, clock } = args;
    Ok(List { what: what.unwrap_or(ListWhat::All), format, clock: resolve_clock(clock, machine)? })
}
