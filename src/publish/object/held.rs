//! What a bucket holds, for those who only want to know: one request for the record, and none that writes.

use super::{connect, look::RECORD, store::Access};
use crate::{
    config::ObjectTarget,
    environment::EnvironmentError,
    publish::{Record, Secrets, Stopped},
};
use std::time::Duration;

/// The record below the prefix; none where nothing was published there.
///
/// # Errors
/// Credentials cannot be used, the service gives no answer in time, or the record is damaged.
pub fn held(
    options: &ObjectTarget,
    secrets: &Secrets,
    patience: Duration,
) -> Result<Option<Record>, Stopped> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| EnvironmentError::new("start", "a thread that asks", error))?;
    // Nobody waits for it as for a release.
    let options = ObjectTarget {
        timeout: options.timeout.min(patience.as_secs()).max(1),
        retries: options.retries.min(1),
        ..options.clone()
    };
    let store = connect::connect(&options, secrets)?;
    let failed = |reason: String| EnvironmentError::because("read", store.place(RECORD), reason);
    let read = runtime.block_on(async {
        let read = store.read(Access::Read, RECORD);
        tokio::time::timeout(patience, read).await
    });
    let object = match read {
        Ok(read) => read.map_err(|fault| store.failed("read", RECORD, &fault))?,
        Err(_) => return Err(failed(format!("there was no answer within {} s", patience.as_secs())).into()),
    };
    let Some(object) = object else { return Ok(None) };
    match Record::parse(&object.bytes) {
        Ok(record) => Ok(Some(record)),
        Err(why) => Err(failed(format!("it is damaged: {}", store.strip(&why))).into()),
    }
}
