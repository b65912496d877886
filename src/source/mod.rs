//! Reading the project: which files it has, their digests, and their bytes on demand.
//!
//! Owns the walk, what is skipped, and the rule that nothing outside the project is read. It must not parse
//! what it reads, write anything, or know the cache: the index of known files comes and goes as a value.
//!
//! A hard link or a bind mount to a file elsewhere cannot be told from a file of the project and is read.

mod config;
mod names;
mod read;
mod scan;
mod stat;
#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests make the files that are read")]
mod tests;
mod walk;

pub use config::{read_config, require_folder};
pub use names::is_ignored;
pub(crate) use read::{check_link_target, is_plain, is_same_file};
pub use read::{open, read};
pub use scan::{Scan, scan};
pub use stat::{FileTime, StatIndex, StatRecord};

use crate::{digest::Digest, environment::EnvironmentError, paths::SourcePath};
use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::{Path, PathBuf},
};

/// Where a project keeps what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Folder of the posts and pages, relative to the project.
    pub content_dir: String,
    /// The output folder, relative to the project or absolute.
    pub output_dir: PathBuf,
    /// The cache folder, relative to the project or absolute.
    pub cache_dir: PathBuf,
    /// The most files that are looked at.
    pub most_files: usize,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            content_dir: "content".to_owned(),
            output_dir: "public".into(),
            cache_dir: ".sitegen".into(),
            most_files: usize::MAX,
        }
    }
}

impl Layout {
    /// The folders that are read, relative to the project.
    pub fn folders(&self) -> [(SourceKind, &str); 4] {
        [
            (SourceKind::Content, &self.content_dir),
            (SourceKind::Template, "templates"),
            (SourceKind::Static, "static"),
            (SourceKind::Data, "data"),
        ]
    }
}

/// The names under which a configuration is looked for, in the project's own folder.
pub const CONFIG_NAMES: [&str; 2] = ["sitegen.yaml", "sitegen.yml"];

/// The folder of what new posts begin with, which is no part of a site.
pub(crate) const ARCHETYPES: &str = "archetypes";

/// Files that are looked at one by one; to look at all is then as quick.
const MOST_LOOKED_AT: usize = 64;

/// What a file is for, by the folder it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceKind {
    /// A post, a page, or a file beside one.
    Content,
    /// A template.
    Template,
    /// A file that is published as it is.
    Static,
    /// A data file.
    Data,
    /// The configuration.
    Config,
}

/// A file of the project.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceFile {
    /// What it is for.
    pub kind: SourceKind,
    /// Where it is, relative to the project.
    pub path: SourcePath,
    /// Bytes.
    pub size: u64,
    /// Digest of its bytes.
    pub digest: Digest,
}

/// All files of a project at one moment, and a way to their bytes.
#[derive(Debug, Clone)]
pub struct SourceTree {
    /// Sorted by kind, then path.
    files: Vec<SourceFile>,
    place: Place,
    /// Bytes of files that are to be taken for those that are there, or for new ones.
    laid_over: BTreeMap<SourcePath, Vec<u8>>,
}

/// Where the bytes are.
#[derive(Debug, Clone)]
enum Place {
    /// Below this folder, which is canonical.
    Disk(PathBuf),
    /// Here.
    Memory(BTreeMap<SourcePath, Vec<u8>>),
}

impl SourceTree {
    fn on_disk(root: PathBuf, mut files: Vec<SourceFile>) -> Self {
        files.sort_unstable();
        Self { files, place: Place::Disk(root), laid_over: BTreeMap::new() }
    }

    /// A project that exists in memory only, in the default layout. A path outside the folders of the layout
    /// belongs to the configuration.
    pub fn in_memory<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let bytes: BTreeMap<SourcePath, Vec<u8>> =
            files.into_iter().map(|(path, text)| (SourcePath::new(path), text.as_bytes().to_vec())).collect();
        let mut files: Vec<SourceFile> = bytes
            .iter()
            .map(|(path, bytes)| SourceFile {
                kind: default_kind(path),
                path: path.clone(),
                size: bytes.len() as u64,
                digest: Digest::of(bytes),
            })
            .collect();
        files.sort_unstable();
        Self { files, place: Place::Memory(bytes), laid_over: BTreeMap::new() }
    }

    /// The same after these files may have changed; none where only a whole scan can tell what became of them: a file
    /// that is new or gone, a link, a folder. The paths are absolute.
    pub fn look_again(&self, touched: &BTreeSet<PathBuf>) -> Option<Self> {
        if touched.len() > MOST_LOOKED_AT {
            return None;
        }
        let root = self.root()?;
        let mut tree = self.clone();
        for path in touched {
            let relative = path.strip_prefix(root).ok()?.to_str()?;
            let file = tree.files.iter_mut().find(|file| file.path.as_str() == relative)?;
            if file.kind == SourceKind::Config {
                return None;
            }
            (file.digest, file.size) = scan::read_digest(path).ok()?;
        }
        Some(tree)
    }

    /// The same with a file of this kind that has these bytes, whatever lies there; nothing is written.
    #[must_use]
    pub fn with_file(mut self, kind: SourceKind, path: SourcePath, bytes: Vec<u8>) -> Self {
        self.files.retain(|file| file.kind != kind || file.path != path);
        let (size, digest) = (bytes.len() as u64, Digest::of(&bytes));
        self.files.push(SourceFile { kind, path: path.clone(), size, digest });
        self.files.sort_unstable();
        self.laid_over.insert(path, bytes);
        self
    }

    /// All files, by kind, then path.
    pub fn iter(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter()
    }

    /// The files of one kind, by path.
    pub fn files(&self, kind: SourceKind) -> &[SourceFile] {
        let start = self.files.partition_point(|file| file.kind < kind);
        let end = self.files.partition_point(|file| file.kind <= kind);
        &self.files[start..end]
    }

    /// The file of this kind at `path`.
    pub fn find(&self, kind: SourceKind, path: &str) -> Option<&SourceFile> {
        let files = self.files(kind);
        files.binary_search_by(|file| file.path.as_str().cmp(path)).ok().map(|index| &files[index])
    }

    /// The bytes of one of its files, as they are now: the caller compares their digest with the file's to
    /// know that they are still those that were scanned.
    pub fn read(&self, path: &SourcePath) -> Result<Vec<u8>, EnvironmentError> {
        if let Some(bytes) = self.laid_over.get(path) {
            return Ok(bytes.clone());
        }
        match &self.place {
            Place::Disk(root) => read::read_below(root, path),
            Place::Memory(files) => files
                .get(path)
                .cloned()
                .ok_or_else(|| EnvironmentError::new("read", path.as_str(), io::ErrorKind::NotFound.into())),
        }
    }

    /// The same, piece by piece.
    pub fn open(&self, path: &SourcePath) -> Result<Box<dyn io::Read>, EnvironmentError> {
        match &self.place {
            Place::Disk(root) if !self.laid_over.contains_key(path) => {
                open(root, path).map(|file| Box::new(file) as _)
            }
            _ => Ok(Box::new(io::Cursor::new(self.read(path)?))),
        }
    }

    /// The project's folder, canonical; none in memory.
    pub fn root(&self) -> Option<&Path> {
        match &self.place {
            Place::Disk(root) => Some(root),
            Place::Memory(_) => None,
        }
    }
}

fn default_kind(path: &SourcePath) -> SourceKind {
    let folder = path.as_str().split('/').next().unwrap_or_default();
    let layout = Layout::default();
    let found = layout.folders().into_iter().find(|(_, name)| *name == folder).map(|(kind, _)| kind);
    found.unwrap_or(SourceKind::Config)
}
