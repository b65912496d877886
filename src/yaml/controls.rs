//! Characters that no page, feed or YAML parser takes: control characters and their kin.

use crate::{decode::SourceText, diagnostic::Diagnostic};
use std::{borrow::Cow, ops::Range};

/// Whether a character is neither legal in YAML nor in XML, or means nothing inside a text.
fn is_illegal(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | '\u{85}' => false,
        '\u{feff}' | '\u{fffe}' | '\u{ffff}' => true,
        _ => c.is_control(),
    }
}

/// Whether a first look at the bytes cannot rule out a character that [`is_illegal`].
fn may_hold_illegal(text: &str) -> bool {
    let is_suspect = |byte: u8| {
        byte < 0x20 && byte != b'\t' && byte != b'\n' && byte != b'\r'
            || byte == 0x7f
            || byte == 0xc2
            || byte == 0xef
    };
    text.bytes().fold(false, |found, byte| found | is_suspect(byte))
}

/// A harmless character with as many bytes, so that offsets stay true.
fn stand_in(c: char) -> char {
    match c.len_utf8() {
        1 => ' ',
        2 => '\u{a0}',
        _ => '\u{200b}',
    }
}

/// The block with each illegal character blanked out, and a warning for the first of them.
pub(super) fn blank_out<'a>(source: SourceText<'a>, range: &Range<usize>) -> (Cow<'a, str>, Vec<Diagnostic>) {
    let block = &source.as_str()[range.clone()];
    let mut warnings = Vec::from_iter(overridden(source, range));
    let found = may_hold_illegal(block).then(|| block.char_indices().find(|(_, c)| is_illegal(*c)));
    let Some((offset, first)) = found.flatten() else {
        return (Cow::Borrowed(block), warnings);
    };
    let count = block.chars().filter(|c| is_illegal(*c)).count();
    let clean = block.chars().map(|c| if is_illegal(c) { stand_in(c) } else { c }).collect();
    let start = range.start + offset;
    warnings.push(source.place(warning(first, count), start..start + first.len_utf8()));
    (Cow::Owned(clean), warnings)
}

/// A warning for a character that shows text in another order than it is written, which can disguise a title.
fn overridden(source: SourceText<'_>, range: &Range<usize>) -> Option<Diagnostic> {
    let block = &source.as_str()[range.clone()];
    if block.is_ascii() {
        return None;
    }
    let start = range.start + block.find(['\u{202d}', '\u{202e}'])?;
    let message = "the text has a character that reverses the order of letters (U+202D or U+202E)";
    let hint = "delete it; right-to-left languages need none";
    Some(source.place(Diagnostic::warning("control-character", message).hint(hint), start..start + 3))
}

/// The text of a scalar without illegal characters that escapes (`"\u0000"`) brought in; none if it has none.
pub(super) fn strip(text: &str) -> Option<String> {
    (may_hold_illegal(text) && text.contains(is_illegal))
        .then(|| text.chars().filter(|c| !is_illegal(*c)).collect())
}

/// The warning for a scalar at `offset` that [`strip`] changed.
pub(super) fn removed(source: SourceText<'_>, offset: usize) -> Diagnostic {
    let message = "the text has an escaped control character, which is left out";
    source.place(Diagnostic::warning("control-character", message).hint("remove the escape"), offset..offset)
}

fn warning(first: char, count: usize) -> Diagnostic {
    let more = if count > 1 { format!(" and {} more", count - 1) } else { String::new() };
    let message = format!("control character U+{:04X}{more}, read as a blank", u32::from(first));
    Diagnostic::warning("control-character", message).hint("delete it; it often comes with copied text")
}
