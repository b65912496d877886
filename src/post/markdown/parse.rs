//! Markdown to events.
//!
//! Owns the parser's options and the index of footnotes. It must not know what the events are used for.

use crate::config::MarkdownOptions;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};
use std::{borrow::Cow, ops::Range};

/// An event and the part of the text that it was read from.
pub(super) type Located<'a> = (Event<'a>, Range<usize>);

/// All events of a text.
pub(super) fn events<'a>(text: &'a str, options: &MarkdownOptions) -> Vec<Located<'a>> {
    Parser::new_ext(text, extensions(options)).into_offset_iter().collect()
}

/// All events of a text if there are no more than `most`, else the place of the first one beyond.
pub(super) fn events_within<'a>(
    text: &'a str,
    options: &MarkdownOptions,
    most: usize,
) -> Result<Vec<Located<'a>>, Range<usize>> {
    let mut parser = Parser::new_ext(text, extensions(options)).into_offset_iter();
    let events: Vec<Located<'a>> = parser.by_ref().take(most).collect();
    parser.next().map_or(Ok(events), |(_, range)| Err(range))
}

fn extensions(options: &MarkdownOptions) -> Options {
    let mut extensions = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM;
    extensions.set(Options::ENABLE_SMART_PUNCTUATION, options.smart);
    extensions.set(Options::ENABLE_MATH, options.math);
    extensions.set(Options::ENABLE_DEFINITION_LIST, options.definition_lists);
    extensions
}

/// A footnote's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Definition {
    /// Its label, lower case.
    pub label: String,
    /// Its events, from its start to its end, both included.
    pub events: Range<usize>,
}

/// The footnotes of a text, by their first event.
pub(super) fn definitions(events: &[Located<'_>]) -> Vec<Definition> {
    let mut open = Vec::new();
    let mut definitions = Vec::new();
    for (at, (event, _)) in events.iter().enumerate() {
        match event {
            Event::Start(Tag::FootnoteDefinition(label)) => open.push((at, label.to_lowercase())),
            Event::End(TagEnd::FootnoteDefinition) => {
                definitions
                    .extend(open.pop().map(|(start, label)| Definition { label, events: start..at + 1 }));
            }
            _ => {}
        }
    }
    definitions.sort_by_key(|definition| definition.events.start);
    definitions
}

/// The parser's text as the standard library's type.
pub(super) fn cow(text: CowStr<'_>) -> Cow<'_, str> {
    match text {
        CowStr::Borrowed(text) => Cow::Borrowed(text),
        CowStr::Boxed(text) => Cow::Owned(text.into_string()),
        CowStr::Inlined(text) => Cow::Owned(text.to_string()),
    }
}

/// Texts joined, without copying as long as they follow one another in the source.
#[derive(Debug, Default)]
pub(super) struct Joined<'a> {
    text: Cow<'a, str>,
    /// What it was read from.
    pub range: Range<usize>,
}

impl<'a> Joined<'a> {
    /// Appends the text that was read from `range` of `source`.
    pub fn push(&mut self, source: &'a str, text: Cow<'a, str>, range: Range<usize>) {
        if self.text.is_empty() {
            self.text = text;
            self.range = range;
            return;
        }
        let is_literal = matches!(text, Cow::Borrowed(_)) && text.len() == range.len();
        let follows = is_literal && self.is_literal() && self.range.end == range.start;
        self.range.end = range.end;
        if follows {
            self.text = Cow::Borrowed(&source[self.range.clone()]);
        } else {
            self.text.to_mut().push_str(&text);
        }
    }

    /// Whether each byte stands in the source as it is here.
    pub fn is_literal(&self) -> bool {
        matches!(self.text, Cow::Borrowed(_)) && self.text.len() == self.range.len()
    }

    /// The text.
    pub fn into_text(self) -> Cow<'a, str> {
        self.text
    }
}
