//! What the branch holds, for those who only want to know.
//!
//! No publisher is in their way, and they are in nobody's: where the publisher's copy has the last commit of the branch, it is
//! read there without a lock; else that commit is brought into a copy of their own.

use super::{
    Place,
    cache::{Cache, Of, Oid, Purpose},
    program::{self, Git},
    project,
    tree::{self, RECORD},
};
use crate::{
    config::GitTarget,
    environment::EnvironmentError,
    publish::{Record, Stopped},
};
use std::time::Duration;

/// The record in the last commit of the branch; none where there is no such branch, or nothing of ours in it.
///
/// # Errors
/// There is no git, no such repository is known, it gives no answer in time, or the record is damaged.
pub fn held(place: Place<'_>, settings: &GitTarget, patience: Duration) -> Result<Option<Record>, Stopped> {
    program::check()?;
    let address = project::address(place.project, settings.remote.as_deref())?;
    let git = Git::new(place.project, &address, &settings.branch, place.secrets)?.unattended(patience);
    let cache_dir = place.project.join(place.cache_dir);
    let of = Of { cache_dir: &cache_dir, target: place.target, address: &address, branch: &settings.branch };
    let folder = settings.folder.as_deref();
    let published = Cache::of_publisher(of, git.clone());
    let Some(tip) = published.tip()? else { return Ok(None) };
    // A publisher may make its copy anew meanwhile.
    if published.has(&tip)
        && let Ok(record) = read(&published, &tip, folder)
    {
        return Ok(record);
    }
    let own = Cache::open(of, git, Purpose::Look, place.signature)?;
    match own.bring()? {
        Some(tip) => Ok(read(&own, &tip, folder)?),
        None => Ok(None),
    }
}

fn read(cache: &Cache, tip: &Oid, folder: Option<&str>) -> Result<Option<Record>, EnvironmentError> {
    let tree = tree::list(cache, tip, folder)?;
    let record = tree::record(cache, &tree)?;
    if record.is_none() && tree.contains_key(RECORD) {
        let reason = format!("`{RECORD}` in it is damaged");
        return Err(EnvironmentError::because("read", cache.git().name(), reason));
    }
    Ok(record)
}
