//! Bytes of a file → its text, with places that refer to the file as it is on disk.
//!
//! Owns what is legal text: UTF-8, with or without a byte-order mark. It must not know what the text means.

use crate::diagnostic::{Diagnostic, Position};
use std::ops::Range;

/// A file's text without its byte-order mark, and the name under which mistakes in it are reported.
#[derive(Debug, Clone, Copy)]
pub struct SourceText<'a> {
    file: &'a str,
    text: &'a str,
    /// Bytes of the byte-order mark that stands before `text` on disk.
    skipped: u32,
}

impl<'a> SourceText<'a> {
    /// The text of `file`; a byte-order mark is taken off.
    pub fn new(file: &'a str, text: &'a str) -> Self {
        let inner = text.strip_prefix('\u{feff}');
        Self { file, text: inner.unwrap_or(text), skipped: if inner.is_some() { 3 } else { 0 } }
    }

    /// Reads the bytes of `file` as UTF-8.
    ///
    /// # Errors
    /// Names the first byte that is not UTF-8; says so when the bytes look like UTF-16.
    pub fn decode(file: &'a str, bytes: &'a [u8]) -> Result<Self, Box<Diagnostic>> {
        match std::str::from_utf8(bytes) {
            Ok(text) if looks_like_utf16(bytes) => Err(Box::new(utf16(file, text.len()))),
            Ok(text) => Ok(Self::new(file, text)),
            Err(_) if looks_like_utf16(bytes) => Err(Box::new(utf16(file, bytes.len()))),
            Err(error) => Err(Box::new(not_utf8(file, bytes, error.valid_up_to()))),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// The file's name, relative to the project.
    pub fn file(&self) -> &'a str {
        self.file
    }

    /// How many bytes of the file stand before the text.
    pub fn skipped(&self) -> usize {
        self.skipped as usize
    }

    /// The place on disk of a range of the text.
    pub fn position(&self, range: Range<usize>) -> Position {
        let mut position = Position::of(self.text, range);
        position.byte_start = position.byte_start.saturating_add(self.skipped);
        position.byte_end = position.byte_end.saturating_add(self.skipped);
        position
    }

    /// `diagnostic` in this file, at this range of its text.
    pub fn place(&self, diagnostic: Diagnostic, range: Range<usize>) -> Diagnostic {
        diagnostic.in_file(self.file).at(self.position(range))
    }
}

/// A byte-order mark of UTF-16, or Latin letters with a zero byte beside each.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return true;
    }
    let start = &bytes[..bytes.len().min(8)];
    let zeros = |remainder| start.iter().skip(remainder).step_by(2).all(|byte| *byte == 0);
    start.len() >= 4 && (zeros(0) != zeros(1))
}

fn utf16(file: &str, length: usize) -> Diagnostic {
    Diagnostic::error("encoding", "the file is UTF-16, not UTF-8, from byte 0 on")
        .in_file(file)
        .at(Position::of("", 0..length))
        .hint(format!("save it as UTF-8: `iconv -f UTF-16 -t UTF-8 {file}`"))
}

fn not_utf8(file: &str, bytes: &[u8], offset: usize) -> Diagnostic {
    let valid = std::str::from_utf8(&bytes[..offset]).unwrap_or_default();
    let mut position = Position::of(valid, offset..offset);
    position.byte_end = position.byte_start.saturating_add(1);
    let byte = bytes.get(offset).copied().unwrap_or_default();
    Diagnostic::error("encoding", format!("byte {offset} (0x{byte:02x}) is not UTF-8"))
        .in_file(file)
        .at(position)
        .hint("save the file as UTF-8; if it is Latin-1, `iconv -f LATIN1 -t UTF-8` converts it")
}

/// Diagnostics as lines of text, for snapshots.
#[cfg(test)]
pub(crate) fn report(diagnostics: &[Diagnostic]) -> String {
    let line = |found: &Diagnostic| {
        let place = found.position.map(|place| format!(":{}:{}", place.line, place.column));
        let file = found.file.as_deref().unwrap_or("-");
        let hint = found.hint.as_ref().map(|hint| format!(" | {hint}"));
        let (place, hint) = (place.unwrap_or_default(), hint.unwrap_or_default());
        format!("{file}{place}: {}[{}]: {}{hint}", found.level.as_str(), found.code, found.message)
    };
    diagnostics.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(bytes: &[u8]) -> String {
        SourceText::decode("a.md", bytes).expect_err("illegal").message
    }

    #[test]
    fn a_byte_order_mark_is_no_text_but_counts_on_disk() {
        let source = SourceText::decode("a.md", b"\xef\xbb\xbfab").expect("legal");
        assert_eq!(source.as_str(), "ab");
        let position = source.position(1..2);
        assert_eq!((position.column, position.byte_start, position.byte_end), (2, 4, 5));
    }

    #[test]
    fn other_encodings_are_named_with_the_byte() {
        insta::assert_snapshot!(mistake(b"ab\n\xff"), @"byte 3 (0xff) is not UTF-8");
        insta::assert_snapshot!(mistake(b"\xff\xfea\0"), @"the file is UTF-16, not UTF-8, from byte 0 on");
        insta::assert_snapshot!(mistake(b"-\0-\0-\0\n\0"), @"the file is UTF-16, not UTF-8, from byte 0 on");
        assert!(SourceText::decode("a.md", b"").is_ok());
    }

    #[test]
    fn the_line_of_a_bad_byte_is_told() {
        let mistake = SourceText::decode("a.md", b"ab\nc\xe9d").expect_err("illegal");
        let position = mistake.position.expect("placed");
        assert_eq!((position.line, position.column, position.byte_start), (2, 2, 4));
    }
}
