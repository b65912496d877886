//! Files of the project to the output, as they are.
//!
//! Owns that a large file is never in memory as a whole. It must not know which files are published, or where.

use super::{
    Mode,
    load::{changed, published_bytes, unreadable},
    pages::CopyError,
};
use crate::{
    config::ImageOptions,
    digest::Digest,
    environment::EnvironmentError,
    images::is_image_name,
    output::{Copied, Entry, Update},
    paths::{OutputPath, SourcePath},
    site::{FileOrigin, StaticFile},
    source::SourceTree,
};

/// Bytes from which on a file is copied piece by piece.
const LARGE: u64 = 8 << 20;

/// Makes sure that the output has a file of the project at `path`; a dry run looks only whether it could.
///
/// # Errors
/// The file is not what was scanned or cannot be read, or the output cannot be written.
pub fn copy(
    path: &OutputPath,
    file: &StaticFile,
    tree: &SourceTree,
    options: &ImageOptions,
    update: &Update,
    mode: Mode,
) -> Result<Entry, CopyError> {
    if let Some(source) = large(file) {
        return copy_in_pieces(path, file, source, tree, update, mode);
    }
    let (bytes, entry) = published_bytes(file, tree, options).map_err(CopyError::Mistake)?;
    stage(path, entry, &bytes, update, mode)
}

/// Makes sure that the output has these bytes at `path`, of which `entry` is known; nothing in a dry run.
///
/// # Errors
/// The output cannot be written.
pub fn stage(
    path: &OutputPath,
    entry: Entry,
    bytes: &[u8],
    update: &Update,
    mode: Mode,
) -> Result<Entry, CopyError> {
    if mode == Mode::Write {
        update.stage(path, entry, bytes).map_err(CopyError::Environment)?;
    }
    Ok(entry)
}

/// The source of a file that is copied piece by piece: images are looked into, the others are not.
fn large(file: &StaticFile) -> Option<&SourcePath> {
    match &file.origin {
        FileOrigin::Project(source) if file.size >= LARGE && !is_image_name(source.as_str()) => Some(source),
        _ => None,
    }
}

fn copy_in_pieces(
    path: &OutputPath,
    file: &StaticFile,
    source: &SourcePath,
    tree: &SourceTree,
    update: &Update,
    mode: Mode,
) -> Result<Entry, CopyError> {
    let entry = Entry { digest: file.digest, size: file.size };
    let wrong = |error: &EnvironmentError| CopyError::Mistake(unreadable(source, error));
    let opened = tree.open(source).map_err(|error| wrong(&error))?;
    let copied = match mode {
        Mode::Write => update.stage_from(path, entry, opened).map_err(CopyError::Environment)?,
        Mode::DryRun => match Digest::of_reader(opened) {
            Ok((digest, size)) if (Entry { digest, size }) == entry => Copied::Whole,
            Ok(_) => Copied::Other,
            Err(error) => Copied::Unreadable(error),
        },
    };
    match copied {
        Copied::Whole => Ok(entry),
        Copied::Other => Err(CopyError::Mistake(changed(source))),
        Copied::Unreadable(error) => Err(wrong(&EnvironmentError::new("read", source.as_str(), error))),
    }
}
