//! Making a release under another name: nobody sees it before it is whole and on the disk.

use super::releases::{Releases, io_failed};
use crate::{
    digest::Digest,
    environment::{EnvironmentError, failed},
    paths::OutputPath,
    pipeline::Observer,
    publish::{Record, Release, Sent, Source, Stopped, disk, plan::Change},
};
use rayon::prelude::*;
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// Makes the release that `record` describes, from the output and from the release before.
///
/// # Errors
/// A file of the output is not what the plan says, or the system refuses. What was made so far is gone then.
pub fn release(
    releases: &Releases,
    record: &Record,
    release: &Release<'_>,
    old: Option<&Path>,
    observer: &dyn Observer,
) -> Result<(), Stopped> {
    let folder = releases.staging(&record.release);
    let maker = Maker { folder: &folder, old, source: release.source, observer };
    maker.make(record, release).inspect_err(|_| {
        // If this fails too, the next run removes it.
        let _ = disk::remove_tree(&folder);
    })
}

struct Maker<'a> {
    folder: &'a PathBuf,
    old: Option<&'a Path>,
    source: &'a Source,
    observer: &'a dyn Observer,
}

impl Maker<'_> {
    fn make(&self, record: &Record, release: &Release<'_>) -> Result<(), Stopped> {
        let folders = folders(record);
        disk::create_folder(self.folder).map_err(io_failed("create", self.folder))?;
        for folder in &folders {
            let path = self.folder.join(folder);
            disk::create_folder(&path).map_err(io_failed("create", &path))?;
        }
        let puts = release.plan.puts.iter().filter(|put| put.change != Change::Headers);
        let sent: BTreeSet<&OutputPath> = puts.map(|put| &put.item.path).collect();
        self.observer.stage("publish", record.files.len());
        let files: Vec<(&OutputPath, &Sent)> = record.files.iter().collect();
        files.into_par_iter().try_for_each(|(path, file)| {
            let from_output = sent.contains(path) || self.old.is_none();
            let done = if from_output { self.copy(path, file) } else { self.keep(path, file) };
            self.observer.step();
            done
        })?;
        record.others.iter().try_for_each(|name| self.carry(name))?;
        for folder in folders.iter().rev() {
            let path = self.folder.join(folder);
            disk::sync_folder(&path).map_err(io_failed("write", &path))?;
        }
        Ok(disk::sync_folder(self.folder).map_err(failed("write", self.folder))?)
    }

    /// Copies a file of the output.
    fn copy(&self, path: &OutputPath, sent: &Sent) -> Result<(), Stopped> {
        let to = self.folder.join(path.as_str());
        let digest = disk::copy_from(self.source.open(path)?, &to).map_err(failed("write", &to))?;
        if digest == sent.digest { Ok(()) } else { Err(Source::changed(path)) }
    }

    /// Takes a file of the release before, which was compared when the target was looked at.
    fn keep(&self, path: &OutputPath, sent: &Sent) -> Result<(), Stopped> {
        let from = self.old.unwrap_or(self.folder).join(path.as_str());
        let to = self.folder.join(path.as_str());
        if disk::link(&from, &to).map_err(failed("link", &to))? {
            return Ok(());
        }
        if self.copied(&from, path)? == sent.digest {
            return Ok(());
        }
        Err(EnvironmentError::because("copy", from, "it was changed meanwhile; publish again").into())
    }

    fn copied(&self, from: &Path, path: &OutputPath) -> Result<Digest, EnvironmentError> {
        let to = self.folder.join(path.as_str());
        disk::copy(from, &to).map_err(failed("write", &to))
    }

    /// Takes a file or link of others along.
    fn carry(&self, name: &str) -> Result<(), Stopped> {
        let Some(old) = self.old else { return Ok(()) };
        let (from, to) = (old.join(name), self.folder.join(name));
        let metadata = fs::symlink_metadata(&from).map_err(failed("read", &from))?;
        if metadata.is_symlink() {
            let target = fs::read_link(&from).map_err(failed("read", &from))?;
            disk::symlink(&target, &to).map_err(failed("write", &to))?;
        } else if metadata.is_file() && !disk::link(&from, &to).map_err(failed("link", &to))? {
            disk::copy(&from, &to).map_err(failed("write", &to))?;
        }
        Ok(())
    }
}

/// All folders of a release, each after those above it.
pub fn folders(record: &Record) -> BTreeSet<String> {
    let files = record.files.keys().map(OutputPath::as_str).chain(record.others.iter().map(String::as_str));
    let above =
        |path: &str| path.match_indices('/').map(|(end, _)| path[..end].to_owned()).collect::<Vec<_>>();
    files.flat_map(above).collect()
}
