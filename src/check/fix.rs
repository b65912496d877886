//! `sitegen check --fix`: the repairs that diagnostics carry, made in the project's files.
//!
//! Owns which of them are made, and that nothing is lost by it: each file is copied to `.sitegen/before-fix/` before it is
//! changed, changed as a whole or not at all, and left as it is when it is not what was checked. Made twice, repairs change
//! nothing the second time, because what they repair is not found again.

use super::{Checked, ids, past};
use crate::{
    cache::Cache,
    diagnostic::{Diagnostic, Fix},
    digest::Digest,
    environment::{EnvironmentError, failed},
    output::{Durability, Rewritten, rewrite, write_atomic},
    paths::SourcePath,
    pipeline::{self, CACHE_DIR},
    source,
};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// Where copies are, below the cache's folder.
const COPIES: &str = "before-fix";

/// Whether a rule's repairs are made even where nobody is told of it.
pub(super) fn is_always_repaired(code: &str) -> bool {
    [ids::CODE, past::LOST_CODE].contains(&code)
}

/// Whether repairs are made or only told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// They are made.
    Make,
    /// They are told.
    Tell,
}

/// What became of the repairs.
#[derive(Debug, Default)]
pub struct Repaired {
    /// Files that are repaired, each with what was done, by path.
    pub files: BTreeMap<String, Vec<Done>>,
    /// Files that were left as they are, and why.
    pub left: Vec<Diagnostic>,
    /// The folder with the files as they were, relative to the project.
    pub copies: Option<PathBuf>,
}

/// A repair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The code of what it repairs.
    pub code: String,
    /// The line in the file as it was, from 1.
    pub line: usize,
    /// What stands there now.
    pub text: String,
}

/// Makes the repairs of a check, or tells of them.
///
/// # Errors
/// A file cannot be copied or written. Those before it are.
pub fn repair(root: &Path, checked: &Checked, mode: Mode) -> Result<Repaired, EnvironmentError> {
    let mut repaired = Repaired::default();
    let mut by_file: BTreeMap<&str, Vec<(&Diagnostic, &Fix)>> = BTreeMap::new();
    for diagnostic in &checked.repairs {
        if let (Some(file), Some(fix)) = (&diagnostic.file, &diagnostic.fix) {
            by_file.entry(file).or_default().push((diagnostic, fix));
        }
    }
    if by_file.is_empty() {
        return Ok(repaired);
    }
    // No build reads a project that is half repaired.
    let _lock = if mode == Mode::Make { Some(pipeline::lock(root)?) } else { None };
    for (file, fixes) in by_file {
        let path = SourcePath::new(file);
        let before = match source::read(root, &path) {
            Ok(bytes) if checked.files.get(file).is_none_or(|digest| Digest::of(&bytes) == *digest) => bytes,
            _ => {
                repaired.left.push(changed(file));
                continue;
            }
        };
        let (after, done) = apply(&before, fixes);
        if mode == Mode::Make && !write(root, &path, (&before, &after), &mut repaired.copies)? {
            repaired.left.push(changed(file));
            continue;
        }
        repaired.files.insert(file.to_owned(), done);
    }
    Ok(repaired)
}

fn changed(file: &str) -> Diagnostic {
    Diagnostic::warning("fix-left", "the file was changed since it was checked, and is left as it is")
        .in_file(file)
        .hint("run the command again")
}

/// A file with its repairs; of two that are in each other's way the first is made, and the next run makes the other.
fn apply(before: &[u8], mut fixes: Vec<(&Diagnostic, &Fix)>) -> (Vec<u8>, Vec<Done>) {
    fixes.sort_by_key(|(_, fix)| (fix.byte_start, fix.byte_end));
    fixes.dedup_by(|one, other| one.1 == other.1);
    let (mut after, mut done, mut end) = (Vec::with_capacity(before.len()), Vec::new(), 0);
    for (diagnostic, fix) in fixes {
        let (start, stop) = (fix.byte_start as usize, fix.byte_end as usize);
        if start < end || stop > before.len() || start > stop {
            continue;
        }
        after.extend_from_slice(&before[end..start]);
        after.extend_from_slice(fix.replacement.as_bytes());
        end = stop;
        let line = before[..start].split(|byte| *byte == b'\n').count();
        let text = fix.replacement.trim().to_owned();
        done.push(Done { code: diagnostic.code.to_string(), line, text });
    }
    after.extend_from_slice(&before[end..]);
    (after, done)
}

/// Copies a file and writes it; `false` where it was another by then.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place from which files are kept before they are repaired"
)]
fn write(
    root: &Path,
    path: &SourcePath,
    (before, after): (&[u8], &[u8]),
    copies: &mut Option<PathBuf>,
) -> Result<bool, EnvironmentError> {
    let folder = match copies {
        Some(folder) => folder,
        None => copies.insert(new_folder(root)?),
    };
    let copy = root.join(&*folder).join(path.as_str());
    let parent = copy.parent().unwrap_or(&copy);
    fs::create_dir_all(parent).map_err(failed("create", parent))?;
    write_atomic(&copy, before, Durability::Synced)?;
    // Of a link within the project what it leads to is written, and the link stays.
    let place =
        fs::canonicalize(root.join(path.as_str())).map_err(failed("write", Path::new(path.as_str())))?;
    Ok(rewrite(&place, before, after)? == Rewritten::Done)
}

/// A folder for the copies of this run, relative to the project: `.sitegen/before-fix/1`.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place from which files are kept before they are repaired"
)]
fn new_folder(root: &Path) -> Result<PathBuf, EnvironmentError> {
    // It makes the folder of the cache, and sees that it is ours.
    let (_, unusable) = Cache::open(&root.join(CACHE_DIR), Path::new(CACHE_DIR));
    if let Some(unusable) = unusable {
        return Err(EnvironmentError::because("keep copies in", Path::new(CACHE_DIR), unusable.message));
    }
    let all = Path::new(CACHE_DIR).join(COPIES);
    fs::create_dir_all(root.join(&all)).map_err(failed("create", &all))?;
    for number in 1_u32.. {
        let folder = all.join(number.to_string());
        match fs::create_dir(root.join(&folder)) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(failed("create", &folder)(error)),
        }
    }
    Err(EnvironmentError::because("create", &all, "every number is taken"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repairs_are_made_in_order_and_none_within_another() {
        let diagnostic = |start: u32, end: u32, text: &str| {
            let fix = Fix { byte_start: start, byte_end: end, replacement: text.to_owned() };
            Diagnostic::warning("x", text).fix(fix)
        };
        let all = [
            diagnostic(4, 6, "EF"),
            diagnostic(0, 3, "ABC"),
            diagnostic(1, 2, "never"),
            diagnostic(4, 4, "+"),
        ];
        let fixes = all.iter().filter_map(|one| Some((one, one.fix.as_ref()?))).collect();
        let (after, done) = apply(b"abcdef", fixes);
        assert_eq!(String::from_utf8(after).expect("UTF-8"), "ABCd+EF");
        assert_eq!(done.iter().map(|done| done.text.as_str()).collect::<Vec<_>>(), ["ABC", "+", "EF"]);
    }
}
