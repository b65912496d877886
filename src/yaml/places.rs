//! Lines and columns as libyaml counts them → byte ranges of the text.

use std::ops::Range;

/// Finds bytes by line and column.
pub(super) struct Places<'t> {
    text: &'t str,
    /// Where the text begins in its file.
    pub(super) base: usize,
    /// Where each line begins in the text.
    lines: Vec<usize>,
    /// Whether columns are bytes.
    ascii: bool,
    /// Line, column and offset that were asked for last: the next place on the line is found from there.
    last: (usize, usize, usize),
}

impl<'t> Places<'t> {
    pub(super) fn new(text: &'t str, base: usize) -> Self {
        let ascii = text.is_ascii();
        Self { text, base, lines: line_starts(text, ascii), ascii, last: (0, 0, 0) }
    }

    /// The range of the scalar that an error speaks of: `…: caught at line 3 column 5`. libyaml names no place
    /// for the very first character.
    pub(super) fn of_error(&mut self, message: &str) -> Range<usize> {
        let start = mark(message).map_or(0, |(line, column)| self.offset(line, column));
        let end = start + scalar_length(&self.text[start..]);
        self.base + start..self.base + end
    }

    /// The source of a number or boolean at an offset of the file, less any anchor and tag before it.
    pub(super) fn plain_text(&self, start: usize) -> Option<String> {
        let mut rest = self.text.get(start.checked_sub(self.base)?..)?;
        while rest.starts_with(['&', '!']) {
            rest = rest.trim_start_matches(|c: char| !c.is_whitespace()).trim_start();
        }
        let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-._".contains(byte);
        let length = rest.bytes().take_while(|byte| is_part(byte)).count();
        (length > 0).then(|| rest[..length].to_owned())
    }

    /// The offset in the text of a line and a column in characters, both from 1.
    pub(super) fn offset(&mut self, line: usize, column: usize) -> usize {
        let start = line.checked_sub(1).and_then(|index| self.lines.get(index));
        let Some(start) = start.copied() else { return self.text.len() };
        if self.ascii {
            return (start + column.saturating_sub(1)).min(self.text.len());
        }
        // Places are mostly asked for in order.
        let (from_column, from) = match self.last {
            (last_line, last_column, offset) if last_line == line && last_column <= column => {
                (last_column, offset)
            }
            _ => (1, start),
        };
        let rest = &self.text[from..];
        let within = rest.char_indices().nth(column.saturating_sub(from_column));
        let offset = within.map_or(self.text.len(), |(within, _)| from + within);
        self.last = (line, column, offset);
        offset
    }
}

/// The line and column at the end of a message of `serde_yaml`.
pub(super) fn mark(message: &str) -> Option<(usize, usize)> {
    // Nearly always it is the very end.
    if let Some(mark) = mark_at_end(message) {
        return Some(mark);
    }
    let (_, place) = message.rsplit_once(" at line ")?;
    let (line, column) = place.split_once(" column ")?;
    let digits = column.find(|c: char| !c.is_ascii_digit()).unwrap_or(column.len());
    Some((line.parse().ok()?, column[..digits].parse().ok()?))
}

fn mark_at_end(message: &str) -> Option<(usize, usize)> {
    let number = |text: &str| {
        let rest = text.trim_end_matches(|c: char| c.is_ascii_digit());
        Some((rest.len(), text[rest.len()..].parse().ok()?))
    };
    let (end, column) = number(message)?;
    let before = message[..end].strip_suffix(" column ")?;
    let (end, line) = number(before)?;
    before[..end].ends_with(" at line ").then_some((line, column))
}

/// Where lines begin: libyaml ends one after LF, CR LF, CR and, YAML 1.1 section 5.4, NEL, LS and PS.
fn line_starts(text: &str, ascii: bool) -> Vec<usize> {
    let is_break = |c: char| matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    if ascii {
        let breaks = bytes.iter().enumerate().filter(|(_, byte)| matches!(byte, b'\n' | b'\r'));
        starts.extend(breaks.map(|(offset, _)| offset + 1));
    } else {
        starts.extend(text.match_indices(is_break).map(|(offset, found)| offset + found.len()));
    }
    // A line that begins between CR and LF is none.
    starts.retain(|start| *start == 0 || bytes[start - 1] != b'\r' || bytes.get(*start) != Some(&b'\n'));
    starts
}

const LONGEST_RANGE: usize = 240;

/// The bytes of the scalar at the beginning of `rest`, on its first line: up to its closing quote, or the words
/// before a comment, an indicator or the end of the line.
fn scalar_length(rest: &str) -> usize {
    // A caret needs no more, and a long line of many scalars must not be looked through once for each.
    let rest = &rest[..rest.floor_char_boundary(LONGEST_RANGE)];
    let line = rest.find(['\n', '\r']).map_or(rest, |end| &rest[..end]);
    match line.as_bytes().first() {
        Some(b'"') => quoted_length(line, b'"'),
        Some(b'\'') => quoted_length(line, b'\''),
        _ => plain_length(line),
    }
}

fn quoted_length(line: &str, quote: u8) -> usize {
    let mut escaped = false;
    for (offset, byte) in line.bytes().enumerate().skip(1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quote == b'"' => escaped = true,
            _ if byte == quote => return offset + 1,
            _ => {}
        }
    }
    line.trim_end().len()
}

fn plain_length(line: &str) -> usize {
    let mut pairs = line.as_bytes().windows(2);
    let end = pairs.position(|pair| matches!(pair, b": " | b" #" | b", ")).unwrap_or(line.len());
    line[..end].trim_end().trim_end_matches([':', ']', '}', ',']).len()
}
