//! "Something changed": waits for edits of a project.
//!
//! Owns file system events and their grouping. It must not know what a change means: the next build finds that
//! out from digests.

use crate::environment::EnvironmentError;
use notify::{
    Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _,
    event::{AccessKind, AccessMode},
};
use std::{
    io,
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

/// How long it must be quiet before a group of events is one change.
const QUIET: Duration = Duration::from_millis(30);
/// How long a storm of events may put a change off.
const LONGEST_WAIT: Duration = Duration::from_millis(500);

/// What is watched: folders with all below them, and single names in the project's own folder.
#[derive(Debug, Clone)]
pub struct Watched {
    /// The project.
    pub root: PathBuf,
    /// Folders below it, watched whole where they exist.
    pub folders: Vec<PathBuf>,
    /// Names of files in the project's own folder.
    pub files: Vec<String>,
}

/// A watcher that is armed. What happens between two calls of [`Watcher::wait`] is not lost.
pub struct Watcher {
    watched: Watched,
    notify: RecommendedWatcher,
    events: Receiver<notify::Result<Event>>,
}

impl Watcher {
    /// Begins to watch.
    ///
    /// # Errors
    /// When the system gives no more watches; the message says which setting to raise.
    pub fn new(watched: Watched) -> Result<Self, EnvironmentError> {
        let (sender, events) = mpsc::channel();
        let notify = notify::recommended_watcher(sender).map_err(|error| failure(&watched.root, error))?;
        let mut armed = Self { watched, notify, events };
        armed.arm()?;
        Ok(armed)
    }

    /// Waits for the next change: the first event, then until it is quiet, or until a storm has lasted long
    /// enough.
    ///
    /// # Errors
    /// When watching cannot go on.
    pub fn wait(&mut self) -> Result<(), EnvironmentError> {
        loop {
            let first = self.events.recv().map_err(|_| ended(&self.watched.root))?;
            if self.is_change(&first) {
                break;
            }
        }
        let deadline = Instant::now() + LONGEST_WAIT;
        while Instant::now() < deadline {
            match self.events.recv_timeout(QUIET) {
                Ok(_) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return Err(ended(&self.watched.root)),
            }
        }
        // Folders that came into being are watched from now on; the build that follows reads them anyway.
        self.arm()
    }

    fn arm(&mut self) -> Result<(), EnvironmentError> {
        watch(&mut self.notify, &self.watched.root, RecursiveMode::NonRecursive)?;
        for folder in self.watched.folders.iter().filter(|folder| folder.is_dir()) {
            watch(&mut self.notify, folder, RecursiveMode::Recursive)?;
        }
        Ok(())
    }

    /// Whether an event may have changed an input. An error or an overflow may: it is taken for a change.
    fn is_change(&self, event: &notify::Result<Event>) -> bool {
        let Ok(event) = event else { return true };
        let touches = match event.kind {
            EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
            EventKind::Access(_) => false,
            _ => true,
        };
        touches && (event.paths.is_empty() || event.paths.iter().any(|path| self.is_input(path)))
    }

    fn is_input(&self, path: &Path) -> bool {
        let in_folder = self.watched.folders.iter().any(|folder| path.starts_with(folder));
        let name = path.file_name().and_then(|name| name.to_str());
        in_folder || name.is_some_and(|name| self.watched.files.iter().any(|file| file == name))
    }
}

fn watch(notify: &mut RecommendedWatcher, path: &Path, mode: RecursiveMode) -> Result<(), EnvironmentError> {
    notify.watch(path, mode).map_err(|error| failure(path, error))
}

fn failure(path: &Path, error: notify::Error) -> EnvironmentError {
    let source = match error.kind {
        notify::ErrorKind::MaxFilesWatch => io::Error::other(
            "the system's limit of watches is reached; raise it with `sysctl fs.inotify.max_user_watches=524288`",
        ),
        notify::ErrorKind::Io(error) => error,
        _ => io::Error::other(error),
    };
    EnvironmentError::new("watch", path, source)
}

fn ended(root: &Path) -> EnvironmentError {
    EnvironmentError::new("watch", root, io::Error::other("the watcher ended"))
}
