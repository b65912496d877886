//! A project that is kept in memory and brought up to date after each change: what a preview is made of.
//!
//! Owns what is used again from one state of the project to the next, and which state is shown while there are
//! mistakes. Nothing is written but what later previews start from. It must not know who asks for pages, or how
//! changes are noticed.

mod snapshot;

pub use snapshot::{Snapshot, Way};

use super::{
    CacheUse, Request,
    load::{self, Loaded, Materials, Purpose},
    memory::{LiveMemory, Memory},
    pages,
    parse::{self, AtHand, ParsedFile},
};
use crate::{
    config::Config,
    diagnostic::Diagnostic,
    digest::{Digest, Hasher},
    environment::EnvironmentError,
    plan,
    source::{SourceKind, SourceTree},
    template::{self, Answers},
    view,
};
use std::{
    collections::{BTreeSet, HashMap},
    path::PathBuf,
    sync::Arc,
    time::{Duration, Instant},
};
use tera::Value;

/// What may have changed since the project was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touched {
    /// Anything.
    All,
    /// These files and folders.
    Paths(BTreeSet<PathBuf>),
}

/// What bringing a project up to date gave.
#[derive(Clone)]
pub struct Refreshed {
    /// What is to be shown from now on.
    pub snapshot: Arc<Snapshot>,
    /// Whether it is another than before.
    pub is_new: bool,
    /// All that is wrong with the project as it is now, sorted.
    pub diagnostics: Vec<Diagnostic>,
    /// Posts and pages that were parsed.
    pub parsed: usize,
    /// How long each stage took.
    pub timings: Vec<(&'static str, Duration)>,
}

/// A project in memory.
pub struct Live {
    request: Request,
    memory: LiveMemory,
    config: Config,
    tree: SourceTree,
    /// What was wrong with the settings, and with files that were passed over.
    found: Vec<Diagnostic>,
    /// What the site is made of besides posts, and the digest of the files that it was read from.
    materials: (Digest, Materials),
    files: Vec<ParsedFile>,
    shown: Arc<Snapshot>,
}

impl Live {
    /// Reads the project of a request: its root, settings, clock and what is shown of it. Of its output folder only
    /// the name is used, to pass it over.
    ///
    /// # Errors
    /// The project's folder or its configuration cannot be read.
    pub fn open(request: Request) -> Result<(Self, Refreshed), EnvironmentError> {
        let started = Instant::now();
        let (memory, lock) = match request.cache {
            CacheUse::ReadWrite => Memory::open_unless_busy(&request.root),
            CacheUse::Ignore => (Memory::none(), None),
        };
        let scanned = load::scan(&request, &memory)?;
        let memory = memory.live(lock);
        let materials = Materials::read(&scanned.tree, &scanned.config, Purpose::Pages);
        let mut live = Self {
            materials: (digest_of_materials(&scanned.tree, &scanned.config), materials),
            request,
            memory,
            config: scanned.config,
            tree: scanned.tree,
            found: scanned.diagnostics,
            files: Vec::new(),
            shown: Arc::new(Snapshot::default()),
        };
        let mut refreshed = live.show(started);
        let shown = started.elapsed();
        live.memory.save(&scanned.index);
        refreshed.timings.push(("save", started.elapsed().saturating_sub(shown)));
        Ok((live, refreshed))
    }

    /// Brings the project up to date.
    ///
    /// # Errors
    /// The project's folder or its configuration cannot be read; what was shown stays.
    pub fn refresh(&mut self, request: Request, touched: &Touched) -> Result<Refreshed, EnvironmentError> {
        let started = Instant::now();
        self.request = request;
        let looked = match touched {
            Touched::Paths(paths) => self.tree.look_again(paths),
            Touched::All => None,
        };
        if let Some(tree) = looked {
            self.tree = tree;
        } else {
            let scanned = load::scan_knowing(&self.request, &self.memory.files, None)?;
            (self.config, self.tree, self.found) = (scanned.config, scanned.tree, scanned.diagnostics);
        }
        let digest = digest_of_materials(&self.tree, &self.config);
        if self.materials.0 != digest {
            self.materials = (digest, Materials::read(&self.tree, &self.config, Purpose::Pages));
        }
        Ok(self.show(started))
    }

    /// Makes a new snapshot and shows it, unless the project is in no state to be shown.
    fn show(&mut self, started: Instant) -> Refreshed {
        let mut timings = vec![("look", started.elapsed())];
        let materials = self.materials.1.clone();
        let at_hand = AtHand::of(&self.files);
        let files =
            parse::parse_all(&self.tree, &self.config, &materials.wants, &self.memory.posts, &at_hand);
        let parsed = files.iter().filter(|file| file.is_new).count();
        timings.push(("parse", started.elapsed()));
        let is_ready = !materials.diagnostics.iter().chain(&self.found).any(Diagnostic::is_error);
        let usable = self.with_last_good(&files);
        let Loaded { site, templates, diagnostics, .. } =
            load::put_together(self.config.clone(), materials, &usable, &self.request);
        timings.push(("assemble", started.elapsed()));
        let mut all = self.found.clone();
        all.extend(diagnostics);
        all.extend(files.iter().flat_map(|file| file.diagnostics.iter().cloned()));
        self.files = usable;
        let (plan, collisions) = plan::plan(&site);
        all.extend(collisions);
        all.extend(plan::check_links(&site, &plan));
        timings.push(("plan", started.elapsed()));
        let tree = Arc::new(self.tree.clone());
        let files = Arc::clone(&tree);
        let answers =
            Arc::new(Answers::new(Arc::clone(&site), Box::new(move |file| load::static_bytes(file, &files))));
        let config = Value::from_serializable(&view::config_view(&site.config));
        let templates = match template::load(templates, &answers, config) {
            Ok(templates) => {
                all.extend(pages::unknown_templates(&site, &templates));
                all.extend(pages::unfit_templates(&plan, &site, &templates));
                all.extend(pages::check_calls(&site, &templates));
                Some(templates)
            }
            Err(diagnostics) => {
                all.extend(diagnostics);
                None
            }
        };
        timings.push(("templates", started.elapsed()));
        let mut diagnostics = site.config.judge(all);
        diagnostics.sort();
        diagnostics.dedup();
        let is_new = self.shown.is_empty() || is_ready && templates.is_some();
        if is_new {
            let code = Arc::clone(&self.memory.code);
            self.shown = Arc::new(Snapshot::new(tree, answers, templates, plan, code));
        }
        let snapshot = Arc::clone(&self.shown);
        Refreshed { snapshot, is_new, diagnostics, parsed, timings: laps(timings) }
    }

    /// The files as they were parsed, but where a mistake left no post, the last good one.
    fn with_last_good(&self, files: &[ParsedFile]) -> Vec<ParsedFile> {
        let good = self.files.iter().filter_map(|file| Some((&file.path, file.post.as_ref()?)));
        let good: HashMap<_, _> = good.collect();
        let usable = files.iter().map(|file| {
            let post = file.post.clone().or_else(|| good.get(&file.path).map(|post| Arc::clone(post)));
            ParsedFile { path: file.path.clone(), post, diagnostics: Vec::new(), is_new: file.is_new }
        });
        usable.collect()
    }
}

/// The digest of all that [`Materials::read`] reads.
fn digest_of_materials(tree: &SourceTree, config: &Config) -> Digest {
    let mut hasher = Hasher::new("materials");
    hasher.text(&config.language).number(config.related.page.into());
    let is_one = |kind: SourceKind, path: &crate::paths::SourcePath| match kind {
        SourceKind::Content => !parse::is_markdown(path),
        SourceKind::Template | SourceKind::Static | SourceKind::Data => true,
        SourceKind::Config => false,
    };
    for file in tree.iter().filter(|file| is_one(file.kind, &file.path)) {
        hasher.text(file.path.as_str()).digest(file.digest);
    }
    hasher.finish()
}

/// How long each stage took, from when it ended.
fn laps(ends: Vec<(&'static str, Duration)>) -> Vec<(&'static str, Duration)> {
    let starts = std::iter::once(Duration::ZERO).chain(ends.iter().map(|(_, end)| *end)).collect::<Vec<_>>();
    ends.into_iter().zip(starts).map(|((name, end), start)| (name, end.saturating_sub(start))).collect()
}
