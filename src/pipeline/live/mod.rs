//! A project that is kept in memory and brought up to date after each change: what a preview is made of.
//!
//! Owns what is used again from one state of the project to the next, and which state is shown while there are
//! mistakes. Nothing is written but what later previews start from. It must not know who asks for pages, or how
//! changes are noticed.

mod looked;
mod search;
mod snapshot;
mod texts;
mod variants;

pub use looked::Looked;
pub use snapshot::{Made, Snapshot, Way};

use super::{
    CacheUse, Request,
    load::{self, Loaded, Materials, Purpose},
    memory::{LiveMemory, Memory},
    pages,
    parse::{self, AtHand, ParsedFile},
};
use crate::{
    clock::Clock,
    config::Config,
    diagnostic::Diagnostic,
    digest::{Digest, Hasher},
    environment::EnvironmentError,
    plan::{self, SitePlan},
    post::Post,
    site::{Shown, Site, related::Numbers},
    source::{SourceKind, SourceTree},
    template::{self, Answers, CARD_TEMPLATE, CardDesign, Templates},
    view,
};
use search::KeptParts;
use std::{
    collections::{BTreeSet, HashMap},
    path::PathBuf,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};
use tera::Value;
use texts::Texts;
use variants::Variants;

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
    tree: Arc<SourceTree>,
    /// What was wrong with the settings, and with files that were passed over.
    found: Vec<Diagnostic>,
    materials: Materials,
    /// Each file with its last good post.
    files: Vec<ParsedFile>,
    at_hand: AtHand,
    frame: Option<Frame>,
    numbers: Arc<Mutex<Numbers>>,
    texts: Arc<Texts>,
    variants: Arc<Variants>,
    search: Arc<KeptParts>,
    shown: Arc<Snapshot>,
}

/// A site and its plan, with what they were made for.
struct Frame {
    site: Arc<Site>,
    plan: Arc<SitePlan>,
    /// What is wrong between posts.
    diagnostics: Vec<Diagnostic>,
    /// What is wrong between posts and templates.
    unfit: Vec<Diagnostic>,
    rest: Rest,
    clock: Clock,
    shown: Shown,
}

/// What a project is made of besides its posts.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Rest {
    /// Settings, and all files that a site is made of.
    ground: Digest,
    /// Templates but for their words.
    templates: Digest,
}

/// What a frame has in common with the one before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// Nothing.
    Nothing,
    /// The site.
    Site,
    /// The site, and the templates but for the texts of some that no other reaches.
    SiteAndTemplates,
    /// The templates, and the site but for the words of some posts.
    Templates,
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
        let mut live = Self {
            materials: Materials::read(&scanned.tree, &scanned.config, Purpose::Pages),
            request,
            memory,
            config: scanned.config,
            tree: Arc::new(scanned.tree),
            found: scanned.diagnostics,
            files: Vec::new(),
            at_hand: AtHand::default(),
            frame: None,
            numbers: Arc::new(Mutex::new(Numbers::kept())),
            texts: Arc::default(),
            variants: Arc::default(),
            search: Arc::default(),
            shown: Arc::new(Snapshot::default()),
        };
        let refreshed = live.show(Laps::since(started));
        live.memory.save(&scanned.index);
        Ok((live, refreshed))
    }

    /// Brings the project up to date.
    ///
    /// # Errors
    /// The project's folder or its configuration cannot be read; what was shown stays.
    pub fn refresh(&mut self, request: Request, touched: &Touched) -> Result<Refreshed, EnvironmentError> {
        let laps = Laps::since(Instant::now());
        self.request = request;
        let before = self.rest();
        let looked = match touched {
            Touched::Paths(paths) => self.tree.look_again(paths),
            Touched::All => None,
        };
        if let Some(tree) = looked {
            self.tree = Arc::new(tree);
        } else {
            let scanned = load::scan_knowing(&self.request, &self.memory.files, None)?;
            (self.config, self.found) = (scanned.config, scanned.diagnostics);
            self.tree = Arc::new(scanned.tree);
        }
        if self.rest() != before {
            self.materials = Materials::read(&self.tree, &self.config, Purpose::Pages);
        }
        Ok(self.show(laps))
    }

    /// Makes a new snapshot and shows it, unless the project is in no state to be shown.
    fn show(&mut self, mut laps: Laps) -> Refreshed {
        laps.end("look");
        let (wants, known) = (&self.materials.wants, &self.memory.posts);
        let parsed = parse::parse_all(&self.tree, &self.config, wants, known, &self.at_hand);
        self.at_hand = AtHand::of(&parsed, &self.config, wants);
        let of_files: Vec<Diagnostic> =
            parsed.iter().flat_map(|file| file.diagnostics.iter().cloned()).collect();
        let anew = parsed.iter().filter(|file| file.is_new).count();
        let before = std::mem::take(&mut self.files);
        self.files = with_last_good(parsed, &before);
        laps.end("parse");
        let kept = self.frame.take().and_then(|frame| self.keep(frame, &before));
        let (mut frame, kept) = kept.unwrap_or_else(|| (self.assemble(), Kept::Nothing));
        laps.end("assemble");
        let (answers, templates, kept) = self.templates(&frame.site, kept);
        let (templates, found) = match templates {
            Ok(templates) => (Some(templates), Vec::new()),
            Err(found) => (None, found),
        };
        if let Some(templates) = templates.as_ref().filter(|_| matches!(kept, Kept::Nothing | Kept::Site)) {
            frame.unfit = pages::unknown_templates(&frame.site, templates);
            frame.unfit.extend(pages::unfit_templates(&frame.plan, &frame.site, templates));
            frame.unfit.extend(pages::check_calls(&frame.site, templates));
        }
        laps.end("templates");
        let whole = self.found.iter().chain(&self.materials.diagnostics);
        let is_ready = templates.is_some() && !whole.clone().any(Diagnostic::is_error);
        let between = frame.diagnostics.iter().chain(&frame.unfit);
        let all = whole.chain(between).cloned().chain(of_files).chain(found);
        let mut diagnostics = frame.site.judge(all.collect());
        diagnostics.sort();
        diagnostics.dedup();
        let is_new = self.shown.is_empty() || is_ready;
        if is_new {
            let (tree, plan) = (Arc::clone(&self.tree), Arc::clone(&frame.plan));
            let kept = snapshot::Stock {
                code: Arc::clone(&self.memory.code),
                cards: Arc::clone(&self.memory.cards),
                texts: Arc::clone(&self.texts),
                made: Arc::clone(&self.memory.made),
                variants: Arc::clone(&self.variants),
                search: Arc::clone(&self.search),
            };
            self.shown = Arc::new(Snapshot::new(tree, answers, templates, plan, kept));
        }
        // A template that cannot be read may be called by posts in ways that were not checked.
        self.frame = is_ready.then_some(frame);
        let snapshot = Arc::clone(&self.shown);
        Refreshed { snapshot, is_new, diagnostics, parsed: anew, timings: laps.0 }
    }

    /// The last site, if no more changed than the words of some posts, or templates alone.
    fn keep(&self, frame: Frame, before: &[ParsedFile]) -> Option<(Frame, Kept)> {
        let (then, now, rest) = (frame.clock.now(), self.request.clock.now(), self.rest());
        let is_time = frame.site.changes_at.is_none_or(|change| now < change);
        let is_ground = frame.rest.ground == rest.ground && frame.shown == self.request.shown;
        if !is_ground || now < then || !is_time {
            return None;
        }
        let changed = changed(before, &self.files)?;
        if frame.rest.templates != rest.templates {
            return changed.is_empty().then_some((Frame { rest, ..frame }, Kept::Site));
        }
        let sources: Vec<&str> = changed.iter().map(|post| post.source.as_str()).collect();
        let concerns = |file: Option<&str>| file.is_some_and(|file| sources.contains(&file));
        let is_told_of = frame.diagnostics.iter().chain(&frame.unfit).any(|found| {
            concerns(found.file.as_deref())
                || found.related.iter().any(|related| concerns(Some(&related.file)))
        });
        if is_told_of {
            return None;
        }
        let site = Arc::new(frame.site.with_words(&changed)?);
        Some((Frame { site, ..frame }, Kept::Templates))
    }

    fn assemble(&self) -> Frame {
        let (config, materials) = (self.config.clone(), self.materials.clone());
        let Loaded { site, mut diagnostics, .. } =
            load::put_together(config, materials, &self.files, &self.request, &self.tree);
        // Those are told of as long as their files say so.
        let of_files = self.files.iter().flat_map(|file| &file.diagnostics);
        let told: BTreeSet<&Diagnostic> = self.materials.diagnostics.iter().chain(of_files).collect();
        diagnostics.retain(|found| !told.contains(found));
        let (plan, collisions) = plan::plan(&site);
        diagnostics.extend(collisions);
        diagnostics.extend(plan::check_links(&site, &plan));
        let (rest, clock, shown) = (self.rest(), self.request.clock, self.request.shown);
        Frame { site, plan: Arc::new(plan), diagnostics, unfit: Vec::new(), rest, clock, shown }
    }

    /// The templates for a site, of which something is `kept` from what is shown; and what is kept, now that it is known.
    fn templates(
        &self,
        site: &Arc<Site>,
        kept: Kept,
    ) -> (Arc<Answers>, Result<Templates, Vec<Diagnostic>>, Kept) {
        let config = Value::from_serializable(&view::config_view(&site.config));
        if let Some(answers) = self.shown.shared_answers().filter(|_| kept == Kept::Site) {
            let sources = || self.materials.templates.clone();
            if let Some(templates) = self.shown.parts().and_then(|(_, known, _)| known.with_texts(sources()))
            {
                return (answers, Ok(templates), Kept::SiteAndTemplates);
            }
            let templates = template::load(sources(), &answers, config);
            return (answers, templates, kept);
        }
        let design = CardDesign::of(site, &self.materials.templates);
        let tree = Arc::clone(&self.tree);
        let options = site.config.images.clone();
        let read =
            Box::new(move |file: &_| load::published_bytes(file, &tree, &options).map(|(bytes, _)| bytes));
        let (tree, facts) = (Arc::clone(&self.tree), Arc::clone(&self.memory.facts));
        let facts = Box::new(move |file: &_| facts.of(file, |file| load::static_bytes(file, &tree)));
        let answers = Answers::new(Arc::clone(site), read).with_numbers(&self.numbers).with_facts(facts);
        let answers = Arc::new(answers.with_share_cards(design));
        if self.materials.wants.terms {
            // The first page that is asked for is likely to ask for it: by then it is there.
            let answers = Arc::clone(&answers);
            rayon::spawn(move || _ = answers.related_index());
        }
        let templates = match self.shown.parts().filter(|_| kept == Kept::Templates) {
            Some((_, templates, _)) => Ok(templates.answered_by(&answers, config)),
            None => template::load(self.materials.templates.clone(), &answers, config),
        };
        (answers, templates, kept)
    }

    /// The digests of the settings and of all files that are no posts.
    fn rest(&self) -> Rest {
        let (mut ground, mut templates) = (Hasher::new("all but posts"), Hasher::new("templates"));
        ground.value(&self.config);
        let is_post = |path| parse::is_markdown(path);
        for file in self.tree.iter().filter(|file| file.kind != SourceKind::Content || !is_post(&file.path)) {
            // How share cards look is a part of the answers to pages.
            let is_card = file.path.as_str().strip_prefix("templates/") == Some(CARD_TEMPLATE);
            let is_template = file.kind == SourceKind::Template && !load::is_strings(file) && !is_card;
            let hasher = if is_template { &mut templates } else { &mut ground };
            hasher.text(file.path.as_str()).digest(file.digest);
        }
        Rest { ground: ground.finish(), templates: templates.finish() }
    }
}

/// The files as they were parsed, but where a mistake left no post, the last good one; what is wrong is told apart.
fn with_last_good(parsed: Vec<ParsedFile>, before: &[ParsedFile]) -> Vec<ParsedFile> {
    let has_lost = parsed.iter().any(|file| file.post.is_none());
    let good = before.iter().filter(|_| has_lost).filter_map(|file| Some((&file.path, file.post.as_ref()?)));
    let good: HashMap<_, _> = good.collect();
    let usable = parsed.into_iter().map(|file| {
        let post = file.post.or_else(|| good.get(&file.path).map(|post| Arc::clone(post)));
        ParsedFile { post, ..file }
    });
    usable.collect()
}

/// The posts that are not what they were; none when files came, went, or have no posts.
fn changed(before: &[ParsedFile], now: &[ParsedFile]) -> Option<Vec<Arc<Post>>> {
    let are_same = before.len() == now.len() && before.iter().zip(now).all(|(old, new)| old.path == new.path);
    if !are_same {
        return None;
    }
    let mut changed = Vec::new();
    for (old, new) in before.iter().zip(now) {
        match (&old.post, &new.post) {
            (Some(old), Some(new)) if old.digest == new.digest => {}
            (Some(_), Some(new)) => changed.push(Arc::clone(new)),
            (None, None) => {}
            _ => return None,
        }
    }
    Some(changed)
}

/// How long each stage took.
struct Laps(Vec<(&'static str, Duration)>, Instant);

impl Laps {
    fn since(started: Instant) -> Self {
        Self(Vec::new(), started)
    }

    fn end(&mut self, stage: &'static str) {
        let now = Instant::now();
        self.0.push((stage, now.duration_since(self.1)));
        self.1 = now;
    }
}
