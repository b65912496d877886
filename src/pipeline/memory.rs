//! What a build remembers of earlier ones.
//!
//! Owns which values are kept under which names. Forgetting all of it changes nothing but time.

use super::{
    CACHE_DIR,
    code::{Code, mark_shown},
    files::{KnownFacts, MadeFiles},
    share_cards::KeptCard,
    stale::Records,
    unchanged::LastBuild,
};
use crate::{
    cache::{Cache, DAMAGED, Retain, Store},
    diagnostic::Diagnostic,
    digest::Digest,
    environment::EnvironmentError,
    output::{Lock, Settled},
    post::Parsed,
    site::related::Keeper,
    source::{FileTime, StatIndex},
};
use std::{path::Path, sync::Arc, time::Duration};

/// How long a build waits for another of the same project.
const PATIENCE: Duration = Duration::from_mins(1);

/// What tells whether anything changed at all: every build reads it.
pub struct Memory {
    cache: Cache,
    /// What is wrong with it and was not told yet.
    trouble: Vec<Diagnostic>,
    /// The user was told that some of it is damaged.
    is_told: bool,
    /// An instant of the project's file system before this build read anything.
    pub started: Option<FileTime>,
    /// Digests of the project's files.
    pub files: StatIndex,
    /// Digests of the output's files.
    pub outputs: StatIndex,
    /// The last build that came to its end without errors.
    pub last: Option<LastBuild>,
}

/// What a preview starts from.
pub struct LiveMemory {
    cache: Cache,
    /// Digests of the project's files.
    pub files: StatIndex,
    /// Posts by the digest of all that they are parsed from.
    pub posts: Store<Parsed>,
    /// Highlighted code; what is added is not kept.
    pub code: Arc<Store<Code>>,
    /// What image files say of themselves; what is added is not kept.
    pub facts: Arc<KnownFacts>,
    /// Files that take long to make; what is added is not kept.
    pub made: Arc<MadeFiles>,
    /// Share cards; what is added is not kept.
    pub cards: Arc<Store<KeptCard>>,
    lock: Option<Lock>,
}

impl LiveMemory {
    /// Remembers the posts for the next preview, and lets builds have the cache. Trouble is no news here: the next
    /// build tells of it.
    pub fn save(&mut self, files: &StatIndex) {
        let (nothing, _) = Cache::off().store("preview");
        let posts = std::mem::replace(&mut self.posts, nothing);
        if self.lock.is_some() {
            let _ = posts.save(&Retain::Used);
            if *files != self.files {
                let _ = self.cache.save("files", files);
            }
        }
        self.files = files.clone();
        self.lock = None;
    }
}

/// What earlier builds made: read when something changed.
pub struct Made {
    /// What each page was made of.
    pub records: Records,
    /// Posts by the digest of all that they are parsed from.
    pub posts: Store<Parsed>,
    /// Highlighted code by the digest of the code and its options, and what of it each page shows.
    pub code: Store<Code>,
    /// What image files say of themselves.
    pub facts: Arc<KnownFacts>,
    /// Files of the output that take long to make.
    pub files: MadeFiles,
    /// Share cards by the digest of all that they are made of.
    pub cards: Store<KeptCard>,
    /// Posts that are alike.
    pub related: Arc<KnownRelated>,
}

/// Posts that are alike, each by the digest of its path, by the digest of all that finding them takes.
pub struct KnownRelated(Store<Vec<Digest>>);

impl Keeper for KnownRelated {
    fn find(&self, key: Digest) -> Option<Vec<Digest>> {
        self.0.get(&key)
    }

    fn keep(&self, key: Digest, posts: &[Digest]) {
        self.0.insert(key, &posts.to_vec());
    }
}

impl Memory {
    /// What is remembered of the project at `root`.
    pub fn open(root: &Path) -> Self {
        let (cache, unusable) = Cache::open(&root.join(CACHE_DIR), Path::new(CACHE_DIR));
        let mut memory = Self::load(cache);
        memory.trouble.splice(0..0, unusable);
        memory
    }

    /// What is remembered of the project at `root`, and the right to add to it; nothing while a build holds that.
    pub fn open_unless_busy(root: &Path) -> (Self, Option<Lock>) {
        match Lock::acquire(&root.join(CACHE_DIR).join("lock"), Duration::ZERO) {
            Ok(lock) => (Self::open(root), Some(lock)),
            Err(_) => (Self::none(), None),
        }
    }

    /// What a preview takes of it. Its posts have a store of their own: a preview has another address than the site,
    /// on which the links in posts depend, and neither is to forget the posts of the other.
    pub fn live(self, lock: Option<Lock>) -> LiveMemory {
        let (posts, _) = self.cache.store("preview");
        let (code, _) = self.cache.store("code");
        let (facts, _) = self.cache.store("facts");
        let (made, _) = self.cache.store("made");
        let (cards, _) = self.cache.store("cards");
        LiveMemory {
            cache: self.cache,
            files: self.files,
            posts,
            code: Arc::new(code.without_saving()),
            facts: Arc::new(KnownFacts::new(facts.without_saving())),
            made: Arc::new(MadeFiles::new(made.without_saving())),
            cards: Arc::new(cards.without_saving()),
            lock,
        }
    }

    /// No memory at all.
    pub fn none() -> Self {
        Self::load(Cache::off())
    }

    fn load(cache: Cache) -> Self {
        let started = cache.file_time();
        let (files, of_files) = cache.load("files");
        let (outputs, of_outputs) = cache.load("outputs");
        let (last, of_last) = cache.load::<Option<LastBuild>>("last");
        Self {
            cache,
            trouble: [of_files, of_outputs, of_last].into_iter().flatten().collect(),
            is_told: false,
            started,
            files: files.unwrap_or_default(),
            outputs: outputs.unwrap_or_default(),
            last: last.flatten(),
        }
    }

    /// What earlier builds made.
    pub fn made(&mut self) -> Made {
        let (records, of_records) = self.cache.load("pages");
        let (posts, of_posts) = self.cache.store("posts");
        let (code, of_code) = self.cache.store("code");
        let (facts, of_facts) = self.cache.store("facts");
        let (files, of_files) = self.cache.store("made");
        let (cards, of_cards) = self.cache.store("cards");
        let (related, of_related) = self.cache.store("related");
        let found = [of_records, of_posts, of_code, of_facts, of_files, of_cards, of_related];
        self.trouble.extend(found.into_iter().flatten());
        Made {
            records: records.unwrap_or_default(),
            posts,
            code,
            facts: Arc::new(KnownFacts::new(facts)),
            files: MadeFiles::new(files),
            cards,
            related: Arc::new(KnownRelated(related)),
        }
    }

    /// A warning if any of what was read so far is damaged, or if there can be no cache.
    pub fn warning(&mut self) -> Option<Diagnostic> {
        let warning = as_one(std::mem::take(&mut self.trouble));
        self.is_told |= warning.is_some();
        warning
    }

    /// Remembers a build that had something to do. Trouble is one warning: the site is built.
    pub fn save(self, now: &Remembered<'_>, made: &Made) -> Option<Diagnostic> {
        let Remembered { files, outputs, records, last } = now;
        let shown = |code: &Store<Code>| mark_shown(code, records.pages.keys());
        let saved = [
            self.cache.save("files", files),
            self.cache.save("outputs", outputs),
            self.cache.save("pages", records),
            made.posts.save(&Retain::Used),
            made.code.save(&Retain::Marked(&shown)),
            made.facts.store().save(&Retain::Used),
            made.files.store().save(&Retain::Used),
            made.cards.save(&Retain::Used),
            made.related.0.save(&Retain::Used),
            self.cache.save("last", last),
        ];
        let is_news = |warning: &Diagnostic| !self.is_told || warning.code != DAMAGED;
        as_one(saved.into_iter().flatten().filter(is_news).collect())
    }

    /// Remembers what a build that had nothing to do learned by looking: the files of the project, and which of the
    /// output have settled.
    pub fn save_looks(self, files: &StatIndex, settled: &[Settled]) -> Option<Diagnostic> {
        let mut warnings = Vec::new();
        if *files != self.files {
            warnings.extend(self.cache.save("files", files));
        }
        if !settled.is_empty() {
            let records = settled.iter().map(|file| (file.path.as_str(), file.stat, file.digest));
            warnings.extend(self.cache.save("outputs", &self.outputs.with(records)));
        }
        as_one(warnings)
    }
}

/// One warning for all: what befalls one file of the cache befalls most of them.
fn as_one(warnings: Vec<Diagnostic>) -> Option<Diagnostic> {
    let others = warnings.len().saturating_sub(1);
    let mut first = warnings.into_iter().next()?;
    let more = match others {
        0 => return Some(first),
        1 => "one more file".to_owned(),
        _ => format!("{others} more files"),
    };
    first.message = format!("{} (and {more} of the cache)", first.message);
    Some(first)
}

/// What a build leaves to be remembered, besides what it added to [`Made`].
pub struct Remembered<'a> {
    /// Digests of the project's files.
    pub files: &'a StatIndex,
    /// Digests of the output's files.
    pub outputs: &'a StatIndex,
    /// What each page was made of.
    pub records: &'a Records,
    /// The build itself; none when it is not to be taken for the next one.
    pub last: Option<&'a LastBuild>,
}

/// The right to build the project at `root`, until it is dropped.
///
/// # Errors
/// Another build holds it.
pub fn lock(root: &Path) -> Result<Lock, EnvironmentError> {
    Lock::acquire(&root.join(CACHE_DIR).join("lock"), PATIENCE)
}
