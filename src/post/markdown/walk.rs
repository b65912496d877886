//! Events to steps: the one walk over a body.
//!
//! Owns every decision that needs the neighbourhood of an event: which number a footnote gets, what becomes a
//! figure, what an attribute list is for. It must not know HTML or the facts that are kept. The walk keeps its
//! own stack; nesting costs no stack of the machine.

use super::{
    Context,
    attributes::{self, Attributes},
    finish,
    footnotes::Footnotes,
    math::Formulas,
    parse::{self, Joined, Located, cow},
    source::Source,
    step::{CodeBlock, Document, Element, Extras, HeadingEntry, Layout, Step, Ticked},
    strip::Stripped,
    tags::stands_as_block,
    unclosed::Unclosed,
};
use pulldown_cmark::{Alignment, CodeBlockKind, CowStr, Event, HeadingLevel, Tag, TagEnd};
use std::{borrow::Cow, ops::Range};

/// Reads a prepared body.
pub(super) fn read<'a>(source: &'a Source<'a>, context: &'a Context<'a>) -> Document<'a> {
    walk(source, context, parse::events(&source.text, context.options))
}

/// Walks over the events of a prepared body.
pub(super) fn walk<'a>(
    source: &'a Source<'a>,
    context: &'a Context<'a>,
    events: Vec<Located<'a>>,
) -> Document<'a> {
    let mut walker = Walker::new(source, context, events);
    walker.walk(0..walker.events.len());
    walker.end_stripped();
    walker.end_blocks();
    walker.walk_footnotes();
    walker.close_unclosed();
    finish::finish(walker.document, context)
}

/// An element that has begun and not ended.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub element: Element,
    pub step: usize,
}

/// What the text belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    /// To the author.
    Text,
    /// To template syntax of another system, which is written as it stands.
    Template,
    /// To the tag of a shortcode, which is not written.
    Tag,
}

/// Where in a table the walk is.
#[derive(Debug, Default)]
struct TableState {
    alignments: Vec<Alignment>,
    column: usize,
    in_head: bool,
}

/// The state of the walk.
pub(super) struct Walker<'a> {
    pub source: &'a Source<'a>,
    pub context: &'a Context<'a>,
    pub document: Document<'a>,
    pub open: Vec<Frame>,
    /// Step at which the element that ended last had begun.
    pub last_closed: Option<usize>,
    /// Raw HTML in whose text bare URLs stay text.
    pub keeps_text: Option<String>,
    /// Raw HTML whose text no reader sees.
    pub hidden: Option<String>,
    /// Raw HTML that shows nothing of what comes before its end.
    pub unclosed: Option<Unclosed>,
    /// Raw HTML that is open, where only harmless tags pass.
    pub stripped: Stripped,
    /// Links that are open.
    pub links: usize,
    /// Whether the text of the open link is its own address.
    pub is_address: bool,
    /// What a `{{` or `{%` has begun whose end has not been met.
    pub inside: Inside,
    /// Attributes for the next block.
    pub pending: Option<Attributes>,
    /// What the attribute lists of a paragraph that holds nothing else say.
    pub lonely: Option<(attributes::List, usize)>,
    /// Step of the open list that the table of contents replaces.
    pub contents: Option<usize>,
    pub events: Vec<Located<'a>>,
    /// Numbers of equations run through the body.
    pub formulas: Formulas,
    table: TableState,
    /// Where the last text ended.
    text_end: usize,
    /// Whether the parser may have taken a heading's `{ … }` for attributes that it is not.
    may_lack_braces: bool,
    /// Footnotes and their numbers.
    pub footnotes: Footnotes,
}

impl<'a> Walker<'a> {
    fn new(source: &'a Source<'a>, context: &'a Context<'a>, events: Vec<Located<'a>>) -> Self {
        let footnotes = Footnotes::new(parse::definitions(&events));
        Self {
            source,
            context,
            document: Document { steps: Vec::with_capacity(events.len()), ..Document::default() },
            open: Vec::new(),
            last_closed: None,
            keeps_text: None,
            hidden: None,
            unclosed: None,
            stripped: Stripped::default(),
            links: 0,
            is_address: false,
            inside: Inside::Text,
            pending: None,
            lonely: None,
            contents: None,
            events,
            formulas: Formulas::default(),
            table: TableState::default(),
            text_end: 0,
            may_lack_braces: false,
            footnotes,
        }
    }

    /// Adds a step.
    pub fn push(&mut self, step: Step<'a>) {
        self.document.steps.push(step);
    }

    /// Walks a range of events.
    pub fn walk(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            at = self.event(at);
        }
    }

    /// Takes the event at `at` out of the list.
    pub fn take(&mut self, at: usize) -> Located<'a> {
        let range = self.events[at].1.clone();
        (std::mem::replace(&mut self.events[at].0, Event::Rule), range)
    }

    /// Handles the event at `at` and gives the place of the next.
    fn event(&mut self, at: usize) -> usize {
        let (event, range) = self.take(at);
        if !matches!(event, Event::Start(_) | Event::End(_)) {
            self.text_end = range.end;
        }
        match event {
            Event::Start(Tag::FootnoteDefinition(_)) => return self.footnotes.end(at),
            Event::Start(Tag::Image { dest_url, title, .. }) => {
                return self.image(at, &range, dest_url, title);
            }
            Event::Start(Tag::CodeBlock(kind)) => return self.code_block(at, kind),
            Event::Start(Tag::HtmlBlock) => return self.html_block(at),
            Event::Start(tag) => self.start(tag, range),
            Event::End(TagEnd::Link) => {
                self.text_end = range.end;
                self.end_blocks();
                self.close();
            }
            Event::End(end) => self.end(end),
            Event::Text(text) => return self.text(at, text, range),
            Event::Code(code) => self.leaf(|walker| {
                let code = walker.source.unmark(cow(code), &range);
                Step::Code(walker.source.restore(code), None)
            }),
            Event::InlineHtml(html) if self.is_marked(&range) => self.marked_inline(cow(html), &range),
            Event::InlineMath(tex) => self.formula(Layout::Inline, tex, &range),
            Event::DisplayMath(tex) => self.formula(Layout::Display, tex, &range),
            Event::Html(html) | Event::InlineHtml(html) => {
                self.raw_inline(self.source.restore(cow(html)), range);
            }
            Event::FootnoteReference(label) => self.footnote_mark(&label),
            Event::SoftBreak | Event::HardBreak if self.inside != Inside::Text => {
                self.template_line_end(at, &range);
            }
            Event::SoftBreak => self.line_end(Step::SoftBreak),
            Event::HardBreak => self.line_end(Step::HardBreak),
            Event::Rule => self.push(Step::Rule),
            Event::TaskListMarker(true) => self.task(Ticked::Yes),
            Event::TaskListMarker(false) => self.task(Ticked::No),
        }
        at + 1
    }

    /// Adds a step that can take attributes.
    pub fn leaf(&mut self, make: impl FnOnce(&mut Self) -> Step<'a>) {
        let step = make(self);
        self.last_closed = Some(self.document.steps.len());
        self.push(step);
    }

    fn task(&mut self, ticked: Ticked) {
        let item = self.open.iter().rev().find(|frame| frame.element == Element::Item);
        if let Some(step) = item.map(|item| item.step)
            && let Step::Open(_, extras) = &mut self.document.steps[step]
        {
            extras.get_or_insert_default().classes.push("task".to_owned());
        }
        self.push(Step::Task(ticked));
    }

    /// A line end is dropped when the attribute list before it was all that its line held.
    fn line_end(&mut self, step: Step<'a>) {
        let begins_block =
            matches!(self.document.steps.last(), Some(Step::Open(element, _)) if !element.is_inline());
        if !begins_block {
            self.push(step);
        }
    }

    /// Within template syntax a line end and the blanks around it are as written.
    fn template_line_end(&mut self, at: usize, range: &Range<usize>) {
        let next = self.events.get(at + 1).map_or(range.end, |(_, next)| next.start.max(range.end));
        let written = &self.source.text[range.start..next];
        let is_blank = written.bytes().all(|byte| byte.is_ascii_whitespace());
        if self.inside == Inside::Template {
            self.push(Step::Template(Cow::Borrowed(if is_blank { written } else { "\n" })));
        }
    }

    // --- elements ------------------------------------------------------------------------------

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        let element = match tag {
            Tag::Heading { level, id, classes, attrs } => {
                let attributes = Attributes {
                    id: id.map(|id| self.source.restore(cow(id)).into_owned()),
                    classes: classes.into_iter().map(|class| class.to_string()).collect(),
                };
                let is_plain = attrs.iter().all(|(_, value)| value.is_none());
                return self.start_heading(level, attributes, is_plain, range);
            }
            Tag::Link { link_type, dest_url, title, .. } => {
                return self.start_link(link_type, dest_url, title, &range);
            }
            Tag::Paragraph => Element::Paragraph,
            Tag::BlockQuote(None) => Element::Quote,
            Tag::BlockQuote(Some(kind)) => Element::Alert(kind),
            Tag::List(None) => Element::List,
            Tag::List(Some(first)) => Element::OrderedList(first),
            Tag::Item => Element::Item,
            Tag::Table(alignments) => self.start_table(alignments),
            Tag::TableHead => self.start_row(Element::TableHead),
            Tag::TableRow => self.start_row(Element::TableRow),
            Tag::TableCell => self.start_cell(),
            Tag::DefinitionList => Element::Definitions,
            Tag::DefinitionListTitle => Element::Term,
            Tag::DefinitionListDefinition => Element::Definition,
            Tag::Emphasis => Element::Emphasis,
            Tag::Strong => Element::Strong,
            Tag::Strikethrough => Element::Strike,
            _ => return,
        };
        self.open(element, None);
    }

    /// Begins an element.
    pub fn open(&mut self, element: Element, extras: Extras) {
        let mut extras = extras;
        if !element.is_inline() {
            self.inside = Inside::Text;
            self.end_stripped_paragraph();
            if let Some(pending) = self.pending.take() {
                extras.get_or_insert_default().merge(pending);
            }
        }
        self.open.push(Frame { element, step: self.document.steps.len() });
        self.push(Step::Open(element, extras));
    }

    fn start_table(&mut self, alignments: Vec<Alignment>) -> Element {
        self.table.alignments = alignments;
        Element::Table
    }

    fn start_row(&mut self, row: Element) -> Element {
        self.table.column = 0;
        self.table.in_head = row == Element::TableHead;
        row
    }

    fn start_cell(&mut self) -> Element {
        let alignment = self.table.alignments.get(self.table.column).copied().unwrap_or(Alignment::None);
        self.table.column += 1;
        if self.table.in_head { Element::HeadCell(alignment) } else { Element::Cell(alignment) }
    }

    fn start_heading(
        &mut self,
        level: HeadingLevel,
        attributes: Attributes,
        is_plain: bool,
        range: Range<usize>,
    ) {
        let is_given = attributes.id.is_some() || !attributes.classes.is_empty();
        self.may_lack_braces = is_plain && !is_given;
        let level = level as u8;
        let (id, title, step) = (String::new(), String::new(), self.document.steps.len());
        self.document.headings.push(HeadingEntry { level, id, title, step, range });
        self.open(Element::Heading(level), is_given.then(|| Box::new(attributes)));
    }

    fn end(&mut self, end: TagEnd) {
        match end {
            TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::MetadataBlock(_)
            | TagEnd::HtmlBlock
            | TagEnd::CodeBlock
            | TagEnd::Image
            | TagEnd::FootnoteDefinition => {}
            _ => {
                self.end_blocks();
                self.close();
            }
        }
    }

    /// Ends the innermost element.
    pub fn close(&mut self) {
        self.end_stripped();
        let Some(frame) = self.open.pop() else { return };
        if !frame.element.is_inline() {
            self.inside = Inside::Text;
        }
        match frame.element {
            Element::Paragraph => return self.close_paragraph(frame),
            Element::List | Element::OrderedList(_) if self.contents == Some(frame.step) => {
                return self.replace_by_contents(frame.step);
            }
            Element::TableHead | Element::TableRow if self.lonely.is_some() => return self.close_row(frame),
            Element::Heading(_) => self.close_heading(frame),
            Element::Link => self.close_link(),
            _ => {}
        }
        self.finish_frame(frame);
    }

    /// Writes the end of an element.
    pub fn finish_frame(&mut self, frame: Frame) {
        self.push(Step::Close(frame.element));
        self.last_closed = Some(frame.step);
    }

    fn close_heading(&mut self, frame: Frame) {
        if let Some(braces) = self.lacking_braces() {
            let gap = if self.document.steps.len() > frame.step + 1 { " " } else { "" };
            let braces = self.source.restore(Cow::Owned(format!("{gap}{braces}")));
            self.push(Step::Text(braces));
        }
        let title = plain_text(&self.document.steps[frame.step + 1..]);
        if let Some(entry) = self.document.headings.last_mut() {
            entry.title = title;
        }
    }

    /// `## Sets {a, b}`: braces at the end of a heading that name no anchor and no class are its text.
    fn lacking_braces(&self) -> Option<&'a str> {
        let range = &self.document.headings.last()?.range;
        let start = self.text_end.clamp(range.start, range.end);
        let rest = self.source.text.get(start..range.end).filter(|_| self.may_lack_braces)?;
        let end = rest.rfind('}')? + 1;
        rest[..end].find('{').map(|start| &rest[start..end])
    }

    /// Ends a paragraph, unless what it holds is no paragraph: nothing, a figure, a formula, a mark.
    fn close_paragraph(&mut self, frame: Frame) {
        let steps = &mut self.document.steps;
        match &mut steps[frame.step + 1..] {
            [] => {
                steps.truncate(frame.step);
                self.place_lonely();
                return;
            }
            [Step::Image(image)] if !image.title.is_empty() => image.is_figure = true,
            [Step::Math(formula)] if formula.layout == Layout::Display => formula.layout = Layout::Block,
            [Step::More] => {}
            only if stands_as_block(only) => {
                self.lift_calls(frame);
                return;
            }
            _ => {
                self.apply_lonely(frame.step);
                return self.finish_frame(frame);
            }
        }
        let Step::Open(_, extras) = steps.remove(frame.step) else { return };
        self.last_closed = Some(frame.step);
        if let (Some(extras), Some(Step::Image(image))) = (extras, steps.last_mut()) {
            image.extras.get_or_insert_default().merge(*extras);
        }
    }

    // --- blocks that are taken whole ------------------------------------------------------------

    fn code_block(&mut self, at: usize, kind: CodeBlockKind<'a>) -> usize {
        let (code, next) = self.join_until(at + 1, TagEnd::CodeBlock);
        let info = match kind {
            CodeBlockKind::Indented => Cow::Borrowed(""),
            CodeBlockKind::Fenced(info) => self.source.restore(cow(info)),
        };
        let code = self.source.restore(code.into_text());
        let extras = self.pending.take().map(Box::new);
        self.leaf(|_| Step::CodeBlock(Box::new(CodeBlock { info, code, extras })));
        next
    }

    fn html_block(&mut self, at: usize) -> usize {
        let (html, next) = self.join_until(at + 1, TagEnd::HtmlBlock);
        let range = html.range.clone();
        if !self.source.tags_in(&range).is_empty() {
            self.html_with_tags(html.into_text(), &range);
            return next;
        }
        self.raw_block(self.source.restore(html.into_text()), range);
        next
    }

    /// The texts from `at` to an end tag, and the place after it.
    fn join_until(&mut self, at: usize, end: TagEnd) -> (Joined<'a>, usize) {
        let mut joined = Joined::default();
        let mut at = at;
        while at < self.events.len() {
            let (event, range) = self.take(at);
            at += 1;
            match event {
                Event::End(found) if found == end => break,
                Event::Text(text) if end == TagEnd::CodeBlock => {
                    joined.push(&self.source.text, self.source.unmark(cow(text), &range), range);
                }
                Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                    joined.push(&self.source.text, cow(text), range);
                }
                _ => {}
            }
        }
        (joined, at)
    }

    // --- text ------------------------------------------------------------------------------------

    fn text(&mut self, at: usize, text: CowStr<'a>, range: Range<usize>) -> usize {
        let mut run = super::run::Run::new(&self.source.text, cow(text), range);
        let mut next = at + 1;
        while matches!(self.events.get(next), Some((Event::Text(_), _))) {
            let (event, range) = self.take(next);
            if let Event::Text(text) = event {
                self.text_end = range.end;
                run.push(cow(text), range);
            }
            next += 1;
        }
        let ends_line = matches!(
            self.events.get(next),
            None | Some((Event::SoftBreak | Event::HardBreak | Event::End(_), _))
        );
        self.place_run(&run, ends_line);
        next
    }
}

/// The words that a reader sees in these steps.
fn plain_text(steps: &[Step<'_>]) -> String {
    let mut text = String::new();
    for step in steps {
        match step {
            Step::Text(part) | Step::Address(part) | Step::Template(part) | Step::Code(part, _) => {
                text.push_str(part);
            }
            Step::Math(formula) => text.push_str(&formula.tex),
            Step::Seen(part) => text.push_str(part),
            Step::SoftBreak | Step::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text.trim().to_owned()
}
