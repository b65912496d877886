//! The files of a new site → its folder. Nothing that is there is changed.
//!
//! The only place of this module that writes.

#![expect(clippy::disallowed_methods, reason = "the one place from which a new site is written")]

use super::{
    Import,
    foreign::Remark,
    report,
    translate::{Content, NewFile},
};
use crate::{
    environment::{EnvironmentError, failed},
    paths::SourcePath,
    source,
};
use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

/// Why nothing is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The folder has files.
    Occupied,
    /// One of the two folders is inside the other.
    Overlap,
}

/// What becomes of a folder that has files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occupied {
    /// It is refused.
    Refuse,
    /// What is missing is added; what is there stays.
    Fill,
}

/// Whether the new site may be written into `folder`.
///
/// # Errors
/// It cannot be looked at.
pub fn check(
    import: &Import,
    folder: &Path,
    occupied: Occupied,
) -> Result<Option<Refusal>, EnvironmentError> {
    let real = real_path(folder).map_err(failed("read", folder))?;
    if real.starts_with(import.source_root()) {
        return Ok(Some(Refusal::Overlap));
    }
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(EnvironmentError::new("read", folder, error)),
    };
    let is_occupied = entries.take(1).count() > 0 && occupied == Occupied::Refuse;
    Ok(is_occupied.then_some(Refusal::Occupied))
}

/// The canonical path of a folder that may not be there yet.
fn real_path(folder: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(folder)?;
    let mut missing = Vec::new();
    let mut there = absolute.as_path();
    loop {
        match fs::canonicalize(there) {
            Ok(real) => return Ok(missing.iter().rev().fold(real, |path, name| path.join(name))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                match (there.parent(), there.file_name()) {
                    (Some(parent), Some(name)) => {
                        missing.push(name.to_owned());
                        there = parent;
                    }
                    _ => return Err(error),
                }
            }
            Err(error) => return Err(error),
        }
    }
}

/// Writes the new site, and its report last. What could not be written since something is in the way is in the report.
///
/// # Errors
/// A file cannot be written. Those before it are.
pub fn write(import: &mut Import, folder: &Path) -> Result<usize, EnvironmentError> {
    fs::create_dir_all(folder).map_err(failed("make", folder))?;
    let root = fs::canonicalize(folder).map_err(failed("read", folder))?;
    let mut made = BTreeSet::new();
    let mut written = 0;
    let mut remarks = Vec::new();
    for file in &import.translation.files {
        match write_file(import, &root, file, &mut made)? {
            None => written += 1,
            Some(remark) => remarks.push(remark),
        }
    }
    import.translation.report.add(remarks);
    import.translation.report.sort();
    let text = import.translation.report.markdown();
    let file = NewFile { path: report::FILE.to_owned(), content: Content::Text(text) };
    let left = write_file(import, &root, &file, &mut made)?;
    import.translation.report.add(left);
    Ok(written)
}

fn write_file(
    import: &Import,
    root: &Path,
    file: &NewFile,
    made: &mut BTreeSet<String>,
) -> Result<Option<Remark>, EnvironmentError> {
    let left = |message: &str| {
        Remark::left(
            "files",
            format!("`{}` {message}", file.path),
            "move it away, and import into an empty folder",
        )
    };
    if !source::is_plain(Path::new(&file.path)) || file.path.is_empty() {
        return Ok(Some(left("is no path inside the new site")));
    }
    let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    if !ensure_folders(root, folder, made)? {
        return Ok(Some(left("was not written: a file or a link has the name of one of its folders")));
    }
    let path = root.join(&file.path);
    let mut new = match File::options().write(true).create_new(true).open(&path) {
        Ok(new) => new,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            return Ok(Some(left("is there already, and was left as it is")));
        }
        Err(error) => return Err(EnvironmentError::new("write", path, error)),
    };
    match &file.content {
        Content::Text(text) => new.write_all(text.as_bytes()).map_err(failed("write", &path))?,
        Content::Copy(from) => {
            let mut old = source::open(import.source_root(), &SourcePath::new(from.clone()))?;
            io::copy(&mut old, &mut new).map_err(failed("write", &path))?;
        }
    }
    Ok(None)
}

/// Makes the folders of a path one by one; `false` where something that is no folder has the name of one. A link is
/// none: it may lead out of the new site.
fn ensure_folders(root: &Path, folder: &str, made: &mut BTreeSet<String>) -> Result<bool, EnvironmentError> {
    if folder.is_empty() || made.contains(folder) {
        return Ok(true);
    }
    let mut path = root.to_owned();
    for name in folder.split('/') {
        path.push(name);
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => return Ok(false),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                fs::create_dir(&path).map_err(failed("make", &path))?;
            }
            Err(error) => return Err(EnvironmentError::new("read", path, error)),
        }
    }
    made.insert(folder.to_owned());
    Ok(true)
}
