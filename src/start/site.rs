//! A new site: a starter, filled in with its name, language, zone and address.
//!
//! Starters are embedded folders: `common/`, which every site gets, and one for each preset. In them `dot.NAME` is
//! `.NAME`, and a name that begins with `5h-` is that of something dated five hours before the clock's instant.

use super::{Folder, Made, Stopped, file};
use crate::{
    clock::{Clock, Zone},
    config::Config,
    diagnostic::Diagnostic,
    environment::{EnvironmentError, failed},
    output,
    paths::BaseUrl,
    schema,
    source::CONFIG_NAMES,
};
use include_dir::{Dir, include_dir};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

static STARTERS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/start/starters");

/// Folders of a starter that a site which is there already gets nothing of: they would mix with its own.
const SAMPLES: [&str; 3] = ["content/", "data/", "static/"];
/// A folder in which there is nothing but these is empty.
const NOT_COUNTED: [&str; 2] = [".git", ".DS_Store"];
/// Names that a message shows of what a folder holds.
const NAMED: usize = 5;

/// What a site begins as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preset {
    /// The name of the theme's preset, and of the starter.
    pub name: &'static str,
    /// What it is for.
    pub about: &'static str,
}

/// All presets, the usual one first.
pub const PRESETS: [Preset; 5] = [
    Preset { name: "newspaper", about: "a desk with many subjects" },
    Preset { name: "blog", about: "one voice" },
    Preset { name: "brief", about: "short notes, many a day" },
    Preset { name: "explainer", about: "questions by subject" },
    Preset { name: "daily", about: "a list of the day" },
];

/// What is asked of a new site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSite {
    /// Its folder, which need not be there.
    pub root: PathBuf,
    /// What it begins as.
    pub preset: Preset,
    /// Its name.
    pub title: String,
    /// BCP 47 tag.
    pub language: String,
    /// Its zone.
    pub zone: Zone,
    /// Where it will be served.
    pub base_url: BaseUrl,
    /// The instant before which its samples are dated.
    pub clock: Clock,
    /// What becomes of a folder that holds something.
    pub occupied: Occupied,
}

/// What becomes of a folder that holds something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occupied {
    /// It is refused.
    Refuse,
    /// It gets what it lacks.
    Complete,
}

/// A site that was begun.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Begun {
    /// Files that were written.
    pub written: Vec<String>,
    /// Files of the starter that were there, and stay.
    pub left: Vec<String>,
    /// Whether it was a site already, which then got no samples.
    pub was_site: bool,
}

/// Begins a site.
///
/// # Errors
/// The folder holds something, or the machine refuses; what was written before is told.
pub fn begin(wanted: &NewSite) -> Result<Begun, Stopped> {
    check_folder(&wanted.root, wanted.occupied)?;
    output::create_folders(&wanted.root)?;
    let folder = Folder::open(&wanted.root)?;
    let was_site = CONFIG_NAMES.iter().any(|name| folder.has(name));
    let mut begun = Begun { was_site, ..Begun::default() };
    for file in files(wanted).map_err(|mistake| Stopped::refused(*mistake))? {
        if was_site && is_sample(&file.path) {
            continue;
        }
        match folder.create(&file.path, &file.bytes) {
            Ok(Made::New) => begun.written.push(file.path),
            Ok(Made::Kept) => begun.left.push(file.path),
            Err(error) => return Err(Stopped::Halfway(begun.written, error)),
        }
    }
    Ok(begun)
}

/// Whether a site may be begun in a folder; it may be missing.
///
/// # Errors
/// It holds something, or is none.
pub fn check_folder(root: &Path, occupied: Occupied) -> Result<(), Stopped> {
    let found = names_in(root)?;
    if occupied == Occupied::Refuse && !found.is_empty() {
        return Err(Stopped::refused(not_empty(root, &found)));
    }
    Ok(())
}

/// The settings are written last: a folder with settings has all the rest, so that a run which was stopped can be repeated.
fn is_settings(path: &str) -> bool {
    CONFIG_NAMES.contains(&path)
}

fn is_sample(path: &str) -> bool {
    is_settings(path) || SAMPLES.iter().any(|folder| path.starts_with(folder))
}

fn names_in(root: &Path) -> Result<Vec<String>, EnvironmentError> {
    let entries = match fs::read_dir(root) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed("read", root))?,
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.map_err(failed("read", root))?.file_name().to_string_lossy().into_owned());
    }
    names.retain(|name| !NOT_COUNTED.contains(&&**name));
    names.sort_unstable();
    Ok(names)
}

fn not_empty(root: &Path, found: &[String]) -> Diagnostic {
    let shown: Vec<&str> = found.iter().take(NAMED).map(String::as_str).collect();
    let more = if found.len() > NAMED { format!(" and {} more", found.len() - NAMED) } else { String::new() };
    let message = format!("`{}` is not empty: it holds {}{more}", root.display(), shown.join(", "));
    Diagnostic::error("folder-not-empty", message)
        .hint("name another folder, or add `--force`: it writes what is missing and replaces nothing")
}

/// A file of a new site.
#[derive(Debug, Clone, PartialEq, Eq)]
struct NewFile {
    path: String,
    bytes: Vec<u8>,
}

/// All files of a new site, in the order in which they are written.
fn files(wanted: &NewSite) -> Result<Vec<NewFile>, Box<Diagnostic>> {
    let common = embedded("common").into_iter().map(|(name, bytes)| (name, bytes.to_vec()));
    let mut files: Vec<NewFile> =
        common.map(|(name, bytes)| NewFile { path: file::path(&name, wanted), bytes }).collect();
    let own = embedded(wanted.preset.name);
    let config =
        Config { timezone: wanted.zone.clone(), language: wanted.language.clone(), ..Config::default() };
    let names: Vec<&str> = own.iter().map(|(name, _)| name.as_str()).collect();
    for (name, bytes) in &own {
        files.push(NewFile {
            path: file::path(name, wanted),
            bytes: file::bytes(name, bytes, &names, wanted, &config)?,
        });
    }
    files.extend(for_editors());
    files.sort_by(|one, other| {
        (is_settings(&one.path), &one.path).cmp(&(is_settings(&other.path), &other.path))
    });
    Ok(files)
}

/// The schema of the settings, to which those of an editor in the starter lead.
fn for_editors() -> [NewFile; 1] {
    let text = format!("{:#}\n", schema::config());
    [NewFile { path: ".vscode/sitegen-config.schema.json".to_owned(), bytes: text.into_bytes() }]
}

/// The files below a folder of the starters: name in it, and bytes.
fn embedded(folder: &str) -> Vec<(String, &'static [u8])> {
    let mut found = Vec::new();
    let mut waiting: Vec<&Dir<'static>> = STARTERS.get_dir(folder).into_iter().collect();
    while let Some(dir) = waiting.pop() {
        waiting.extend(dir.dirs());
        for file in dir.files() {
            if let Ok(name) = file.path().strip_prefix(folder) {
                found.push((name.to_string_lossy().replace('\\', "/"), file.contents()));
            }
        }
    }
    found.sort_unstable();
    found
}
