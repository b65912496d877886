//! Calls of the content, on threads of their own.

use std::{sync::Arc, time::Duration};
use tokio::{sync::Semaphore, task, time};

/// Runs so many calls at once and waits so long for each.
#[derive(Debug, Clone)]
pub(super) struct Work {
    places: Arc<Semaphore>,
    patience: Duration,
}

/// Why a call has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    /// It took too long, or no place became free.
    Late,
    /// It panicked.
    Panicked,
}

impl Work {
    /// Room for `places` calls at once.
    pub(super) fn new(places: usize, patience: Duration) -> Self {
        Self { places: Arc::new(Semaphore::new(places)), patience }
    }

    /// The result of a call. One that is late goes on and keeps its place until it ends, so that never more than
    /// `places` run.
    pub(super) async fn call<T: Send + 'static>(
        &self,
        call: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let places = Arc::clone(&self.places);
        let result = time::timeout(self.patience, async {
            let place = places.acquire_owned().await.expect("it is never closed");
            task::spawn_blocking(move || {
                let _place = place;
                call()
            })
            .await
        });
        match result.await {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(_panicked)) => Err(Failure::Panicked),
            Err(_elapsed) => Err(Failure::Late),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    fn run<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .build()
            .expect("a runtime")
            .block_on(future)
    }

    #[test]
    fn a_panic_is_a_failure_and_frees_its_place() {
        run(async {
            let work = Work::new(1, Duration::from_mins(1));
            assert_eq!(work.call(|| panic!("on purpose")).await, Err::<(), _>(Failure::Panicked));
            assert_eq!(work.call(|| 7).await, Ok(7));
        });
    }

    #[test]
    fn a_late_call_keeps_its_place_until_it_ends() {
        run(async {
            let work = Work::new(1, Duration::from_millis(20));
            let (release, wait) = mpsc::channel::<()>();
            assert_eq!(work.call(move || wait.recv().is_ok()).await, Err(Failure::Late));
            assert_eq!(work.call(|| 7).await, Err(Failure::Late), "its place is taken");
            drop(release);
            let place = work.places.acquire().await.expect("open");
            drop(place);
            assert_eq!(Work { patience: Duration::from_mins(1), ..work.clone() }.call(|| 7).await, Ok(7));
        });
    }
}
