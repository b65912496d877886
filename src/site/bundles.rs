//! Files of bundles: what lies beside an `index.md` is published beside its page, whether its text refers to it or
//! not.

use super::{Entry, EntryId, StaticFile};
use crate::paths::{OutputPath, UrlPath};
use std::collections::{BTreeMap, BTreeSet};

/// A file of a bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BundleFile {
    /// Its path below the bundle's folder.
    pub name: String,
    /// Where it is published.
    pub url: UrlPath,
    /// Its bytes.
    pub file: StaticFile,
}

/// The files of each bundle, by name. Those of a bundle inside another belong to the inner one alone.
pub fn find(
    entries: &[Entry],
    content_dir: &str,
    content_files: &BTreeMap<String, StaticFile>,
) -> BTreeMap<EntryId, Vec<BundleFile>> {
    let folder_of = |entry: &Entry| {
        let folder = entry.post.source.parent();
        (entry.post.is_bundle() && !folder.is_empty() && folder != content_dir).then(|| format!("{folder}/"))
    };
    let folders: BTreeSet<String> = entries.iter().filter_map(folder_of).collect();
    let mut bundles = BTreeMap::new();
    for (id, entry) in (0..).zip(entries) {
        let Some(folder) = folder_of(entry) else { continue };
        let inside = content_files.range(folder.clone()..).take_while(|(path, _)| path.starts_with(&folder));
        let is_own = |path: &str| {
            let parents = path.match_indices('/').map(|(slash, _)| &path[..=slash]);
            parents.filter(|parent| parent.len() > folder.len()).all(|parent| !folders.contains(parent))
        };
        let own = inside.filter(|(path, _)| is_own(path));
        let files: Vec<BundleFile> =
            own.filter_map(|(path, file)| publish(entry, &path[folder.len()..], file)).collect();
        if !files.is_empty() {
            bundles.insert(id, files);
        }
    }
    bundles
}

/// A file of a bundle at the URL of its page. Files that have no legal path are told of where the project is read.
fn publish(entry: &Entry, name: &str, file: &StaticFile) -> Option<BundleFile> {
    let page = entry.url.as_str();
    let beside = page.rfind('/').map_or("", |slash| &page[1..=slash]);
    let url = UrlPath::of_file(&OutputPath::of_file(&format!("{beside}{name}")).ok()?);
    Some(BundleFile { name: name.to_owned(), url, file: file.clone() })
}
