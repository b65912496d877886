//! Raw HTML that is harmless, in place.
//!
//! Owns the nesting of it: every element ends within the Markdown that it began in, and nothing ends what it did not
//! begin, so that no raw HTML reaches beyond its body. It must not know which tags are harmless: `allow_list` does.

use super::{
    allow_list::{clean_tag, ended_by, fits, is_void},
    raw::{self, Token, TokenKind},
    raw_walk::Passage,
    step::Step,
    walk::Walker,
};
use std::{borrow::Cow, ops::Range};

/// Elements open in one another; browsers give up at some hundreds too.
const DEEPEST: usize = 100;

/// What is open of the raw HTML of a body.
#[derive(Debug, Default)]
pub(super) struct Stripped {
    open: Vec<OpenElement>,
    hidden: Option<Hidden>,
}

#[derive(Debug)]
struct OpenElement {
    name: String,
    /// Elements of Markdown around it.
    depth: usize,
    /// Step at which it begins.
    step: usize,
    /// Where it ends if nobody ends it: the step kept free after the block that it began in. None once something
    /// that it holds has ended after that.
    room: Option<usize>,
}

/// An element whose text no reader sees.
#[derive(Debug)]
struct Hidden {
    name: String,
    depth: usize,
    /// The first step after its start.
    step: usize,
}

impl Walker<'_> {
    /// A block of raw HTML that was read from `range`.
    pub fn strip_block(&mut self, html: &str, range: &Range<usize>) {
        let start = self.document.steps.len();
        self.strip(html, range);
        self.stripped.hidden = None;
        self.end_phrasing();
        self.drop_blanks(start);
        self.keep_stripped_room();
    }

    /// Where nothing is left of a block, its line ends are not either.
    fn drop_blanks(&mut self, start: usize) {
        let steps = &mut self.document.steps;
        let is_blank = |step: &Step<'_>| match step {
            Step::Text(text) => text.trim().is_empty(),
            Step::Seen(_) | Step::More => true,
            _ => false,
        };
        if steps[start..].iter().all(is_blank) {
            let has_more = steps[start..].contains(&Step::More);
            steps.truncate(start);
            steps.extend(has_more.then_some(Step::More));
        }
    }

    /// Raw HTML that was read from `range`.
    pub fn strip(&mut self, html: &str, range: &Range<usize>) {
        let mut shown = 0;
        for Token { range: part, kind } in raw::tokenize(html) {
            shown = part.end;
            let place = if html.len() == range.len() {
                range.start + part.start..range.start + part.end
            } else {
                range.clone()
            };
            match kind {
                TokenKind::End(name) => self.strip_end(&name),
                _ if self.stripped.hidden.is_some() => {}
                TokenKind::Comment(comment) if raw::is_more(&comment) => self.push(Step::More),
                TokenKind::Comment(_) => {}
                TokenKind::Text(text) => self.push(Step::Text(Cow::Owned(text))),
                TokenKind::Start(tag) => self.strip_start(&tag.name, &html[part], place),
            }
        }
        if shown < html.len() && self.stripped.hidden.is_none() {
            self.push(Step::Text(Cow::Owned(html[shown..].to_owned())));
        }
    }

    fn strip_start(&mut self, name: &str, tag: &str, place: Range<usize>) {
        self.part_stripped_words(name);
        if raw::swallows(name) || matches!(name, "svg" | "math" | "select") {
            let (depth, step) = (self.open.len(), self.document.steps.len());
            self.stripped.hidden = Some(Hidden { name: name.to_owned(), depth, step });
            return;
        }
        let Some(cleaned) = clean_tag(name, tag) else { return };
        while self.innermost().is_some_and(|inner| ended_by(name).contains(&inner)) {
            self.end_innermost();
        }
        let is_nested_link = name == "a" && (self.links > 0 || self.is_stripped_open("a"));
        if is_nested_link || self.stripped.open.len() >= DEEPEST || !fits(name, self.innermost()) {
            return;
        }
        if !is_void(name) {
            let (depth, step) = (self.open.len(), self.document.steps.len());
            self.stripped.open.push(OpenElement { name: name.to_owned(), depth, step, room: None });
        }
        self.pass_whole_tag(&mut Passage::new(Cow::Owned(cleaned), place, tag));
    }

    /// An end tag; one that ends nothing is dropped.
    fn strip_end(&mut self, name: &str) {
        let depth = self.open.len();
        if let Some(hidden) = &self.stripped.hidden {
            if hidden.name == name && hidden.depth == depth {
                self.drop_hidden();
            }
            return;
        }
        self.part_stripped_words(name);
        let open = &self.stripped.open;
        let within = open.iter().rposition(|element| element.depth < depth).map_or(0, |last| last + 1);
        let Some(found) = open[within..].iter().rposition(|element| element.name == name) else { return };
        let remaining = within + found;
        while self.stripped.open.len() > remaining {
            self.end_innermost();
        }
    }

    /// The text of a script in a line.
    fn drop_hidden(&mut self) {
        let Some(hidden) = self.stripped.hidden.take() else { return };
        let steps = &mut self.document.steps;
        let is_text = |step: &Step<'_>| matches!(step, Step::Text(_) | Step::SoftBreak);
        if steps.get(hidden.step..).is_some_and(|inside| inside.iter().all(is_text)) {
            steps.truncate(hidden.step);
        }
    }

    /// Tags of blocks part two words.
    fn part_stripped_words(&mut self, name: &str) {
        if !raw::is_phrasing(name) {
            self.push(Step::Seen(" ".to_owned()));
        }
    }

    /// The innermost element that began in the same element of Markdown.
    fn innermost(&self) -> Option<&str> {
        let depth = self.open.len();
        self.stripped
            .open
            .last()
            .filter(|element| element.depth == depth)
            .map(|element| element.name.as_str())
    }

    fn is_stripped_open(&self, name: &str) -> bool {
        self.stripped.open.iter().any(|element| element.name == name)
    }

    fn end_innermost(&mut self) {
        let Some(ended) = self.stripped.open.pop() else { return };
        self.end_raw(&ended.name);
        self.push(Step::Raw(Cow::Owned(format!("</{}>", ended.name))));
        for around in &mut self.stripped.open {
            around.room = around.room.filter(|room| *room <= ended.step);
        }
    }

    /// Ends what stands in a line and began in a block: as a link it would take in the blocks that follow.
    fn end_phrasing(&mut self) {
        let depth = self.open.len();
        let is_phrasing = |element: &OpenElement| element.depth == depth && raw::is_phrasing(&element.name);
        let Some(first) = self.stripped.open.iter().position(is_phrasing) else { return };
        while self.stripped.open.len() > first {
            self.end_innermost();
        }
    }

    /// Keeps a step free for the ends of what is open after a block.
    fn keep_stripped_room(&mut self) {
        let (depth, step) = (self.open.len(), self.document.steps.len());
        let open = self.stripped.open.iter_mut();
        let mut without = open.filter(|element| element.depth == depth && element.room.is_none()).peekable();
        if without.peek().is_some() {
            without.for_each(|element| element.room = Some(step));
            self.push(Step::Raw(Cow::Borrowed("")));
        }
    }

    /// A paragraph of raw HTML ends where a block of Markdown begins.
    pub fn end_stripped_paragraph(&mut self) {
        if self.innermost() == Some("p") {
            self.end_innermost();
        }
    }

    /// Ends what began in the innermost element of Markdown, or in the body itself, as that ends.
    pub fn end_stripped(&mut self) {
        let depth = self.open.len();
        if self.stripped.hidden.as_ref().is_some_and(|hidden| hidden.depth >= depth) {
            self.stripped.hidden = None;
        }
        while self.stripped.open.last().is_some_and(|element| element.depth >= depth) {
            let Some(room) = self.stripped.open.last().and_then(|element| element.room) else {
                self.end_innermost();
                continue;
            };
            let Some(element) = self.stripped.open.pop() else { return };
            self.end_raw(&element.name);
            if let Some(Step::Raw(end)) = self.document.steps.get_mut(room) {
                end.to_mut().extend(["</", &element.name, ">"]);
            }
        }
    }
}
