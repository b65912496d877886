//! A project that is watched, and what one knows of it who looks only at what is told.

use super::{PATIENCE, write};
use sitegen::{
    digest::Digest,
    source::{self, Layout, SourceTree, StatIndex},
    watch::{News, Options, Touched, Waker, Watched, Watcher},
};
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver},
    thread::JoinHandle,
};
use tempfile::TempDir;

pub const CONFIG: &str = "title: T\nbase_url: https://example.org/\n";

/// The files of a project, by their digests.
type Files = BTreeMap<PathBuf, Digest>;

pub fn watched(root: &Path, content_dir: &str) -> Watched {
    let layout = Layout { content_dir: content_dir.to_owned(), ..Layout::default() };
    Watched { root: root.to_owned(), layout, config: None }
}

/// A folder with a project in it, and beside it whatever a test moves in or out.
pub struct Mirror {
    _folder: TempDir,
    pub root: PathBuf,
    watched: Watched,
    known: Files,
    told: Receiver<Touched>,
    waker: Waker,
    thread: Option<JoinHandle<()>>,
}

impl Mirror {
    /// Begins to watch a project after `prepare`.
    pub fn start(content_dir: &str, options: Options, prepare: impl FnOnce(&Path)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("exists").join("site");
        write(&root, "sitegen.yaml", CONFIG);
        prepare(&root);
        let watched = watched(&root, content_dir);
        let mut armed = Watcher::new(watched.clone(), options).expect("is there");
        let waker = armed.waker();
        let (sender, told) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            while let News::Touched(touched) = armed.wait_until(None) {
                if sender.send(touched).is_err() {
                    break;
                }
            }
        });
        let known = files(&watched);
        Self { _folder: folder, root, watched, known, told, waker, thread: Some(thread) }
    }

    /// What is told next.
    #[track_caller]
    pub fn next(&self) -> Touched {
        self.told.recv_timeout(PATIENCE).expect("something is told")
    }

    /// Looks at no more than what is told, until it knows the project as it is.
    #[track_caller]
    pub fn follow(&mut self, what: &str) -> Vec<Touched> {
        let is = files(&self.watched);
        assert_ne!(self.known, is, "{what} changes nothing");
        let mut all = Vec::new();
        while self.known != is {
            let Ok(touched) = self.told.recv_timeout(PATIENCE) else {
                panic!("{what}: not all is told, only {all:?}; known {:?}, is {is:?}", self.known);
            };
            self.look(&touched);
            all.push(touched);
        }
        all
    }

    fn look(&mut self, touched: &Touched) {
        let mut is = files(&self.watched);
        match touched {
            Touched::All => self.known = is,
            Touched::Paths(paths) => {
                for path in paths {
                    match is.remove(path) {
                        Some(digest) => self.known.insert(path.clone(), digest),
                        None => self.known.remove(path),
                    };
                }
            }
        }
    }
}

impl Drop for Mirror {
    fn drop(&mut self) {
        self.waker.wake();
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(ended.is_ok() || std::thread::panicking(), "the watcher panicked");
        }
    }
}

/// A project that is not there has no files.
fn files(watched: &Watched) -> Files {
    let scan = source::scan(&watched.root, &watched.layout, &StatIndex::default(), None);
    let scan = scan.ok().map(|scan| scan.tree);
    let files = scan.iter().flat_map(SourceTree::iter);
    files.map(|file| (watched.root.join(file.path.as_str()), file.digest)).collect()
}
