//! Tags of shortcodes to steps: calls, their content, their arguments' holes.
//!
//! Owns where a tag counts and what it begins or ends. It must not know what a shortcode takes or makes.

use super::{
    destination::{Destination, classify},
    raw::{self, TokenKind},
    step::{Element, Standing, Step},
    tag::{Mistake, Tag, TagKind, Written, WrittenArgument, WrittenValue},
    walk::{Frame, Walker},
};
use crate::{
    diagnostic::Diagnostic,
    post::body::{Argument, Call, CallKind, HoleKind, Literal},
};
use std::{borrow::Cow, ops::Range};

/// Blocks of shortcodes in one another: each copies the HTML inside it.
const DEEPEST: usize = 24;

/// Arguments that name a file that the page shows, alone or in a list.
const FILES: [&str; 6] = ["captions", "image", "images", "poster", "src", "srcs"];
/// Arguments that lead to a page.
const LINKS: [&str; 4] = ["frame", "href", "link", "url"];
/// Arguments that name a post for the template to ask for: as written, once it is known that there is one.
const POSTS: [&str; 2] = ["path", "post"];

impl<'a> Walker<'a> {
    /// Whether what was read from a range is a tag that was marked as a block.
    pub fn is_marked(&self, range: &Range<usize>) -> bool {
        self.source.tag_at(range.start).is_some_and(|tag| tag.is_alone)
    }

    /// Does what the tag at `at` says; answers whether there is one that counts here. Where raw HTML shows code or
    /// hides what it holds, none does.
    pub fn tag(&mut self, at: usize, standing: Standing) -> bool {
        let source = self.source;
        let Some(tag) = source.tag_at(at).filter(|_| self.takes_tags()) else { return false };
        self.place_tag(tag, standing)
    }

    /// A tag alone on its line that is a part of a paragraph all the same.
    pub fn marked_inline(&mut self, written: Cow<'a, str>, range: &Range<usize>) {
        if !self.tag(range.start, Standing::Inline) {
            let written = self.source.restore(self.source.unmark(written, range));
            self.push(Step::Template(written));
        }
    }

    fn takes_tags(&self) -> bool {
        self.hidden.is_none() && self.keeps_text.as_deref().is_none_or(|name| name == "a")
    }

    fn place_tag(&mut self, tag: &Tag, standing: Standing) -> bool {
        match &tag.kind {
            TagKind::Plain(call) => {
                let number = self.call(call, CallKind::Plain, tag);
                self.last_closed = None;
                self.push(Step::Call(number, standing));
            }
            TagKind::Begin(call) => {
                let depth = self.open.iter().filter(|frame| is_call(frame)).count();
                let number = self.call(call, CallKind::Block, tag);
                if depth >= DEEPEST {
                    self.remark(&tag.range, too_deep(&call.name));
                    self.push(Step::Call(number, standing));
                } else {
                    self.open(Element::Call(number, standing), None);
                }
            }
            TagKind::End => return self.end_block(tag, standing),
            TagKind::Unreadable(Mistake { message, hint, range }) => {
                let mistake = Diagnostic::error("shortcode-syntax", message.as_str()).hint(hint.as_str());
                self.remark(range, mistake);
            }
        }
        true
    }

    fn remark(&mut self, range: &Range<usize>, diagnostic: Diagnostic) {
        self.document.remarks.push((range.clone(), diagnostic));
    }

    /// Ends the innermost block, which must have begun between the same other elements.
    fn end_block(&mut self, tag: &Tag, standing: Standing) -> bool {
        let Some(place) = self.open.iter().rposition(is_call) else { return false };
        let frame = self.open[place];
        if place + 1 == self.open.len() {
            self.close();
            return true;
        }
        self.open.remove(place);
        self.push(Step::Close(frame.element));
        let name = self.call_name(frame.element).to_owned();
        let message =
            format!("this `{{% end %}}` does not stand beside the `{{% {name}(…) %}}` that it ends");
        let hint = match standing {
            Standing::Inline => "put each of the two on a line of its own, or both into one paragraph",
            Standing::Block => "put each of the two on a line of its own, with the same indent",
        };
        self.remark(&tag.range, Diagnostic::error("shortcode-unclosed", message).hint(hint));
        true
    }

    /// Ends the blocks that what is about to end leaves open.
    pub fn end_blocks(&mut self) {
        while let Some(frame) = self.open.last().copied().filter(is_call) {
            let name = self.call_name(frame.element).to_owned();
            let range = match frame.element {
                Element::Call(number, _) => self.document.holes[number].1.clone(),
                _ => Range::default(),
            };
            self.close();
            let message = format!("the content of `{name}` does not end");
            self.remark(
                &range,
                Diagnostic::error("shortcode-unclosed", message).hint(format!(
                    "write `{{% end %}}` on a line of its own after the content, with the same indent; without \
                     content, write `{{{{ {name}(…) }}}}`"
                )),
            );
        }
    }

    fn call_name(&self, element: Element) -> &str {
        match element {
            Element::Call(number, _) => self.document.holes[number].0.as_written(),
            _ => "",
        }
    }

    // --- calls -----------------------------------------------------------------------------------

    /// Adds the holes of a call and gives the number of its own.
    fn call(&mut self, written: &Written, kind: CallKind, tag: &Tag) -> usize {
        let empty = Call { name: written.name.clone(), kind, arguments: Vec::new() };
        let number = self.hole(HoleKind::Call(Box::new(empty)), tag.range.clone());
        let arguments: Vec<Argument> =
            written.arguments.iter().map(|argument| self.argument(argument, &written.name)).collect();
        self.document.arguments.extend(written.arguments.iter().map(|argument| argument.range.clone()));
        if let HoleKind::Call(call) = &mut self.document.holes[number].0 {
            call.arguments = arguments;
        }
        number
    }

    fn argument(&mut self, argument: &WrittenArgument, call: &str) -> Argument {
        let value = self.literal(&argument.name, &argument.value, call);
        Argument { name: argument.name.clone(), value, position: crate::diagnostic::Position::default() }
    }

    fn literal(&mut self, name: &str, value: &WrittenValue, call: &str) -> Literal {
        match value {
            WrittenValue::Text(text, range) => self.text_argument(name, text, range, call),
            WrittenValue::Number(number) => Literal::Number(number.clone()),
            WrittenValue::Bool(value) => Literal::Bool(*value),
            WrittenValue::List(items) => {
                Literal::List(items.iter().map(|item| self.literal(name, item, call)).collect())
            }
        }
    }

    /// Text is text, unless its name or its beginning says that it leads somewhere.
    fn text_argument(&mut self, name: &str, text: &str, range: &Range<usize>, call: &str) -> Literal {
        let literal = || Literal::Text(text.to_owned());
        if POSTS.contains(&name) {
            if text.starts_with("@/") {
                self.hole(HoleKind::Link(text.to_owned()), range.clone());
            }
            return literal();
        }
        let is_file = FILES.contains(&name);
        let leads = is_file || LINKS.contains(&name);
        if !leads && !text.starts_with("@/") {
            return literal();
        }
        match classify(text, self.context.host) {
            Destination::Unsafe => self.remark(range, unsafe_argument(name, text, call)),
            _ if text.starts_with("//") => self.remark(range, no_scheme(name, text, call)),
            Destination::Inside if is_file && !text.starts_with("@/") => {
                return Literal::Hole(self.hole(HoleKind::File(text.to_owned()), range.clone()));
            }
            Destination::Inside => {
                return Literal::Hole(self.hole(HoleKind::Link(text.to_owned()), range.clone()));
            }
            _ => {}
        }
        literal()
    }

    // --- paragraphs and raw HTML -------------------------------------------------------------------

    /// Takes away the paragraph around calls that are all it holds.
    pub fn lift_calls(&mut self, frame: Frame) {
        let steps = &mut self.document.steps;
        let lifted: Vec<Step<'a>> = steps.drain(frame.step..).skip(1).collect();
        steps.extend(lifted.into_iter().map(|step| match step {
            Step::Call(number, _) => Step::Call(number, Standing::Block),
            Step::Open(Element::Call(number, _), _) => {
                Step::Open(Element::Call(number, Standing::Block), None)
            }
            Step::Close(Element::Call(number, _)) => Step::Close(Element::Call(number, Standing::Block)),
            step => step,
        }));
        self.last_closed = None;
    }

    /// A block of raw HTML with tags in it. They count where they stand in its text; within a tag, a comment or
    /// code they are as written.
    pub fn html_with_tags(&mut self, html: Cow<'a, str>, range: &Range<usize>) {
        let source = self.source;
        let is_whole = html.len() == range.len();
        let is_tag_alone = self.is_tag_alone(&html, range);
        // What stands in a tag is still shielded: no HTML to the tokenizer.
        let shielded = source.unmark(html, range);
        let shown = if is_whole { self.shown_text(&shielded) } else { Vec::new() };
        let html = source.restore(shielded).into_owned();
        let mut from = range.start;
        for tag in source.tags_in(range) {
            let place =
                tag.range.start.saturating_sub(range.start)..tag.range.end.saturating_sub(range.start);
            let text = shown.partition_point(|text| text.end < place.end);
            let is_shown = shown.get(text).is_some_and(|text| text.start <= place.start);
            if tag.range.start < from || !is_shown {
                continue;
            }
            self.raw_part(&html, from - range.start..place.start, range);
            if self.place_tag(tag, Standing::Block) {
                from = tag.range.end;
                continue;
            }
            if is_tag_alone {
                self.push(Step::Open(Element::Paragraph, None));
                self.push(Step::Template(Cow::Owned(html[place].to_owned())));
                return self.push(Step::Close(Element::Paragraph));
            }
            self.raw_part(&html, place, range);
            from = tag.range.end;
        }
        if from == range.start && shown.is_empty() {
            self.raw_block(Cow::Owned(html), range.clone());
        } else {
            self.raw_part(&html, from - range.start..html.len(), range);
        }
    }

    /// Whether a block is nothing but one tag, and no raw HTML at all.
    fn is_tag_alone(&self, html: &str, range: &Range<usize>) -> bool {
        match self.source.tags_in(range) {
            [tag] => tag.is_alone && html.trim() == &self.source.text[tag.range.clone()],
            _ => false,
        }
    }

    fn raw_part(&mut self, html: &str, part: Range<usize>, range: &Range<usize>) {
        if !html[part.clone()].trim().is_empty() {
            let place = range.start + part.start..range.start + part.end;
            self.raw_block(Cow::Owned(html[part].to_owned()), place);
        }
    }

    /// Where the text of raw HTML stands that a reader sees and that is no code.
    fn shown_text(&self, html: &str) -> Vec<Range<usize>> {
        let mut shown: Vec<Range<usize>> = Vec::new();
        let mut inside =
            if self.takes_tags() { None } else { self.hidden.clone().or(self.keeps_text.clone()) };
        for token in raw::tokenize(html) {
            match token.kind {
                TokenKind::Text(_) if inside.is_none() => match shown.last_mut() {
                    Some(last) if last.end == token.range.start => last.end = token.range.end,
                    _ => shown.push(token.range),
                },
                TokenKind::Start(tag) if inside.is_none() && hides(&tag.name) => inside = Some(tag.name),
                TokenKind::End(name) if inside.as_ref() == Some(&name) => inside = None,
                _ => {}
            }
        }
        shown
    }
}

/// Elements in whose text tags are as written.
fn hides(name: &str) -> bool {
    raw::is_hidden(name) || raw::swallows(name) || matches!(name, "pre" | "code" | "samp" | "kbd")
}

fn is_call(frame: &Frame) -> bool {
    matches!(frame.element, Element::Call(..))
}

/// Whether a paragraph with these steps is nothing but calls of shortcodes.
pub(super) fn stands_as_block(steps: &[Step<'_>]) -> bool {
    let mut depth = 0_usize;
    let mut calls = 0;
    steps.iter().all(|step| {
        match step {
            Step::Open(Element::Call(..), _) => depth += 1,
            Step::Close(Element::Call(..)) => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_call = matches!(step, Step::Call(..) | Step::Close(Element::Call(..)));
        calls += usize::from(is_call);
        let is_blank =
            matches!(step, Step::SoftBreak) || matches!(step, Step::Text(text) if text.trim().is_empty());
        depth > 0 || is_call || is_blank
    }) && calls > 0
}

fn too_deep(name: &str) -> Diagnostic {
    Diagnostic::error("shortcode-depth", format!("`{name}` stands in more than {DEEPEST} other shortcodes"))
        .hint("end some of them before it with `{% end %}`")
}

fn unsafe_argument(name: &str, text: &str, call: &str) -> Diagnostic {
    let scheme = text.split(':').next().unwrap_or(text).trim();
    let message = format!("the argument `{name}` of `{call}` leads to a `{scheme}:` URL");
    Diagnostic::error("shortcode-argument", message)
        .hint("give a path on this site or an address with `https://`")
}

fn no_scheme(name: &str, text: &str, call: &str) -> Diagnostic {
    let message =
        format!("the argument `{name}` of `{call}` leads to another host without a scheme: `{text}`");
    Diagnostic::error("shortcode-argument", message).hint(format!("write `https:{text}`"))
}
