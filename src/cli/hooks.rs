//! The programs of `hooks`, run after a build.

use super::report::Streams;
use crate::{
    clock::Zone,
    diagnostic::Diagnostic,
    hooks::{self, Built},
    pipeline,
};

/// Runs the programs that the settings name, if the build wrote or removed something; the diagnostic of the first that fails.
/// What they say goes to people.
pub(super) fn after_build(
    wanted: &pipeline::Request,
    outcome: &pipeline::Outcome,
    streams: &mut Streams<'_>,
) -> Option<Diagnostic> {
    if outcome.failure.is_some() || !outcome.changes.is_any() {
        return None;
    }
    // They were read for the build, so that nothing is wrong with them.
    let (config, _) = pipeline::settings(&wanted.root, wanted.config.as_deref()).ok()?;
    let base_url = wanted.base_url.clone().unwrap_or(config.base_url);
    let built = Built {
        output_dir: &wanted.output_dir,
        base_url: base_url.into(),
        rendered: &outcome.changes.rendered,
        written: &outcome.changes.written,
        removed: &outcome.changes.removed,
        ok: outcome.errors() == 0,
        clock: Zone::utc().rfc3339(wanted.clock.now()),
    };
    hooks::after_build(&config.hooks, &wanted.root, &built, &mut |line| {
        // A hook goes on whether or not anyone reads what it says.
        let _ = writeln!(streams.err, "{line}");
    })
}
