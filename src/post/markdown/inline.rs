//! Runs of text to steps: links, foreign template syntax, attribute lists.
//!
//! Owns the part of the walk that looks into text.

use super::{
    attributes::{self, List},
    autolink,
    destination::{Destination, classify},
    run::Run,
    source::{CLASS_MARK, CLOSE, ID_MARK, LIST_CLOSE, LIST_OPEN, OPEN_BRACE, OPEN_PERCENT},
    step::{Element, Extras, Standing, Step, Target},
    walk::{Frame, Inside, Walker},
};
use std::{borrow::Cow, ops::Range};

/// The marks that a shielded run is cut at.
const MARKS: [char; 6] = [
    OPEN_BRACE as char,
    OPEN_PERCENT as char,
    CLOSE as char,
    LIST_OPEN as char,
    CLASS_MARK as char,
    ID_MARK as char,
];

impl<'a> Walker<'a> {
    /// Adds the steps of a run; `ends_line` says whether the line ends with it.
    pub fn place_run(&mut self, run: &Run<'a>, ends_line: bool) {
        if !self.source.is_shielded() {
            return self.place_plain(run, 0..run.text.len());
        }
        let mut from = 0;
        let mut look = 0;
        while let Some(mark) = run.text[look..].find(MARKS).map(|found| look + found) {
            look = mark + 1;
            let brace = if run.text[..mark].ends_with('{') { mark - 1 } else { mark };
            match run.text.as_bytes()[mark] {
                CLOSE if self.inside != Inside::Text => {
                    self.place_template(run, from..look);
                    self.inside = Inside::Text;
                    from = look;
                }
                LIST_OPEN | CLASS_MARK | ID_MARK if self.inside == Inside::Text => {
                    let Some(list) = list_around(&run.text, from, mark) else { continue };
                    self.place_plain(run, from..list.start);
                    from = list.end;
                    look = from;
                    let rest_is_blank = run.text[from..].trim().is_empty();
                    self.place_list(run, list, ends_line && rest_is_blank);
                }
                OPEN_BRACE | OPEN_PERCENT if self.inside == Inside::Text => {
                    self.place_plain(run, from..brace.max(from));
                    from = brace.max(from);
                    let is_tag = self.tag(run.place(brace), Standing::Inline);
                    self.inside = if is_tag { Inside::Tag } else { Inside::Template };
                }
                _ => {}
            }
        }
        if self.inside == Inside::Text {
            self.place_plain(run, from..run.text.len());
        } else {
            self.place_template(run, from..run.text.len());
        }
    }

    fn place_template(&mut self, run: &Run<'a>, range: Range<usize>) {
        if !range.is_empty() && self.inside != Inside::Tag {
            let text = self.source.restore(run.written(range));
            self.push(Step::Template(text));
        }
    }

    fn place_plain(&mut self, run: &Run<'a>, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        if self.is_address {
            let text = self.source.restore(run.written(range));
            return self.push(Step::Address(text));
        }
        let mut from = range.start;
        if self.links == 0 && self.keeps_text.is_none() {
            for found in autolink::find(&run.text[range.clone()]) {
                let link = range.start + found.range.start..range.start + found.range.end;
                self.place_text(run, from..link.start);
                from = link.end;
                self.place_address(run.written(link), found.prefix);
            }
        }
        self.place_text(run, from..range.end);
    }

    fn place_text(&mut self, run: &Run<'a>, range: Range<usize>) {
        if !range.is_empty() {
            let text = self.source.restore(run.part(range));
            self.push(Step::Text(text));
        }
    }

    fn place_address(&mut self, written: Cow<'a, str>, prefix: &str) {
        let written = self.source.restore(written);
        let url = if prefix.is_empty() { written.clone() } else { Cow::Owned(format!("{prefix}{written}")) };
        let target = match classify(&url, self.context.host) {
            Destination::Elsewhere => Target::Elsewhere(url),
            _ => Target::Fixed(url),
        };
        self.open_link(target, Cow::Borrowed(""));
        self.push(Step::Address(written));
        self.close();
    }

    // --- attribute lists -------------------------------------------------------------------------

    /// Applies the attribute list that is `range` of the run. Of Pandoc's form only what is honoured vanishes.
    fn place_list(&mut self, run: &Run<'a>, range: Range<usize>, ends_line: bool) {
        let begins_run = run.text[..range.start].trim().is_empty();
        let inside = &run.text[range.start + 1..range.end - 1];
        let is_pandoc = !inside.starts_with(char::from(LIST_OPEN));
        let content =
            self.source.restore(run.written(range.start + 1 + usize::from(!is_pandoc)..range.end - 1));
        let Some(list) = attributes::parse(&content) else { return };
        if list == List::More {
            return self.push(Step::More);
        }
        if self.follows_inline() && begins_run {
            return self.apply_to_last(list);
        }
        let block = self.open.iter().rev().find(|frame| !frame.element.is_inline());
        let Some(&frame) = block else { return };
        if matches!(frame.element, Element::Heading(_)) && (ends_line || !is_pandoc) {
            self.trim_last_text();
            return self.apply(frame.step, list);
        }
        let begins_line = begins_run && self.at_line_start(frame);
        if ends_line && begins_line {
            let at = run.range.start;
            let starts_column = self.source.text[..at + range.start].ends_with('\n');
            self.place_block_list(list, frame, starts_column, at);
        } else if is_pandoc {
            self.place_text(run, range);
        }
    }

    /// Whether the last step is an element in the line that an attribute list may follow.
    fn follows_inline(&self) -> bool {
        match self.document.steps.last() {
            Some(Step::Close(element)) => element.is_inline(),
            Some(Step::Code(..) | Step::Image(_)) => true,
            _ => false,
        }
    }

    fn trim_last_text(&mut self) {
        if let Some(Step::Text(text)) = self.document.steps.last_mut() {
            match text {
                Cow::Borrowed(text) => *text = text.trim_end(),
                Cow::Owned(text) => text.truncate(text.trim_end().len()),
            }
        }
    }

    fn at_line_start(&self, frame: Frame) -> bool {
        self.document.steps.len() == frame.step + 1
            || matches!(self.document.steps.last(), Some(Step::SoftBreak | Step::HardBreak))
    }

    /// A list on a line of its own belongs to the block before it.
    fn place_block_list(&mut self, list: List, frame: Frame, starts_column: bool, at: usize) {
        while matches!(self.document.steps.last(), Some(Step::SoftBreak | Step::HardBreak)) {
            self.document.steps.pop();
        }
        let is_empty = self.document.steps.len() == frame.step + 1;
        match frame.element {
            Element::Paragraph if is_empty => self.lonely = Some((list, at)),
            Element::HeadCell(_) | Element::Cell(_) => self.lonely = Some((list, at)),
            _ => {
                let container = self.open.iter().rev().find(|outer| is_container(outer.element));
                let step = match container {
                    Some(container) if starts_column || frame.element == Element::Item => container.step,
                    _ => frame.step,
                };
                self.apply(step, list);
            }
        }
    }

    /// A paragraph that held nothing but an attribute list: it belongs to the block above when no blank line
    /// parts them, else to the block below.
    pub fn place_lonely(&mut self) {
        let Some((list, at)) = self.lonely.take() else { return };
        let follows_block = matches!(self.document.steps.last(), Some(Step::Close(_) | Step::CodeBlock(_)));
        if follows_block && !follows_blank_line(&self.source.text, at) {
            return self.apply_to_last(list);
        }
        if let List::Attributes(attributes) = list {
            self.pending.get_or_insert_default().merge(attributes);
        }
    }

    /// A list on the first line of a paragraph belongs to it.
    pub fn apply_lonely(&mut self, step: usize) {
        if let Some((list, _)) = self.lonely.take() {
            self.apply(step, list);
        }
    }

    fn apply_to_last(&mut self, list: List) {
        if let Some(step) = self.last_closed {
            self.apply(step, list);
        }
    }

    fn apply(&mut self, step: usize, list: List) {
        match list {
            List::Attributes(attributes) => {
                if let Some(extras) = self.document.steps.get_mut(step).and_then(extras_of) {
                    extras.get_or_insert_default().merge(attributes);
                }
            }
            List::Contents => self.place_contents(step),
            List::More => {}
        }
    }

    fn place_contents(&mut self, step: usize) {
        let is_list = matches!(
            self.document.steps.get(step),
            Some(Step::Open(Element::List | Element::OrderedList(_), _))
        );
        if !is_list {
            return;
        }
        if self.open.iter().any(|frame| frame.step == step) {
            self.contents = Some(step);
        } else {
            self.replace_by_contents(step);
        }
    }

    /// Puts the table of contents in place of the list that begins at `step`.
    pub fn replace_by_contents(&mut self, step: usize) {
        self.contents = None;
        if self.document.headings.last().is_some_and(|heading| heading.step > step) {
            return self.push(Step::Close(Element::List));
        }
        self.document.steps.truncate(step);
        self.push(Step::Contents);
    }

    /// Ends a table row; one that holds only an attribute list is none.
    pub fn close_row(&mut self, frame: Frame) {
        let Some((list, _)) = self.lonely.take() else { return };
        let is_empty = self.document.steps[frame.step + 1..]
            .iter()
            .all(|step| matches!(step, Step::Open(..) | Step::Close(_)));
        if !is_empty || frame.element == Element::TableHead {
            return self.finish_frame(frame);
        }
        self.document.steps.truncate(frame.step);
        if let Some(table) = self.open.last().map(|table| table.step) {
            self.apply(table, list);
        }
    }
}

/// The list whose first mark is at `mark`: from its brace, at or after `from`, to its end.
fn list_around(text: &str, from: usize, mark: usize) -> Option<Range<usize>> {
    let brace = from + text[from..mark].trim_end_matches(' ').strip_suffix('{')?.len();
    let end = text[mark..].find(char::from(LIST_CLOSE))?;
    Some(brace..mark + end + 1)
}

fn is_container(element: Element) -> bool {
    matches!(element, Element::List | Element::OrderedList(_) | Element::Quote | Element::Alert(_))
}

fn extras_of<'s>(step: &'s mut Step<'_>) -> Option<&'s mut Extras> {
    match step {
        Step::Open(_, extras) | Step::Code(_, extras) => Some(extras),
        Step::Link(link) => Some(&mut link.extras),
        Step::Image(image) => Some(&mut image.extras),
        Step::CodeBlock(block) => Some(&mut block.extras),
        _ => None,
    }
}

/// Whether the line before the one at `at` is blank.
fn follows_blank_line(text: &str, at: usize) -> bool {
    let before = text[..at].trim_end_matches([' ', '\t', '>']);
    let Some(line_before) = before.strip_suffix('\n') else { return before.is_empty() };
    let rest = line_before.trim_end_matches([' ', '\t', '>']);
    rest.is_empty() || rest.ends_with('\n')
}
