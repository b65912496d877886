//! A bucket as we use it: every request bounded in number, in time and in tries.
//!
//! Keys are paths below the target's prefix, which no request leaves. It must not know what is published.

use super::{
    brake::Brake,
    fault::{Fault, Kind},
    version::{Condition, Listed, Object, Settled, Version, tag},
};
use crate::{
    config::ObjectTarget,
    environment::EnvironmentError,
    publish::{Secrets, Stopped},
};
use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::{
    Attribute, Attributes, GetOptions, GetResult, ObjectMeta, ObjectStore, ObjectStoreExt as _, PutOptions,
    PutPayload,
    list::{PaginatedListOptions, PaginatedListStore},
    path::Path,
};
use std::{future::Future, sync::Arc, time::Duration};
use tokio::{sync::Semaphore, time::Instant};

/// The first wait before a request is made again, in milliseconds; each further one is twice as long.
const FIRST_WAIT: u64 = 100;

/// The longest.
const LONGEST_WAIT: u64 = 10_000;

/// The longest that is waited because a server asks for it.
const LONGEST_PAUSE: Duration = Duration::from_mins(1);

/// The longest key that all services take, in bytes.
pub const LONGEST_KEY: usize = 1_024;

/// How often, and how many at a time.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// Requests at a time.
    pub parallel: usize,
    /// How often a request is made again.
    pub retries: usize,
}

/// What a request does, which decides what can stop it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// It reads.
    Read,
    /// It writes, and is not begun once the brake is pulled.
    Write,
    /// It is about the lock: nothing stops it, and it waits for no other.
    Lock,
}

/// A bucket.
#[derive(Clone)]
pub struct Store {
    objects: Arc<dyn ObjectStore>,
    pages: Option<Arc<dyn PaginatedListStore>>,
    /// What all keys begin with; empty, or ending in a slash.
    prefix: String,
    /// For messages: `s3://example/blog/`.
    place: String,
    policy: Policy,
    lanes: Arc<Semaphore>,
    secrets: Secrets,
    /// What stops requests that write.
    pub brake: Brake,
}

impl Store {
    /// The bucket of a target.
    pub fn new(
        objects: Arc<dyn ObjectStore>,
        pages: Option<Arc<dyn PaginatedListStore>>,
        target: &ObjectTarget,
        policy: Policy,
        secrets: Secrets,
    ) -> Self {
        let prefix = if target.prefix.is_empty() { String::new() } else { format!("{}/", target.prefix) };
        let place = format!("{}://{}/{prefix}", target.service.as_str(), target.bucket);
        let lanes = Arc::new(Semaphore::new(policy.parallel));
        Self { objects, pages, prefix, place, policy, lanes, secrets, brake: Brake::new() }
    }

    /// The object at a key, for messages.
    pub fn place(&self, key: &str) -> String {
        format!("{}{key}", self.place)
    }

    /// Requests at a time.
    pub fn parallel(&self) -> usize {
        self.policy.parallel
    }

    /// The key as the service gets it, byte for byte.
    ///
    /// # Errors
    /// No service takes such a key.
    pub fn path(&self, key: &str) -> Result<Path, Fault> {
        let full = format!("{}{key}", self.prefix);
        match Path::parse(&full) {
            Ok(path) if path.as_ref() == full && full.len() <= LONGEST_KEY => Ok(path),
            Ok(_) if full.len() > LONGEST_KEY => {
                let text = format!("its key has {} bytes, and {LONGEST_KEY} are the most", full.len());
                Err(Fault::new(Kind::Other, text))
            }
            _ => Err(Fault::new(Kind::Other, "no object store takes such a key")),
        }
    }

    /// A failure in words, without secrets.
    pub fn failed(&self, operation: &'static str, key: &str, fault: &Fault) -> Stopped {
        EnvironmentError::because(operation, self.place(key), self.secrets.strip(&fault.to_string())).into()
    }

    /// A text without secrets.
    pub fn strip(&self, text: &str) -> String {
        self.secrets.strip(text)
    }

    /// Makes a request, and again where that may help.
    async fn ask<T, F>(&self, access: Access, request: impl Fn() -> F) -> Result<T, Fault>
    where
        F: Future<Output = object_store::Result<T>>,
    {
        let mut tries = 0;
        loop {
            match self.once(access, request()).await {
                Err(fault) if fault.kind == Kind::Transient && tries < self.policy.retries => {
                    self.wait(access, tries, &fault).await?;
                    tries += 1;
                }
                done => return done,
            }
        }
    }

    /// Makes a request when there is room for it.
    pub async fn once<T>(
        &self,
        access: Access,
        request: impl Future<Output = object_store::Result<T>>,
    ) -> Result<T, Fault> {
        if access == Access::Lock {
            let done = request.await.map_err(|error| Fault::of(&error));
            self.brake.doubt(done.as_ref().is_err_and(|fault| fault.kind == Kind::Transient));
            return done;
        }
        let _lane = self.lanes.acquire().await.map_err(|_| Fault::new(Kind::Stopped, "it was not begun"))?;
        if access == Access::Read {
            return request.await.map_err(|error| Fault::of(&error));
        }
        self.brake.clear().await?;
        tokio::select! {
            done = request => done.map_err(|error| Fault::of(&error)),
            why = self.brake.lost() => Err(why),
        }
    }

    /// Waits before a request that failed is made again: longer each time, and not for the same time as others; longer than
    /// that where the server asks for it.
    pub async fn wait(&self, access: Access, tries: usize, fault: &Fault) -> Result<(), Fault> {
        let doubled = FIRST_WAIT.saturating_mul(1 << tries.min(16)).min(LONGEST_WAIT);
        let mut random = [0; 2];
        // Without chance all wait equally long, which is no mistake.
        let _ = getrandom::fill(&mut random);
        let jitter = doubled / 2 * u64::from(u16::from_le_bytes(random)) / u64::from(u16::MAX);
        let pause = fault.pause.unwrap_or_default().min(LONGEST_PAUSE);
        let time = pause + Duration::from_millis(doubled / 2 + jitter);
        if access != Access::Write {
            tokio::time::sleep(time).await;
            return Ok(());
        }
        self.brake.check()?;
        tokio::select! {
            () = tokio::time::sleep(time) => self.brake.check(),
            why = self.brake.lost() => Err(why),
        }
    }

    /// Whether a request that failed so often may be made again.
    pub fn may_repeat(&self, fault: &Fault, tries: usize) -> bool {
        fault.kind == Kind::Transient && tries < self.policy.retries
    }

    /// The bucket as the library has it, for uploads in parts.
    pub fn objects(&self) -> &dyn ObjectStore {
        &*self.objects
    }

    /// All objects below the prefix.
    pub async fn list(&self) -> Result<Vec<Listed>, Fault> {
        let Some(pages) = &self.pages else { return self.list_whole().await };
        let prefix = Some(self.prefix.as_str()).filter(|prefix| !prefix.is_empty());
        let mut listed = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let page = self
                .ask(Access::Read, || {
                    let options =
                        PaginatedListOptions { page_token: token.clone(), ..PaginatedListOptions::default() };
                    pages.list_paginated(prefix, options)
                })
                .await?;
            listed.extend(page.result.objects.iter().filter_map(|meta| self.listed(meta)));
            match page.page_token.filter(|next| !next.is_empty()) {
                Some(next) => token = Some(next),
                None => return Ok(listed),
            }
        }
    }

    /// The same where pages cannot be asked for one by one: from the beginning if one fails.
    async fn list_whole(&self) -> Result<Vec<Listed>, Fault> {
        let prefix = Path::parse(&self.prefix).map_err(|error| Fault::new(Kind::Other, error.to_string()))?;
        let prefix = (!self.prefix.is_empty()).then_some(prefix);
        let found = self
            .ask(Access::Read, || {
                let all = self.objects.list(prefix.as_ref());
                all.try_filter_map(|meta| std::future::ready(Ok(self.listed(&meta)))).try_collect::<Vec<_>>()
            })
            .await?;
        Ok(found)
    }

    fn listed(&self, meta: &ObjectMeta) -> Option<Listed> {
        let key = meta.location.as_ref().strip_prefix(&self.prefix)?.to_owned();
        Some(Listed { key, size: meta.size, etag: meta.e_tag.as_deref().map(tag) })
    }

    /// Asks for an object; what is done with its bytes is part of each try.
    pub async fn get<T, F>(
        &self,
        access: Access,
        key: &str,
        take: impl Fn(GetResult) -> F,
    ) -> Result<Option<T>, Fault>
    where
        F: Future<Output = object_store::Result<T>>,
    {
        let path = &self.path(key)?;
        let take = &take;
        let got = self.ask(access, || async move {
            take(self.objects.get_opts(path, GetOptions::default()).await?).await
        });
        match got.await {
            Err(fault) if fault.kind == Kind::Missing => Ok(None),
            done => done.map(Some),
        }
    }

    /// Reads a small object.
    pub async fn read(&self, access: Access, key: &str) -> Result<Option<Object>, Fault> {
        let take = |got: GetResult| async move {
            let version = Version::of(&got.meta);
            let mut bytes = Vec::new();
            let mut chunks = got.into_stream();
            while let Some(chunk) = chunks.next().await {
                bytes.extend_from_slice(&chunk?);
            }
            Ok(Object { bytes, version })
        };
        self.get(access, key, take).await
    }

    /// The version of an object, without its bytes.
    pub async fn version(&self, access: Access, key: &str) -> Result<Option<Version>, Fault> {
        let path = &self.path(key)?;
        match self.ask(access, || self.objects.head(path)).await {
            Ok(meta) => Ok(Some(Version::of(&meta))),
            Err(fault) if fault.kind == Kind::Missing => Ok(None),
            Err(fault) => Err(fault),
        }
    }

    /// Writes an object, whatever was there.
    pub async fn put(&self, key: &str, body: &PutPayload, attributes: &Attributes) -> Result<Version, Fault> {
        let path = &self.path(key)?;
        let put = || {
            let options = PutOptions { attributes: attributes.clone(), ..PutOptions::default() };
            self.objects.put_opts(path, body.clone(), options)
        };
        self.ask(Access::Write, put).await.map(Version::of_put)
    }

    /// Removes an object, if it is there.
    pub async fn delete(&self, access: Access, key: &str) -> Result<(), Fault> {
        let path = &self.path(key)?;
        match self.ask(access, || self.objects.delete(path)).await {
            Err(fault) if fault.kind == Kind::Missing => Ok(()),
            done => done,
        }
    }

    /// Writes a small object under a condition. Where the answer is lost, or says that the condition does not hold, the
    /// object is read to see what became of it: so no two writes may have the same bytes.
    pub async fn put_if(
        &self,
        access: Access,
        key: &str,
        bytes: &[u8],
        condition: &Condition,
    ) -> Result<Settled, Fault> {
        let mut tries = 0;
        loop {
            let begun = Instant::now();
            let fault = match self.put_once(access, key, bytes, condition).await {
                Ok(version) => return Ok(Settled::Done(version, begun)),
                Err(fault) if matches!(fault.kind, Kind::Transient | Kind::Conflict | Kind::Missing) => fault,
                Err(fault) => return Err(fault),
            };
            let found = self.read(if access == Access::Lock { access } else { Access::Read }, key).await?;
            match found {
                Some(object) if object.bytes == bytes => return Ok(Settled::Done(object.version, begun)),
                // The service may refuse one of two that come at the same instant, whatever the condition.
                found if condition.holds(found.as_ref()) && tries < self.policy.retries => {
                    self.wait(access, tries, &fault).await?;
                    tries += 1;
                }
                found if fault.kind != Kind::Transient || !condition.holds(found.as_ref()) => {
                    return Ok(Settled::Not(found));
                }
                _ => return Err(fault),
            }
        }
    }

    /// Writes a small object under a condition, and believes the answer.
    pub async fn put_once(
        &self,
        access: Access,
        key: &str,
        bytes: &[u8],
        condition: &Condition,
    ) -> Result<Version, Fault> {
        let path = self.path(key)?;
        let options = PutOptions { mode: condition.mode(), attributes: private(), ..PutOptions::default() };
        let payload = PutPayload::from(bytes.to_vec());
        self.once(access, self.objects.put_opts(&path, payload, options)).await.map(Version::of_put)
    }
}

/// Headers of what is no part of the site.
pub fn private() -> Attributes {
    Attributes::from_iter([
        (Attribute::ContentType, "application/json"),
        (Attribute::CacheControl, "no-store"),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Service;
    use async_trait::async_trait;
    use object_store::{
        ClientOptions,
        aws::AmazonS3Builder,
        client::{
            HttpClient, HttpConnector, HttpError, HttpErrorKind, HttpRequest, HttpResponse, HttpService,
        },
        memory::InMemory,
    };
    use std::sync::mpsc;

    fn store(objects: Arc<dyn ObjectStore>, prefix: &str) -> Store {
        let target = ObjectTarget {
            service: Service::S3,
            bucket: "example".to_owned(),
            account: None,
            prefix: prefix.to_owned(),
            region: None,
            endpoint: None,
            path_style: None,
            parallel: 2,
            timeout: 1,
            retries: 0,
            lease: 1,
            encoding: None,
            invalidate: Vec::new(),
        };
        let policy = Policy { parallel: target.parallel, retries: target.retries };
        Store::new(objects, None, &target, policy, Secrets::default())
    }

    fn run<T>(future: impl Future<Output = T>) -> T {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime")
            .block_on(future)
    }

    /// Answers nothing, and says what was asked for.
    #[derive(Debug, Clone)]
    struct Ear(mpsc::Sender<String>);

    impl HttpConnector for Ear {
        fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
            Ok(HttpClient::new(self.clone()))
        }
    }

    #[async_trait]
    impl HttpService for Ear {
        async fn call(&self, request: HttpRequest) -> Result<HttpResponse, HttpError> {
            self.0.send(request.uri().path().to_owned()).expect("someone listens");
            Err(HttpError::new(HttpErrorKind::Unknown, Fault::new(Kind::Other, "no")))
        }
    }

    #[test]
    fn keys_are_sent_byte_for_byte() {
        let (ear, heard) = mpsc::channel();
        let objects = AmazonS3Builder::new()
            .with_bucket_name("example")
            .with_access_key_id("a")
            .with_secret_access_key("b")
            .with_virtual_hosted_style_request(true)
            .with_http_connector(Ear(ear))
            .build()
            .expect("settings");
        let store = store(Arc::new(objects), "sites/blog");
        let longest = "x".repeat(LONGEST_KEY - "sites/blog/".len());
        for key in
            ["a b/c+d%25#e?f&g=h;i.txt", "ü/日本.html", "~a/(b)/'c'/*d*/!e@f$g,h:i", "%2E%2E/a", &longest]
        {
            let put = run(store.put(key, &PutPayload::new(), &Attributes::new()));
            assert_eq!(put.expect_err("no answer").to_string(), "no");
            let path = heard.recv().expect("asked");
            let decoded = percent_encoding::percent_decode_str(&path).decode_utf8().expect("UTF-8");
            assert_eq!(decoded, format!("/sites/blog/{key}"));
            let unreserved = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
            assert!(path.chars().all(unreserved), "{path}");
        }
        for key in ["../a", "a//b", "a/", "", "a\u{7}", &format!("{longest}x")] {
            assert!(store.path(key).is_err(), "{key}");
        }
    }

    #[test]
    fn conditions_are_settled_by_what_is_there() {
        let store = store(Arc::new(InMemory::new()), "");
        let put = |bytes: &[u8], condition: &Condition| {
            run(store.put_if(Access::Write, "k", bytes, condition)).expect("an answer")
        };
        let Settled::Done(first, _) = put(b"1", &Condition::Absent) else { panic!("it was free") };
        let Settled::Not(Some(found)) = put(b"2", &Condition::Absent) else { panic!("it was taken") };
        assert_eq!((found.bytes.as_slice(), found.version.tag()), (b"1".as_slice(), first.tag()));
        assert!(
            matches!(put(b"1", &Condition::Absent), Settled::Done(version, _) if version.tag() == first.tag())
        );
        assert!(matches!(put(b"2", &Condition::Is(first.clone())), Settled::Done(..)));
        assert!(matches!(put(b"3", &Condition::Is(first)), Settled::Not(Some(_))));
        store.brake.stop();
        let stopped = run(store.put_if(Access::Write, "k", b"4", &Condition::Absent)).expect_err("stopped");
        assert_eq!(stopped.kind, Kind::Stopped);
        assert_eq!(run(store.read(Access::Read, "none")), Ok(None));
    }

    #[test]
    fn nothing_outside_the_prefix_is_listed() {
        let objects = Arc::new(InMemory::new());
        let (whole, part) = (store(objects.clone(), ""), store(objects, "blog"));
        for key in ["blog/a", "blog/b/c", "blogs/d", "e"] {
            run(whole.put(key, &PutPayload::from("x"), &Attributes::new())).expect("written");
        }
        let keys = |store: &Store| {
            run(store.list()).expect("listed").into_iter().map(|object| object.key).collect::<Vec<_>>()
        };
        assert_eq!(keys(&part), ["a", "b/c"]);
        assert_eq!(keys(&whole).len(), 4);
        run(part.delete(Access::Write, "a")).expect("deleted");
        run(part.delete(Access::Write, "a")).expect("it is gone already");
        assert_eq!(keys(&part), ["b/c"]);
    }
}
