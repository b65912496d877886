//! The configuration file, which is read before the layout of the project is known.

use super::{CONFIG_NAMES, read::read_below};
use crate::{
    environment::{EnvironmentError, failed},
    paths::SourcePath,
};
use std::{fs, io, path::Path};

/// Whether the project is there, before anything is made in it.
///
/// # Errors
/// There is no such folder, or it is none.
pub fn require_folder(root: &Path) -> Result<(), EnvironmentError> {
    fs::read_dir(root).map_err(failed("read", root)).map(drop)
}

/// The project's configuration: how to call it, and its bytes. Without `named`, the first of the usual names that
/// exists; none when there is none. A file that is named may be anywhere, since a person named it.
///
/// # Errors
/// It cannot be read or looked for; also when a file that was named does not exist.
pub fn read_config(root: &Path, named: Option<&Path>) -> Result<Option<(String, Vec<u8>)>, EnvironmentError> {
    if let Some(named) = named {
        let bytes = fs::read(named).map_err(failed("read", named))?;
        let shown = named.strip_prefix(root).unwrap_or(named);
        return Ok(Some((shown.to_string_lossy().into_owned(), bytes)));
    }
    let root = fs::canonicalize(root).map_err(failed("read", root))?;
    for name in CONFIG_NAMES {
        match fs::symlink_metadata(root.join(name)) {
            Ok(_) => return Ok(Some((name.to_owned(), read_below(&root, &SourcePath::new(name))?))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            // Not as if there were none: a site without its settings is another site.
            Err(error) => return Err(EnvironmentError::new("read", name, error)),
        }
    }
    Ok(None)
}
