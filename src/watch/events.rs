//! The system's events: the folders of a project that are watched by it.
//!
//! Owns the only use of `notify`. It must not know when a change is told.

use super::{
    Signal, Watched,
    arm::{Armed, Role, arm},
};
use notify::{
    Error, ErrorKind, Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _,
    event::{AccessKind, AccessMode},
};
use std::{
    io,
    path::{Path, PathBuf},
    sync::mpsc::Sender,
    time::Instant,
};

/// On Linux each folder is watched by itself, so that none is watched that is passed over, such as the output in the
/// content. Elsewhere a watch reaches down by itself, and many would be slow.
const EACH_FOLDER: bool = cfg!(target_os = "linux");

/// What an event says.
#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// These paths were touched.
    At(Vec<PathBuf>),
    /// Events were lost.
    Lost,
}

/// Why there are no events.
#[derive(Debug)]
pub enum Trouble {
    /// The project is not there.
    Gone,
    /// The system refuses.
    Refused(Error),
}

/// The system watches.
pub struct Events {
    notify: RecommendedWatcher,
    armed: Armed,
}

impl Events {
    /// Watches a project; what happens goes to `signals`.
    ///
    /// # Errors
    /// See [`Trouble`].
    pub fn open(watched: &Watched, signals: Sender<Signal>) -> Result<Self, Trouble> {
        let tell = move |event| {
            if let Some(heard) = heard(event) {
                // When no one listens any more, the watcher is about to end.
                let _ = signals.send(Signal::Heard(Instant::now(), heard));
            }
        };
        let notify = notify::recommended_watcher(tell).map_err(Trouble::Refused)?;
        let mut events = Self { notify, armed: Armed::default() };
        events.arm(watched)?;
        Ok(events)
    }

    /// Watches what has come into being since.
    ///
    /// # Errors
    /// See [`Trouble`].
    pub fn arm(&mut self, watched: &Watched) -> Result<(), Trouble> {
        if !watched.root.is_dir() {
            return Err(Trouble::Gone);
        }
        let notify = &mut self.notify;
        self.armed = arm(watched, |folder, role| watch(notify, folder, role)).map_err(Trouble::Refused)?;
        Ok(())
    }

    /// What is watched.
    pub fn armed(&self) -> &Armed {
        &self.armed
    }
}

fn watch(notify: &mut RecommendedWatcher, folder: &Path, role: Role) -> Result<(), Error> {
    let mode = match role {
        Role::Below if !EACH_FOLDER => return Ok(()),
        Role::Start if !EACH_FOLDER => RecursiveMode::Recursive,
        _ => RecursiveMode::NonRecursive,
    };
    match notify.watch(folder, mode) {
        Err(error) if is_about_folder(&error) => Ok(()),
        other => other,
    }
}

/// Whether it is the folder that cannot be watched: it is gone, or not ours to read.
fn is_about_folder(error: &Error) -> bool {
    match &error.kind {
        ErrorKind::PathNotFound => true,
        ErrorKind::Io(error) => {
            matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::PermissionDenied)
        }
        _ => false,
    }
}

/// What an event says of files; nothing when they were only opened or read, as builds do.
fn heard(event: Result<Event, Error>) -> Option<Heard> {
    let Ok(event) = event else { return Some(Heard::Lost) };
    match event.kind {
        _ if event.need_rescan() => Some(Heard::Lost),
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => Some(Heard::At(event.paths)),
        EventKind::Access(_) => None,
        _ if event.paths.is_empty() => Some(Heard::Lost),
        _ => Some(Heard::At(event.paths)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{Flag, ModifyKind, RenameMode};

    #[test]
    fn reading_is_no_change() {
        let at = |kind| heard(Ok(Event::new(kind).add_path("a".into())));
        let opened = EventKind::Access(AccessKind::Open(AccessMode::Any));
        let read = EventKind::Access(AccessKind::Close(AccessMode::Read));
        let written = EventKind::Access(AccessKind::Close(AccessMode::Write));
        let renamed = EventKind::Modify(ModifyKind::Name(RenameMode::To));
        assert_eq!((at(opened), at(read)), (None, None));
        assert_eq!(at(written), Some(Heard::At(vec!["a".into()])));
        assert_eq!(at(renamed), Some(Heard::At(vec!["a".into()])));
    }

    #[test]
    fn after_an_overflow_or_an_error_nothing_is_sure() {
        let overflow = Event::new(EventKind::Other).set_flag(Flag::Rescan);
        assert_eq!(heard(Ok(overflow)), Some(Heard::Lost));
        assert_eq!(heard(Err(Error::generic("unknown"))), Some(Heard::Lost));
    }
}
