//! Whether the output folder is just as the last build left it: the question of a build that has nothing to do.
//!
//! The answer costs a look at each file and reads only those whose record does not prove what is in them. It must
//! not say why not: the build that follows finds out.

use super::{Entry, Manifest, Place, disk, folder, tree::Tree};
use crate::{
    digest::Digest,
    paths::OutputPath,
    source::{FileTime, StatIndex, StatRecord},
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::{
    fs::{self, File, Metadata},
    path::Path,
};

/// What a build left, for the next to know it by: the digest of the manifest's bytes, which lists all files with theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left(pub(super) Digest);

/// A file whose record proves what is in it from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// Where it is.
    pub path: OutputPath,
    /// Its record.
    pub stat: StatRecord,
    /// Digest of its bytes.
    pub digest: Digest,
}

impl Left {
    /// Whether the folder at `place` is as this says; `known` is what the build learned of its files. Gives those that
    /// have settled since.
    pub fn check(self, place: &Place<'_>, known: &StatIndex) -> Option<Vec<Settled>> {
        let tree = Tree::new(place.resolve().ok()?, place.layout.output_dir.clone());
        let manifest = folder::read_manifest(&tree).ok()??;
        if Digest::of(&manifest) != self.0 {
            return None;
        }
        let manifest = Manifest::parse(&manifest).ok()?;
        let root = tree.root();
        let started = disk::file_time(root);
        let files: Vec<(&OutputPath, &Entry)> = manifest.files.iter().collect();
        let settled: Result<Vec<Option<Settled>>, Differs> =
            files.into_par_iter().map(|(path, entry)| look(root, path, entry, known, started)).collect();
        settled.ok().map(|settled| settled.into_iter().flatten().collect())
    }

    /// Removes what a killed build left unfinished in a folder that is as this says: it had not begun its changes, so
    /// that all of it lies at the top.
    pub fn tidy(place: &Place<'_>) {
        if let Ok(root) = place.resolve() {
            disk::remove_leftovers(&root);
        }
    }
}

/// A file is not what it should be.
struct Differs;

/// The record of a file, if it did not prove what is in it before and will from now on.
fn look(
    root: &Path,
    path: &OutputPath,
    entry: &Entry,
    known: &StatIndex,
    started: Option<FileTime>,
) -> Result<Option<Settled>, Differs> {
    let full = root.join(path.as_str());
    let is_it = |metadata: &Metadata| metadata.is_file() && metadata.len() == entry.size;
    let metadata = fs::symlink_metadata(&full).ok().filter(is_it).ok_or(Differs)?;
    let stat = StatRecord::of(&metadata);
    if let Some(digest) = stat.and_then(|stat| known.digest(path.as_str(), &stat)) {
        return if digest == entry.digest { Ok(None) } else { Err(Differs) };
    }
    let (digest, _) = File::open(&full).and_then(Digest::of_reader).map_err(|_| Differs)?;
    if digest != entry.digest {
        return Err(Differs);
    }
    // It was read after it was looked at: only what was at rest before is sure to be that.
    let settled = stat.filter(|stat| started.is_some_and(|now| stat.is_settled(now)));
    Ok(settled.map(|stat| Settled { path: path.clone(), stat, digest }))
}
