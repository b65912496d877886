//! Scan: the walk, and the digest of each file.

use super::{
    FileTime, Layout, SourceFile, SourceTree, StatIndex, StatRecord, read,
    walk::{self, Found},
};
use crate::{
    diagnostic::Diagnostic,
    digest::Digest,
    environment::{EnvironmentError, failed},
};
use rayon::prelude::*;
use std::{fs, io, path::Path};

/// What a scan gives.
#[derive(Debug, Clone)]
pub struct Scan {
    /// The project's files.
    pub tree: SourceTree,
    /// What the next scan need not read again.
    pub index: StatIndex,
    /// What was skipped and what could not be read, by path.
    pub diagnostics: Vec<Diagnostic>,
}

/// Reads the project at `root`. Files that `known` holds with the same record are not read again.
///
/// `started` is an instant of the project's file system before this call; without it the scan is as good, but
/// its index is empty. Files are read and hashed on rayon's threads: half of a cold scan is waiting for the
/// disk, and it ends before any other stage begins.
///
/// # Errors
/// The project's folder itself cannot be read. All else is a diagnostic.
pub fn scan(
    root: &Path,
    layout: &Layout,
    known: &StatIndex,
    started: Option<FileTime>,
) -> Result<Scan, EnvironmentError> {
    let root = fs::canonicalize(root).map_err(failed("read", root))?;
    fs::read_dir(&root).map_err(failed("read", &root))?;
    let walk::Walk { found, mut diagnostics } = walk::walk(&root, layout);
    let looked: Vec<_> = found.into_par_iter().map(|found| look(found, known)).collect();
    let mut seen = Vec::with_capacity(looked.len());
    for result in looked {
        match result {
            Ok(file) => seen.extend(file),
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    diagnostics.sort_unstable();
    let records = seen.iter().filter_map(|(file, stat)| Some((file.path.as_str(), (*stat)?, file.digest)));
    let index = StatIndex::of_settled(records, started);
    let files = seen.into_iter().map(|(file, _)| file).collect();
    Ok(Scan { tree: SourceTree::on_disk(root, files), index, diagnostics })
}

/// The digest and the size of a regular file that is no link.
pub fn read_digest(path: &Path) -> io::Result<(Digest, u64)> {
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    let (file, _) = read::open_regular(path)?;
    Digest::of_reader(file)
}

type Seen = (SourceFile, Option<StatRecord>);

/// None for a file that is gone by now: it is as if it had been deleted before the scan.
fn look(found: Found, known: &StatIndex) -> Result<Option<Seen>, Box<Diagnostic>> {
    match measure(&found, known) {
        Ok((size, digest, stat)) => {
            Ok(Some((SourceFile { kind: found.kind, path: found.path, size, digest }, stat)))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Box::new(walk::unreadable(found.path.as_str(), &error))),
    }
}

fn measure(found: &Found, known: &StatIndex) -> io::Result<(u64, Digest, Option<StatRecord>)> {
    let metadata = fs::symlink_metadata(&found.real)?;
    if let Some(stat) = StatRecord::of(&metadata)
        && let Some(digest) = known.digest(found.path.as_str(), &stat)
    {
        return Ok((metadata.len(), digest, Some(stat)));
    }
    let (file, metadata) = read::open_looked_at(&found.real, metadata)?;
    let (digest, size) = Digest::of_reader(file)?;
    Ok((size, digest, StatRecord::of(&metadata)))
}
