//! The line of a file that a diagnostic points at.
//!
//! Owns the way from a position to a range of that line. It must survive every position in every text: files
//! change while a build runs, and lines may be as long as a file.

use crate::{cli::text::harmless, diagnostic::Position};

/// Bytes that are kept after the place; the renderer cuts to the width of a terminal.
const CONTEXT: usize = 600;

/// A place further along its line than this many bytes is only named: it is in no line that a person wrote.
const FARTHEST: usize = 16 * 1024;

/// A line and the part of it that is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Excerpt {
    /// What comes before, harmless for a terminal.
    before: String,
    /// What is meant; empty at the end of a line.
    marked: String,
    after: String,
    /// Characters that are meant, in the file; none when the range goes on below the line.
    pub(super) width: Option<u32>,
}

impl Excerpt {
    /// The line of `position` in `text`, if there is one that can be shown.
    pub(super) fn of(text: &str, position: Position) -> Option<Self> {
        let index = usize::try_from(position.line).ok()?.checked_sub(1)?;
        let line = text.split('\n').nth(index)?;
        let line = line.strip_suffix('\r').unwrap_or(line);
        let skipped = usize::try_from(position.column.saturating_sub(1)).unwrap_or(usize::MAX);
        let start = line.char_indices().nth(skipped).map_or(line.len(), |(byte, _)| byte);
        if start > FARTHEST {
            return None;
        }
        let length = usize::try_from(position.byte_end.saturating_sub(position.byte_start)).unwrap_or(0);
        let end = end_of_mark(line, start, length);
        let shown_end = line.floor_char_boundary(end.min(start + CONTEXT));
        let last = line.floor_char_boundary(shown_end.saturating_add(CONTEXT).min(line.len()));
        let ends_here = length <= line.len() - start;
        Some(Self {
            before: harmless(&line[..start]).into_owned(),
            marked: harmless(&line[start..shown_end]).into_owned(),
            after: harmless(&line[shown_end..last]).into_owned(),
            width: ends_here.then(|| u32::try_from(line[start..end].chars().count()).unwrap_or(u32::MAX)),
        })
    }

    /// The line, cut around the place.
    pub(super) fn line(&self) -> String {
        format!("{}{}{}", self.before, self.marked, self.after)
    }

    /// The part of [`Self::line`] that is meant, in bytes.
    pub(super) fn range(&self) -> std::ops::Range<usize> {
        self.before.len()..self.before.len() + self.marked.len()
    }
}

/// Where a mark of `length` bytes ends: on the same line, and after one character at least where there is one.
fn end_of_mark(line: &str, start: usize, length: usize) -> usize {
    let end = line.floor_char_boundary(start.saturating_add(length).min(line.len()));
    if end > start {
        return end;
    }
    line[start..].chars().next().map_or(start, |first| start + first.len_utf8())
}
