//! Notices a render that does not end, or that takes ever more memory.
//!
//! Tera cannot be interrupted, so all that can be done is to say which page and template it is, and to let the
//! observer end the process.

use super::Observer;
use crate::{config::Limits, diagnostic::Diagnostic};
use std::{
    sync::{Condvar, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// By how many MiB the process may grow while one page is rendered, with what other threads take meanwhile. A page has at
/// most 64 MiB.
const MOST_GROWTH: u64 = 1_024;

/// How often is looked.
const TICK: Duration = Duration::from_millis(25);

/// What each thread is rendering, and since when.
pub struct Watchdog {
    slots: Vec<Mutex<Option<(Instant, String, String)>>>,
    done: Mutex<bool>,
    wake: Condvar,
    /// The longest that one page may take.
    longest: Duration,
}

impl Watchdog {
    /// Runs `work` under watch, on as many threads as rayon has.
    pub fn guard<T>(observer: &dyn Observer, limits: Limits, work: impl FnOnce(&Self) -> T) -> T {
        let threads = rayon::current_num_threads() + 1;
        let watchdog = Self {
            slots: (0..threads).map(|_| Mutex::new(None)).collect(),
            done: Mutex::new(false),
            wake: Condvar::new(),
            longest: Duration::from_secs(limits.page_seconds),
        };
        std::thread::scope(|scope| {
            // Without a thread for it nothing watches, and all else goes on.
            let _ = std::thread::Builder::new().spawn_scoped(scope, || watchdog.watch(observer));
            let ended = End(&watchdog);
            let result = work(&watchdog);
            drop(ended);
            result
        })
    }

    /// Runs `render` for a page with a template.
    pub fn page<T>(&self, page: &str, template: &str, render: impl FnOnce() -> T) -> T {
        let slot = &self.slots[rayon::current_thread_index().map_or(0, |index| index + 1)];
        let set = |value| *slot.lock().unwrap_or_else(PoisonError::into_inner) = value;
        set(Some((Instant::now(), page.to_owned(), template.to_owned())));
        let result = render();
        set(None);
        result
    }

    fn watch(&self, observer: &dyn Observer) {
        let mut first_seen = vec![None; self.slots.len()];
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        while !*done {
            done = self.wake.wait_timeout(done, TICK).unwrap_or_else(PoisonError::into_inner).0;
            if let Some(diagnostic) = self.stuck(&mut first_seen, resident()) {
                observer.stuck(&diagnostic);
                return;
            }
        }
    }

    /// What is wrong with a page that is being rendered. `first_seen` keeps for each slot which render was seen there, and how
    /// many MiB the process had then; `resident` is what it has now, where the system says it.
    fn stuck(&self, first_seen: &mut [Option<(Instant, u64)>], resident: Option<u64>) -> Option<Diagnostic> {
        self.slots.iter().zip(first_seen).find_map(|(slot, seen)| {
            let slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
            let (since, page, template) = slot.as_ref()?;
            if since.elapsed() > self.longest {
                return Some(too_long(page, template, self.longest.as_secs()));
            }
            let resident = resident?;
            match seen {
                Some((begun, before)) if begun == since => {
                    (resident.saturating_sub(*before) > MOST_GROWTH).then(|| too_much(page, template))
                }
                _ => {
                    *seen = Some((*since, resident));
                    None
                }
            }
        })
    }
}

/// Memory of this process that is in use, in MiB; nothing where the system does not say it in `/proc`.
fn resident() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kibibytes| kibibytes / 1_024)
}

/// Lets the watching thread go, also when the work panics.
struct End<'a>(&'a Watchdog);

impl Drop for End<'_> {
    fn drop(&mut self) {
        *self.0.done.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.wake.notify_all();
    }
}

fn too_long(page: &str, template: &str, seconds: u64) -> Diagnostic {
    Diagnostic::error("template-time", format!("rendering {page} has taken more than {seconds} s"))
        .in_file(format!("templates/{template}"))
        .hint("look for a loop inside a loop, or for a component that calls itself; `limits.page_seconds` allows more")
}

fn too_much(page: &str, template: &str) -> Diagnostic {
    Diagnostic::error("template-memory", format!("rendering {page} has taken more than {MOST_GROWTH} MiB"))
        .in_file(format!("templates/{template}"))
        .hint("look for a variable that grows in a loop, as in `{% set_global text = text ~ text %}`")
}
