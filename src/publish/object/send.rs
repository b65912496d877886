//! Sending what a plan says, stage by stage: each is complete before the next begins.
//!
//! While some files are on the wire the next are read and compared. How many bytes are held at a time is bounded.

use super::{
    body, large,
    store::Store,
    version::Version,
    work::{self, joined},
};
use crate::{
    paths::OutputPath,
    pipeline::Observer,
    publish::{Item, Sent, Source, Stopped, plan::Put},
};
use object_store::PutPayload;
use std::{collections::BTreeMap, path::PathBuf, sync::Arc};
use tokio::sync::Semaphore;

/// Larger files are sent in parts.
pub const LARGE: u64 = 16 * 1024 * 1024;

/// Kilobytes of bodies in memory at a time.
const ROOM: u32 = 96 * 1024;

/// Room for bodies, in kilobytes.
#[derive(Debug, Clone)]
pub struct Room(Arc<Semaphore>);

impl Room {
    pub fn new() -> Self {
        Self(Arc::new(Semaphore::new(ROOM as usize)))
    }

    /// Waits for room for so many bytes, which is kept until what is answered is dropped.
    pub async fn take(&self, bytes: u64) -> impl Drop + Send + use<> {
        let kilobytes = u32::try_from(bytes / 1_024 + 1).unwrap_or(ROOM).min(ROOM);
        Arc::clone(&self.0).acquire_many_owned(kilobytes).await.expect("it is never closed")
    }
}

/// Sends files; `files` then says what the target has of each.
///
/// # Errors
/// A file is not what was built, or the service refuses it. No further one was begun.
pub async fn send(
    store: &Store,
    source: &Source,
    puts: &[Put],
    files: &mut BTreeMap<OutputPath, Sent>,
    observer: &dyn Observer,
) -> Result<(), Stopped> {
    let room = Room::new();
    for stage in puts.chunk_by(|a, b| a.stage == b.stage) {
        let tasks = stage.iter().map(|put| {
            let from = source.full(&put.item.path);
            one(store.clone(), from, put.item.clone(), room.clone())
        });
        let done = |(path, sent): (OutputPath, Sent)| {
            files.insert(path, sent);
            observer.step();
        };
        // Half of them are read while the others are on the wire.
        work::all(store.parallel() * 2, tasks, done, || store.brake.stop()).await?;
    }
    Ok(())
}

async fn one(store: Store, from: PathBuf, item: Item, room: Room) -> Result<(OutputPath, Sent), Stopped> {
    let mut sent = Sent::new(item.digest, item.size, item.headers.clone());
    let path = item.path.clone();
    let version = if item.size > LARGE {
        large::put(&store, &from, &item, &room).await?
    } else {
        let (version, length) = whole(&store, from, item, &room).await?;
        sent.body = Some(length).filter(|length| *length != sent.size);
        version
    };
    sent.etag = version.tag();
    Ok((path, sent))
}

/// Sends a file by one request.
async fn whole(store: &Store, from: PathBuf, item: Item, room: &Room) -> Result<(Version, u64), Stopped> {
    let _room = room.take(item.size).await;
    let headers = item.headers.clone();
    let key = item.path.as_str().to_owned();
    let body = joined(tokio::task::spawn_blocking(move || body::read(&from, &item)).await)?;
    let attributes = body::attributes(headers.as_ref(), body.encoding);
    let length = body.bytes.len() as u64;
    let payload = PutPayload::from(body.bytes);
    let version = store.put(&key, &payload, &attributes).await;
    Ok((version.map_err(|fault| store.failed("write", &key, &fault))?, length))
}
