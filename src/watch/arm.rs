//! Finds every folder that has to be watched, and has each watched.
//!
//! Owns the order that loses nothing: a folder is watched before it is read, so that what comes into it is either found
//! or heard of. It must not know how a folder is watched: a function does that.

use super::{
    Watched,
    filter::{Filter, Tree},
};
use crate::source::{ARCHETYPES, CONFIG_NAMES, SourceKind, check_link_target, is_plain};
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Component, Path, PathBuf},
};

/// What a watched folder is to the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Something in it leads to the project's files.
    Gate,
    /// A folder of the layout.
    Start,
    /// A folder in one.
    Below,
}

/// All that is watched.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Armed {
    /// What of the events concerns the project.
    pub filter: Filter,
    /// The folders of the project, each of which may come or go with files in it.
    pub folders: BTreeSet<PathBuf>,
}

impl Armed {
    /// Whether what happened at a path asks for arming again: a folder came, went or was replaced, or a link leads to
    /// something else.
    pub fn is_outdated_by(&self, path: &Path) -> bool {
        let now = fs::symlink_metadata(path);
        let is_folder = now.as_ref().is_ok_and(fs::Metadata::is_dir);
        let is_link = now.is_ok_and(|metadata| metadata.is_symlink());
        is_folder
            || self.folders.contains(path)
            || self.filter.gates.contains(path)
            || is_link && self.is_new_link(path)
    }

    fn is_new_link(&self, path: &Path) -> bool {
        let names = self.filter.names(path);
        names.iter().any(|name| self.filter.links.get(name) != target(path).as_ref())
    }
}

/// Arms a project, whose root is canonical.
///
/// # Errors
/// What `watch` says. A folder that is gone or may not be read is none: the build says so.
pub fn arm<E>(watched: &Watched, watch: impl FnMut(&Path, Role) -> Result<(), E>) -> Result<Armed, E> {
    let mut arming = Arming { root: &watched.root, watch, armed: Armed::default() };
    arming.watch(&watched.root, Role::Gate)?;
    arming.armed.filter.gates.insert(watched.root.clone());
    for file in config_files(watched) {
        arming.config(&file)?;
    }
    for (kind, folder) in watched.layout.folders() {
        if is_plain(Path::new(folder)) {
            arming.folder(watched, kind, Path::new(folder))?;
        }
    }
    Ok(arming.armed)
}

/// Where the configuration may be.
pub fn config_files(watched: &Watched) -> Vec<PathBuf> {
    let names: Vec<&Path> = match &watched.config {
        Some(named) => vec![named],
        None => CONFIG_NAMES.iter().map(Path::new).collect(),
    };
    let paths = names.into_iter().map(|name| watched.root.join(name));
    paths.map(|path| real_name(&path).unwrap_or(path)).collect()
}

struct Arming<'a, W> {
    root: &'a Path,
    watch: W,
    armed: Armed,
}

impl<E, W: FnMut(&Path, Role) -> Result<(), E>> Arming<'_, W> {
    fn watch(&mut self, folder: &Path, role: Role) -> Result<(), E> {
        (self.watch)(folder, role)
    }

    fn config(&mut self, file: &Path) -> Result<(), E> {
        self.gate_to(file)?;
        if fs::symlink_metadata(file).is_ok_and(|metadata| metadata.is_symlink()) {
            self.link(file, file.to_owned())?;
        }
        self.armed.filter.files.insert(file.to_owned());
        Ok(())
    }

    /// Watches the folder in which this name is.
    fn gate_to(&mut self, file: &Path) -> Result<(), E> {
        file.parent().map_or(Ok(()), |folder| self.watch(folder, Role::Gate))
    }

    /// A folder of the layout: all that leads to it, and all below it where it exists.
    fn folder(&mut self, watched: &Watched, kind: SourceKind, folder: &Path) -> Result<(), E> {
        let named: PathBuf = self.root.join(folder).components().collect();
        self.gates(&named)?;
        let Ok(real) = fs::canonicalize(&named) else {
            // A link that leads nowhere may lead somewhere later.
            return target(&named).map_or(Ok(()), |target| self.gates(&target));
        };
        if !real.starts_with(self.root) || !real.is_dir() {
            return Ok(());
        }
        if real != named {
            self.gates(&real)?;
        }
        let excluded = excluded(watched, folder, &real);
        let tree = Tree { kind, named, real, excluded };
        self.descend(&tree, &tree.real, Role::Start)?;
        self.armed.filter.trees.push(tree);
        Ok(())
    }

    /// Watches each name on the way from the project to a folder, as far as there is a way.
    fn gates(&mut self, folder: &Path) -> Result<(), E> {
        let way: Vec<_> = folder.ancestors().take_while(|above| *above != self.root).collect();
        for above in way.into_iter().rev() {
            let Some(gate) = real_name(above).filter(|gate| gate.starts_with(self.root)) else { break };
            self.gate_to(&gate)?;
            self.armed.filter.gates.insert(gate);
        }
        Ok(())
    }

    fn descend(&mut self, tree: &Tree, start: &Path, role: Role) -> Result<(), E> {
        let mut waiting = vec![(start.to_owned(), role)];
        while let Some((folder, role)) = waiting.pop() {
            self.watch(&folder, role)?;
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                let (path, Ok(file_type)) = (entry.path(), entry.file_type()) else { continue };
                if !file_type.is_dir() && !file_type.is_symlink() {
                    continue;
                }
                match tree.name(&path) {
                    Some(_) if file_type.is_dir() => waiting.push((path, Role::Below)),
                    Some(named) if self.leads_inside(&path) => self.link(&path, named)?,
                    _ => {}
                }
            }
            self.armed.folders.insert(folder);
        }
        Ok(())
    }

    /// Whether a build follows this link.
    fn leads_inside(&self, link: &Path) -> bool {
        target(link).is_some_and(|target| check_link_target(self.root, &target).is_ok())
    }

    /// A file of the project that is a link to another: that one is watched too.
    fn link(&mut self, link: &Path, named: PathBuf) -> Result<(), E> {
        let Some(target) = target(link) else { return Ok(()) };
        target.parent().map_or(Ok(()), |folder| self.gates(folder))?;
        self.gate_to(&target)?;
        self.armed.filter.links.insert(named, target);
        Ok(())
    }
}

/// A path in which nothing but its last part may be a link; none where the folder of that part does not exist.
fn real_name(path: &Path) -> Option<PathBuf> {
    Some(fs::canonicalize(path.parent()?).ok()?.join(path.file_name()?))
}

/// What a link leads to; where that does not exist, what it would lead to.
fn target(link: &Path) -> Option<PathBuf> {
    match fs::canonicalize(link) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = fs::canonicalize(link.parent()?).ok()?;
            Some(without_dots(&folder.join(fs::read_link(link).ok()?)))
        }
        other => other.ok(),
    }
}

/// A path without `.` and `..`, as if none of its parts were a link.
fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

/// What lies in a folder of the layout and is not part of it, as for the walk: output, cache and the other folders,
/// but none that has this one inside.
fn excluded(watched: &Watched, folder: &Path, real: &Path) -> Vec<PathBuf> {
    let layout = &watched.layout;
    let folders = layout.folders();
    let others = folders.iter().map(|(_, other)| *other).chain([ARCHETYPES]).map(Path::new);
    let others = others.filter(|other| *other != folder);
    [layout.output_dir.as_path(), layout.cache_dir.as_path()]
        .into_iter()
        .chain(others)
        .map(|other| watched.root.join(other))
        .map(|path| fs::canonicalize(&path).ok().or_else(|| real_name(&path)).unwrap_or(path))
        .filter(|path| !real.starts_with(path))
        .collect()
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "tests make the folders that are armed")]
mod tests {
    use super::*;
    use crate::source::Layout;
    use std::convert::Infallible;

    fn armed(root: &Path, content_dir: &str, folders: &[&str]) -> (Armed, BTreeSet<String>) {
        for folder in folders {
            fs::create_dir_all(root.join(folder)).expect("writable");
        }
        let layout = Layout { content_dir: content_dir.to_owned(), ..Layout::default() };
        let watched = Watched { root: root.to_owned(), layout, config: None };
        let mut all = BTreeSet::new();
        let watch = |folder: &Path, _| {
            all.insert(folder.strip_prefix(root).expect("below").to_string_lossy().into_owned());
            Ok::<_, Infallible>(())
        };
        let Ok(armed) = arm(&watched, watch);
        (armed, all)
    }

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path().canonicalize().expect("exists");
        (folder, root)
    }

    #[test]
    fn every_folder_of_the_project_is_watched_and_no_other() {
        let (_folder, root) = folder();
        let folders = ["docs/posts/a/b", "docs/other", "docs/posts/.git/x", "static/.well-known", "public/a"];
        let (armed, all) = armed(&root, "docs/posts", &folders);
        let expected =
            ["", "docs", "docs/posts", "docs/posts/a", "docs/posts/a/b", "static", "static/.well-known"];
        assert_eq!(all, expected.map(String::from).into());
        assert!(armed.filter.gates.contains(&root.join("templates")), "it does not exist yet");
        assert!(armed.is_outdated_by(&root.join("docs")));
        assert!(armed.is_outdated_by(&root.join("docs/posts/a")));
        assert!(!armed.is_outdated_by(&root.join("docs/posts/a.md")));
    }

    #[test]
    fn output_and_cache_inside_the_content_are_passed_over() {
        let (_folder, root) = folder();
        let (_, all) = armed(&root, ".", &["posts", "public/a", ".sitegen/b", "templates/x"]);
        assert_eq!(all, ["", "posts", "templates", "templates/x"].map(String::from).into());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_followed_to_what_is_in_the_project() {
        use std::os::unix::fs::symlink;
        let (_folder, root) = folder();
        for folder in ["texts/en/deep", "notes", "elsewhere"] {
            fs::create_dir_all(root.join(folder)).expect("writable");
        }
        symlink("texts/en", root.join("content")).expect("a link");
        symlink("../../../notes/a.md", root.join("texts/en/deep/a.md")).expect("a link");
        symlink("../../elsewhere", root.join("texts/en/folder")).expect("a link");
        symlink("/etc", root.join("static")).expect("a link");
        let (armed, all) = armed(&root, "content", &[]);
        // `elsewhere` is not: a link to a folder is no folder of the project. Nor is what is not in the project.
        let expected = ["", "notes", "texts", "texts/en", "texts/en/deep"];
        assert_eq!(all, expected.map(String::from).into());
        let names = armed.filter.names(&root.join("notes/a.md"));
        assert_eq!(names, [root.join("content/deep/a.md")].into());
        assert!(armed.filter.concerns(&root.join("texts")));
        assert!(!armed.is_outdated_by(&root.join("texts/en/deep/a.md")));
        fs::remove_file(root.join("texts/en/deep/a.md")).expect("removed");
        symlink("../../../notes/b.md", root.join("texts/en/deep/a.md")).expect("a link");
        assert!(armed.is_outdated_by(&root.join("texts/en/deep/a.md")));
    }
}
