//! Raw HTML to steps.
//!
//! Owns what becomes of raw HTML under each policy. It must not read HTML itself: `raw` does.

use super::{
    destination::{Destination, classify},
    raw::{self, AttributeKind, StartTag, Token, TokenKind},
    step::{Element, Step},
    unclosed,
    walk::Walker,
};
use crate::{config::RawHtml, post::body::HoleKind};
use std::{borrow::Cow, ops::Range};

/// Raw HTML on its way to the page.
pub(super) struct Passage<'a> {
    html: Cow<'a, str>,
    /// What it was read from; longer than itself where a quotation's marks run through it.
    range: Range<usize>,
    /// How much of it is written.
    written: usize,
    /// What a reader sees of it since the last step.
    seen: String,
    /// Whether it stands in the body as it is here.
    is_literal: bool,
}

impl<'a> Passage<'a> {
    /// What became of `written`, which was read from `range`.
    pub fn new(html: Cow<'a, str>, range: Range<usize>, written: &str) -> Self {
        let is_literal = *html == *written && html.len() == range.len();
        Self { html, range, written: 0, seen: String::new(), is_literal }
    }

    fn part(&self, range: Range<usize>) -> Cow<'a, str> {
        match &self.html {
            Cow::Borrowed(html) => Cow::Borrowed(&html[range]),
            Cow::Owned(html) => Cow::Owned(html[range].to_owned()),
        }
    }

    fn place(&self, part: &Range<usize>) -> Range<usize> {
        if !self.is_literal {
            return self.range.clone();
        }
        self.range.start + part.start..self.range.start + part.end
    }
}

impl<'a> Walker<'a> {
    /// A block of raw HTML that was read from `range`.
    pub fn raw_block(&mut self, html: Cow<'a, str>, range: Range<usize>) {
        match self.context.options.unsafe_html {
            RawHtml::Allow => return self.pass(html, range),
            RawHtml::Strip => return self.strip_block(&html, &range),
            RawHtml::Escape => {}
        }
        let start = self.document.steps.len();
        self.push(Step::Open(Element::Paragraph, None));
        self.escape(&html);
        self.close_neutral_block(start);
    }

    /// A tag or comment within text.
    pub fn raw_inline(&mut self, html: Cow<'a, str>, range: Range<usize>) {
        match self.context.options.unsafe_html {
            RawHtml::Allow => self.pass(html, range),
            RawHtml::Escape => self.escape(&html),
            RawHtml::Strip => self.strip(&html, &range),
        }
    }

    /// Without text there is no paragraph, only the mark that may be in it.
    fn close_neutral_block(&mut self, start: usize) {
        let steps = &mut self.document.steps;
        let is_blank = steps[start + 1..].iter().all(|step| match step {
            Step::Text(text) => text.trim().is_empty(),
            _ => true,
        });
        if is_blank {
            let has_more = steps[start..].contains(&Step::More);
            steps.truncate(start);
            steps.extend(has_more.then_some(Step::More));
        } else {
            self.push(Step::Close(Element::Paragraph));
        }
    }

    /// As written, with holes where it leads into the site.
    fn pass(&mut self, html: Cow<'a, str>, range: Range<usize>) {
        let tokens = raw::tokenize(&html);
        let comment_end = unclosed::comment_end(&html, &tokens);
        let tokens_end = tokens.last().map_or(0, |token| token.range.end);
        let is_literal = html.len() == range.len();
        let mut passage = Passage { html, range, written: 0, seen: String::new(), is_literal };
        for Token { range, kind } in tokens {
            match kind {
                TokenKind::Text(text) if self.hidden.is_none() => passage.seen.push_str(&text),
                TokenKind::Comment(comment) if raw::is_more(&comment) => {
                    self.pass_until(&mut passage, range.start);
                    self.see(&mut passage);
                    self.push(Step::More);
                    let line_end = usize::from(passage.html[range.end..].starts_with('\n'));
                    passage.written = range.end + line_end;
                }
                TokenKind::Text(_) | TokenKind::Comment(_) => {}
                TokenKind::Start(tag) => {
                    self.part_words(&tag.name, &mut passage);
                    self.pass_tag(tag, &mut passage);
                }
                TokenKind::End(name) => {
                    self.part_words(&name, &mut passage);
                    self.end_raw(&name);
                }
            }
        }
        self.pass_until(&mut passage, tokens_end);
        self.see(&mut passage);
        self.pass_rest(&passage, comment_end);
        self.keep_room();
    }

    /// What follows the last token is a tag that does not end: as text, since as a tag it would take in what
    /// comes after it.
    fn pass_rest(&mut self, passage: &Passage<'a>, comment_end: &'static str) {
        if !comment_end.is_empty() {
            self.push(Step::Raw(Cow::Borrowed(comment_end)));
        }
        let rest = passage.written..passage.html.len();
        if !rest.is_empty() {
            self.push(Step::Text(passage.part(rest)));
        }
    }

    /// Tags of blocks part two words; text before a script is seen, the script is not.
    fn part_words(&mut self, name: &str, passage: &mut Passage<'a>) {
        if raw::is_hidden(name) {
            self.see(passage);
        } else if !raw::is_phrasing(name) {
            passage.seen.push(' ');
        }
    }

    fn see(&mut self, passage: &mut Passage<'a>) {
        if !passage.seen.is_empty() {
            self.push(Step::Seen(std::mem::take(&mut passage.seen)));
        }
    }

    fn pass_tag(&mut self, tag: StartTag, passage: &mut Passage<'a>) {
        if self.keeps_text.is_none() && raw::keeps_text(&tag) {
            self.keeps_text = Some(tag.name.clone());
        }
        for attribute in tag.attributes {
            let hole = match attribute.kind {
                AttributeKind::Anchor => {
                    self.document.anchors.push(attribute.value);
                    continue;
                }
                AttributeKind::Link => HoleKind::Link,
                AttributeKind::File => HoleKind::File,
            };
            if classify(&attribute.value, self.context.host) == Destination::Inside {
                let number = self.hole(hole(attribute.value), passage.place(&attribute.range));
                self.pass_until(passage, attribute.range.start);
                self.push(Step::RawHole(number, missing_quote(&passage.html, &attribute.range)));
                passage.written = attribute.range.end;
            }
        }
        self.begin_swallowing(&tag.name);
        if self.hidden.is_none() && raw::is_hidden(&tag.name) {
            self.hidden = Some(tag.name);
            self.push(Step::Hide);
        }
    }

    /// A passage that is one start tag.
    pub fn pass_whole_tag(&mut self, passage: &mut Passage<'a>) {
        for token in raw::tokenize(&passage.html) {
            if let TokenKind::Start(tag) = token.kind {
                self.pass_tag(tag, passage);
            }
        }
        self.pass_until(passage, passage.html.len());
    }

    /// Notes an end tag.
    pub fn end_raw(&mut self, name: &str) {
        self.end_swallowing(name);
        if self.keeps_text.as_deref() == Some(name) {
            self.keeps_text = None;
        }
        if self.hidden.as_deref() == Some(name) {
            self.hidden = None;
            self.push(Step::Show);
        }
    }

    fn pass_until(&mut self, passage: &mut Passage<'a>, end: usize) {
        let part = passage.written..end;
        passage.written = end;
        if !part.is_empty() {
            let html = passage.part(part);
            self.push(Step::Raw(html));
        }
    }

    /// As text.
    fn escape(&mut self, html: &str) {
        let mut shown = 0;
        for Token { range, kind } in raw::tokenize(html) {
            if matches!(&kind, TokenKind::Comment(comment) if raw::is_more(comment)) {
                self.show(&html[shown..range.start]);
                self.push(Step::More);
                shown = range.end;
            }
        }
        self.show(&html[shown..]);
    }

    fn show(&mut self, html: &str) {
        if !html.is_empty() {
            self.push(Step::Text(Cow::Owned(html.to_owned())));
        }
    }
}

/// The quotation mark that a value without any needs once it is filled in.
fn missing_quote(html: &str, value: &Range<usize>) -> &'static str {
    if html[..value.start].ends_with(['"', '\'']) { "" } else { "\"" }
}
