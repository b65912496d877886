//! Looking again and again, where the system tells nothing.
//!
//! Owns the comparison of what the project had with what it has. What a file is, and whether it has changed, is what a
//! build takes it for: it is the same scan.

use super::{Touched, Watched, arm::config_files};
use crate::{
    diagnostic::Diagnostic,
    digest::Digest,
    output,
    source::{self, SourceFile, StatIndex},
};
use std::{
    collections::BTreeSet,
    path::Path,
    time::{Duration, Instant},
};

/// How long to wait between two looks.
pub const INTERVAL: Duration = Duration::from_millis(700);

/// In a project so large that a look takes long, no more than one part in this of the time is spent on looking.
const SHARE: u32 = 4;

/// What a project had when it was looked at.
pub struct Poller {
    seen: Seen,
    index: StatIndex,
    next: Instant,
}

/// Compared as a whole and by file. A project that cannot be read has nothing.
#[derive(Debug, Default, PartialEq, Eq)]
struct Seen {
    files: BTreeSet<SourceFile>,
    diagnostics: Vec<Diagnostic>,
    config: Option<Digest>,
}

impl Poller {
    /// Looks for the first time.
    pub fn new(watched: &Watched) -> Self {
        let mut poller =
            Self { seen: Seen::default(), index: StatIndex::default(), next: Instant::now() + INTERVAL };
        poller.look(watched);
        poller
    }

    /// When to look again.
    pub fn next(&self) -> Instant {
        self.next
    }

    /// What has changed since the last look; none when nothing has.
    pub fn look(&mut self, watched: &Watched) -> Option<Touched> {
        let started = Instant::now();
        let before = std::mem::replace(&mut self.seen, see(watched, &mut self.index));
        self.next = Instant::now() + INTERVAL.max(started.elapsed() * SHARE);
        (before != self.seen).then(|| touched(&before, &self.seen, watched))
    }
}

fn see(watched: &Watched, index: &mut StatIndex) -> Seen {
    let config = watched.config.as_deref().and_then(|named| {
        let (_, bytes) = source::read_config(&watched.root, Some(named)).ok()??;
        Some(Digest::of(&bytes))
    });
    let now = file_time(watched);
    match source::scan(&watched.root, &watched.layout, index, now) {
        Ok(scan) => {
            *index = scan.index;
            Seen { files: scan.tree.iter().cloned().collect(), diagnostics: scan.diagnostics, config }
        }
        Err(_) => Seen { config, ..Seen::default() },
    }
}

/// What the project's file system takes for now: its own clock says which files are at rest and need not be read.
fn file_time(watched: &Watched) -> Option<source::FileTime> {
    let cache = watched.root.join(&watched.layout.cache_dir);
    output::file_time(if cache.is_dir() { &cache } else { &watched.root })
}

fn touched(before: &Seen, now: &Seen, watched: &Watched) -> Touched {
    if before.diagnostics != now.diagnostics {
        return Touched::All;
    }
    let files = before.files.symmetric_difference(&now.files);
    let paths = files.map(|file| watched.root.join(Path::new(file.path.as_str())));
    let config = if before.config == now.config { Vec::new() } else { config_files(watched) };
    Touched::Paths(paths.chain(config).collect())
}
