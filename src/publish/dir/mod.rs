//! A folder that holds releases, of which a link shows one.
//!
//! ```text
//! PATH/current → releases/20260705T124400123Z-0123abcd    what the web server shows
//! PATH/releases/ID/                                    a whole site each
//! PATH/.sitegen/target.json                            says that the folder is ours
//! PATH/.sitegen/ID.json                                what of a release is ours
//! PATH/.sitegen/ID.pending                             the same, of one that nobody has seen yet
//! PATH/.sitegen/lock                                   who publishes
//! ```
//!
//! A release is made under another name, whole and on the disk, before it gets its own; then the link is replaced by one
//! rename, so that readers see the old release or the new one. Files that did not change are hard links to those of the
//! release before, whose bytes were read and compared in the same run. What a killed run leaves behind begins with
//! `.sitegen-tmp-` or is pending, and the next run removes it.

mod make;
mod place;
mod releases;
mod variants;

pub use place::Place;

use super::{
    Applied, Found, Item, NO_FILE, Record, Release, Remote, RolledBack, Shipment, Signature, Stopped, Target,
    lock::{self, Lock},
    plan,
};
use crate::{
    config::{DirTarget, Encoding},
    diagnostic::Diagnostic,
    digest::Digest,
    environment::{EnvironmentError, failed},
    output::Occupied,
    paths::OutputPath,
    pipeline::Observer,
};
use rayon::prelude::*;
use releases::{Current, Releases};
use std::{
    collections::BTreeMap,
    fs::File,
    io,
    path::{Path, PathBuf},
};
use walkdir::WalkDir;

/// The folder.
#[derive(Debug)]
pub struct Dir {
    releases: Releases,
    keep: usize,
    variants: Vec<Encoding>,
    /// Where what is made for it is kept meanwhile.
    scratch: PathBuf,
    occupied: Occupied,
}

impl Dir {
    /// The target at `place`. Nothing is made or changed by this.
    ///
    /// # Errors
    /// The folder is refused, or cannot be looked at.
    pub fn open(place: &Place<'_>, settings: &DirTarget) -> Result<Self, Stopped> {
        let releases = Releases::new(place.resolve()?);
        Ok(Self {
            releases,
            keep: settings.keep_releases,
            variants: settings.precompress.clone(),
            scratch: place.project.join(&place.layout.cache_dir),
            occupied: place.occupied,
        })
    }

    /// The release that readers see.
    fn current(&self) -> Result<Option<String>, Stopped> {
        match self.releases.current()? {
            Current::None => Ok(None),
            Current::Release(id) => Ok(Some(id)),
            Current::Other(_) if self.occupied == Occupied::TakeOver => Ok(None),
            Current::Other(where_to) => {
                let message = format!(
                    "{} leads to {where_to}, which is no release of ours",
                    self.releases.link().display()
                );
                let hint = "remove the link, or publish with `--force` to have it lead to a new release";
                Err(Stopped::Refused(vec![Diagnostic::error("publish-in-the-way", message).hint(hint)]))
            }
        }
    }

    /// Takes the lock, and makes what every release needs.
    fn begin(&self, by: &Signature) -> Result<Lock, Stopped> {
        self.releases.make_state()?;
        let lock = Lock::acquire(&self.releases.lock(), by, lock::PUBLISHES)?;
        self.releases.make_rest()?;
        Ok(lock)
    }

    /// Makes sure that nobody published since the target was looked at.
    fn check_unchanged(&self, remote: &Remote) -> Result<(), Stopped> {
        let now = self.current()?;
        let record = now.as_deref().and_then(|id| self.releases.record(id));
        if now == remote.release && record == remote.record {
            return Ok(());
        }
        let reason = match record {
            Some(record) => format!(
                "release {} was published at {} while this one was being prepared; publish again",
                record.release, record.at
            ),
            None => "it was changed while this release was being prepared; publish again".to_owned(),
        };
        Err(EnvironmentError::because("publish to", self.releases.root(), reason).into())
    }

    /// The release to go back to, and what it holds.
    fn earlier(&self, current: &str, to: Option<&str>) -> Result<Record, Stopped> {
        let kept: Vec<String> = self.releases.ids()?.into_iter().filter(|id| id != current).collect();
        let refuse = |message: String| {
            let hint = match kept.as_slice() {
                [] => "no other release is kept; build what you want to show, and publish it".to_owned(),
                kept => format!("kept are {}", kept.join(", ")),
            };
            Stopped::Refused(vec![Diagnostic::error("publish-release", message).hint(hint)])
        };
        let before = || self.releases.record(current).and_then(|record| record.before);
        let Some(id) = to.map(str::to_owned).or_else(before) else {
            return Err(refuse(format!("of release {current} it is not known which was before")));
        };
        if id == current {
            return Err(refuse(format!("release {id} is what readers see already")));
        }
        let record = Some(&id).filter(|id| kept.contains(id)).and_then(|id| self.releases.record(id));
        let Some(record) = record else {
            return Err(refuse(format!("there is no release `{}`", id.escape_debug())));
        };
        match self.first_damage(&record) {
            None => Ok(record),
            Some(path) => {
                Err(refuse(format!("release {id} is not whole: `{path}` is not what was published")))
            }
        }
    }

    /// A file of a release that is not what it was.
    fn first_damage(&self, record: &Record) -> Option<OutputPath> {
        let folder = self.releases.release(&record.release);
        let files: Vec<_> = record.files.iter().collect();
        let is_damaged = |(path, sent): &(&OutputPath, &super::Sent)| {
            let read = File::open(folder.join(path.as_str())).and_then(Digest::of_reader);
            !read.is_ok_and(|(digest, _)| digest == sent.digest)
        };
        files.into_par_iter().find_first(is_damaged).map(|(path, _)| path.clone())
    }
}

/// What the folder of a target shows, if it is one and says so.
pub fn shown_record(path: &Path) -> Option<Record> {
    let releases = Releases::new(path.to_owned());
    match releases.current().ok()? {
        Current::Release(id) => releases.record(&id),
        Current::None | Current::Other(_) => None,
    }
}

impl Target for Dir {
    fn takes_headers(&self) -> bool {
        false
    }

    fn look(&self, _: &[Item]) -> Result<Remote, Stopped> {
        let release = self.current()?;
        let record = release.as_deref().and_then(|id| self.releases.record(id));
        let listing = match &release {
            Some(id) => list(&self.releases.release(id))?,
            None => BTreeMap::new(),
        };
        let is_unfinished = self.releases.is_unfinished(release.as_deref(), self.keep)?;
        Ok(Remote { release, record, listing, is_unfinished, ..Remote::default() })
    }

    fn furnish(&self, shipment: &mut Shipment, remote: &Remote) -> Result<(), Stopped> {
        variants::add(shipment, &self.variants, remote, &self.scratch)
    }

    fn apply(&self, release: &Release<'_>, observer: &dyn Observer) -> Result<Applied, Stopped> {
        let _lock = self.begin(&release.signature)?;
        self.check_unchanged(release.remote)?;
        let shown = release.remote.release.as_deref();
        self.releases.tidy(shown)?;
        let mut applied = Applied { release: shown.map(str::to_owned), ..Applied::default() };
        if !release.plan.is_nothing(release.remote) {
            let id = self.releases.new_id(release.signature.at, &release.plan.files)?;
            let record = plan::record(release.plan, &id, shown.map(str::to_owned), release.signature.at);
            let old = shown.map(|id| self.releases.release(id));
            make::release(&self.releases, &record, release, old.as_deref(), observer)?;
            self.releases.show(&record)?;
            applied = Applied { release: Some(id), is_new: true, ..applied };
        }
        let kept = applied.release.as_deref().unwrap_or_default();
        (applied.removed, applied.diagnostics) = self.releases.prune(kept, self.keep)?;
        Ok(applied)
    }

    fn roll_back(&self, to: Option<&str>, by: Option<&Signature>) -> Result<RolledBack, Stopped> {
        let Some(_) = self.current()? else {
            let message = format!("nothing was published to {} yet", self.releases.root().display());
            return Err(Stopped::Refused(vec![Diagnostic::error("publish-release", message)]));
        };
        let _lock = by.map(|by| self.begin(by)).transpose()?;
        // Again, since someone may have published before the lock was ours.
        let from = self.current()?.unwrap_or_default();
        if by.is_some() {
            self.releases.tidy(Some(&from))?;
        }
        let record = self.earlier(&from, to)?;
        if by.is_some() {
            self.releases.switch(&record.release)?;
        }
        Ok(RolledBack { from, to: record.release, at: record.at })
    }
}

/// All that is in a release, read and digested. A link is no file, wherever it leads.
fn list(folder: &Path) -> Result<BTreeMap<String, Found>, Stopped> {
    let mut files = Vec::new();
    for entry in WalkDir::new(folder) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if is_absent(&error) && error.depth() == 0 => return Ok(BTreeMap::new()),
            Err(error) => {
                let path = error.path().unwrap_or(folder).to_owned();
                return Err(EnvironmentError::new("read", path, error.into()).into());
            }
        };
        if !entry.file_type().is_dir() {
            files.push(entry);
        }
    }
    let found = files.into_par_iter().map(|entry| -> Result<(String, Found), EnvironmentError> {
        let path = entry.path();
        let name = path.strip_prefix(folder).unwrap_or(path).to_str();
        let Some(name) = name else {
            return Err(EnvironmentError::because("publish beside", path, "its name is not UTF-8"));
        };
        let name = name.replace(std::path::MAIN_SEPARATOR, "/");
        if !entry.file_type().is_file() {
            return Ok((name, Found { size: NO_FILE, ..Found::default() }));
        }
        let (digest, size) = File::open(path).and_then(Digest::of_reader).map_err(failed("read", path))?;
        Ok((name, Found { size, digest: Some(digest), ..Found::default() }))
    });
    Ok(found.collect::<Result<_, _>>()?)
}

fn is_absent(error: &walkdir::Error) -> bool {
    error.io_error().is_some_and(|error| error.kind() == io::ErrorKind::NotFound)
}
