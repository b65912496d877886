//! The releases of a target: their names, their records, which one is shown, and which go.

use super::{
    disk, make,
    place::{MARKER, STATE},
};
use crate::{
    diagnostic::Diagnostic,
    digest::Digest,
    environment::{EnvironmentError, failed},
    output::{Durability, disk::TEMPORARY, disk::remove_leftovers, write_atomic},
    paths::OutputPath,
    publish::{Record, Sent, Stopped, record::release_name},
};
use jiff::Timestamp;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

/// The link that readers follow.
const CURRENT: &str = "current";

/// The folder of the releases.
const RELEASES: &str = "releases";

/// What says that a folder is a target of ours.
const TARGET: &[u8] = b"{\"sitegen_target\": 1, \"kind\": \"dir\"}\n";

/// Endings of records: of those that readers saw, and of those that they did not see yet.
const SEEN: &str = "json";
const PENDING: &str = "pending";

/// Where the link leads.
#[derive(Debug, PartialEq, Eq)]
pub enum Current {
    /// There is none.
    None,
    /// To a release.
    Release(String),
    /// Elsewhere; or it is no link.
    Other(String),
}

/// A target's folder.
#[derive(Debug)]
pub struct Releases {
    root: PathBuf,
}

/// For `map_err`: an I/O error as a reason to stop.
pub fn io_failed(operation: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Stopped {
    move |error| EnvironmentError::new(operation, path, error).into()
}

impl Releases {
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn link(&self) -> PathBuf {
        self.root.join(CURRENT)
    }

    pub fn lock(&self) -> PathBuf {
        self.state().join("lock")
    }

    pub fn release(&self, id: &str) -> PathBuf {
        self.folder().join(id)
    }

    /// A release that is being made.
    pub fn staging(&self, id: &str) -> PathBuf {
        self.folder().join(format!("{TEMPORARY}{id}"))
    }

    fn folder(&self) -> PathBuf {
        self.root.join(RELEASES)
    }

    fn state(&self) -> PathBuf {
        self.root.join(STATE)
    }

    fn record_path(&self, id: &str, ending: &str) -> PathBuf {
        self.state().join(format!("{id}.{ending}"))
    }

    /// Where a link is made before it replaces the one that readers follow.
    fn next_link(&self) -> PathBuf {
        self.root.join(format!("{TEMPORARY}{CURRENT}"))
    }

    /// Where the link leads.
    pub fn current(&self) -> Result<Current, EnvironmentError> {
        let link = self.link();
        match fs::read_link(&link) {
            Ok(target) => {
                let id = target.strip_prefix(RELEASES).ok().and_then(Path::to_str).filter(|id| is_id(id));
                Ok(id.map_or_else(
                    || Current::Other(target.display().to_string()),
                    |id| Current::Release(id.to_owned()),
                ))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Current::None),
            Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
                Err(EnvironmentError::because("publish to", link, "it is no link; move it away"))
            }
            Err(error) => Err(EnvironmentError::new("read", link, error)),
        }
    }

    /// What a release holds; none where that was lost or is damaged.
    pub fn record(&self, id: &str) -> Option<Record> {
        let read = |ending: &str| {
            let bytes = fs::read(self.record_path(id, ending)).ok()?;
            Record::parse(&bytes).ok().filter(|record| record.release == id)
        };
        read(SEEN).or_else(|| read(PENDING))
    }

    /// The releases that readers saw and that are kept, newest first.
    pub fn ids(&self) -> Result<Vec<String>, EnvironmentError> {
        let mut ids = self.recorded(SEEN)?;
        ids.sort();
        ids.reverse();
        Ok(ids)
    }

    fn recorded(&self, ending: &str) -> Result<Vec<String>, EnvironmentError> {
        let suffix = format!(".{ending}");
        let names = names(&self.state())?;
        let ids = names.iter().filter_map(|name| name.strip_suffix(&suffix)).filter(|id| is_id(id));
        Ok(ids.map(str::to_owned).collect())
    }

    /// A name that no release has: when, and what.
    pub fn new_id(&self, at: Timestamp, files: &BTreeMap<OutputPath, Sent>) -> Result<String, Stopped> {
        let id = release_name(at, files);
        let (taken, seen) = (names(&self.folder())?, self.ids()?);
        let is_free = |id: &String| !taken.contains(id) && !seen.contains(id);
        let mut candidates = std::iter::once(id.clone()).chain((2..).map(|number| format!("{id}-{number}")));
        Ok(candidates.find(is_free).expect("the numbers do not end"))
    }

    /// Makes the folder itself and that of its state, so that there can be a lock.
    pub fn make_state(&self) -> Result<(), EnvironmentError> {
        disk::create_folders(&self.root).map_err(failed("create", &self.root))?;
        let state = self.state();
        disk::ensure_folder(&state).map_err(failed("create", &state))
    }

    /// Makes what is missing besides. Only under the lock.
    pub fn make_rest(&self) -> Result<(), EnvironmentError> {
        let marker = self.state().join(MARKER);
        if !marker.exists() {
            write_atomic(&marker, TARGET, Durability::Synced)?;
            sync(&self.state())?;
        }
        let folder = self.folder();
        if !folder.is_dir() {
            disk::ensure_folder(&folder).map_err(failed("create", &folder))?;
            sync(&self.root)?;
        }
        Ok(())
    }

    /// Whether a run that was killed left something, or more releases than are to be kept.
    pub fn is_unfinished(&self, shown: Option<&str>, keep: usize) -> Result<bool, EnvironmentError> {
        let mut all = names(&self.root)?;
        all.extend(names(&self.folder())?);
        all.extend(names(&self.state())?);
        let is_left = all.iter().any(|name| name.starts_with(TEMPORARY));
        let pending = !self.recorded(PENDING)?.is_empty();
        Ok(is_left || pending || !self.surplus(shown.unwrap_or_default(), keep)?.is_empty())
    }

    /// Removes what a killed run left. Only under the lock.
    pub fn tidy(&self, shown: Option<&str>) -> Result<(), EnvironmentError> {
        remove_leftovers(&self.state());
        let next_link = self.next_link();
        disk::remove_file(&next_link).map_err(failed("remove", &next_link))?;
        for name in names(&self.folder())?.iter().filter(|name| name.starts_with(TEMPORARY)) {
            let path = self.folder().join(name);
            disk::remove_tree(&path).map_err(failed("remove", &path))?;
        }
        for id in self.recorded(PENDING)? {
            if Some(id.as_str()) == shown {
                self.settle(&id)?;
            } else {
                self.forget(&id, PENDING)?;
            }
        }
        Ok(())
    }

    /// Has readers see a release that was made, from one instant on.
    pub fn show(&self, record: &Record) -> Result<(), EnvironmentError> {
        let id = &record.release;
        write_atomic(&self.record_path(id, PENDING), record.to_json().as_bytes(), Durability::Synced)?;
        sync(&self.state())?;
        let (staging, release) = (self.staging(id), self.release(id));
        disk::rename(&staging, &release).map_err(failed("write", &release))?;
        sync(&self.folder())?;
        self.switch(id)?;
        self.settle(id)
    }

    /// Has the link lead to a release.
    pub fn switch(&self, id: &str) -> Result<(), EnvironmentError> {
        let (next, link) = (self.next_link(), self.link());
        disk::remove_file(&next).map_err(failed("remove", &next))?;
        disk::symlink(&Path::new(RELEASES).join(id), &next).map_err(failed("write", &next))?;
        disk::rename(&next, &link).map_err(failed("write", &link))?;
        sync(&self.root)
    }

    /// Readers see it: its record is one of those that are kept.
    fn settle(&self, id: &str) -> Result<(), EnvironmentError> {
        let record = self.record_path(id, SEEN);
        disk::rename(&self.record_path(id, PENDING), &record).map_err(failed("write", &record))?;
        sync(&self.state())
    }

    /// Removes the oldest releases until so many are left; answers how many are gone, and of which something stays.
    pub fn prune(&self, shown: &str, keep: usize) -> Result<(usize, Vec<Diagnostic>), EnvironmentError> {
        let mut remarks = Vec::new();
        let surplus = self.surplus(shown, keep)?;
        for id in &surplus {
            self.remove_carried(id, shown)?;
            if !self.forget(id, SEEN)? {
                let message = format!("{} holds files of others, and stays", self.release(id).display());
                remarks.push(Diagnostic::warning("publish-left", message).hint("remove it yourself"));
            }
        }
        Ok((surplus.len(), remarks))
    }

    /// Removes from a release what others put there, as far as the release that is shown has the same.
    fn remove_carried(&self, id: &str, shown: &str) -> Result<(), EnvironmentError> {
        let (old, new) = (self.release(id), self.release(shown));
        let Some(record) = self.record(shown) else { return Ok(()) };
        let folders = make::folders(&record);
        let reach = Reach::new(&old, &folders);
        for name in record.others.iter().filter(|name| reach.has(name)) {
            let file = old.join(name);
            if is_same(&file, &new.join(name)) {
                disk::remove_file(&file).map_err(failed("remove", &file))?;
                let folders = name.match_indices('/').map(|(end, _)| &name[..end]);
                for folder in folders.collect::<Vec<_>>().into_iter().rev() {
                    remove_empty(&old.join(folder))?;
                }
            }
        }
        Ok(())
    }

    /// Releases beyond those that are kept, which are the newest and the one that is shown.
    fn surplus(&self, shown: &str, keep: usize) -> Result<Vec<String>, EnvironmentError> {
        let others = self.ids()?.into_iter().filter(|id| id != shown);
        Ok(others.skip(keep.saturating_sub(1)).collect())
    }

    /// Removes the files of a release, then its record; answers whether nothing else was in it. After a kill the record
    /// is still there, so that the next run goes on.
    fn forget(&self, id: &str, ending: &str) -> Result<bool, EnvironmentError> {
        let path = self.record_path(id, ending);
        let release = self.release(id);
        if let Some(record) = fs::read(&path).ok().and_then(|bytes| Record::parse(&bytes).ok()) {
            let folders = make::folders(&record);
            let reach = Reach::new(&release, &folders);
            let files = record.files.keys().map(OutputPath::as_str);
            for name in files.chain(record.others.iter().map(String::as_str)).filter(|name| reach.has(name)) {
                let file = release.join(name);
                disk::remove_file(&file).map_err(failed("remove", &file))?;
            }
            for folder in folders.iter().rev().filter(|folder| reach.has(folder)) {
                remove_empty(&release.join(folder))?;
            }
        }
        remove_empty(&release)?;
        disk::remove_file(&path).map_err(failed("remove", &path))?;
        Ok(!release.exists())
    }
}

/// What of a release can be reached without following a link, which might lead to files of others.
struct Reach<'a> {
    /// Folders that are none.
    closed: BTreeSet<&'a str>,
    is_open: bool,
}

impl<'a> Reach<'a> {
    /// Of the release at `root`, in which these folders were made.
    fn new(root: &Path, folders: &'a BTreeSet<String>) -> Self {
        let is_folder = |path: &Path| fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir());
        let closed = folders.iter().filter(|folder| !is_folder(&root.join(folder))).map(String::as_str);
        Self { closed: closed.collect(), is_open: is_folder(root) }
    }

    fn has(&self, path: &str) -> bool {
        self.is_open && !path.match_indices('/').any(|(end, _)| self.closed.contains(&path[..end]))
    }
}

/// Waits until the names in a folder are on the disk.
fn sync(folder: &Path) -> Result<(), EnvironmentError> {
    disk::sync_folder(folder).map_err(failed("write", folder))
}

/// Removes a folder, not while something is in it, which is not ours.
fn remove_empty(folder: &Path) -> Result<(), EnvironmentError> {
    disk::remove_empty(folder).map_err(failed("remove", folder))
}

/// Whether two files of others are the same, so that one of them may go.
fn is_same(one: &Path, other: &Path) -> bool {
    let digest = |path: &Path| File::open(path).and_then(Digest::of_reader).ok();
    match (fs::read_link(one), fs::read_link(other)) {
        (Ok(one), Ok(other)) => one == other,
        (Err(_), Err(_)) => digest(one).is_some_and(|found| digest(other) == Some(found)),
        _ => false,
    }
}

/// Whether it is a name that we give to releases: nothing that leads elsewhere.
fn is_id(name: &str) -> bool {
    let is_legal = |c: char| c.is_ascii_alphanumeric() || c == '-';
    name.starts_with(|c: char| c.is_ascii_digit()) && name.len() <= 64 && name.chars().all(is_legal)
}

/// The names in a folder; none where there is no folder. Names that are not UTF-8 are not ours.
fn names(folder: &Path) -> Result<Vec<String>, EnvironmentError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(EnvironmentError::new("read", folder, error)),
    };
    let name = |entry: io::Result<fs::DirEntry>| Ok(entry?.file_name().into_string().ok());
    let names = entries.map(name).collect::<io::Result<Vec<_>>>().map_err(failed("read", folder))?;
    Ok(names.into_iter().flatten().collect())
}
