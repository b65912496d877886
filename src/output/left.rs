//! Whether the output folder is just as the last build left it: the question of a build that has nothing to do.
//!
//! The answer costs a look at each file and reads only those whose record does not prove what is in them. It must
//! not say why not: the build that follows finds out.

use super::{Entry, Place, disk, folder, tree::Tree};
use crate::{
    digest::Digest,
    paths::OutputPath,
    source::{FileTime, StatIndex, StatRecord},
};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs::{self, File, Metadata},
    path::Path,
};

/// What a build left, for the next to know it by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// Digest of the manifest's bytes.
    pub(super) manifest: Digest,
    /// How many files the manifest lists.
    pub(super) files: usize,
    /// Those whose record did not prove yet what is in them.
    pub(super) unsettled: BTreeMap<OutputPath, Entry>,
}

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
    /// The same, some of whose files have settled.
    #[must_use]
    pub fn without(mut self, settled: &[Settled]) -> Self {
        for file in settled {
            self.unsettled.remove(&file.path);
        }
        self
    }

    /// Removes what a killed build left unfinished; only one that had begun its changes left any below the top, and
    /// then the folder is not as this says.
    pub fn tidy(place: &Place<'_>) {
        if let Ok(root) = place.resolve() {
            disk::remove_leftovers(&root);
        }
    }

    /// Whether the folder at `place` is as this says, with the records `known` of all files that are not
    /// unsettled. Gives those that have settled by now.
    pub fn check(&self, place: &Place<'_>, known: &StatIndex) -> Option<Vec<Settled>> {
        if known.len() + self.unsettled.len() != self.files {
            return None;
        }
        let tree = Tree::new(place.resolve().ok()?, place.layout.output_dir.clone());
        let manifest = folder::read_manifest(&tree).ok()??;
        if Digest::of(&manifest) != self.manifest {
            return None;
        }
        let root = tree.root();
        let started = disk::file_time(root);
        let known: Vec<(&str, &StatRecord)> = known.records().collect();
        let are_known = known.into_par_iter().all(|(path, record)| {
            look(root, path).is_some_and(|metadata| StatRecord::of(&metadata).as_ref() == Some(record))
        });
        if !are_known {
            return None;
        }
        let settled = self.unsettled.par_iter().map(|(path, entry)| {
            let stat = holds(root, path, entry, started)?;
            Some(stat.map(|stat| Settled { path: path.clone(), stat, digest: entry.digest }))
        });
        let settled: Option<Vec<_>> = settled.collect();
        settled.map(|settled| settled.into_iter().flatten().collect())
    }
}

fn look(root: &Path, path: &str) -> Option<Metadata> {
    fs::symlink_metadata(root.join(path)).ok().filter(Metadata::is_file)
}

/// Whether a file holds what it should; with its record if that will prove it from now on.
fn holds(
    root: &Path,
    path: &OutputPath,
    entry: &Entry,
    started: Option<FileTime>,
) -> Option<Option<StatRecord>> {
    let metadata = look(root, path.as_str()).filter(|metadata| metadata.len() == entry.size)?;
    let (digest, _) = File::open(root.join(path.as_str())).and_then(Digest::of_reader).ok()?;
    let settled = StatRecord::of(&metadata).filter(|stat| started.is_some_and(|now| stat.is_settled(now)));
    (digest == entry.digest).then_some(settled)
}
