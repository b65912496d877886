//! A body made ready for the parser: control characters dropped, foreign template syntax shielded.
//!
//! Owns the two ways in which the text that the parser sees differs from the bytes of the file, and the way
//! back. Shielding replaces each character that Markdown would read inside `{{ … }}`, `{% … %}` and kramdown's
//! `{: … }` by a control character, one byte for one byte: no emphasis, table cell or quotation mark can come
//! from there, and [`Source::restore`] brings the characters back. Control characters are free for this because
//! the body's own were dropped before. A tag of a shortcode alone on its line becomes `<?…?>`, which is a block of
//! its own to the parser; where that turns out to be code, [`Source::unmark`] takes it back.

use super::{
    regions::{Region, regions},
    tag::Tag,
};
use crate::config::MarkdownOptions;
use std::{borrow::Cow, collections::BTreeSet, ops::Range};

/// Second character of `{{` and `{%`.
pub(super) const OPEN_BRACE: u8 = 0x01;
pub(super) const OPEN_PERCENT: u8 = 0x02;
/// Last character of `}}` and `%}`.
pub(super) const CLOSE: u8 = 0x03;
/// The colon of `{: … }`, and its closing brace.
pub(super) const LIST_OPEN: u8 = 0x04;
pub(super) const LIST_CLOSE: u8 = 0x05;
/// The first mark of Pandoc's `{.class}` and `{#id}`, which stand for themselves elsewhere too.
pub(super) const CLASS_MARK: u8 = 0x15;
pub(super) const ID_MARK: u8 = 0x1e;

/// What each control character stands for.
const SHIELDS: [(u8, u8); 27] = [
    (OPEN_BRACE, b'{'),
    (OPEN_PERCENT, b'%'),
    (CLOSE, b'}'),
    (LIST_OPEN, b':'),
    (LIST_CLOSE, b'}'),
    (0x06, b'*'),
    (0x07, b'_'),
    (0x08, b'`'),
    (0x0e, b'['),
    (0x0f, b']'),
    (0x10, b'<'),
    (0x11, b'>'),
    (0x12, b'"'),
    (0x13, b'\''),
    (0x14, b'-'),
    (CLASS_MARK, b'.'),
    (0x16, b'\\'),
    (0x17, b'&'),
    (0x18, b'~'),
    (0x19, b'$'),
    (0x1a, b'|'),
    (0x1b, b'='),
    (0x1c, b'{'),
    (0x1d, b'}'),
    (ID_MARK, b'#'),
    (0x1f, b':'),
    (0x7f, b')'),
];

/// A body as the parser sees it.
#[derive(Debug)]
pub(super) struct Source<'a> {
    /// The text to parse.
    pub text: Cow<'a, str>,
    /// Place of the first control character that was dropped, in the body.
    pub control: Option<usize>,
    /// Where bytes were dropped (offset in `text`), and how many up to there.
    dropped: Vec<(usize, usize)>,
    shielded: bool,
    /// Tags of shortcodes, in order.
    tags: Vec<Tag>,
}

impl<'a> Source<'a> {
    /// Prepares a body; `names` are the shortcodes that are defined.
    pub fn new(body: &'a str, options: &MarkdownOptions, names: &BTreeSet<String>) -> Self {
        let mut source = clean(body);
        source.shield(options, names);
        source
    }

    /// The tag of a shortcode that begins at a place in the text.
    pub fn tag_at(&self, at: usize) -> Option<&Tag> {
        self.tags.binary_search_by_key(&at, |tag| tag.range.start).ok().map(|index| &self.tags[index])
    }

    /// The tags that begin within a part of the text.
    pub fn tags_in(&self, range: &Range<usize>) -> &[Tag] {
        let place = |at: usize| self.tags.partition_point(|tag| tag.range.start < at);
        &self.tags[place(range.start)..place(range.end).max(place(range.start))]
    }

    /// Text that was read from `range`, with the tags in it that were marked as blocks as they were written.
    pub fn unmark<'t>(&self, text: Cow<'t, str>, range: &Range<usize>) -> Cow<'t, str> {
        let mut marked = self.tags_in(range).iter().filter(|tag| tag.is_alone).peekable();
        if marked.peek().is_none() {
            return text;
        }
        let mut text = text.into_owned();
        let mut from = 0;
        for tag in marked {
            let written = &self.text[tag.range.clone()];
            let Some(start) = text[from..].find(written).map(|found| from + found) else { break };
            let end = start + written.len();
            text.replace_range(end - 2..end, ["}}", "%}"][usize::from(!tag.is_braces())]);
            text.replace_range(start..start + 2, ["{{", "{%"][usize::from(!tag.is_braces())]);
            from = end;
        }
        Cow::Owned(text)
    }

    /// The place in the body of a place in the text.
    pub fn original(&self, offset: usize) -> usize {
        let entries = self.dropped.partition_point(|(at, _)| *at <= offset);
        offset + entries.checked_sub(1).map_or(0, |last| self.dropped[last].1)
    }

    /// The same for a range.
    pub fn original_range(&self, range: &Range<usize>) -> Range<usize> {
        self.original(range.start)..self.original(range.end)
    }

    /// Text from the parser as it was written: shields lifted, and control characters dropped that came from
    /// character references such as `&#1;`.
    pub fn restore<'t>(&self, text: Cow<'t, str>) -> Cow<'t, str> {
        if !has_illegal(&text) {
            return text;
        }
        Cow::Owned(text.chars().filter_map(|c| self.restore_char(c)).collect())
    }

    fn restore_char(&self, c: char) -> Option<char> {
        if !is_illegal(c) {
            return Some(c);
        }
        let shield = SHIELDS.iter().find(|(code, _)| char::from(*code) == c);
        shield.filter(|_| self.shielded).map(|(_, meant)| char::from(*meant))
    }

    /// Whether anything was shielded.
    pub fn is_shielded(&self) -> bool {
        self.shielded
    }

    fn shield(&mut self, options: &MarkdownOptions, names: &BTreeSet<String>) {
        let is_opening = |at: usize| {
            matches!(self.text.as_bytes().get(at + 1), Some(b'{' | b'%' | b':' | b'.' | b'#' | b' '))
        };
        if !self.text.match_indices('{').any(|(at, _)| is_opening(at)) {
            return;
        }
        let (regions, tags) = regions(&self.text, options, names);
        self.tags = tags;
        if regions.is_empty() {
            return;
        }
        let mut bytes = std::mem::take(&mut self.text).into_owned().into_bytes();
        for region in regions {
            shield(&region, &mut bytes);
        }
        self.text = Cow::Owned(String::from_utf8(bytes).expect("ASCII was replaced by ASCII"));
        self.shielded = true;
    }
}

/// Whether any character [`is_illegal`]. Stretches of text are first looked at whole: a loop without a way out takes
/// many bytes at a time.
fn has_illegal(text: &str) -> bool {
    let looks_so = |found, byte: &u8| found | may_be_illegal(*byte);
    text.as_bytes().chunks(512).any(|stretch| stretch.iter().fold(false, looks_so))
        && text.contains(is_illegal)
}

/// Whether a first look at a byte cannot rule out [`is_illegal`].
fn may_be_illegal(byte: u8) -> bool {
    byte < 0x20 && byte != b'\t' && byte != b'\n' || byte == 0x7f || byte == 0xef
}

/// Characters that no page and no feed may hold: controls, and the two that XML excludes.
pub(super) fn is_illegal(c: char) -> bool {
    matches!(c, '\0'..='\x08' | '\x0b'..='\x1f' | '\x7f' | '\u{fffe}' | '\u{ffff}')
}

/// Drops control characters and makes every line end in a line feed.
fn clean(body: &str) -> Source<'_> {
    let mut source = Source {
        text: Cow::Borrowed(body),
        control: None,
        dropped: Vec::new(),
        shielded: false,
        tags: Vec::new(),
    };
    if !has_illegal(body) {
        return source;
    }
    let mut text = String::with_capacity(body.len());
    let mut characters = body.char_indices().peekable();
    let mut dropped = 0;
    while let Some((at, c)) = characters.next() {
        if c == '\r' && characters.peek().is_none_or(|(_, next)| *next != '\n') {
            text.push('\n');
        } else if is_illegal(c) {
            if c != '\r' {
                source.control.get_or_insert(at);
            }
            dropped += c.len_utf8();
            source.dropped.push((text.len(), dropped));
        } else {
            text.push(c);
        }
    }
    source.text = Cow::Owned(text);
    source
}

/// Replaces what Markdown would read in a stretch.
fn shield(region: &Region, bytes: &mut [u8]) {
    let range = region.range();
    let (second, last) = (range.start + 1, range.end - 1);
    for (at, byte) in bytes.iter_mut().enumerate().take(range.end).skip(second) {
        *byte = match region {
            Region::Block(_) if at == second || at == last - 1 => b'?',
            Region::Block(_) if at == last => b'>',
            Region::Template(_) if at == second && *byte == b'{' => OPEN_BRACE,
            Region::Template(_) if at == second => OPEN_PERCENT,
            Region::Template(_) if at == last => CLOSE,
            Region::List(_) if at == second => LIST_OPEN,
            Region::List(_) | Region::Classes(_) if at == last => LIST_CLOSE,
            _ => shield_byte(*byte),
        };
    }
    if let Region::Block(range) = region {
        bytes[range.start] = b'<';
    }
}

fn shield_byte(byte: u8) -> u8 {
    SHIELDS[5..].iter().find(|(_, meant)| *meant == byte).map_or(byte, |(code, _)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn source(body: &str) -> Source<'_> {
        Source::new(body, &Config::default().markdown, &BTreeSet::new())
    }

    #[test]
    fn shields_come_off_again() {
        let body = "a {{ *x* | \"y\" }} {% z_ %} `b`\n{: .c}\n";
        let source = source(body);
        assert!(source.is_shielded());
        assert_ne!(source.text, body);
        assert_eq!(source.text.len(), body.len());
        assert_eq!(source.restore(source.text.clone()), body);
    }

    #[test]
    fn places_survive_dropped_characters() {
        let source = source("a\r\nb\u{1}c\rd");
        assert_eq!(source.text, "a\nbc\nd");
        assert_eq!(source.control, Some(4));
        assert_eq!((source.original(0), source.original(2), source.original(3)), (0, 3, 5));
    }
}
