//! Highlighted code, from the cache where it is known: highlighting is most of the cost of a cold build, and
//! equal blocks are highlighted once.
//!
//! Owns which blocks are kept, and for how long: as long as a page shows them. A page that is not rendered asks for
//! nothing, so that each page has its list of what it showed when it was.

use crate::{
    cache::Store,
    digest::{Digest, Hasher},
    paths::OutputPath,
    post::{highlight::Highlighter, markdown::CodeRenderer},
};
use serde::{Deserialize, Serialize};
use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

/// Blocks shorter than this are highlighted faster than they are looked up.
const SHORTEST_KEPT: usize = 48;

/// What is remembered of code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Code {
    /// A block as HTML.
    Html(String),
    /// The keys of the blocks that a page shows, sorted.
    ShownBy(Vec<Digest>),
}

/// A highlighter that remembers.
pub struct RememberedCode<'a> {
    highlighter: Highlighter,
    version: Digest,
    known: &'a Store<Code>,
    made: AtomicUsize,
}

impl<'a> RememberedCode<'a> {
    /// A highlighter over the blocks that are known.
    pub fn new(highlighter: Highlighter, known: &'a Store<Code>) -> Self {
        Self { version: highlighter.version(), highlighter, known, made: AtomicUsize::new(0) }
    }

    /// How many blocks were not known; those that are too short to be kept are not counted.
    pub fn made(&self) -> usize {
        self.made.load(Ordering::Relaxed)
    }

    /// Runs `render`, which renders the page at `path`, and remembers what code the page shows.
    pub fn of_page<R>(&self, path: &OutputPath, render: impl FnOnce(&(dyn CodeRenderer + Sync)) -> R) -> R {
        let page = PageCode { code: self, shown: Mutex::default() };
        let rendered = render(&page);
        let mut shown = page.shown.into_inner().unwrap_or_else(PoisonError::into_inner);
        shown.sort_unstable();
        shown.dedup();
        let key = key_of_page(path);
        if shown_by(self.known, &key) != shown {
            self.known.insert(key, &Code::ShownBy(shown));
        }
        rendered
    }

    /// Renders a block; answers its key if it is one that is kept.
    fn render_block(&self, info: &str, code: &str, out: &mut String) -> Option<Digest> {
        if info.is_empty() || code.len() < SHORTEST_KEPT {
            self.highlighter.render(info, code, out);
            return None;
        }
        let key = Hasher::new("code").digest(self.version).text(info).text(code).finish();
        if let Some(Code::Html(html)) = self.known.get(&key) {
            out.push_str(&html);
        } else {
            self.made.fetch_add(1, Ordering::Relaxed);
            let start = out.len();
            self.highlighter.render(info, code, out);
            self.known.insert(key, &Code::Html(out[start..].to_owned()));
        }
        Some(key)
    }
}

impl CodeRenderer for RememberedCode<'_> {
    fn render(&self, info: &str, code: &str, out: &mut String) {
        self.render_block(info, code, out);
    }
}

/// Notes the blocks of one page.
struct PageCode<'a> {
    code: &'a RememberedCode<'a>,
    shown: Mutex<Vec<Digest>>,
}

impl CodeRenderer for PageCode<'_> {
    fn render(&self, info: &str, code: &str, out: &mut String) {
        let key = self.code.render_block(info, code, out);
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).extend(key);
    }
}

/// Counts the code of all these pages as used, whether they were rendered or not.
pub fn mark_shown<'a>(known: &Store<Code>, pages: impl IntoIterator<Item = &'a OutputPath>) {
    for path in pages {
        for key in shown_by(known, &key_of_page(path)) {
            known.mark_used(&key);
        }
    }
}

/// The keys of what a page showed when it was rendered last.
fn shown_by(known: &Store<Code>, page: &Digest) -> Vec<Digest> {
    if let Some(Code::ShownBy(keys)) = known.get(page) { keys } else { Vec::new() }
}

fn key_of_page(path: &OutputPath) -> Digest {
    Hasher::new("code of page").text(path.as_str()).finish()
}
