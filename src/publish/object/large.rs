//! Files that are sent in parts: read once, part by part, and complete only if they are what was built.

use super::{
    body,
    fault::{Fault, Kind},
    http,
    send::Room,
    store::{Access, Store},
    version::Version,
    work::joined,
};
use crate::{
    digest::Running,
    environment::failed,
    publish::{Item, Source, Stopped},
};
use async_trait::async_trait;
use object_store::{
    MultipartUpload, PutMultipartOptions, PutPayload,
    retry::{RetryContext, RetryFailure, RetryPolicy},
};
use std::{
    fmt,
    fs::File,
    io::{self, Read as _},
    path::Path,
    sync::Arc,
};

/// Bytes of a part; all but the last have as many.
const PART: u64 = 8 * 1024 * 1024;

/// Parts of one file on the wire at a time.
const PARTS: usize = 4;

/// Sends a large file.
///
/// # Errors
/// It is not what was built, or the service refuses it.
pub async fn put(store: &Store, from: &Path, item: &Item, room: &Room) -> Result<Version, Stopped> {
    let mut tries = 0;
    loop {
        match once(store, from, item, room).await {
            Err(Failed::Service(fault)) if store.may_repeat(&fault, tries) => {
                let waited = store.wait(Access::Write, tries, &fault).await;
                waited.map_err(|fault| store.failed("write", item.path.as_str(), &fault))?;
                tries += 1;
            }
            Err(Failed::Service(fault)) => return Err(store.failed("write", item.path.as_str(), &fault)),
            Err(Failed::File(stopped)) => return Err(stopped),
            Ok(version) => return Ok(version),
        }
    }
}

/// Why a file was not sent.
enum Failed {
    Service(Fault),
    File(Stopped),
}

impl From<Fault> for Failed {
    fn from(fault: Fault) -> Self {
        Self::Service(fault)
    }
}

async fn once(store: &Store, from: &Path, item: &Item, room: &Room) -> Result<Version, Failed> {
    body::check_file(from, item).map_err(Failed::File)?;
    let file = File::open(from).map_err(|error| Failed::File(failed("read", from)(error).into()))?;
    let path = store.path(item.path.as_str())?;
    let options = PutMultipartOptions {
        attributes: body::attributes(item.headers.as_ref(), None),
        ..PutMultipartOptions::default()
    }
    .with_retry_policy(Arc::new(Again(store.clone())));
    let mut upload = store.once(Access::Write, store.objects().put_multipart_opts(&path, options)).await?;
    let done = match parts(store, &file, upload.as_mut(), item, room, from).await {
        Ok(()) => store.once(Access::Write, upload.complete()).await.map_err(Failed::from),
        Err(failed) => Err(failed),
    };
    match done {
        Ok(result) => Ok(Version { etag: result.e_tag, generation: result.version }),
        Err(failed) => {
            // Else its parts would stay, seen by nobody. If this fails too, the bucket's own rules end it.
            if store.brake.is_lost().is_none() {
                let _ = upload.abort().await;
            }
            Err(failed)
        }
    }
}

/// Sends all parts.
async fn parts(
    store: &Store,
    file: &File,
    upload: &mut dyn MultipartUpload,
    item: &Item,
    room: &Room,
    from: &Path,
) -> Result<(), Failed> {
    let mut running = Running::default();
    let mut sending = tokio::task::JoinSet::new();
    let mut result = Ok(());
    while result.is_ok() {
        if sending.len() == PARTS {
            result = sending.join_next().await.map_or(Ok(()), joined);
            continue;
        }
        let held = room.take(PART).await;
        let (counted, bytes) = read(file, running).await;
        running = counted;
        let bytes = match bytes {
            Ok(bytes) if bytes.is_empty() => break,
            Ok(bytes) => bytes,
            Err(error) => {
                result = Err(Failed::File(failed("read", from)(error).into()));
                break;
            }
        };
        let part = upload.put_part(PutPayload::from(bytes));
        let store = store.clone();
        sending.spawn(async move {
            let sent = store.once(Access::Write, part).await.map_err(Failed::from);
            drop(held);
            sent
        });
    }
    while let Some(part) = sending.join_next().await {
        result = result.and(joined(part));
    }
    result?;
    if running.finish() == (item.digest, item.size) {
        Ok(())
    } else {
        Err(Failed::File(Source::changed(&item.path)))
    }
}

/// Reads the next part, which is empty at the end, and counts it in.
async fn read(file: &File, mut running: Running) -> (Running, io::Result<Vec<u8>>) {
    let file = match file.try_clone() {
        Ok(file) => file,
        Err(error) => return (running, Err(error)),
    };
    let reading = move || {
        let mut bytes = Vec::new();
        let read = file.take(PART).read_to_end(&mut bytes);
        running.update(&bytes);
        (running, read.map(|_| bytes))
    };
    joined(tokio::task::spawn_blocking(reading).await)
}

/// Sends a part again where that may help.
struct Again(Store);

impl fmt::Debug for Again {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Again")
    }
}

#[async_trait]
impl RetryPolicy for Again {
    async fn retry(&self, context: RetryContext) -> bool {
        let RetryFailure::Transport(kind) = context.failure else { return false };
        let tries = context.attempt.saturating_sub(1);
        let fault = Fault::new(if http::is_transient(kind) { Kind::Transient } else { Kind::Other }, "");
        self.0.may_repeat(&fault, tries) && self.0.wait(Access::Write, tries, &fault).await.is_ok()
    }
}
