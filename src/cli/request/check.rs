//! What `check` is asked for.

use super::{Include, Warnings, resolve_clock};
use crate::{
    check::Outside,
    cli::{args::CheckArgs, machine::Machine},
    clock::Clock,
    paths::BaseUrl,
};
use std::path::PathBuf;

/// What `check` is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// What is done.
    pub action: CheckAction,
    /// Instead of the configuration's.
    pub base_url: Option<BaseUrl>,
    /// Instead of the default.
    pub output_dir: Option<PathBuf>,
    /// Posts that are checked although they are not public.
    pub include: Include,
    /// The instant to check for.
    pub clock: Clock,
    /// Whether other hosts are asked.
    pub outside: Outside,
    /// Whether warnings fail the check.
    pub warnings: Warnings,
}

/// What `check` does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckAction {
    /// It says what is wrong with the site.
    Tell,
    /// It says what is wrong with the post on standard input, which would be in this file.
    Post(Option<String>),
    /// It repairs what it can.
    Fix,
    /// It says what it would repair.
    TellFixes,
    /// It says which rules there are.
    Rules,
}

pub(super) fn resolve(args: CheckArgs, machine: &Machine) -> Result<Check, clap::Error> {
    let CheckArgs {
        post,
        place,
        base_url,
        output_dir,
        include,
        clock,
        deny_warnings,
        fix,
        dry_run,
        external,
        list_rules,
    } = args;
    let outside = if external { Outside::Ask } else { Outside::LeaveAlone };
    let action = match (post, fix, dry_run, list_rules) {
        (Some(_), ..) => CheckAction::Post(place),
        (None, true, true, _) => CheckAction::TellFixes,
        (None, true, false, _) => CheckAction::Fix,
        (None, false, _, true) => CheckAction::Rules,
        (None, false, _, false) => CheckAction::Tell,
    };
    let (clock, warnings) = (resolve_clock(clock, machine)?, Warnings::denied_by(deny_warnings));
    Ok(Check { action, base_url, output_dir, include: include.into(), clock, outside, warnings })
}
