//! One gate a host: who asks it passes one at a time, with a pause between two.

use super::{robots::Robots, verdict::Verdict};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};
use url::Url;

/// Which gate an address is behind.
pub fn host(url: &Url) -> String {
    url.host_str().unwrap_or_default().to_owned()
}

/// What is known of a host while it is asked.
#[derive(Debug, Default)]
pub struct Gate {
    /// When it may be asked again.
    not_before: Option<Instant>,
    /// Whether it answers `HEAD`.
    pub refuses_head: bool,
    /// How often in a row it took too long.
    pub timeouts: usize,
    /// Why it is not asked again.
    pub closed: Option<Verdict>,
    /// What it wants of programs, once asked, by scheme and port.
    pub robots: BTreeMap<String, Robots>,
}

impl Gate {
    /// How long it is until the host may be asked.
    pub fn left(&self) -> Duration {
        self.not_before.map_or(Duration::ZERO, |at| at.saturating_duration_since(Instant::now()))
    }

    /// Has the host left alone for a time.
    pub fn rest(&mut self, time: Duration) {
        self.not_before = Instant::now().checked_add(time);
    }
}

/// The gates of all hosts.
#[derive(Debug, Default)]
pub struct Gates {
    gates: Mutex<BTreeMap<String, Arc<Mutex<Gate>>>>,
}

impl Gates {
    /// That of a host.
    pub fn of(&self, url: &Url) -> Arc<Mutex<Gate>> {
        Arc::clone(locked(&self.gates).entry(host(url)).or_default())
    }
}

/// What a worker that failed left is whole: it is written in single steps.
pub fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
