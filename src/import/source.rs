//! The folder of the source: which files it has, and their bytes.
//!
//! Reads below one folder and writes nothing. Links are not followed. It must not know any generator.

use super::foreign::Remark;
use crate::{
    environment::{EnvironmentError, failed, reason},
    paths::SourcePath,
    source,
};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};
use walkdir::{DirEntry, WalkDir};

/// The longest text that is read, in bytes.
const LONGEST_TEXT: u64 = 4 << 20;

/// Folders that are never a part of a site.
const PASSED_OVER: [&str; 4] = [".git", ".svn", ".hg", "node_modules"];

/// The files of a source.
#[derive(Debug)]
pub struct Source {
    root: PathBuf,
    /// Sizes of regular files by path, with `/`.
    pub files: BTreeMap<String, u64>,
    /// What was passed over.
    pub remarks: Vec<Remark>,
}

impl Source {
    /// Looks at the folder `root`.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn look(root: &Path) -> Result<Self, EnvironmentError> {
        let root = fs::canonicalize(root).map_err(failed("read", root))?;
        fs::read_dir(&root).map_err(failed("read", &root))?;
        let mut source = Self { root, files: BTreeMap::new(), remarks: Vec::new() };
        let goes_in =
            |entry: &DirEntry| !entry.file_name().to_str().is_some_and(|name| PASSED_OVER.contains(&name));
        let walk = WalkDir::new(&source.root).min_depth(1).sort_by_file_name();
        let entries: Vec<_> = walk.into_iter().filter_entry(goes_in).collect();
        for entry in entries {
            match entry {
                Ok(entry) => source.take(&entry),
                Err(error) => {
                    let path = error.path().map(|path| path.display().to_string()).unwrap_or_default();
                    let message = format!("cannot be read: {}", reason(&error.into()));
                    let hint = "see who may read it, and run the command again";
                    source.remarks.push(Remark::left("files", message, hint).in_file(path));
                }
            }
        }
        Ok(source)
    }

    fn take(&mut self, entry: &DirEntry) {
        let relative = entry.path().strip_prefix(&self.root).unwrap_or(entry.path());
        let Some(path) = relative.to_str().map(|path| path.replace('\\', "/")) else {
            let name = relative.to_string_lossy().escape_debug().to_string();
            self.pass(name, "its name is not UTF-8", "rename it and run the command again");
            return;
        };
        if path.chars().any(char::is_control) {
            self.pass(path.escape_debug().to_string(), "its name has a control character", "rename it");
        } else if entry.path_is_symlink() {
            self.pass(path, "a link, which is not followed", "copy what it leads to, if the site needs it");
        } else if entry.file_type().is_file() {
            self.files.insert(path, entry.metadata().map_or(0, |metadata| metadata.len()));
        } else if !entry.file_type().is_dir() {
            self.pass(path, "neither a file nor a folder", "nothing");
        }
    }

    fn pass(&mut self, path: String, message: &str, hint: &str) {
        self.remarks.push(Remark::left("files", message, hint).in_file(path));
    }

    /// The folder, canonical.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether there is a file at `path`.
    pub fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    /// The paths of all files below a folder, which ends with `/`; all files below an empty one.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        self.files
            .range(folder.to_owned()..)
            .map(|(path, _)| path.as_str())
            .take_while(move |path| path.starts_with(folder))
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// Why not, as a remark: it is gone, too long, or not to be read.
    pub fn bytes(&self, path: &str) -> Result<Vec<u8>, Remark> {
        let size = self.files.get(path).copied().unwrap_or_default();
        if size > LONGEST_TEXT {
            let message = format!("{size} bytes are too many: texts of up to {LONGEST_TEXT} are read");
            return Err(Remark::left("files", message, "copy it by hand").in_file(path));
        }
        source::read(&self.root, &SourcePath::new(path))
            .map_err(|error| Remark::left("files", error.to_string(), "see who may read it").in_file(path))
    }

    /// Whether the first line of a file opens a front matter of YAML.
    pub fn opens_front_matter(&self, path: &str) -> bool {
        use std::io::Read as _;
        let Ok(file) = source::open(&self.root, &SourcePath::new(path)) else { return false };
        let mut head = Vec::new();
        // A mark of the byte order, the dashes, blanks, the end of the line.
        if file.take(64).read_to_end(&mut head).is_err() {
            return false;
        }
        let head = String::from_utf8_lossy(&head).into_owned();
        let head = head.trim_start_matches('\u{feff}');
        head.strip_prefix("---")
            .is_some_and(|rest| rest.trim_start_matches([' ', '\t', '\r']).starts_with('\n'))
    }

    /// The text of a file without its byte-order mark, its lines ended by `\n`; what is not UTF-8 is read as
    /// windows-1252, with a remark.
    ///
    /// # Errors
    /// As [`Self::bytes`].
    pub fn text(&self, path: &str) -> Result<(String, Option<Remark>), Remark> {
        let bytes = self.bytes(path)?;
        let (text, remark) = match String::from_utf8(bytes) {
            Ok(text) => (text, None),
            Err(error) => {
                let bytes = error.into_bytes();
                let encoding = encoding_rs::Encoding::for_bom(&bytes)
                    .map_or(encoding_rs::WINDOWS_1252, |(found, _)| found);
                let message = format!("is not UTF-8, and was read as {}", encoding.name());
                let remark = Remark::changed("text encodings", message, "look at its letters").in_file(path);
                (encoding.decode(&bytes).0.into_owned(), Some(remark))
            }
        };
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text).replace("\r\n", "\n").replace('\r', "\n");
        Ok((text, remark))
    }
}
