//! Which folders may be a target.

use crate::{
    diagnostic::Diagnostic,
    environment::{EnvironmentError, failed},
    output::{Occupied, resolve},
    publish::Stopped,
    source::Layout,
};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// The folder below a target in which its state is.
pub const STATE: &str = ".sitegen";

/// The file in it that says that the target is ours.
pub const MARKER: &str = "target.json";

/// Where releases are to go, and what must not be there.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    /// The folder, relative to the project or absolute.
    pub path: &'a Path,
    /// The project's folder.
    pub project: &'a Path,
    /// The project's folders, the output folder among them.
    pub layout: &'a Layout,
    /// The user's home folder, if there is one.
    pub home: Option<&'a Path>,
    /// What to do where others' files are.
    pub occupied: Occupied,
}

impl Place<'_> {
    /// The folder with all links followed, if it may be a target. It need not exist yet.
    ///
    /// # Errors
    /// Says why the folder is refused, or that it cannot be looked at.
    pub fn resolve(&self) -> Result<PathBuf, Stopped> {
        let full = self.project.join(self.path);
        let root = resolve(&full).map_err(failed("read", &full))?;
        let project = resolve(self.project).map_err(failed("read", self.project))?;
        if let Some(why) = self.unfit(&root, &project) {
            return Err(refuse(
                &full,
                &why,
                "name a folder that holds nothing else, such as `/srv/www/example`",
            ));
        }
        match fs::metadata(&root) {
            Ok(metadata) if !metadata.is_dir() => Err(refuse(&full, "it is not a folder", "name another")),
            Ok(_) => self.check_content(&root).map(|()| root),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(root),
            Err(error) => Err(EnvironmentError::new("read", full, error).into()),
        }
    }

    /// Why a folder can never be a target.
    fn unfit(&self, root: &Path, project: &Path) -> Option<String> {
        if root.parent().is_none() {
            return Some("it is the root of the file system".to_owned());
        }
        if project.starts_with(root) {
            return Some("it is the project's own folder or one above it".to_owned());
        }
        let home = self.home.and_then(|home| resolve(home).ok());
        if home.is_some_and(|home| home.starts_with(root)) {
            return Some("it is your home folder or one above it".to_owned());
        }
        let sources = self.layout.folders().into_iter().map(|(_, folder)| Path::new(folder));
        let others = [self.layout.cache_dir.as_path(), self.layout.output_dir.as_path(), Path::new(".git")];
        sources.chain(others).find_map(|folder| {
            let reserved = resolve(&project.join(folder)).ok()?;
            // A content folder that is the project itself has everything inside.
            let overlaps = root.starts_with(&reserved) && reserved != *project || reserved.starts_with(root);
            overlaps.then(|| {
                format!(
                    "it is `{}`, or inside or above it, and that folder has another use",
                    folder.display()
                )
            })
        })
    }

    /// Whether a folder that exists is ours, or as good as empty.
    fn check_content(&self, root: &Path) -> Result<(), Stopped> {
        if self.occupied == Occupied::TakeOver || root.join(STATE).join(MARKER).is_file() {
            return Ok(());
        }
        let mut strangers = strangers(root).map_err(failed("read", root))?;
        strangers.sort();
        let Some(first) = strangers.first() else { return Ok(()) };
        let why = match strangers.len() {
            1 => format!("`{first}` is in it, and nothing of ours was ever published there"),
            count => {
                format!(
                    "`{first}` and {} more are in it, and nothing of ours was ever published there",
                    count - 1
                )
            }
        };
        let hint = "name an empty folder, or publish with `--force`: nothing of theirs is deleted";
        Err(refuse(root, &why, hint))
    }
}

/// The names in a folder that say that it is someone else's: all but hidden ones.
fn strangers(folder: &Path) -> io::Result<Vec<String>> {
    let names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let is_stranger = |name: &String| !name.starts_with('.') || name == ".git";
    names.filter(|name| name.as_ref().map_or(true, is_stranger)).collect()
}

fn refuse(named: &Path, why: &str, hint: &str) -> Stopped {
    let message = format!("will not publish into {}: {why}", named.display());
    Stopped::Refused(vec![Diagnostic::error("publish-refused", message).hint(hint)])
}
