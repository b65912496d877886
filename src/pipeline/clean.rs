//! Taking away what builds wrote, and nothing else.

use super::{CACHE_DIR, load, memory::lock};
use crate::{
    diagnostic::Diagnostic,
    environment::EnvironmentError,
    output::{Occupied, OutputError, OutputFolder, Place},
    source::{self, Layout},
};
use std::path::{Path, PathBuf};

/// Removes what builds of the project at `root` wrote into `output`, and nothing else. Answers how many files are
/// gone.
///
/// # Errors
/// What the machine refuses.
pub fn clean(
    root: &Path,
    output: &Path,
    home: Option<&Path>,
) -> Result<(usize, Vec<Diagnostic>), EnvironmentError> {
    let layout = Layout {
        content_dir: load::content_dir(root, None),
        output_dir: output.to_owned(),
        cache_dir: PathBuf::from(CACHE_DIR),
        ..Layout::default()
    };
    source::require_folder(root)?;
    let _lock = lock(root)?;
    let place = Place { project: root, layout: &layout, home, occupied: Occupied::Refuse };
    match OutputFolder::open(&place) {
        Ok((folder, diagnostics)) => Ok((folder.clean()?, diagnostics)),
        Err(OutputError::Refused(diagnostic)) => Ok((0, vec![*diagnostic])),
        Err(OutputError::Environment(error)) => Err(error),
    }
}
