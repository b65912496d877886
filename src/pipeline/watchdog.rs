//! Notices a render that does not end.
//!
//! Tera cannot be interrupted, so all that can be done is to say which page and template it is, and to let the
//! observer end the process.

use super::Observer;
use crate::diagnostic::Diagnostic;
use std::{
    sync::{Condvar, Mutex, PoisonError},
    time::{Duration, Instant},
};

/// The longest that one page may take.
const LONGEST_RENDER: Duration = Duration::from_secs(10);

/// What each thread is rendering, and since when.
pub struct Watchdog {
    slots: Vec<Mutex<Option<(Instant, String, String)>>>,
    done: Mutex<bool>,
    wake: Condvar,
}

impl Watchdog {
    /// Runs `work` under watch, on as many threads as rayon has.
    pub fn guard<T>(observer: &dyn Observer, work: impl FnOnce(&Self) -> T) -> T {
        let threads = rayon::current_num_threads() + 1;
        let watchdog = Self {
            slots: (0..threads).map(|_| Mutex::new(None)).collect(),
            done: Mutex::new(false),
            wake: Condvar::new(),
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
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        while !*done {
            done =
                self.wake.wait_timeout(done, LONGEST_RENDER / 20).unwrap_or_else(PoisonError::into_inner).0;
            if let Some((page, template)) = self.stuck() {
                observer.stuck(&diagnostic(&page, &template));
                return;
            }
        }
    }

    fn stuck(&self) -> Option<(String, String)> {
        self.slots.iter().find_map(|slot| {
            let slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
            let (since, page, template) = slot.as_ref()?;
            (since.elapsed() > LONGEST_RENDER).then(|| (page.clone(), template.clone()))
        })
    }
}

/// Lets the watching thread go, also when the work panics.
struct End<'a>(&'a Watchdog);

impl Drop for End<'_> {
    fn drop(&mut self) {
        *self.0.done.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.wake.notify_all();
    }
}

fn diagnostic(page: &str, template: &str) -> Diagnostic {
    let seconds = LONGEST_RENDER.as_secs();
    Diagnostic::error("template-time", format!("rendering {page} has taken more than {seconds} s"))
        .in_file(format!("templates/{template}"))
        .hint("look for a loop inside a loop, or for a component that calls itself")
}
