//! Which folders may be an output folder.

use super::{MANIFEST_NAME, OutputError};
use crate::{
    diagnostic::Diagnostic,
    environment::{EnvironmentError, failed},
    source::Layout,
};
use std::{
    fs, io,
    path::{Component, Path, PathBuf},
};

/// Where a site is written, and what must not be there.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// The project's folder.
    pub project: &'a Path,
    /// The project's folders, the output folder among them.
    pub layout: &'a Layout,
    /// The user's home folder, if there is one.
    pub home: Option<&'a Path>,
    /// What to do where others' files are.
    pub occupied: Occupied,
}

/// What to do with an output folder, or with a file in it, that is not ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occupied {
    /// Leave it and say so.
    Refuse,
    /// Write there all the same (`--force`): what is in the way of a page is replaced, the rest is kept.
    TakeOver,
}

impl Place<'_> {
    /// The output folder with all links followed, if it may be one. It need not exist yet.
    ///
    /// # Errors
    /// A diagnostic that says why the folder is refused, or that it cannot be looked at.
    pub fn resolve(&self) -> Result<PathBuf, OutputError> {
        let named = &self.layout.output_dir;
        let full = self.project.join(named);
        let output = resolve(&full).map_err(failed("read", named))?;
        let project = resolve(self.project).map_err(failed("read", self.project))?;
        if let Some(why) = self.unfit(&output, &project) {
            return Err(refuse(named, why)
                .hint("name a folder of its own with `--output-dir public`")
                .into());
        }
        match fs::metadata(&output) {
            Ok(metadata) if !metadata.is_dir() => Err(refuse(named, "it is not a folder")
                .hint("remove it, or name another with `--output-dir`")
                .into()),
            Ok(_) => self.check_content(&output).map(|()| output),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(output),
            Err(error) => Err(EnvironmentError::new("read", named, error).into()),
        }
    }

    /// Why a folder can never be an output folder.
    fn unfit(&self, output: &Path, project: &Path) -> Option<String> {
        if project.starts_with(output) {
            return Some("it is the project's own folder or one above it".to_owned());
        }
        let home = self.home.and_then(|home| resolve(home).ok());
        if home.is_some_and(|home| home.starts_with(output)) {
            return Some("it is your home folder or one above it".to_owned());
        }
        let cache = self.layout.cache_dir.as_path();
        let sources = self.layout.folders().into_iter().map(|(_, folder)| Path::new(folder));
        sources.chain([cache, Path::new(".git")]).find_map(|folder| {
            let reserved = resolve(&project.join(folder)).ok()?;
            // A content folder that is the project itself has everything inside.
            let overlaps =
                output.starts_with(&reserved) && reserved != *project || reserved.starts_with(output);
            overlaps.then(|| {
                format!(
                    "it is `{}`, or inside or above it, and that folder has another use",
                    folder.display()
                )
            })
        })
    }

    /// Whether a folder that exists is ours, or as good as empty.
    fn check_content(&self, output: &Path) -> Result<(), OutputError> {
        let named = &self.layout.output_dir;
        let has_manifest = output.join(MANIFEST_NAME).try_exists();
        if self.occupied == Occupied::TakeOver
            || has_manifest.map_err(failed("read", &named.join(MANIFEST_NAME)))?
        {
            return Ok(());
        }
        let mut strangers = strangers(output).map_err(failed("read", named))?;
        strangers.sort();
        let Some(first) = strangers.first() else { return Ok(()) };
        let why = match strangers.len() {
            _ if first == ".git" => {
                "it is the root of a git repository, and no build of ours was ever there".to_owned()
            }
            1 => format!("`{first}` is in it, and no build of ours was ever there"),
            count => {
                format!("`{first}` and {} more are in it, and no build of ours was ever there", count - 1)
            }
        };
        let hint = "name an empty folder with `--output-dir`, or build with `--force`: nothing is deleted, but files \
                    of the same names are replaced";
        Err(refuse(named, why).hint(hint).into())
    }
}

/// The names in a folder that say that it is someone else's.
fn strangers(folder: &Path) -> io::Result<Vec<String>> {
    let names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    names.filter(|name| !name.as_ref().is_ok_and(|name| is_tolerated(name))).collect()
}

/// Files that hosts and tools put into output folders; they say nothing about whose folder it is.
fn is_tolerated(name: &str) -> bool {
    name == "CNAME" || (name.starts_with('.') && name != ".git")
}

fn refuse(named: &Path, why: impl Into<String>) -> Diagnostic {
    let why: String = why.into();
    Diagnostic::error("output-refused", format!("will not build into {}: {why}", named.display()))
}

/// The path with every link in it followed; what does not exist yet is taken as written. A link that leads
/// nowhere is an error: nobody knows what will be there.
///
/// # Errors
/// The system refuses to say, or a link leads nowhere.
pub fn resolve(path: &Path) -> io::Result<PathBuf> {
    match fs::canonicalize(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        result => return result,
    }
    if fs::symlink_metadata(path).is_ok() {
        return Err(io::Error::other("it is a link that leads nowhere"));
    }
    let mut components = path.components();
    let last = components.next_back();
    let parent = match components.as_path() {
        parent if parent.as_os_str().is_empty() => Path::new("."),
        parent => parent,
    };
    let mut resolved = resolve(parent)?;
    match last {
        Some(Component::Normal(name)) => resolved.push(name),
        Some(Component::ParentDir) => _ = resolved.pop(),
        _ => {}
    }
    Ok(resolved)
}
