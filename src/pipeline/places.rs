//! Lines and columns of mistakes in data, which is kept without them: the files are read once more for those that have
//! any.

use super::load::read_unchanged;
use crate::{
    data,
    diagnostic::{Diagnostic, Position, Step},
    post::front_matter,
    source::{SourceKind, SourceTree},
};

/// Gives each diagnostic that names a way through the data of its file its place there.
pub fn find(diagnostics: &mut [Diagnostic], tree: &SourceTree) {
    for diagnostic in diagnostics.iter_mut().filter(|diagnostic| !diagnostic.within.is_empty()) {
        let steps = std::mem::take(&mut diagnostic.within);
        let Some(name) = diagnostic.file.as_deref().filter(|_| diagnostic.position.is_none()) else {
            continue;
        };
        let data = tree.find(SourceKind::Data, name).map(|file| (file, data::locate as Locate));
        let text = || tree.find(SourceKind::Content, name).map(|file| (file, front_matter::locate as Locate));
        let Some((file, locate)) = data.or_else(text) else { continue };
        let Ok(bytes) = read_unchanged(tree, &file.path, file.digest) else { continue };
        diagnostic.position = locate(name, &bytes, &steps);
    }
}

/// Finds the place in a file to which steps through its data lead.
type Locate = fn(&str, &[u8], &[Step]) -> Option<Position>;
