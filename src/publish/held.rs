//! What a target holds of ours, by its record, for those who only want to know.
//!
//! Owns that nothing is changed by it: no lock is taken and nothing is written at the target.

use super::{Record, Secrets, Signature, Stopped, dir, git};
use crate::{
    config::{PublishTarget, TargetKind},
    output::Occupied,
    paths::OutputPath,
    pipeline::CACHE_DIR,
};
use jiff::Timestamp;
use std::{path::Path, time::Duration};

/// Who asks a target, and how.
#[derive(Debug, Clone, Copy)]
pub struct Asking<'a> {
    /// The project.
    pub root: &'a Path,
    /// The instant, by which others know who looks.
    pub now: Timestamp,
    /// How long a target may take for an answer.
    pub patience: Duration,
    /// What no message may repeat.
    pub secrets: &'a Secrets,
}

/// Whether a target is asked over the network, with whatever credentials there are, and not read from the disk.
pub fn is_across_a_network(target: &PublishTarget) -> bool {
    match target.kind {
        TargetKind::Dir(_) => false,
        TargetKind::Git(_) | TargetKind::Object(_) => true,
    }
}

/// The files of the release that the target of this name shows, as its record says; none of one that was never published
/// to. Nothing is changed there.
///
/// # Errors
/// The target cannot be read: it gives no answer, or none without credentials.
pub fn held(name: &str, target: &PublishTarget, asking: Asking<'_>) -> Result<Vec<OutputPath>, Stopped> {
    let record = match &target.kind {
        TargetKind::Dir(options) => dir::shown_record(&asking.root.join(&options.path)),
        TargetKind::Git(options) => {
            let signature = Signature { process: std::process::id(), host: None, at: asking.now };
            let place = git::Place {
                target: name,
                project: asking.root,
                cache_dir: Path::new(CACHE_DIR),
                signature: &signature,
                occupied: Occupied::Refuse,
                host: "",
                secrets: asking.secrets,
            };
            git::held(place, options, asking.patience)?
        }
        TargetKind::Object(options) => of_store(options, asking)?,
    };
    Ok(record.map(|record| record.files.into_keys().collect()).unwrap_or_default())
}

#[cfg(feature = "object-store")]
fn of_store(options: &crate::config::ObjectTarget, asking: Asking<'_>) -> Result<Option<Record>, Stopped> {
    super::object::held(options, asking.secrets, asking.patience)
}

#[cfg(not(feature = "object-store"))]
fn of_store(options: &crate::config::ObjectTarget, _: Asking<'_>) -> Result<Option<Record>, Stopped> {
    Err(super::unsupported(options.service))
}
