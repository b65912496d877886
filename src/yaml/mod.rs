//! YAML (and TOML) text → a tree that keeps what was written and where.
//!
//! Owns the one use of `serde_yaml`, so that the parser can be replaced here alone. A scalar keeps its source
//! text beside its resolved kind, since `serde_yaml`'s own values turn `1.10` into `1.1` and know no places.
//! Limits are checked before and while parsing: hostile text is refused in linear time and bounded memory. It
//! must not know what the keys mean.

#[cfg(test)]
pub mod asked;
mod controls;
mod explain;
mod node;
mod places;
mod read;
mod scan;
mod toml;
mod write;

pub use node::{Entry, Kind, Node, Shape};
pub use toml::parse_toml;
pub use write::{quoted, scalar};

use crate::{
    decode::SourceText,
    diagnostic::{Diagnostic, Level},
};
use std::ops::Range;

/// How much a text may ask for.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of source.
    pub bytes: usize,
    /// Nodes and keys, those repeated by aliases counted each time.
    pub nodes: usize,
    /// Bytes of all scalars, those repeated by aliases counted each time.
    pub text: usize,
}

impl Limits {
    /// For the front matter of a post, and for the configuration.
    pub const FRONT_MATTER: Self = Self { bytes: 64 << 10, nodes: 20_000, text: 1 << 20 };
    /// For data files.
    pub const DATA: Self = Self { bytes: 64 << 20, nodes: 4 << 20, text: 256 << 20 };
}

/// The tree of the part of `source` in `range`, with all offsets counted from the beginning of `source`. An
/// empty text is null. There is no tree when the text cannot be read; a tree may come with diagnostics (keys
/// given twice, control characters).
pub fn parse(source: SourceText<'_>, range: Range<usize>, limits: Limits) -> (Option<Node>, Vec<Diagnostic>) {
    let block = &source.as_str()[range.clone()];
    if let Err(refusal) = check_size(source, &range, limits).and_then(|()| scan::check(source, &range)) {
        return (None, vec![*refusal]);
    }
    let (clean, mut diagnostics) = controls::blank_out(source, &range);
    match read::read(&clean, range.start, limits) {
        Ok(reading) => {
            diagnostics.extend(reading.repeated.iter().map(|again| repeated_key(source, again)));
            diagnostics.extend(reading.removed.iter().map(|removed| controls::removed(source, *removed)));
            (Some(reading.root), diagnostics)
        }
        Err(failure) => {
            let mistake = explain::explain(block, &failure);
            let start = range.start + mistake.offset.min(block.len());
            let end = block_end(source.as_str(), start).min(range.end.max(start));
            diagnostics.push(source.place(mistake.diagnostic, start..end));
            (None, diagnostics)
        }
    }
}

fn check_size(source: SourceText<'_>, range: &Range<usize>, limits: Limits) -> Result<(), Box<Diagnostic>> {
    if range.len() <= limits.bytes {
        return Ok(());
    }
    let message = format!("{} bytes are too many: at most {} are read", range.len(), limits.bytes);
    let diagnostic = Diagnostic::error("yaml-limit", message)
        .hint("is the closing `---` missing? long text belongs below the front matter or into a data file");
    Err(Box::new(source.place(diagnostic, range.start..range.start)))
}

/// One past the last byte of the word at `start`, so that a caret has something to stand under.
fn block_end(text: &str, start: usize) -> usize {
    text.get(start..)
        .and_then(|rest| rest.chars().next())
        .filter(|c| !c.is_control())
        .map_or(start, |c| start + c.len_utf8())
}

/// A key that a map has twice.
#[derive(Debug, Clone)]
struct Repeated {
    key: String,
    first: Range<usize>,
    second: Range<usize>,
}

fn repeated_key(source: SourceText<'_>, again: &Repeated) -> Diagnostic {
    let first = source.position(again.first.clone());
    let line = source.position(again.second.clone()).line;
    let message = format!("`{}` is given twice: on line {} and on line {line}", again.key, first.line);
    let diagnostic = Diagnostic::new(Level::Error, "duplicate-key", message)
        .hint(format!("remove one of the two `{}` lines", again.key))
        .related("first given here", source.file(), Some(first));
    source.place(diagnostic, again.second.clone())
}

#[cfg(test)]
mod tests;
