//! One publisher at a time: an object that names its holder, and for how long it holds without a sign of life.
//!
//! No clocks are compared. The holder renews the lock each third of its lease; who waits sees whether it changes within
//! the lease that it names, by a clock of its own. One that does not change has lost its holder, and is replaced on the
//! condition that it still is the same.

use super::{
    fault::{Fault, Kind},
    store::{Access, Store},
    version::{Condition, Object, Settled, Version},
};
use crate::{
    environment::EnvironmentError,
    publish::{Signature, Stopped},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tokio::{sync::oneshot, task::JoinHandle, time::Instant};

/// Where it is.
pub const KEY: &str = ".sitegen/lock.json";

/// The longest lease that is waited for, in seconds, whatever a lock says.
const LONGEST: u64 = 60 * 60;

/// How often one that is gone is tried again before others are left to it.
const ROUNDS: usize = 5;

/// What is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Holder {
    process: u32,
    host: Option<String>,
    since: Timestamp,
    /// Seconds.
    lease: u64,
    /// What no other lock has.
    token: String,
    /// How often it was renewed.
    renewed: u64,
}

impl Holder {
    fn new(by: &Signature, lease: Duration) -> Result<Self, Fault> {
        let mut token = [0; 16];
        getrandom::fill(&mut token)
            .map_err(|_| Fault::new(Kind::Other, "the system has no chance from which to name it"))?;
        let token = format!("{:032x}", u128::from_le_bytes(token));
        let Signature { process, host, at } = by.clone();
        Ok(Self { process, host, since: at, lease: lease.as_secs(), token, renewed: 0 })
    }

    fn read(object: &Object) -> Option<Self> {
        serde_json::from_slice(&object.bytes).ok()
    }

    fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("texts and numbers are JSON")
    }

    fn signature(&self) -> Signature {
        Signature { process: self.process, host: self.host.clone(), at: self.since }
    }
}

/// The right to change a target, until it is given back.
pub struct Lock {
    store: Store,
    /// Whether the holder before it died, so that something may have been written since the target was looked at.
    pub is_taken_over: bool,
    renewal: JoinHandle<()>,
    end: oneshot::Sender<()>,
}

impl Lock {
    /// Takes the lock; if someone has it, only when that one gives no sign of life.
    ///
    /// # Errors
    /// Someone else publishes, the service does not know conditions, or it cannot be asked.
    pub async fn acquire(store: &Store, by: &Signature, lease: Duration) -> Result<Self, Stopped> {
        let failed = |fault: Fault| store.failed("lock", KEY, &fault);
        let mine = Holder::new(by, lease).map_err(failed)?;
        match take(store, &mine, &Condition::Absent).await.map_err(failed)? {
            Settled::Done(version, since) => Self::hold(store, mine, version, since, false).await,
            Settled::Not(found) => {
                let (version, since) = outlast(store, &mine, found).await?;
                Self::hold(store, mine, version, since, true).await
            }
        }
    }

    async fn hold(
        store: &Store,
        mine: Holder,
        version: Version,
        since: Instant,
        is_taken_over: bool,
    ) -> Result<Self, Stopped> {
        store.brake.free_until(since + Duration::from_secs(mine.lease));
        let (end, ended) = oneshot::channel();
        let renewal = tokio::spawn(renew(store.clone(), mine.clone(), version, since, ended));
        let lock = Self { store: store.clone(), is_taken_over, renewal, end };
        if is_taken_over {
            return Ok(lock);
        }
        match probe(store, &mine).await {
            Ok(()) => Ok(lock),
            Err(fault) => {
                // What is told is why it was given back.
                let _ = lock.release().await;
                Err(store.failed("lock", KEY, &fault))
            }
        }
    }

    /// Gives it back.
    ///
    /// # Errors
    /// It stays, and ends by itself.
    pub async fn release(self) -> Result<(), Fault> {
        // A renewal that is under way ends first, so that it cannot come after the end.
        let _ = self.end.send(());
        let _ = self.renewal.await;
        if self.store.brake.is_lost().is_some() {
            return Ok(());
        }
        self.store.delete(Access::Lock, KEY).await
    }
}

async fn take(store: &Store, mine: &Holder, condition: &Condition) -> Result<Settled, Fault> {
    store.put_if(Access::Lock, KEY, &mine.bytes(), condition).await
}

/// Waits for a sign of life, and takes the lock if there is none.
async fn outlast(store: &Store, mine: &Holder, found: Option<Object>) -> Result<(Version, Instant), Stopped> {
    let failed = |fault: Fault| store.failed("lock", KEY, &fault);
    let mut found = found;
    for _ in 0..ROUNDS {
        let condition = match &found {
            None => Condition::Absent,
            Some(object) => match wait(store, object, mine.lease).await? {
                Seen::Gone => Condition::Absent,
                Seen::Dead => Condition::Is(object.version.clone()),
            },
        };
        let is_dead = matches!(condition, Condition::Is(_));
        match take(store, mine, &condition).await.map_err(failed)? {
            Settled::Done(version, since) => return Ok((version, since)),
            Settled::Not(Some(other)) if is_dead || found.is_some() => return Err(busy(store, &other)),
            Settled::Not(other) => found = other,
        }
    }
    let why = Fault::new(Kind::Other, "it comes and goes; others publish there");
    Err(failed(why))
}

/// What became of a lock of another.
enum Seen {
    Gone,
    Dead,
}

/// Looks at a lock for as long as it says that it holds without a sign of life.
async fn wait(store: &Store, object: &Object, own: u64) -> Result<Seen, Stopped> {
    let lease = Holder::read(object).map_or(own, |holder| holder.lease).clamp(1, LONGEST);
    let lease = Duration::from_secs(lease);
    let step = (lease / 5).min(Duration::from_secs(2));
    let end = Instant::now() + lease;
    while Instant::now() < end {
        tokio::time::sleep(step).await;
        let now = store.read(Access::Lock, KEY).await.map_err(|fault| store.failed("lock", KEY, &fault))?;
        match now {
            None => return Ok(Seen::Gone),
            Some(now) if now != *object => return Err(busy(store, &now)),
            Some(_) => {}
        }
    }
    Ok(Seen::Dead)
}

fn busy(store: &Store, object: &Object) -> Stopped {
    let who = match Holder::read(object) {
        Some(holder) => holder.signature().to_string(),
        None => "another process".to_owned(),
    };
    let reason = format!("{who} is publishing there; try again when it is done");
    EnvironmentError::because("lock", store.place(KEY), store.strip(&reason)).into()
}

/// Makes sure that the service refuses what it is asked to refuse: else the lock locks nothing.
async fn probe(store: &Store, mine: &Holder) -> Result<(), Fault> {
    let other = Version {
        etag: Some("\"00000000000000000000000000000000\"".to_owned()),
        generation: Some("1".to_owned()),
    };
    for condition in [Condition::Absent, Condition::Is(other)] {
        let mut tries = 0;
        loop {
            // The bytes are those that are there, in case it is not refused.
            match store.put_once(Access::Lock, KEY, &mine.bytes(), &condition).await {
                Err(fault) if fault.kind == Kind::Conflict => break,
                Err(fault) if store.may_repeat(&fault, tries) => {
                    store.wait(Access::Lock, tries, &fault).await?;
                    tries += 1;
                }
                Err(fault) if fault.kind != Kind::Unknown => return Err(fault),
                Ok(_) | Err(_) => {
                    let text = "the service does not know conditional puts, without which two publishers could mix their \
                                sites";
                    return Err(Fault::new(Kind::Other, text));
                }
            }
        }
    }
    Ok(())
}

/// Renews the lock until it is given back, or lost.
async fn renew(
    store: Store,
    mut mine: Holder,
    mut version: Version,
    mut since: Instant,
    mut ended: oneshot::Receiver<()>,
) {
    let lease = Duration::from_secs(mine.lease);
    loop {
        tokio::select! {
            _ = &mut ended => return,
            () = tokio::time::sleep_until(since + lease / 3) => {}
        }
        mine.renewed += 1;
        // Two thirds of the lease are left, for two tries.
        let mut tried = tokio::time::timeout(lease / 3, again(&store, &mine, &version)).await;
        if tried.is_err() {
            tried = tokio::time::timeout(lease / 3, again(&store, &mine, &version)).await;
        }
        match tried {
            Ok(Ok(Settled::Done(renewed, begun))) => {
                (version, since) = (renewed, begun);
                store.brake.free_until(since + lease);
            }
            Ok(Ok(Settled::Not(found))) => {
                let who = found.as_ref().and_then(Holder::read).map(|holder| holder.signature().to_string());
                let who = who.unwrap_or_else(|| "someone".to_owned());
                return store.brake.lose(format!("the lock was lost: {who} has it, or has removed it"));
            }
            Ok(Err(fault)) => return store.brake.lose(format!("the lock could not be renewed: {fault}")),
            Err(_) => return store.brake.lose("the lock could not be renewed in time"),
        }
    }
}

/// Writes the lock again. That another version of ours is there, of which we were told wrongly, is no loss.
async fn again(store: &Store, mine: &Holder, version: &Version) -> Result<Settled, Fault> {
    match take(store, mine, &Condition::Is(version.clone())).await? {
        Settled::Not(Some(object))
            if Holder::read(&object).is_some_and(|holder| holder.token == mine.token) =>
        {
            take(store, mine, &Condition::Is(object.version)).await
        }
        settled => Ok(settled),
    }
}
