//! Whether anything changed at all since the last build: then there is nothing to do, and nothing to work out.
//!
//! A site is a function of its files, what is asked of the build, and the clock. Where the first two are those of the
//! last build, and the clock stands before the next change that the last build foresaw, the output is what the last
//! build left; if it still lies there, the build is done. Owns what that is decided by. It must not know what is in
//! the files.

use super::{Outcome, Request};
use crate::{
    config::Config,
    diagnostic::Diagnostic,
    digest::{Digest, Hasher},
    newsroom::calendar,
    output::Left,
    site::{Site, Status},
    source::SourceTree,
    theme,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A build that came to its end without errors.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LastBuild {
    /// Digest of all that it was made of but the clock.
    made_of: Digest,
    /// The clock's instant.
    from: Timestamp,
    /// The first instant at which it would have been another.
    until: Option<Timestamp>,
    /// The same for people.
    next_change_at: Option<String>,
    /// What it left in the output folder.
    left: Left,
    /// Files of the output.
    pages: usize,
    /// Posts left out, by reason.
    skipped: BTreeMap<Status, usize>,
    /// What it warned of.
    warnings: Vec<Diagnostic>,
}

/// The digest of all that a build is made of but the clock: the project's files, what was said while they were looked
/// at, the settings, the theme, the calendars of exchanges, and which posts are asked for. Not where it goes: what lies
/// there is looked at.
pub fn made_of(request: &Request, config: &Config, tree: &SourceTree, found: &[Diagnostic]) -> Digest {
    let mut hasher = Hasher::new("build");
    hasher.value(config).value(&config.limits).value(&found);
    let shown = request.shown;
    hasher.value(&[shown.drafts, shown.future, shown.expired]);
    hasher.digest(theme::digest()).text(calendar::SHIPPED);
    for file in tree.iter() {
        hasher.number(file.kind as u64).text(file.path.as_str()).digest(file.digest);
    }
    hasher.finish()
}

impl LastBuild {
    /// What is to be remembered of a build of `site`.
    pub fn of(made_of: Digest, request: &Request, site: &Site, outcome: &Outcome, left: Left) -> Self {
        let mut skipped = BTreeMap::new();
        for left_out in &site.left_out {
            *skipped.entry(left_out.status).or_default() += 1;
        }
        Self {
            made_of,
            from: request.clock.now(),
            until: site.changes_at,
            next_change_at: outcome.next_change_at.clone(),
            left,
            pages: outcome.pages,
            skipped,
            warnings: outcome.diagnostics.clone(),
        }
    }

    /// Whether a build of this, at the clock's instant, gives what this one gave.
    pub fn is_still(&self, made_of: Digest, request: &Request) -> bool {
        let now = request.clock.now();
        self.made_of == made_of && self.from <= now && self.until.is_none_or(|until| now < until)
    }

    /// What it left in the output folder.
    pub fn left(&self) -> Left {
        self.left
    }

    /// What a build tells that finds everything done.
    pub fn tell(&self, outcome: &mut Outcome) {
        outcome.pages = self.pages;
        outcome.next_change_at.clone_from(&self.next_change_at);
        outcome.skipped = self.skipped.iter().map(|(status, count)| (status.as_str(), *count)).collect();
        outcome.diagnostics.extend(self.warnings.iter().cloned());
    }
}
