//! Raw HTML, cut into what the walk must know of it.
//!
//! Owns the reading of HTML by the standard's tokenizer: tags, those of their attributes that lead somewhere or
//! define an anchor, comments, text. It must not know Markdown, nor change a byte.

use super::source::is_illegal;
use html5gum::{
    Span, Tokenizer,
    emitters::callback::{CallbackEmitter, CallbackEvent},
};
use std::ops::Range;

/// A piece of raw HTML and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub range: Range<usize>,
    pub kind: TokenKind,
}

/// What a piece is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// Text, with its character references resolved.
    Text(String),
    /// A start tag.
    Start(StartTag),
    /// An end tag's name.
    End(String),
    /// The inside of a comment.
    Comment(String),
}

/// A start tag.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct StartTag {
    /// Lower case.
    pub name: String,
    /// The attributes that matter here and have a value, in order.
    pub attributes: Vec<Attribute>,
}

/// An attribute of a tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Attribute {
    pub kind: AttributeKind,
    /// The value, with its character references resolved.
    pub value: String,
    /// Where the value stands, without quotation marks.
    pub range: Range<usize>,
}

/// Kinds of attributes that matter here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AttributeKind {
    /// Leads to a page.
    Link,
    /// Names a file that the page shows.
    File,
    /// Defines an anchor.
    Anchor,
}

/// Cuts HTML into tokens. What follows the last token is a tag that does not end.
pub(super) fn tokenize(html: &str) -> Vec<Token> {
    let mut reader = TokenReader::default();
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, span: Span<usize>| {
        reader.read(&event, span.start..span.end)
    });
    emitter.naively_switch_states(true);
    Tokenizer::new_with_emitter(html, emitter).map(|Ok(token)| token).collect()
}

#[derive(Default)]
struct TokenReader {
    tag: StartTag,
    tag_start: usize,
    attribute: Option<AttributeKind>,
    seen: Vec<Vec<u8>>,
}

impl TokenReader {
    fn read(&mut self, event: &CallbackEvent<'_>, range: Range<usize>) -> Option<Token> {
        let (range, kind) = match event {
            CallbackEvent::OpenStartTag { name } => {
                self.begin_tag(name, range.start);
                return None;
            }
            CallbackEvent::AttributeName { name } => {
                self.begin_attribute(name);
                return None;
            }
            CallbackEvent::AttributeValue { value } => {
                let value = lossy(value);
                self.tag.attributes.extend(self.attribute.take().map(|kind| Attribute {
                    kind,
                    value,
                    range,
                }));
                return None;
            }
            CallbackEvent::CloseStartTag { .. } => {
                (self.tag_start..range.end, TokenKind::Start(std::mem::take(&mut self.tag)))
            }
            CallbackEvent::EndTag { name } => (range, TokenKind::End(lossy(name))),
            CallbackEvent::String { value } => (range, TokenKind::Text(lossy(value))),
            CallbackEvent::Comment { value } => (range, TokenKind::Comment(lossy(value))),
            CallbackEvent::Doctype { .. } => (range, TokenKind::Comment(String::new())),
            CallbackEvent::Error(_) => return None,
        };
        Some(Token { range, kind })
    }

    fn begin_tag(&mut self, name: &[u8], start: usize) {
        self.tag = StartTag { name: lossy(name), attributes: Vec::new() };
        self.tag_start = start;
        self.attribute = None;
        self.seen.clear();
    }

    /// Of several attributes of one name the first counts.
    fn begin_attribute(&mut self, name: &[u8]) {
        self.attribute = attribute_kind(&self.tag.name, name);
        if self.attribute.is_some() {
            if self.seen.iter().any(|seen| seen == name) {
                self.attribute = None;
            } else {
                self.seen.push(name.to_owned());
            }
        }
    }
}

fn attribute_kind(element: &str, attribute: &[u8]) -> Option<AttributeKind> {
    const SHOWN: [&str; 9] =
        ["audio", "embed", "iframe", "img", "input", "script", "source", "track", "video"];
    match (element, attribute) {
        (_, b"id") | ("a", b"name") => Some(AttributeKind::Anchor),
        ("a" | "area", b"href") => Some(AttributeKind::Link),
        ("link", b"href") | ("video", b"poster") | ("object", b"data") => Some(AttributeKind::File),
        (_, b"src") if SHOWN.contains(&element) => Some(AttributeKind::File),
        _ => None,
    }
}

/// Text without what a character reference such as `&#1;` may bring back.
fn lossy(bytes: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    if text.contains(is_illegal) {
        text.retain(|c| !is_illegal(c));
    }
    text
}

/// After the `>` that ends a tag whose values stand in double quotes; it may stand in them too.
pub(super) fn tag_end(tag: &str) -> usize {
    let mut in_value = false;
    let end = tag.find(|c| {
        in_value ^= c == '"';
        c == '>' && !in_value
    });
    end.map_or(tag.len(), |end| end + 1)
}

/// Elements whose tags do not part two words.
pub(super) fn is_phrasing(name: &str) -> bool {
    const PHRASING: [&str; 24] = [
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
        "kbd", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "u",
    ];
    PHRASING.binary_search(&name).is_ok()
}

/// Elements whose text no reader sees.
pub(super) fn is_hidden(name: &str) -> bool {
    matches!(name, "script" | "style" | "template" | "noscript")
}

/// Elements whose inside is no part of the page that a reader sees, or only where a browser cannot show them.
pub(super) fn swallows(name: &str) -> bool {
    const SWALLOWING: [&str; 14] = [
        "audio", "canvas", "iframe", "noembed", "noframes", "noscript", "object", "script", "style",
        "template", "textarea", "title", "video", "xmp",
    ];
    SWALLOWING.binary_search(&name).is_ok()
}

/// Whether a bare URL in an element's text stays text. An `<a>` that leads nowhere is an anchor, which many do
/// not close.
pub(super) fn keeps_text(tag: &StartTag) -> bool {
    match tag.name.as_str() {
        "a" => tag.attributes.iter().any(|attribute| attribute.kind == AttributeKind::Link),
        name => matches!(name, "pre" | "code" | "script" | "style" | "textarea"),
    }
}

/// Whether a comment marks the end of the summary: `<!-- more -->`, in any case and spacing.
pub(super) fn is_more(comment: &str) -> bool {
    let mut letters = comment.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_'));
    let word: String = letters.by_ref().take(12).map(|c| c.to_ascii_lowercase()).collect();
    letters.next().is_none() && matches!(word.as_str(), "more" | "readmore" | "excerpt" | "endexcerpt")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stand_where_they_were_written() {
        for html in
            [r#"<a class=x href="/x?a=1&amp;b">"#, "<A HREF = '/x?a=1&amp;b' >", "<a href=/x?a=1&amp;b>"]
        {
            let tokens = tokenize(html);
            let TokenKind::Start(tag) = &tokens[0].kind else { panic!("{html}") };
            assert_eq!(tokens[0].range, 0..html.len());
            assert_eq!(tag.attributes[0].value, "/x?a=1&b");
            assert_eq!(&html[tag.attributes[0].range.clone()], "/x?a=1&amp;b", "{html}");
        }
    }

    #[test]
    fn scripts_are_one_text() {
        let tokens = tokenize("<script>if (a<b) '</p>'</script>x");
        assert_eq!(tokens[1].kind, TokenKind::Text("if (a<b) '</p>'".into()));
        assert_eq!(tokens.len(), 4);
    }

    #[test]
    fn a_tag_without_end_is_no_token() {
        assert_eq!(tokenize("x<a href=\"/y").last().map(|token| token.range.end), Some(1));
    }

    #[test]
    fn the_first_of_equal_attributes_counts() {
        let tokens = tokenize("<img src=a src=b alt=c>");
        let TokenKind::Start(tag) = &tokens[0].kind else { panic!() };
        assert_eq!(tag.attributes.len(), 1);
        assert_eq!(tag.attributes[0].value, "a");
    }

    #[test]
    fn more_is_read_generously() {
        for comment in [" more ", "MORE", "read more", " Read-More ", "excerpt", "end_excerpt"] {
            assert!(is_more(comment), "{comment}");
        }
        for comment in ["", "more of this", "no more", "moremoremoremore"] {
            assert!(!is_more(comment), "{comment}");
        }
    }
}
