//! What stops requests that write: an error of this run, or the loss of its lock; and what holds them while that is in doubt.

use super::fault::{Fault, Kind};
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, time::Instant};

/// Whether there may be further requests that write.
#[derive(Debug, Clone)]
enum State {
    /// There may.
    Free {
        /// Until this instant: then another may take the lock.
        until: Option<Instant>,
        /// None is begun while a renewal of the lock that failed is tried again.
        is_doubtful: bool,
    },
    /// None is begun; those on the wire may end.
    Stopping,
    /// None is begun, and those on the wire are given up: another may be writing.
    Lost(String),
}

/// The brake of one run.
#[derive(Debug, Clone)]
pub struct Brake(Arc<watch::Sender<State>>);

impl Brake {
    /// Nothing stops.
    pub fn new() -> Self {
        Self(Arc::new(watch::Sender::new(State::Free { until: None, is_doubtful: false })))
    }

    /// Lets requests that write begin until an instant.
    pub fn free_until(&self, until: Instant) {
        self.0.send_if_modified(|state| {
            let is_free = matches!(state, State::Free { .. });
            if is_free {
                *state = State::Free { until: Some(until), is_doubtful: false };
            }
            is_free
        });
    }

    /// Says whether the last thing that was asked about the lock failed, and is asked again.
    pub fn doubt(&self, is: bool) {
        self.0.send_if_modified(|state| match state {
            State::Free { is_doubtful, .. } => std::mem::replace(is_doubtful, is) != is,
            State::Stopping | State::Lost(_) => false,
        });
    }

    /// Lets none begin any more.
    pub fn stop(&self) {
        self.0.send_if_modified(|state| {
            let is_free = matches!(state, State::Free { .. });
            if is_free {
                *state = State::Stopping;
            }
            is_free
        });
    }

    /// Lets none begin, and gives up those on the wire.
    pub fn lose(&self, why: impl Into<String>) {
        self.0.send_replace(State::Lost(why.into()));
    }

    /// Whether the lock is no longer ours, and why.
    pub fn is_lost(&self) -> Option<String> {
        match &*self.0.borrow() {
            State::Free { until: Some(until), .. } if Instant::now() >= *until => Some(overslept()),
            State::Free { .. } | State::Stopping => None,
            State::Lost(why) => Some(why.clone()),
        }
    }

    /// Whether a request that writes may begin.
    ///
    /// # Errors
    /// Says why not.
    pub fn check(&self) -> Result<(), Fault> {
        if let Some(why) = self.is_lost() {
            return Err(Fault::new(Kind::Stopped, why));
        }
        match &*self.0.borrow() {
            State::Stopping => Err(Fault::new(Kind::Stopped, "it was not begun after an error")),
            State::Free { .. } | State::Lost(_) => Ok(()),
        }
    }

    /// Ends when a request that writes may begin, and the lock is in no doubt.
    ///
    /// # Errors
    /// Says why none may.
    pub async fn clear(&self) -> Result<(), Fault> {
        let mut state = self.0.subscribe();
        loop {
            self.check()?;
            let until = match &*state.borrow_and_update() {
                State::Free { until, is_doubtful: true } => *until,
                State::Free { .. } | State::Stopping | State::Lost(_) => return self.check(),
            };
            wait(&mut state, until).await;
        }
    }

    /// Ends when the lock is lost, with the reason.
    pub async fn lost(&self) -> Fault {
        let mut state = self.0.subscribe();
        loop {
            if let Some(why) = self.is_lost() {
                return Fault::new(Kind::Stopped, why);
            }
            let until = match &*state.borrow_and_update() {
                State::Free { until, .. } => *until,
                State::Stopping | State::Lost(_) => None,
            };
            wait(&mut state, until).await;
        }
    }
}

/// Waits for another state, or for an instant.
async fn wait(state: &mut watch::Receiver<State>, until: Option<Instant>) {
    let until = until.unwrap_or_else(|| Instant::now() + Duration::from_hours(1));
    tokio::select! {
        _ = state.changed() => {}
        () = tokio::time::sleep_until(until) => {}
    }
}

fn overslept() -> String {
    "the lock could not be renewed in time".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_lost_stays_lost() {
        let brake = Brake::new();
        assert_eq!(brake.check(), Ok(()));
        brake.free_until(Instant::now() + Duration::from_mins(1));
        assert_eq!(brake.check(), Ok(()));
        brake.stop();
        assert!(brake.check().is_err());
        assert_eq!(brake.is_lost(), None);
        brake.lose("process 7 took it");
        brake.free_until(Instant::now() + Duration::from_mins(1));
        assert_eq!(brake.check(), Err(Fault::new(Kind::Stopped, "process 7 took it")));
        let late = Brake::new();
        late.free_until(Instant::now());
        assert!(late.check().is_err());
    }

    #[tokio::test]
    async fn nothing_begins_while_the_lock_is_in_doubt() {
        let brake = Brake::new();
        brake.doubt(true);
        let (waiting, other) = (brake.clone(), brake.clone());
        let waiting = tokio::spawn(async move { waiting.clear().await });
        tokio::task::yield_now().await;
        assert!(!waiting.is_finished());
        brake.doubt(false);
        assert_eq!(waiting.await.expect("no panic"), Ok(()));
        brake.doubt(true);
        let waiting = tokio::spawn(async move { other.clear().await });
        brake.lose("process 7 took it");
        assert_eq!(waiting.await.expect("no panic"), Err(Fault::new(Kind::Stopped, "process 7 took it")));
        brake.doubt(false);
        assert!(brake.clear().await.is_err());
    }
}
