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
    fn render(&self, info: &str, code: &str, out: &mut String) -> Option<Digest> {
        self.render_block(info, code, out)
    }
}

/// Notes the blocks of one page.
struct PageCode<'a> {
    code: &'a RememberedCode<'a>,
    shown: Mutex<Vec<Digest>>,
}

impl CodeRenderer for PageCode<'_> {
    fn render(&self, info: &str, code: &str, out: &mut String) -> Option<Digest> {
        let key = self.code.render_block(info, code, out);
        self.shows(key.as_slice());
        key
    }

    fn shows(&self, keys: &[Digest]) {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner).extend(keys);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::{Cache, Retain};
    use std::{collections::BTreeMap, fs, path::Path};
    use tempfile::TempDir;

    /// A site of pages that each show one block, and its cache.
    struct Site {
        dir: TempDir,
        pages: BTreeMap<OutputPath, String>,
    }

    fn path(number: usize) -> OutputPath {
        OutputPath::parse(&format!("page{number}.html")).expect("legal")
    }

    fn block(text: &str) -> String {
        format!("// {text} {}\n", "and what else there is to say ".repeat(5))
    }

    impl Site {
        fn new(pages: usize) -> Self {
            let dir = tempfile::tempdir().expect("temporary folder");
            let pages = (0..pages).map(|number| (path(number), block(&format!("the first of {number}"))));
            Self { dir, pages: pages.collect() }
        }

        /// A build that finds those pages stale for which `is_stale` says so.
        fn build(&self, is_stale: impl Fn(&OutputPath) -> bool) {
            let (cache, warning) = Cache::open(&self.dir.path().join("cache"), Path::new(".sitegen"));
            assert_eq!(warning, None);
            let (known, warning) = cache.store("code");
            assert_eq!(warning, None);
            let code = RememberedCode::new(Highlighter::new(None), &known);
            for (path, text) in self.pages.iter().filter(|(path, _)| is_stale(path)) {
                let mut out = String::new();
                code.of_page(path, |code| code.render("text", text, &mut out));
                assert!(out.contains(&text[3..50]), "{out}");
            }
            let mark = |known: &Store<Code>| mark_shown(known, self.pages.keys());
            assert_eq!(known.save(&Retain::Marked(&mark)), None);
        }

        /// The bytes of the cache's files.
        fn kept(&self) -> Vec<Vec<u8>> {
            let file = |name: &str| fs::read(self.dir.path().join("cache").join(name)).unwrap_or_default();
            [file("code"), file("code.recent")].into()
        }

        fn size(&self) -> usize {
            self.kept().concat().len()
        }

        /// Whether all blocks are known: a build that shows them all has nothing to add.
        fn is_known(&self) -> bool {
            let before = self.kept();
            self.build(|_| true);
            self.kept() == before
        }
    }

    #[test]
    fn a_thousand_edits_keep_what_pages_show_and_little_more() {
        let mut site = Site::new(20);
        site.build(|_| true);
        let first = site.size();
        for build in 0..1000 {
            // The first pages are never edited and never rendered again.
            let edited = path(5 + build % 15);
            site.pages.insert(edited.clone(), block(&format!("edit {build}")));
            site.build(|path| *path == edited);
            assert!(site.size() * 2 < first * 3, "build {build}: {} bytes, at first {first}", site.size());
        }
        assert!(site.is_known(), "a block that a page shows was forgotten");
    }

    #[test]
    fn a_block_stays_while_any_page_shows_it() {
        let mut site = Site::new(10);
        let shared = block("shared");
        for number in [0, 1] {
            site.pages.insert(path(number), shared.clone());
        }
        site.build(|_| true);
        site.pages.remove(&path(0));
        // Enough that the store is written anew.
        for number in 2..10 {
            site.pages.insert(path(number), block(&format!("the second of {number}")));
        }
        site.build(|path| site.pages[path] != shared);
        assert!(site.is_known());
        let with_shared = site.size();
        site.pages.remove(&path(1));
        for number in 2..10 {
            site.pages.insert(path(number), block(&format!("the third one of {number}")));
        }
        site.build(|path| site.pages.contains_key(path));
        assert!(site.size() < with_shared, "no page shows it any more");
    }

    #[test]
    fn a_page_that_shows_no_code_any_more_keeps_none() {
        let site = Site::new(4);
        site.build(|_| true);
        let (cache, _) = Cache::open(&site.dir.path().join("cache"), Path::new(".sitegen"));
        let (known, _) = cache.store("code");
        let code = RememberedCode::new(Highlighter::new(None), &known);
        assert_eq!(shown_by(&known, &key_of_page(&path(0))).len(), 1);
        code.of_page(&path(0), |_| ());
        assert_eq!(shown_by(&known, &key_of_page(&path(0))), []);
    }

    #[test]
    fn a_page_shows_the_code_of_parts_that_were_made_for_another() {
        let dir = tempfile::tempdir().expect("temporary folder");
        let (cache, _) = Cache::open(&dir.path().join("cache"), Path::new(".sitegen"));
        let (known, _) = cache.store("code");
        let code = RememberedCode::new(Highlighter::new(None), &known);
        let made = code.of_page(&path(0), |code| code.render("text", &block("a part"), &mut String::new()));
        code.of_page(&path(1), |code| code.shows(made.as_slice()));
        let shown = |number| shown_by(&known, &key_of_page(&path(number)));
        assert!(made.is_some());
        assert_eq!((shown(0), shown(1)), (Vec::from_iter(made), Vec::from_iter(made)));
    }

    #[test]
    fn equal_blocks_of_one_build_are_kept_once() {
        let mut site = Site::new(10);
        site.build(|_| true);
        let different = site.size();
        for text in site.pages.values_mut() {
            *text = block("the first of all");
        }
        let alike = Site { dir: tempfile::tempdir().expect("temporary folder"), pages: site.pages };
        alike.build(|_| true);
        assert!(alike.size() * 2 < different, "{} and {different} bytes", alike.size());
    }
}
