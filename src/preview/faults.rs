//! Looks through all pages for mistakes while nobody asks for any.

use super::{session::Observer, shown::Shown};
use crate::pipeline::live::Looked;
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    thread::{Builder, JoinHandle},
};

/// Makes pages on a thread of its own. One that a template never lets go is left behind: nothing can stop it.
#[derive(Default)]
pub struct Faults(Option<(JoinHandle<Looked>, Arc<AtomicBool>)>);

impl Faults {
    /// Begins with this state. Pages that are as they were when they were made last are not made again.
    pub fn look(&mut self, shown: Arc<Shown>, observer: Arc<dyn Observer>) {
        self.stop();
        let last = self.0.take().filter(|(worker, _)| worker.is_finished());
        let mut looked = last.and_then(|(worker, _)| worker.join().ok()).unwrap_or_default();
        let stop = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&stop);
        let work = move || {
            if let Some(found) = looked.look(&shown.snapshot, &asked)
                && shown.set_faults(found)
            {
                observer.looked_through(found);
            }
            looked
        };
        // Without a thread there is no looking through; pages tell of their mistakes when they are asked for.
        self.0 = Builder::new().name("faults".to_owned()).spawn(work).ok().map(|worker| (worker, stop));
    }

    /// Ends what is going on, after the page that is being made: the project has changed.
    pub fn stop(&self) {
        if let Some((_, stop)) = &self.0 {
            stop.store(true, Ordering::Relaxed);
        }
    }
}
