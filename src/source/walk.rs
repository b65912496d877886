//! The walk: every file of the project that belongs to the site, by name alone. Nothing is opened.

use super::{ARCHETYPES, CONFIG_NAMES, Layout, SourceKind, names, read};
use crate::{diagnostic::Diagnostic, environment::reason, paths::SourcePath};
use std::{
    fs::{self, FileType},
    io,
    path::{Path, PathBuf},
};
use walkdir::{DirEntry, WalkDir};

/// A file that the walk found.
pub struct Found {
    pub kind: SourceKind,
    pub path: SourcePath,
    /// The file itself; for a link, what it leads to.
    pub real: PathBuf,
}

/// What a walk gives, in no order.
#[derive(Default)]
pub struct Walk {
    pub found: Vec<Found>,
    pub diagnostics: Vec<Diagnostic>,
}

/// Walks all folders of the layout below `root`, which is canonical.
pub fn walk(root: &Path, layout: &Layout) -> Walk {
    let mut walk = Walk::default();
    for name in CONFIG_NAMES {
        walk_config(root, name, &mut walk);
    }
    for (kind, folder) in layout.folders() {
        let skipped = skipped_folders(root, layout, folder);
        let tour = Tour { root, kind, folder, skipped, most_files: layout.most_files };
        tour.walk(&mut walk);
        if walk.found.len() > layout.most_files {
            return Walk { found: Vec::new(), diagnostics: vec![too_many(folder, layout.most_files)] };
        }
    }
    walk
}

fn too_many(folder: &str, most: usize) -> Diagnostic {
    Diagnostic::error("files-limit", format!("the project has more than {most} files, counted up to here"))
        .in_file(folder)
        .hint("move away what is no part of the site, or raise `limits.files` in the configuration")
}

fn walk_config(root: &Path, name: &str, walk: &mut Walk) {
    let path = root.join(name);
    match fs::symlink_metadata(&path) {
        Ok(metadata) => {
            add(root, SourceKind::Config, SourcePath::new(name), &path, metadata.file_type(), walk);
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => walk.diagnostics.push(unreadable(name, &error)),
    }
}

/// Folders that a walk of `folder` passes over: output, cache, and those of other kinds (which are inside when
/// the content folder is the project itself), but none that has `folder` inside.
fn skipped_folders(root: &Path, layout: &Layout, folder: &str) -> Vec<PathBuf> {
    let others = layout.folders().into_iter().filter(|(_, other)| *other != folder);
    let others = others.map(|(_, other)| other).chain([ARCHETYPES]).map(|other| root.join(other));
    let start = fs::canonicalize(root.join(folder)).unwrap_or_default();
    [root.join(&layout.output_dir), root.join(&layout.cache_dir)]
        .into_iter()
        .chain(others)
        .map(|path| fs::canonicalize(&path).unwrap_or(path))
        .filter(|path| !start.starts_with(path))
        .collect()
}

/// The walk of one folder.
struct Tour<'a> {
    root: &'a Path,
    kind: SourceKind,
    folder: &'a str,
    skipped: Vec<PathBuf>,
    most_files: usize,
}

impl Tour<'_> {
    fn walk(&self, walk: &mut Walk) {
        if !read::is_plain(Path::new(self.folder)) {
            walk.diagnostics.push(outside(self.folder));
            return;
        }
        match fs::canonicalize(self.root.join(self.folder)) {
            Ok(start) if !start.starts_with(self.root) => {
                walk.diagnostics.push(skipped(self.folder, "a link that leads out of the project"));
            }
            Ok(start) if start.is_dir() => self.walk_from(&start, walk),
            Ok(_) => walk.diagnostics.push(unreadable(self.folder, &io::ErrorKind::NotADirectory.into())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let is_needed = self.kind == SourceKind::Content;
                walk.diagnostics.extend(is_needed.then(|| missing_content(self.folder)));
            }
            Err(error) => walk.diagnostics.push(unreadable(self.folder, &error)),
        }
    }

    fn walk_from(&self, start: &Path, walk: &mut Walk) {
        let mut entries = WalkDir::new(start).min_depth(1).into_iter();
        while let Some(entry) = entries.next() {
            if walk.found.len() > self.most_files {
                return;
            }
            match entry {
                Ok(entry) => {
                    if !self.visit(start, &entry, walk) && entry.file_type().is_dir() {
                        entries.skip_current_dir();
                    }
                }
                Err(error) => walk.diagnostics.extend(self.walk_error(start, error)),
            }
        }
    }

    /// Takes up one entry; answers whether the walk should go into it.
    fn visit(&self, start: &Path, entry: &DirEntry, walk: &mut Walk) -> bool {
        let relative = self.relative(start, entry.path());
        let Some(name) = entry.file_name().to_str() else {
            walk.diagnostics
                .push(skipped(&relative.to_string_lossy(), "a name that is not UTF-8").hint("rename it"));
            return false;
        };
        let is_config = entry.depth() == 1 && start == self.root && CONFIG_NAMES.contains(&name);
        if names::is_ignored(name, self.kind) || is_config || self.is_skipped(entry.path()) {
            return false;
        }
        if !entry.file_type().is_dir() {
            if self.is_unspeakable(&relative) {
                let path = relative.to_string_lossy().escape_debug().to_string();
                walk.diagnostics.push(skipped(&path, "a name with a control character").hint("rename it"));
                return false;
            }
            // Folders whose names are not UTF-8 are not entered, so that the whole path is.
            let path = SourcePath::new(relative.to_string_lossy());
            add(self.root, self.kind, path, entry.path(), entry.file_type(), walk);
        }
        true
    }

    /// Whether a file that would be published under its own name has one that no list of files shows as it is.
    fn is_unspeakable(&self, relative: &Path) -> bool {
        let is_post = relative.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("md"));
        let keeps_name = self.kind == SourceKind::Static || self.kind == SourceKind::Content && !is_post;
        keeps_name && relative.to_string_lossy().contains(char::is_control)
    }

    fn is_skipped(&self, path: &Path) -> bool {
        self.skipped.iter().any(|skipped| path.starts_with(skipped))
    }

    fn relative(&self, start: &Path, path: &Path) -> PathBuf {
        let below = path.strip_prefix(start).unwrap_or(path);
        Path::new(self.folder).components().chain(below.components()).filter(is_name).collect()
    }

    /// None for what vanished during the walk: it is as if it had been deleted before.
    fn walk_error(&self, start: &Path, error: walkdir::Error) -> Option<Diagnostic> {
        let path = self.relative(start, error.path().unwrap_or(start));
        let error = error.into_io_error().unwrap_or_else(|| io::Error::other("it is a loop of links"));
        (error.kind() != io::ErrorKind::NotFound).then(|| unreadable(&path.to_string_lossy(), &error))
    }
}

fn is_name(component: &std::path::Component) -> bool {
    matches!(component, std::path::Component::Normal(_))
}

fn add(root: &Path, kind: SourceKind, path: SourcePath, full: &Path, file_type: FileType, walk: &mut Walk) {
    let real = if file_type.is_symlink() {
        follow(root, full)
    } else if file_type.is_file() {
        Ok(full.to_owned())
    } else {
        Err("something that is not a regular file (a pipe, socket or device)")
    };
    match real {
        Ok(real) => walk.found.push(Found { kind, path, real }),
        Err(what) => walk.diagnostics.push(skipped(path.as_str(), what)),
    }
}

/// What a link leads to, if that is a visible regular file of the project.
fn follow(root: &Path, link: &Path) -> Result<PathBuf, &'static str> {
    let target = fs::canonicalize(link).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => "a link that leads nowhere",
        io::ErrorKind::PermissionDenied => "a link that may not be followed",
        _ => "a link that cannot be followed (a loop?)",
    })?;
    read::check_link_target(root, &target)?;
    match fs::symlink_metadata(&target) {
        Ok(metadata) if metadata.is_file() => Ok(target),
        Ok(metadata) if metadata.is_dir() => Err("a link to a folder"),
        _ => Err("a link to something that is not a regular file (a pipe, socket or device)"),
    }
}

fn skipped(path: &str, what: &str) -> Diagnostic {
    let diagnostic = Diagnostic::warning("source-skipped", format!("skipped {what}")).in_file(path);
    match what {
        "a link that leads out of the project" | "a link to a folder" => {
            diagnostic.hint("put a copy there instead of the link")
        }
        _ if what.starts_with("a link") => diagnostic.hint("remove the link"),
        _ => diagnostic,
    }
}

fn outside(folder: &str) -> Diagnostic {
    Diagnostic::error("content-dir", format!("content_dir `{folder}` leads out of the project"))
        .hint("give the path of a folder in the project, such as `content_dir: content`")
}

fn missing_content(folder: &str) -> Diagnostic {
    Diagnostic::warning("content-missing", format!("there is no folder `{folder}`, so the site has no posts"))
        .hint(format!("make the folder `{folder}`, or name yours with `content_dir:` in sitegen.yaml"))
}

/// A file or folder that the system does not let us read.
pub fn unreadable(path: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::error("source-unreadable", format!("cannot read {path}: {}", reason(error)))
        .in_file(path)
        .hint("see who may read it with `ls -l`, or move it out of the site")
}
