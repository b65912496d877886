//! An output folder before a build, and after the last one.

use super::{MANIFEST_NAME, Manifest, Occupied, OutputError, Place, disk, tree::Tree, update::Update};
use crate::{
    diagnostic::Diagnostic,
    digest::Digest,
    environment::{EnvironmentError, failed},
    source::StatIndex,
};
use std::{fs, io};

/// An output folder that may be written, and what is known to be ours in it. Nothing was written yet.
#[derive(Debug)]
pub struct OutputFolder {
    tree: Tree,
    manifest: Manifest,
    /// Of the manifest's bytes; none where there was no manifest, or none to believe.
    digest: Option<Digest>,
    occupied: Occupied,
    /// Whether the user's name for the folder is a link, which would lead nowhere without it.
    is_linked: bool,
}

impl OutputFolder {
    /// Looks at the output folder of a project. Hold the [`Lock`](super::Lock) from before this call until the
    /// build is finished and the cache is saved.
    ///
    /// A manifest that cannot be read is a warning: what earlier builds wrote is then replaced where it is
    /// built again, and stays otherwise.
    ///
    /// # Errors
    /// The folder is refused (it is the project, the home folder, a source folder, not ours), or cannot be read.
    pub fn open(place: &Place) -> Result<(Self, Vec<Diagnostic>), OutputError> {
        let root = place.resolve()?;
        let tree = Tree::new(root, place.layout.output_dir.clone());
        let named = tree.named(MANIFEST_NAME);
        let bytes = match read_manifest(&tree) {
            Ok(bytes) => bytes,
            Err(error) => return Err(EnvironmentError::new("read", named, error).into()),
        };
        let given = fs::symlink_metadata(place.project.join(&place.layout.output_dir));
        let empty = Self {
            tree,
            manifest: Manifest::default(),
            digest: None,
            occupied: place.occupied,
            is_linked: given.is_ok_and(|metadata| metadata.is_symlink()),
        };
        let Some(bytes) = bytes else { return Ok((empty, Vec::new())) };
        match Manifest::parse(&bytes) {
            Ok(manifest) => Ok((Self { manifest, digest: Some(Digest::of(&bytes)), ..empty }, Vec::new())),
            Err(why) => {
                let warning = damaged(&named.display().to_string(), &why);
                Ok((Self { occupied: Occupied::TakeOver, ..empty }, vec![warning]))
            }
        }
    }

    /// What the last build left.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Begins a build. `known` is what the last [`Update::finish`] gave; without it files are read to be known.
    /// Nothing changes yet.
    pub fn begin(self, known: StatIndex) -> Update {
        Update::new(self.tree, self.manifest, self.digest, self.occupied, known)
    }

    /// Removes what the manifest lists, then the manifest, and folders that are empty then; nothing else. A manifest
    /// that cannot be read stays: without it no one would know that files of ours are there. Answers how many files
    /// are gone.
    pub fn clean(self) -> Result<usize, EnvironmentError> {
        self.tree.check_root()?;
        let paths = self.manifest.paths();
        let mut removed = 0;
        for path in &paths {
            removed += usize::from(self.tree.remove(path)?);
        }
        self.tree.prune(paths);
        self.tree.remove_leftovers();
        if self.digest.is_some() {
            let manifest = self.tree.root().join(MANIFEST_NAME);
            disk::remove_file(&manifest).map_err(failed("remove", &self.tree.named(MANIFEST_NAME)))?;
        }
        if !self.is_linked {
            // Not while something is in it, which is not ours.
            let _ = disk::remove_folder(self.tree.root());
        }
        Ok(removed)
    }
}

/// The manifest's bytes, if there is one that is a regular file.
pub(super) fn read_manifest(tree: &Tree) -> io::Result<Option<Vec<u8>>> {
    let path = tree.root().join(MANIFEST_NAME);
    match fs::symlink_metadata(&path) {
        Ok(metadata) if metadata.is_file() => fs::read(path).map(Some),
        Ok(_) => Err(io::Error::other("it is not a regular file")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

fn damaged(named: &str, why: &str) -> Diagnostic {
    Diagnostic::warning("manifest-damaged", format!("the list of our files in {named} cannot be used: {why}"))
        .hint("files of pages that are gone stay in the output; to be rid of them, delete the folder and build again")
}
