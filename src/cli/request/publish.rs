//! What `publish` is asked for.

use crate::{
    cli::{args::PublishArgs, machine::Machine},
    output::Occupied,
    publish::MaxDeletes,
};
use jiff::Timestamp;
use std::path::PathBuf;

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

pub(super) fn resolve(args: PublishArgs, machine: &Machine) -> Publish {
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
