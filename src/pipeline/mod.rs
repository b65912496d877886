//! The stages, called in order: `scan → parse → assemble → plan → render → write`.
//!
//! Owns what runs when, and on how many threads: the only place with rayon but for the scan. It must not parse,
//! decide on content, print, or know who asked.

mod build;
mod clean;
mod code;
mod compare;
mod copy;
mod explain;
mod files;
mod images;
pub mod live;
mod load;
mod memory;
mod names;
mod pages;
mod parse;
mod places;
mod questions;
mod search;
mod share_cards;
mod stale;
pub mod suggest;
mod unchanged;
mod watchdog;
pub mod whole;

pub use build::build;
pub use clean::clean;
pub use explain::{Explained, MadeBy};
pub use load::{CHANGED, Project, base_path, content_dir, inspect, settings};
pub use memory::lock;
pub use names::{Names, names};
pub use stale::Reason;

use crate::{
    clock::Clock, diagnostic::Diagnostic, environment::EnvironmentError, paths::BaseUrl, paths::OutputPath,
    site::Shown,
};
use std::{
    collections::BTreeMap,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    time::Duration,
};

/// Where the cache lives, relative to the project.
pub const CACHE_DIR: &str = ".sitegen";
/// Where the output goes unless told otherwise, relative to the project.
pub const OUTPUT_DIR: &str = "public";

/// What is to be built, from what, for which instant.
#[derive(Debug, Clone)]
pub struct Request {
    /// The project.
    pub root: PathBuf,
    /// Configuration file; `sitegen.yaml` or `sitegen.yml` of the project unless set.
    pub config: Option<PathBuf>,
    /// Output folder, relative to the project or absolute.
    pub output_dir: PathBuf,
    /// Instead of the configuration's.
    pub base_url: Option<BaseUrl>,
    /// The instant.
    pub clock: Clock,
    /// Pages are minified even where the configuration does not say so.
    pub minify: bool,
    /// Posts that are built although they are not public.
    pub shown: Shown,
    /// What errors do to the good pages.
    pub on_error: OnError,
    /// Whether what was remembered is used.
    pub cache: CacheUse,
    /// Whether anything is written.
    pub mode: Mode,
    /// What becomes of an output folder with files of others in it.
    pub foreign_files: ForeignFiles,
    /// The user's own folder, which is never an output folder.
    pub home: Option<PathBuf>,
    /// Threads; as many as there are processors unless set.
    pub jobs: Option<NonZeroUsize>,
    /// A page of which all is to be told: its path in the output, its address, or the file that it is made of.
    pub explain: Option<String>,
}

impl Request {
    /// A plain build of the project at `root`.
    pub fn new(root: &Path, clock: Clock) -> Self {
        Self {
            root: root.to_owned(),
            config: None,
            output_dir: root.join(OUTPUT_DIR),
            base_url: None,
            minify: false,
            clock,
            shown: Shown::default(),
            on_error: OnError::Stop,
            cache: CacheUse::ReadWrite,
            mode: Mode::Write,
            foreign_files: ForeignFiles::Keep,
            home: None,
            jobs: None,
            explain: None,
        }
    }
}

/// Runs on so many threads, or on as many as there are processors.
pub fn with_jobs<T: Send>(jobs: Option<NonZeroUsize>, run: impl FnOnce() -> T + Send) -> T {
    let pool = jobs.and_then(|jobs| rayon::ThreadPoolBuilder::new().num_threads(jobs.get()).build().ok());
    if let Some(pool) = pool {
        return pool.install(run);
    }
    stay_on_this_thread_if_there_are_no_others();
    run()
}

/// Where the system makes no thread, because a user or a container has too many, all is done on this one.
fn stay_on_this_thread_if_there_are_no_others() {
    if std::thread::Builder::new().spawn(|| ()).is_err() {
        // An error says that there are threads already.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
    }
}

/// What errors do to the good pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnError {
    /// Nothing is written.
    #[default]
    Stop,
    /// The good pages are built.
    KeepGoing,
}

/// Whether what was remembered is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CacheUse {
    /// It is read and written.
    #[default]
    ReadWrite,
    /// It is left alone.
    Ignore,
}

/// Whether anything is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// The output is brought up to date.
    Write,
    /// Only what would be done is worked out.
    DryRun,
}

/// What becomes of files in the output folder that no build of the site made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ForeignFiles {
    /// They are never touched; a folder with files of others is refused.
    #[default]
    Keep,
    /// Those that stand in the way of a page are replaced.
    Replace,
}

/// What a build did.
#[derive(Debug, Default)]
pub struct Outcome {
    /// What is wrong with the site, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// What the machine refused.
    pub failure: Option<EnvironmentError>,
    /// Files of the output.
    pub pages: usize,
    /// Pages that were rendered.
    pub rendered: usize,
    /// Posts and pages that were parsed because the cache did not know them.
    pub parsed: usize,
    /// Posts and pages that were indexed for the search because they, or others of their part, changed.
    pub indexed: usize,
    /// Blocks of code that were highlighted because the cache did not know them.
    pub highlighted: usize,
    /// Variants of images that were made because the cache did not know them.
    pub made: usize,
    /// Share cards that were drawn because neither the output nor the cache had them.
    pub drawn: usize,
    /// Files that were written.
    pub written: usize,
    /// Files that were removed.
    pub removed: usize,
    /// The same by path.
    pub changes: Changes,
    /// Posts left out, by reason.
    pub skipped: BTreeMap<&'static str, usize>,
    /// What was stale and why, in order of path.
    pub stale: Vec<(OutputPath, Reason)>,
    /// All of the pages that the request asks about.
    pub explained: Vec<Explained>,
    /// The first instant after the clock's at which the output changes with no edit; RFC 3339.
    pub next_change_at: Option<String>,
    /// How long each stage took.
    pub timings: Vec<(&'static str, Duration)>,
}

/// Files of the output that a build rendered, wrote and removed, each by path.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// Pages that were rendered.
    pub rendered: Vec<OutputPath>,
    /// Files that were written.
    pub written: Vec<OutputPath>,
    /// Files that were removed.
    pub removed: Vec<OutputPath>,
}

impl Changes {
    /// Whether the output is another than before.
    pub fn is_any(&self) -> bool {
        !self.written.is_empty() || !self.removed.is_empty()
    }
}

impl Outcome {
    /// How many diagnostics are errors.
    pub fn errors(&self) -> usize {
        self.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count()
    }
}

/// Who watches a build.
pub trait Observer: Sync {
    /// A stage begins, with so many steps; 0 when that is unknown.
    fn stage(&self, name: &'static str, steps: usize);
    /// A step is done.
    fn step(&self);
    /// A render has run for longer than any may. Nothing can interrupt it: the observer ends the process.
    fn stuck(&self, diagnostic: &Diagnostic);
}

/// No one watches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Observer for Silent {
    fn stage(&self, _: &'static str, _: usize) {}
    fn step(&self) {}
    fn stuck(&self, _: &Diagnostic) {}
}
