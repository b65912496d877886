//! Which paths concern a project, and how the project names them.
//!
//! Owns the rule, which is that of the walk in `source`: folders of the layout, nothing hidden, no backups of editors,
//! neither output nor cache. It must not touch the disk: `arm` finds out where links lead and fills it in.

use crate::source::{SourceKind, is_ignored};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

/// A folder of the layout that exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tree {
    /// What its files are for, which decides what is passed over.
    pub kind: SourceKind,
    /// Where it is in the project by name.
    pub named: PathBuf,
    /// Where it is; not the same when a part of its name is a link.
    pub real: PathBuf,
    /// Folders inside that are not part of it: output, cache, other folders of the layout.
    pub excluded: Vec<PathBuf>,
}

impl Tree {
    /// How the project names a real path, if it is part of this folder.
    pub fn name(&self, path: &Path) -> Option<PathBuf> {
        let below = path.strip_prefix(&self.real).ok()?;
        let is_ours = !self.excluded.iter().any(|folder| path.starts_with(folder));
        (is_ours && !self.passes_over(below)).then(|| self.named.join(below))
    }

    fn passes_over(&self, below: &Path) -> bool {
        below.iter().filter_map(|name| name.to_str()).any(|name| is_ignored(name, self.kind))
    }
}

/// What concerns a project. All its paths are real ones, without links, unless it says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// The folders of the layout that exist.
    pub trees: Vec<Tree>,
    /// What leads to them, whether it exists or not: when one of these comes or goes, all may be another.
    pub gates: BTreeSet<PathBuf>,
    /// Configuration files.
    pub files: BTreeSet<PathBuf>,
    /// Files that are links, as named, and what they lead to.
    pub links: BTreeMap<PathBuf, PathBuf>,
}

impl Filter {
    /// Whether an event at this path may be a change of the project.
    pub fn concerns(&self, path: &Path) -> bool {
        self.gates.contains(path) || !self.names(path).is_empty()
    }

    /// How the project names what is at this path: more than one name where links lead to it.
    pub fn names(&self, path: &Path) -> BTreeSet<PathBuf> {
        let in_trees = self.trees.iter().filter_map(|tree| tree.name(path));
        let links = self.links.iter().filter(|(_, target)| *target == path).map(|(link, _)| link.clone());
        let file = self.files.get(path).cloned();
        in_trees.chain(links).chain(file).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(kind: SourceKind, named: &str, real: &str, excluded: &[&str]) -> Tree {
        let excluded = excluded.iter().map(PathBuf::from).collect();
        Tree { kind, named: named.into(), real: real.into(), excluded }
    }

    fn filter() -> Filter {
        Filter {
            trees: vec![
                tree(SourceKind::Content, "/p/content", "/p/docs", &["/p/docs/public", "/p/docs/.sitegen"]),
                tree(SourceKind::Static, "/p/static", "/p/static", &[]),
            ],
            gates: BTreeSet::from(["/p/content".into(), "/p/docs".into(), "/p/templates".into()]),
            files: BTreeSet::from(["/p/sitegen.yaml".into()]),
            links: BTreeMap::from([("/p/content/linked.md".into(), "/p/notes/a.md".into())]),
        }
    }

    #[test]
    fn what_concerns_a_project() {
        let yes = [
            "/p/docs/a.md",
            "/p/docs/deep/er/a.md",
            "/p/docs/publicity/a.md",
            "/p/docs",
            "/p/content",
            "/p/templates",
            "/p/sitegen.yaml",
            "/p/notes/a.md",
            "/p/static/.well-known/security.txt",
        ];
        for path in yes {
            assert!(filter().concerns(Path::new(path)), "{path}");
        }
        let no = [
            "/p",
            "/p/README.md",
            "/p/notes/b.md",
            "/p/templates/a.html",
            "/p/docs/public/a.html",
            "/p/docs/.sitegen/cache",
            "/p/docs/.git/index",
            "/p/docs/.a.md.swp",
            "/p/docs/a.md~",
            "/p/docs/4913",
            "/p/docs/#a.md#",
            "/p/docs/.well-known/a.md",
            "/p/static/.env",
        ];
        for path in no {
            assert!(!filter().concerns(Path::new(path)), "{path}");
        }
    }

    #[test]
    fn paths_are_named_as_the_project_names_them() {
        let names = |path: &str| -> Vec<_> {
            filter()
                .names(Path::new(path))
                .into_iter()
                .map(|name| name.to_string_lossy().into_owned())
                .collect()
        };
        assert_eq!(names("/p/docs/deep/a.md"), ["/p/content/deep/a.md"]);
        assert_eq!(names("/p/notes/a.md"), ["/p/content/linked.md"]);
        assert_eq!(names("/p/sitegen.yaml"), ["/p/sitegen.yaml"]);
        assert_eq!(names("/p/templates"), [""; 0]);
    }
}
