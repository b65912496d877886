//! "Something changed": waits for edits of a project.
//!
//! Owns which files are heard of, and when. It must not know what a change means: the next build finds that out from
//! digests.
//!
//! A [`Watcher`] has no thread of its own: it does its work in [`Watcher::wait`]. What happens between two calls is
//! kept and told by the next.
//!
//! | module | question |
//! |---|---|
//! | `arm` | which folders are to be watched? |
//! | `events` | what does the system say of them? |
//! | `filter` | does that concern the project, and by which names? |
//! | `debounce` | when is it told? |
//! | `poll` | what has changed, where the system says nothing? |
//! | `limits` | what is to be done when it watches no more? |

mod arm;
mod debounce;
mod events;
mod filter;
mod limits;
mod poll;

use crate::{
    diagnostic::Diagnostic,
    environment::{EnvironmentError, failed},
    source::Layout,
};
use debounce::Debounce;
use events::{Events, Heard, Trouble};
use poll::Poller;
use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    sync::mpsc::{self, Receiver, RecvTimeoutError, Sender},
    time::{Duration, Instant},
};

/// The project that is watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watched {
    /// Its folder.
    pub root: PathBuf,
    /// Its folders that are read, and those in which builds write.
    pub layout: Layout,
    /// Its configuration, where it does not have one of the usual names.
    pub config: Option<PathBuf>,
}

/// How it is watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Events that follow another by less are gathered until it has been quiet for this long.
    pub debounce: Duration,
    /// For no longer than this.
    pub longest: Duration,
    /// How long a file that is empty is waited for, since most that are will be written in a moment.
    pub patience: Duration,
    /// When files are looked at again and again.
    pub poll: Poll,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            debounce: Duration::from_millis(30),
            longest: Duration::from_millis(500),
            patience: Duration::from_millis(100),
            poll: Poll::default(),
        }
    }
}

/// When files are looked at again and again instead of being told of by the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Poll {
    /// Where the system refuses to tell.
    #[default]
    IfRefused,
    /// Always: where it tells nothing, as of folders that another machine shares.
    Always,
}

/// What may have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Touched {
    /// These files changed, came or went, or nothing happened to them in the end. The paths are absolute, below the
    /// canonical root, and named as the project names them: where `content` is a link to `texts`, they begin with
    /// `content`. A configuration that was named may lie elsewhere.
    Paths(BTreeSet<PathBuf>),
    /// Anything: a folder came, went or moved, or events were lost.
    All,
}

/// Why a wait ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// Something changed.
    Touched(Touched),
    /// The deadline is over. What is being gathered is told later.
    Deadline,
    /// A [`Waker`] was used. What is being gathered is told later.
    Woken,
}

/// Ends a wait from another thread.
#[derive(Debug, Clone)]
pub struct Waker(Sender<Signal>);

impl Waker {
    /// Ends the wait that is going on, or else the next. Nothing happens when the watcher is gone.
    pub fn wake(&self) {
        let _ = self.0.send(Signal::Wake);
    }
}

/// What reaches a watcher from other threads.
#[derive(Debug)]
enum Signal {
    Heard(Instant, Heard),
    Wake,
}

/// Where changes are known from.
enum Eyes {
    Events(Events),
    Poll(Poller),
    /// The project is gone. It is looked for at this instant.
    Closed(Instant),
}

/// What was heard and not told.
#[derive(Debug, Default)]
struct Untold {
    /// Real paths when they come from events, names when from looking.
    paths: BTreeSet<PathBuf>,
    /// There is more than the paths.
    is_all: bool,
    /// The system's watches are not to be trusted any more.
    is_lost: bool,
}

/// A watcher that is armed.
pub struct Watcher {
    watched: Watched,
    poll: Poll,
    eyes: Eyes,
    debounce: Debounce,
    untold: Untold,
    /// How long a file that is empty is waited for, and until when it is.
    patience: Duration,
    put_off: Option<Instant>,
    is_woken: bool,
    warning: Option<Diagnostic>,
    sender: Sender<Signal>,
    signals: Receiver<Signal>,
}

impl Watcher {
    /// Begins to watch: whatever happens after this call is told.
    ///
    /// # Errors
    /// The project is not there.
    pub fn new(mut watched: Watched, options: Options) -> Result<Self, EnvironmentError> {
        watched.root = watched.root.canonicalize().map_err(failed("watch", &watched.root))?;
        let (sender, signals) = mpsc::channel();
        let mut armed = Self {
            watched,
            poll: options.poll,
            eyes: Eyes::Closed(Instant::now()),
            debounce: Debounce::new(options.debounce, options.longest),
            untold: Untold::default(),
            patience: options.patience,
            put_off: None,
            is_woken: false,
            warning: None,
            sender,
            signals,
        };
        armed.open();
        Ok(armed)
    }

    /// Why files are looked at again and again although no one asked for it; said once.
    pub fn take_warning(&mut self) -> Option<Diagnostic> {
        self.warning.take()
    }

    /// Something that ends a wait from another thread.
    pub fn waker(&self) -> Waker {
        Waker(self.sender.clone())
    }

    /// Goes on with a project whose configuration names other folders. Whoever calls this looks at everything after.
    pub fn follow(&mut self, watched: Watched) {
        let root = watched.root.canonicalize().unwrap_or_else(|_| self.watched.root.clone());
        let watched = Watched { root, ..watched };
        if watched != self.watched {
            self.watched = watched;
            self.open();
        }
    }

    /// Waits for the next change.
    pub fn wait(&mut self) -> Touched {
        loop {
            if let News::Touched(touched) = self.wait_until(None) {
                return touched;
            }
        }
    }

    /// Waits for the next change, a waker or the deadline, if there is one.
    pub fn wait_until(&mut self, deadline: Option<Instant>) -> News {
        loop {
            while let Ok(signal) = self.signals.try_recv() {
                self.take(signal);
            }
            if std::mem::take(&mut self.is_woken) {
                return News::Woken;
            }
            self.look();
            let now = Instant::now();
            let due = self.due(now);
            if due.is_some_and(|due| due <= now) {
                self.put_off = None;
                return News::Touched(self.tell());
            }
            if deadline.is_some_and(|deadline| deadline <= now) {
                return News::Deadline;
            }
            let until = [deadline, due, self.next_look()].into_iter().flatten().min();
            if let Some(signal) = receive(&self.signals, until, now) {
                self.take(signal);
            }
        }
    }

    /// When what was gathered is to be told. A file that is empty is likely to be written in a moment: on a busy machine
    /// an editor that empties a file takes its time before it goes on.
    fn due(&mut self, now: Instant) -> Option<Instant> {
        let due = self.debounce.due()?;
        if due > now || !self.untold.paths.iter().any(|path| is_empty(path)) {
            return Some(due);
        }
        Some(*self.put_off.get_or_insert(now + self.patience))
    }

    fn take(&mut self, signal: Signal) {
        match signal {
            Signal::Wake => self.is_woken = true,
            Signal::Heard(at, heard) => self.hear(at, heard),
        }
    }

    fn hear(&mut self, at: Instant, heard: Heard) {
        // What comes late from watches that are closed is known by now.
        let Eyes::Events(events) = &self.eyes else { return };
        let paths = match heard {
            Heard::Lost => {
                self.untold.is_lost = true;
                self.debounce.hear(at);
                return;
            }
            Heard::At(paths) => paths,
        };
        for path in paths.into_iter().filter(|path| events.armed().filter.concerns(path)) {
            self.untold.paths.insert(path);
            self.debounce.hear(at);
        }
    }

    /// Looks by itself, where it has to and when it is time.
    fn look(&mut self) {
        let now = Instant::now();
        match &mut self.eyes {
            Eyes::Poll(poller) if poller.next() <= now => match poller.look(&self.watched) {
                Some(Touched::All) => self.doubt(),
                Some(Touched::Paths(paths)) => {
                    self.untold.paths.extend(paths);
                    self.debounce.hear(Instant::now());
                }
                None => {}
            },
            Eyes::Closed(at) if *at <= now => {
                self.open();
                if !matches!(self.eyes, Eyes::Closed(_)) {
                    self.doubt();
                }
            }
            _ => {}
        }
    }

    fn next_look(&self) -> Option<Instant> {
        match &self.eyes {
            Eyes::Events(_) => None,
            Eyes::Poll(poller) => Some(poller.next()),
            Eyes::Closed(at) => Some(*at),
        }
    }

    /// Anything may have happened.
    fn doubt(&mut self) {
        self.untold.is_all = true;
        self.debounce.hear(Instant::now());
    }

    /// What was gathered. New folders are watched before it is told: whoever hears of it finds what came into them
    /// until now, and is told of what comes later.
    fn tell(&mut self) -> Touched {
        self.debounce.tell();
        let Untold { paths, mut is_all, is_lost } = std::mem::take(&mut self.untold);
        if let Eyes::Events(events) = &mut self.eyes {
            if is_lost || paths.contains(&self.watched.root) {
                self.open();
                return Touched::All;
            }
            let armed = events.armed();
            if !paths.iter().any(|path| armed.is_outdated_by(path)) {
                let names = paths.iter().flat_map(|path| armed.filter.names(path)).collect();
                return if is_all { Touched::All } else { Touched::Paths(names) };
            }
            is_all = true;
            if let Err(trouble) = events.arm(&self.watched) {
                self.give_up(&trouble);
            }
        }
        if is_all { Touched::All } else { Touched::Paths(paths) }
    }

    /// Begins anew, with nothing of what was watched.
    fn open(&mut self) {
        // First, since the system may allow only so many.
        self.eyes = Eyes::Closed(Instant::now());
        if self.poll == Poll::Always {
            self.eyes = Eyes::Poll(Poller::new(&self.watched));
            return;
        }
        match Events::open(&self.watched, self.sender.clone()) {
            Ok(events) => self.eyes = Eyes::Events(events),
            Err(trouble) => self.give_up(&trouble),
        }
    }

    /// Goes on without the system's events.
    fn give_up(&mut self, trouble: &Trouble) {
        self.eyes = match trouble {
            Trouble::Gone => Eyes::Closed(Instant::now() + poll::INTERVAL),
            Trouble::Refused(error) => {
                self.warning = Some(limits::refused(error));
                self.poll = Poll::Always;
                Eyes::Poll(Poller::new(&self.watched))
            }
        };
    }
}

/// Whether there is a file with nothing in it.
fn is_empty(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|found| found.is_file() && found.len() == 0)
}

/// The next signal, if there is one before this instant.
fn receive(signals: &Receiver<Signal>, until: Option<Instant>, now: Instant) -> Option<Signal> {
    let received = match until {
        Some(until) => signals.recv_timeout(until.saturating_duration_since(now)),
        None => signals.recv().map_err(|_| RecvTimeoutError::Disconnected),
    };
    match received {
        Ok(signal) => Some(signal),
        Err(RecvTimeoutError::Timeout) => None,
        Err(RecvTimeoutError::Disconnected) => unreachable!("the watcher has a sender of its own"),
    }
}
