//! A bucket of an object store, which shows each object as soon as it is sent.
//!
//! ```text
//! PREFIX/…                        the site
//! PREFIX/.sitegen/manifest.json   the record: what of it is ours, with the version of each object
//! PREFIX/.sitegen/intent.json     what a run is about to do; gone once it is done
//! PREFIX/.sitegen/lock.json       who publishes
//! ```
//!
//! A run takes the lock, makes sure that nothing changed since the target was looked at, writes down what it is about to
//! do, and sends what differs in the order of the plan, so that no page is ever without what it needs. Then the record is
//! replaced on the condition that it still is the one that was seen: this is the commit. Only then is anything deleted.
//! After an error no request that writes is begun, but those that give the lock back and take an upload in parts back.
//!
//! All that is asynchronous is below this module, which gives it a runtime of its own.

mod body;
mod brake;
mod connect;
mod decode;
mod fault;
mod held;
mod http;
mod intent;
mod invalidate;
mod large;
mod lock;
mod look;
mod memo;
mod page;
mod send;
mod store;
mod version;
mod work;

pub use held::held;

use super::{
    Applied, Item, Plan, Record, Release, Remote, RolledBack, Secrets, Seen, Signature, Stopped, Target,
    record::release_name,
};
use crate::{
    config::ObjectTarget, diagnostic::Diagnostic, environment::EnvironmentError, paths::BaseUrl,
    pipeline::Observer,
};
use fault::Fault;
use intent::Intent;
use lock::Lock;
use memo::Memo;
use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    time::Duration,
};
use store::{Access, Store};
use tokio::runtime::Runtime;
use version::{Condition, Object, Settled, Version};

/// Threads on which requests are made and signed.
const THREADS: usize = 4;

/// A bucket, and what is known of it here.
pub struct Place<'a> {
    /// Which, and how it is asked.
    pub options: &'a ObjectTarget,
    /// The project's folder.
    pub project: &'a Path,
    /// Where its record is kept in the project.
    pub memo: PathBuf,
    /// Where readers find it.
    pub base_url: &'a BaseUrl,
    /// Threads that read and compress.
    pub jobs: Option<NonZeroUsize>,
    /// What no message may repeat.
    pub secrets: &'a Secrets,
}

/// A target that is a bucket.
pub struct Bucket {
    store: Store,
    memo: Memo,
    project: PathBuf,
    base_url: BaseUrl,
    lease: Duration,
    invalidate: Vec<String>,
    runtime: Runtime,
}

impl Bucket {
    /// The target at a place. No request is made.
    ///
    /// # Errors
    /// Settings or credentials cannot be used, or the system gives no threads.
    pub fn open(place: Place<'_>) -> Result<Self, Stopped> {
        let Place { options, project, memo, base_url, jobs, secrets } = place;
        let processors =
            jobs.or_else(|| std::thread::available_parallelism().ok()).map_or(1, NonZeroUsize::get);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(processors.min(THREADS))
            // One more for the program that tells caches.
            .max_blocking_threads(processors + 1)
            .thread_name("publish")
            .enable_all()
            .build()
            .map_err(|error| EnvironmentError::new("start", "threads to publish", error))?;
        Ok(Self {
            store: connect::connect(options, secrets)?,
            memo: Memo(memo),
            project: project.to_owned(),
            base_url: base_url.clone(),
            lease: Duration::from_secs(options.lease),
            invalidate: options.invalidate.clone(),
            runtime,
        })
    }

    async fn publish(&self, release: &Release<'_>, observer: &dyn Observer) -> Result<Applied, Stopped> {
        let lock = Lock::acquire(&self.store, &release.signature, self.lease).await?;
        let done = self.locked(release, lock.is_taken_over, observer).await;
        let given_back = lock.release().await;
        let mut applied = done?;
        if let Err(fault) = given_back {
            let place = self.store.place(lock::KEY);
            let message = format!("{place} could not be removed: {}", self.store.strip(&fault.to_string()));
            let hint = "it ends by itself; until then the next run waits";
            applied.diagnostics.push(Diagnostic::warning("publish-left", message).hint(hint));
        }
        Ok(applied)
    }

    /// Does what a plan says, while the lock is ours.
    async fn locked(
        &self,
        release: &Release<'_>,
        is_taken_over: bool,
        observer: &dyn Observer,
    ) -> Result<Applied, Stopped> {
        let Release { plan, remote, source, signature } = release;
        let (version, before) = self.check_unchanged(remote, is_taken_over).await?;
        let mut applied = Applied { release: remote.release.clone(), ..Applied::default() };
        let has_intent = remote.seen.as_ref().is_some_and(|seen| seen.intent.is_some());
        if plan.is_nothing(remote) && !has_intent {
            return Ok(applied);
        }
        let intent = Intent::new(plan, remote, before.as_ref(), signature);
        observer.stage("publish", plan.puts.len() + plan.deletes.len());
        self.write(intent::KEY, &intent.to_json()).await?;
        if !plan.is_nothing(remote) {
            let mut files = plan.files.clone();
            send::send(&self.store, source, &plan.puts, &mut files, observer).await?;
            let name = release_name(signature.at, &files);
            let mut record = Record::new(&name, remote.release.clone(), signature.at);
            // Files of others need not be known: nothing carries them along.
            record.files = files;
            self.commit(&record, version).await?;
            applied = Applied { release: Some(name), is_new: true, ..applied };
        }
        self.tell_caches(&intent).await?;
        self.delete(plan, observer).await?;
        self.remove(intent::KEY).await?;
        Ok(applied)
    }

    /// Makes sure that nothing was written since the target was looked at. Answers the version of the record, and what a
    /// killed run was about to do.
    async fn check_unchanged(
        &self,
        remote: &Remote,
        is_taken_over: bool,
    ) -> Result<(Option<Version>, Option<Intent>), Stopped> {
        let seen = remote.seen.clone().unwrap_or_default();
        let failed = |key: &'static str| move |fault: Fault| self.store.failed("read", key, &fault);
        let version = self.store.version(Access::Read, look::RECORD).await.map_err(failed(look::RECORD))?;
        let intent = self.store.read(Access::Read, intent::KEY).await.map_err(failed(intent::KEY))?;
        let named = |version: Option<&Version>| version.map(|version| version.tag().unwrap_or_default());
        let now = Seen {
            record: named(version.as_ref()),
            intent: named(intent.as_ref().map(|object| &object.version)),
            ..seen.clone()
        };
        if now.record != seen.record {
            return Err(self.overtaken().await?);
        }
        // Whoever writes says so first: without a word of it the listing is still as it was.
        if now.intent != seen.intent || intent.is_some() || seen.is_locked || is_taken_over {
            let again = look::seen(&look::list(&self.store).await?);
            if (again.listing, &again.record, &again.intent) != (seen.listing, &seen.record, &seen.intent) {
                let reason = "it was changed while this release was being prepared; publish again";
                return Err(EnvironmentError::because("publish to", self.store.place(""), reason).into());
            }
        }
        Ok((version, intent.and_then(|object| Intent::parse(&object.bytes))))
    }

    /// Says who published meanwhile.
    async fn overtaken(&self) -> Result<Stopped, Stopped> {
        let read = self.store.read(Access::Read, look::RECORD).await;
        let object = read.map_err(|fault| self.store.failed("read", look::RECORD, &fault))?;
        Ok(self.published_meanwhile(object.as_ref()))
    }

    fn published_meanwhile(&self, object: Option<&Object>) -> Stopped {
        let reason = match object.and_then(|object| Record::parse(&object.bytes).ok()) {
            Some(record) => format!(
                "release {} was published at {} while this one was being prepared; publish again",
                record.release, record.at
            ),
            None => "it was changed while this release was being prepared; publish again".to_owned(),
        };
        EnvironmentError::because("publish to", self.store.place(""), reason).into()
    }

    /// Replaces the record: from now on this release is the one that is there.
    async fn commit(&self, record: &Record, version: Option<Version>) -> Result<(), Stopped> {
        let condition = version.map_or(Condition::Absent, Condition::Is);
        let bytes = record.to_json().into_bytes();
        let settled = self.store.put_if(Access::Write, look::RECORD, &bytes, &condition).await;
        match settled.map_err(|fault| self.store.failed("write", look::RECORD, &fault))? {
            Settled::Done(version, _) => {
                self.memo.write(&self.store.place(""), &Object { bytes, version });
                Ok(())
            }
            Settled::Not(found) => {
                self.store.brake.stop();
                Err(self.published_meanwhile(found.as_ref()))
            }
        }
    }

    async fn tell_caches(&self, intent: &Intent) -> Result<(), Stopped> {
        if self.invalidate.is_empty() {
            return Ok(());
        }
        self.store.brake.check().map_err(|fault| self.store.failed("publish to", "", &fault))?;
        let addresses = invalidate::addresses(&self.base_url, intent.changed());
        let (words, project) = (self.invalidate.clone(), self.project.clone());
        let run = move || invalidate::run(&words, &project, addresses);
        work::joined(tokio::task::spawn_blocking(run).await).map_err(|error| {
            let reason = self.store.strip(&crate::environment::reason(&error.source));
            EnvironmentError::because(error.operation, error.path, reason).into()
        })
    }

    async fn delete(&self, plan: &Plan, observer: &dyn Observer) -> Result<(), Stopped> {
        let tasks = plan.deletes.iter().map(|delete| {
            let (store, key) = (self.store.clone(), delete.path.as_str().to_owned());
            async move {
                let deleted = store.delete(Access::Write, &key).await;
                deleted.map_err(|fault| store.failed("delete", &key, &fault))
            }
        });
        work::all(self.store.parallel(), tasks, |()| observer.step(), || self.store.brake.stop()).await
    }

    /// Writes an object of ours that is no part of the site.
    async fn write(&self, key: &str, bytes: &[u8]) -> Result<(), Stopped> {
        let attributes = store::private();
        let written = self.store.put(key, &bytes.to_vec().into(), &attributes).await;
        written.map(drop).map_err(|fault| self.store.failed("write", key, &fault))
    }

    async fn remove(&self, key: &str) -> Result<(), Stopped> {
        let removed = self.store.delete(Access::Write, key).await;
        removed.map_err(|fault| self.store.failed("delete", key, &fault))
    }
}

impl Target for Bucket {
    fn takes_headers(&self) -> bool {
        true
    }

    fn look(&self, items: &[Item]) -> Result<Remote, Stopped> {
        self.runtime.block_on(look::look(&self.store, &self.memo, items))
    }

    fn apply(&self, release: &Release<'_>, observer: &dyn Observer) -> Result<Applied, Stopped> {
        self.runtime.block_on(self.publish(release, observer))
    }

    fn roll_back(&self, _: Option<&str>, _: Option<&Signature>) -> Result<RolledBack, Stopped> {
        let message = format!("{} keeps no earlier releases", self.store.place(""));
        let hint = "build the commit that you want to show, and publish it";
        Err(Stopped::Refused(vec![Diagnostic::error("publish-release", message).hint(hint)]))
    }
}
