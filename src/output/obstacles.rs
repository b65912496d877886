//! What stands in the way of a build's new files: looked for before anything changes.
//!
//! Owns the rule of what may be replaced. A file or link that earlier builds wrote, or that `--force` gives up, may
//! go; a folder goes only when nothing but stale files of ours is in it. It must not change anything itself.

use super::{
    MANIFEST_NAME, Manifest, Occupied, OutputError,
    disk::TEMPORARY,
    tree::{Tree, folder_of},
};
use crate::{diagnostic::Diagnostic, environment::EnvironmentError, paths::OutputPath};
use std::{
    collections::{BTreeMap, BTreeSet},
    io,
    path::Path,
};

/// Whose a file is.
#[derive(Debug, Clone, Copy)]
pub struct Ownership<'a> {
    /// What earlier builds wrote.
    pub old: &'a Manifest,
    /// What this build writes or keeps.
    pub planned: &'a BTreeSet<OutputPath>,
    /// What becomes of files of others.
    pub occupied: Occupied,
}

impl Ownership<'_> {
    /// Whether an earlier build wrote it and this one does not.
    pub fn is_stale(&self, path: &OutputPath) -> bool {
        self.old.owns(path) && !self.planned.contains(path)
    }
}

/// What must go before the new files can have their names.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Obstacles {
    /// Files and links in place of a folder, or inside a folder that is in place of a file.
    pub files: Vec<OutputPath>,
    /// Folders in place of a file, each after those inside it; they are empty once the files are gone.
    pub folders: Vec<String>,
}

/// The last wall before the disk: whatever planned them, paths that lead elsewhere, or that are a file and a folder
/// at once, are not written.
pub fn check_paths(planned: &BTreeSet<OutputPath>) -> Result<(), Diagnostic> {
    let names: BTreeSet<&str> = planned.iter().map(OutputPath::as_str).collect();
    for path in planned {
        if let Some(why) = illegal(path) {
            return Err(Diagnostic::error(
                "output-path",
                format!("cannot write `{}`: {why}", path.as_str().escape_debug()),
            ));
        }
        let above = std::iter::successors(folder_of(path.as_str()), |folder| folder_of(folder));
        if let Some(file) = above.into_iter().find(|folder| names.contains(folder)) {
            return Err(Diagnostic::error(
                "path-collision",
                format!("`{path}` cannot be written: `{file}` is to be a file and not a folder"),
            )
            .hint("give one of the two pages another `url` or `slug`"));
        }
    }
    Ok(())
}

fn illegal(path: &OutputPath) -> Option<String> {
    if let Err(error) = OutputPath::of_file(path.as_str()) {
        return Some(error.to_string());
    }
    let key = path.collision_key();
    if key == MANIFEST_NAME || key.contains(TEMPORARY) {
        return Some("the name is kept for the build itself".to_owned());
    }
    // The output folder may be a repository, and some of its files are run as programs.
    let is_git = key.split('/').any(|name| name == ".git");
    is_git.then(|| "the folder `.git` belongs to git".to_owned())
}

/// Looks for what is in the way of the files `staged`, and of files of others that have the name of one of ours.
///
/// # Errors
/// What is in the way may not go, or cannot be looked at: then nobody knows whose it is.
pub fn find<'a>(
    tree: &Tree,
    ownership: Ownership<'_>,
    staged: impl IntoIterator<Item = &'a OutputPath>,
) -> Result<Obstacles, OutputError> {
    let mut search = Search {
        tree,
        ownership,
        folders: BTreeMap::new(),
        obstacles: Obstacles::default(),
        strangers: Vec::new(),
        mixed: None,
    };
    for path in staged {
        search.look_at(path)?;
    }
    Ok(search.finish()?)
}

struct Search<'a> {
    tree: &'a Tree,
    ownership: Ownership<'a>,
    /// Whether a folder is there and is no link; each is looked at once.
    folders: BTreeMap<String, bool>,
    obstacles: Obstacles,
    /// Files and links of others that have the name of one of our files or folders.
    strangers: Vec<OutputPath>,
    /// The first folder in place of a file that has something in it which is not ours, and what.
    mixed: Option<(String, String)>,
}

impl Search<'_> {
    fn look_at(&mut self, path: &OutputPath) -> Result<(), EnvironmentError> {
        if let Some(folder) = folder_of(path.as_str())
            && !self.is_real(folder)?
        {
            return Ok(());
        }
        match self.tree.look(path.as_str())? {
            Some(metadata) if metadata.is_dir() => self.look_into(path.as_str())?,
            Some(_) if !self.ownership.old.owns(path) => self.strangers.push(path.clone()),
            _ => {}
        }
        Ok(())
    }

    fn is_real(&mut self, folder: &str) -> Result<bool, EnvironmentError> {
        if let Some(known) = self.folders.get(folder) {
            return Ok(*known);
        }
        let is_reached = folder_of(folder).map_or(Ok(true), |parent| self.is_real(parent))?;
        let is_real = is_reached && self.look_at_folder(folder)?;
        self.folders.insert(folder.to_owned(), is_real);
        Ok(is_real)
    }

    fn look_at_folder(&mut self, folder: &str) -> Result<bool, EnvironmentError> {
        let Some(metadata) = self.tree.look(folder)? else { return Ok(false) };
        if metadata.is_dir() {
            return Ok(true);
        }
        // It is above a legal path, and so legal itself.
        if let Ok(file) = OutputPath::of_file(folder) {
            self.file_in_the_way(file);
        }
        Ok(false)
    }

    fn file_in_the_way(&mut self, file: OutputPath) {
        if !self.ownership.is_stale(&file) {
            self.strangers.push(file.clone());
        }
        self.obstacles.files.push(file);
    }

    /// Takes up all that is in a folder which is in the way of a file.
    fn look_into(&mut self, folder: &str) -> Result<(), EnvironmentError> {
        let full = self.tree.root().join(folder);
        for entry in walkdir::WalkDir::new(&full).contents_first(true) {
            let entry = entry.map_err(|error| self.unreadable(folder, error))?;
            let below = entry.path().strip_prefix(&full).unwrap_or(entry.path()).to_string_lossy();
            let path = if below.is_empty() { folder.to_owned() } else { format!("{folder}/{below}") };
            match OutputPath::of_file(&path) {
                _ if entry.file_type().is_dir() => self.obstacles.folders.push(path),
                Ok(file) if self.ownership.is_stale(&file) => self.obstacles.files.push(file),
                _ => _ = self.mixed.get_or_insert_with(|| (folder.to_owned(), below.into_owned())),
            }
        }
        Ok(())
    }

    fn unreadable(&self, folder: &str, error: walkdir::Error) -> EnvironmentError {
        let path = error.path().and_then(|path| path.strip_prefix(self.tree.root()).ok());
        let named = self.tree.named(path.and_then(Path::to_str).unwrap_or(folder));
        let error = error.into_io_error().unwrap_or_else(|| io::Error::other("it is a loop of links"));
        EnvironmentError::new("read", named, error)
    }

    fn finish(self) -> Result<Obstacles, Diagnostic> {
        if let Some((folder, inside)) = self.mixed {
            return Err(mixed_folder(&self.tree.named(&folder).display().to_string(), &inside));
        }
        if self.ownership.occupied == Occupied::TakeOver || self.strangers.is_empty() {
            return Ok(self.obstacles);
        }
        // Where names that differ in case are one file, a page whose case changed meets its own old file.
        let old = self.ownership.old.paths().into_iter();
        let ours: BTreeMap<String, &OutputPath> = old.map(|path| (path.collision_key(), path)).collect();
        let is_ours = |path: &&OutputPath| {
            ours.get(&path.collision_key()).is_some_and(|own| self.tree.is_one_file(path, own))
        };
        let mut strangers = self.strangers.iter().filter(|path| !is_ours(path));
        let Some(first) = strangers.next() else { return Ok(self.obstacles) };
        Err(stranger(&self.tree.named(first.as_str()).display().to_string(), strangers.count()))
    }
}

fn stranger(first: &str, further: usize) -> Diagnostic {
    let more = if further == 0 { String::new() } else { format!(" (and {further} more)") };
    Diagnostic::error("output-occupied", format!("{first}{more} is in the way: no build of ours wrote it"))
        .hint("move it away, or put it into `static/`, or build with `--force` to replace it")
}

fn mixed_folder(folder: &str, inside: &str) -> Diagnostic {
    Diagnostic::error(
        "output-occupied",
        format!(
            "the folder {folder} is in the way of a file: `{inside}` is in it, which no build of ours wrote"
        ),
    )
    .hint("move the folder away, or give the page another `url`")
}
