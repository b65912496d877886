//! What `wire` is asked for.

use super::{Warnings, resolve_clock};
use crate::{
    cli::{
        args::{PullArgs, WireCommand},
        machine::Machine,
    },
    clock::Clock,
};

/// What `wire pull` is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pull {
    /// The time of items that have none.
    pub clock: Clock,
    /// Whether a source that fails fails the pull.
    pub warnings: Warnings,
}

pub(super) fn resolve(command: &WireCommand, machine: &Machine) -> Result<Pull, clap::Error> {
    let WireCommand::Pull(PullArgs { deny_warnings }) = command;
    Ok(Pull { clock: resolve_clock(None, machine)?, warnings: Warnings::denied_by(*deny_warnings) })
}
