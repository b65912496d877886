//! Raw HTML that would take in what comes after it.
//!
//! A browser reads everything after `<script>` as a script until `</script>`, and so for a comment, a frame, a
//! text area. Where a body never ends one of these, the rest of the body would not be seen, nor the page around it.
//! Owns where such an element is ended. It must not touch what its author ends, however late.

use super::{
    raw::{self, Token, TokenKind},
    step::{Document, Step},
    walk::Walker,
};
use std::borrow::Cow;

/// An element that has begun and shows none of the Markdown after it.
#[derive(Debug)]
pub(super) struct Unclosed {
    name: String,
    /// The first of the two steps that are kept free for its end.
    step: Option<usize>,
}

impl Walker<'_> {
    /// Notes a start tag.
    pub fn begin_swallowing(&mut self, name: &str) {
        if self.unclosed.is_none() && raw::swallows(name) {
            self.unclosed = Some(Unclosed { name: name.to_owned(), step: None });
        }
    }

    /// Notes an end tag.
    pub fn end_swallowing(&mut self, name: &str) {
        if self.unclosed.as_ref().is_some_and(|unclosed| unclosed.name == name) {
            self.unclosed = None;
        }
    }

    /// Keeps two steps free after the raw HTML that left an element open.
    pub fn keep_room(&mut self) {
        let next = self.document.steps.len();
        let Some(unclosed) = self.unclosed.as_mut().filter(|unclosed| unclosed.step.is_none()) else {
            return;
        };
        unclosed.step = Some(next);
        self.document.steps.extend(ROOM);
    }

    /// Ends what the body leaves open, once all of it was walked.
    pub fn close_unclosed(&mut self) {
        if let Some(unclosed) = self.unclosed.take() {
            close(&unclosed, &mut self.document);
        }
    }
}

/// Steps that write nothing.
const ROOM: [Step<'static>; 2] = [Step::Raw(Cow::Borrowed("")), Step::Seen(String::new())];

fn close(unclosed: &Unclosed, document: &mut Document<'_>) {
    let steps = &mut document.steps;
    // The room is gone where what held it was replaced: by the contents, say.
    let is_room = |start: &usize| steps.get(*start..start + ROOM.len()).is_some_and(|steps| *steps == ROOM);
    let start = unclosed.step.filter(is_room).unwrap_or_else(|| {
        steps.extend(ROOM);
        steps.len() - ROOM.len()
    });
    steps[start] = Step::Raw(Cow::Owned(format!("</{}>", unclosed.name)));
    if raw::is_hidden(&unclosed.name) {
        steps[start + 1] = Step::Show;
    }
}

/// What ends the comment that raw HTML ends with, if it does not end itself.
pub(super) fn comment_end(html: &str, tokens: &[Token]) -> &'static str {
    let last = tokens.last().filter(|token| matches!(token.kind, TokenKind::Comment(_)));
    let Some(comment) = last.map(|token| html[token.range.start..].trim_end()) else { return "" };
    let ends: &[&str] =
        if comment.starts_with("<!--") { &["-->", "--!>", "<!-->", "<!--->"] } else { &[">"] };
    match ends.iter().any(|end| comment.ends_with(end)) {
        true => "",
        false if comment.starts_with("<!--") => "-->",
        false => ">",
    }
}
