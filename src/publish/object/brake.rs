//! What stops requests that write: an error of this run, or the loss of its lock.

use super::fault::{Fault, Kind};
use std::{sync::Arc, time::Duration};
use tokio::{sync::watch, time::Instant};

/// Whether there may be further requests that write.
#[derive(Debug, Clone)]
enum State {
    /// There may, until this instant: then another may take the lock.
    Free(Option<Instant>),
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
        Self(Arc::new(watch::Sender::new(State::Free(None))))
    }

    /// Lets requests that write begin until an instant.
    pub fn free_until(&self, until: Instant) {
        self.0.send_if_modified(|state| {
            let is_free = matches!(state, State::Free(_));
            if is_free {
                *state = State::Free(Some(until));
            }
            is_free
        });
    }

    /// Lets none begin any more.
    pub fn stop(&self) {
        self.0.send_if_modified(|state| {
            let is_free = matches!(state, State::Free(_));
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
            State::Free(Some(until)) if Instant::now() >= *until => Some(overslept()),
            State::Free(_) | State::Stopping => None,
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
            State::Free(_) | State::Lost(_) => Ok(()),
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
                State::Free(Some(until)) => *until,
                State::Free(None) | State::Stopping | State::Lost(_) => {
                    Instant::now() + Duration::from_hours(1)
                }
            };
            tokio::select! {
                _ = state.changed() => {}
                () = tokio::time::sleep_until(until) => {}
            }
        }
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
}
