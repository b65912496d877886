//! Steps to HTML.
//!
//! Owns the markup that the theme relies on. It decides nothing: a step says all.

mod images;
mod links;

use super::{
    CallRenderer, CodeRenderer, Context, Filled, Parts, Picture, PictureFinder,
    attributes::Attributes,
    step::{
        CodeBlock, Document, Element, Extras, Formula, HeadingEntry, Layout, Link, Standing, Step, Target,
        Ticked,
    },
};
use crate::post::body::HoleKind;
use pulldown_cmark::{Alignment, BlockQuoteKind};
use pulldown_cmark_escape::{escape_href, escape_html, escape_html_body_text};
use std::fmt::Write as _;

/// Writes a document.
pub(super) fn write(
    document: &Document<'_>,
    context: &Context<'_>,
    fill: &mut dyn FnMut(usize, &HoleKind) -> Filled<'_>,
    parts: Parts<'_>,
    out: &mut String,
) {
    let Parts { code, calls, pictures } = parts;
    let mut writer = Writer {
        document,
        context,
        fill,
        code,
        calls,
        pictures,
        out,
        next_heading: 0,
        tables: 0,
        blocks: Vec::new(),
        new_tab: None,
        has_begun: false,
    };
    let mut steps = document.shown().peekable();
    while let Some(step) = steps.next() {
        match step {
            Step::RawHole(number, quote) => writer.raw_hole(*number, quote, steps.peek().copied()),
            step => writer.step(step),
        }
    }
}

/// Appends text for the inside of an element.
pub(super) fn push_text(out: &mut String, text: &str) {
    escape_html_body_text(out, text).expect("writing to a string does not fail");
}

/// Appends text for an attribute's value.
pub(super) fn push_value(out: &mut String, text: &str) {
    escape_html(out, text).expect("writing to a string does not fail");
}

fn push_url(out: &mut String, url: &str) {
    escape_href(out, url).expect("writing to a string does not fail");
}

fn push_number(out: &mut String, number: impl std::fmt::Display) {
    write!(out, "{number}").expect("writing to a string does not fail");
}

struct Writer<'w, 'a, 'f> {
    document: &'w Document<'a>,
    context: &'w Context<'w>,
    fill: &'f mut dyn FnMut(usize, &HoleKind) -> Filled<'_>,
    code: &'w dyn CodeRenderer,
    calls: &'w dyn CallRenderer,
    pictures: &'w dyn PictureFinder,
    out: &'w mut String,
    /// Headings end in the order in which they are listed.
    next_heading: usize,
    /// Tables so far: each is a landmark, and no two landmarks may have one name.
    tables: usize,
    /// Where the content of each open call begins.
    blocks: Vec<usize>,
    /// What is said after the open link, where it opens in a new tab. Links hold no links.
    new_tab: Option<&'w str>,
    /// Whether an image or a call stands before: what follows is not seen at once.
    has_begun: bool,
}

impl Writer<'_, '_, '_> {
    fn step(&mut self, step: &Step<'_>) {
        match step {
            Step::Open(element, extras) => self.open(*element, extras),
            Step::Close(element) => self.close(*element),
            Step::Link(link) => self.link(link),
            Step::Text(text) | Step::Address(text) | Step::Template(text) => push_text(self.out, text),
            Step::Code(code, extras) => self.code(code, extras),
            Step::CodeBlock(block) => self.code_block(block),
            Step::Image(image) => self.image(image),
            Step::Math(formula) => self.formula(formula),
            Step::Raw(html) => self.out.push_str(html),
            Step::RawHole(number, quote) => self.raw_hole(*number, quote, None),
            Step::FootnoteMark(number, mark) => self.footnote_mark(*number, *mark),
            Step::Backlinks(number) => self.backlinks(*number),
            Step::SoftBreak => self.out.push('\n'),
            Step::HardBreak => self.out.push_str("<br>\n"),
            Step::Rule => self.block("<hr>\n"),
            Step::Task(Ticked::Yes) => self.task(" checked", self.context.labels.done),
            Step::Task(Ticked::No) => self.task("", self.context.labels.to_do),
            Step::Contents => self.contents(),
            Step::Call(number, standing) => self.call(*number, *standing, None),
            Step::Seen(_) | Step::Hide | Step::Show | Step::More => {}
        }
    }

    /// Begins a line, where a block does.
    fn block(&mut self, html: &str) {
        if !self.out.is_empty() && !self.out.ends_with('\n') {
            self.out.push('\n');
        }
        self.out.push_str(html);
    }

    // --- elements --------------------------------------------------------------------------------

    fn open(&mut self, element: Element, extras: &Extras) {
        match element {
            Element::Table => self.open_table(extras),
            Element::OrderedList(first) => self.open_ordered_list(first, extras),
            Element::HeadCell(alignment) => {
                self.open_tag("<th scope=\"col\"", alignment_class(alignment), extras);
            }
            Element::Cell(alignment) => self.open_tag("<td", alignment_class(alignment), extras),
            Element::Alert(kind) => self.open_alert(kind, extras),
            Element::Footnotes => self.open_footnotes(),
            Element::Footnote(number) => self.open_footnote(number),
            Element::Call(..) => self.blocks.push(self.out.len()),
            _ => {
                let (tag, _) = tags(element);
                let (tag, class) = tag.split_once(' ').unwrap_or((tag, ""));
                if !element.is_inline() {
                    self.block("");
                }
                self.open_tag(tag, class, extras);
                if begins_blocks(element) {
                    self.out.push('\n');
                }
            }
        }
    }

    /// A start tag with its classes: our own and the writer's.
    fn open_tag(&mut self, tag: &str, class: &str, extras: &Extras) {
        self.out.push_str(tag);
        self.attributes(class, extras.as_deref());
        self.out.push('>');
    }

    fn attributes(&mut self, class: &str, extras: Option<&Attributes>) {
        let given: &[String] = extras.map_or(&[], |extras| &extras.classes);
        if let Some(id) = extras.and_then(|extras| extras.id.as_deref()) {
            self.attribute("id", id);
        }
        if class.is_empty() && given.is_empty() {
            return;
        }
        self.out.push_str(" class=\"");
        self.out.push_str(class);
        for (index, name) in given.iter().enumerate() {
            if index > 0 || !class.is_empty() {
                self.out.push(' ');
            }
            push_value(self.out, name);
        }
        self.out.push('"');
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(' ');
        self.out.push_str(name);
        self.out.push_str("=\"");
        push_value(self.out, value);
        self.out.push('"');
    }

    fn open_table(&mut self, extras: &Extras) {
        self.block("<div class=\"table-scroll\" tabindex=\"0\" role=\"region\"");
        self.tables += 1;
        let label = self.context.labels.table;
        match self.tables {
            1 => self.attribute("aria-label", label),
            number => self.attribute("aria-label", &format!("{label} {number}")),
        }
        self.out.push_str(">\n");
        self.open_tag("<table", "", extras);
    }

    fn task(&mut self, state: &str, label: &str) {
        self.out.push_str("<input type=\"checkbox\" disabled");
        self.out.push_str(state);
        self.attribute("aria-label", label);
        self.out.push_str("> ");
    }

    fn open_ordered_list(&mut self, first: u64, extras: &Extras) {
        self.block("<ol");
        if first != 1 {
            self.out.push_str(" start=\"");
            push_number(self.out, first);
            self.out.push('"');
        }
        self.open_tag("", "", extras);
        self.out.push('\n');
    }

    fn open_alert(&mut self, kind: BlockQuoteKind, extras: &Extras) {
        let labels = self.context.labels;
        let (class, title) = match kind {
            BlockQuoteKind::Note => ("alert alert-note", labels.note),
            BlockQuoteKind::Tip => ("alert alert-tip", labels.tip),
            BlockQuoteKind::Important => ("alert alert-important", labels.important),
            BlockQuoteKind::Warning => ("alert alert-warning", labels.warning),
            BlockQuoteKind::Caution => ("alert alert-caution", labels.caution),
        };
        self.block("");
        // A note and no landmark: an article may have many.
        self.open_tag("<aside role=\"note\"", class, extras);
        self.out.push_str("\n<p class=\"alert-title\">");
        push_text(self.out, title);
        self.out.push_str("</p>\n");
    }

    fn close(&mut self, element: Element) {
        if let Element::Call(number, standing) = element {
            let start = self.blocks.pop().unwrap_or(self.out.len());
            let content = self.out.split_off(start);
            return self.call(number, standing, Some(content.trim()));
        }
        if begins_blocks(element) {
            self.block("");
        }
        if let Element::Heading(_) = element {
            self.heading_anchor();
        }
        if element == Element::Link {
            self.new_tab_note();
        }
        let (_, end) = tags(element);
        self.out.push_str(end);
        if !element.is_inline() && !matches!(element, Element::HeadCell(_) | Element::Cell(_)) {
            self.out.push('\n');
        }
    }

    fn heading_anchor(&mut self) {
        let Some(heading) = self.document.headings.get(self.next_heading) else { return };
        self.next_heading += 1;
        self.out.push_str("<a class=\"anchor\" href=\"#");
        push_url(self.out, &heading.id);
        self.out.push('"');
        self.attribute("aria-label", self.context.labels.anchor);
        self.out.push_str("></a>");
    }

    // --- links, images, code -----------------------------------------------------------------------

    fn code(&mut self, code: &str, extras: &Extras) {
        self.open_tag("<code", "", extras);
        push_text(self.out, code);
        self.out.push_str("</code>");
    }

    /// kramdown names a block's language in a class.
    fn code_block(&mut self, block: &CodeBlock<'_>) {
        self.block("");
        let classes = block.extras.as_ref().map_or(&[][..], |extras| &extras.classes);
        let language = classes.iter().find_map(|class| class.strip_prefix("language-"));
        let info = if block.info.is_empty() { language.unwrap_or_default() } else { &block.info };
        self.code.render(info, &block.code, self.out);
        self.block("");
    }

    fn formula(&mut self, formula: &Formula<'_>) {
        let is_block = formula.layout == Layout::Block;
        match &formula.mathml {
            Some(mathml) if is_block => {
                // A long one scrolls, also by keyboard.
                self.block("<div class=\"math-block\" tabindex=\"0\">");
                self.out.push_str(mathml);
                self.out.push_str("</div>\n");
            }
            Some(mathml) => self.out.push_str(mathml),
            None if is_block => {
                self.block("<p>");
                self.unread_formula(&formula.tex);
                self.out.push_str("</p>\n");
            }
            None => self.unread_formula(&formula.tex),
        }
    }

    fn unread_formula(&mut self, tex: &str) {
        self.out.push_str("<code class=\"math\">");
        push_text(self.out, tex);
        self.out.push_str("</code>");
    }

    fn call(&mut self, number: usize, standing: Standing, content: Option<&str>) {
        let HoleKind::Call(call) = &self.document.holes[number].0 else { return };
        self.has_begun = true;
        if standing == Standing::Block {
            self.block("");
        }
        self.calls.render(number, call, content, self.out);
        if standing == Standing::Block {
            self.block("");
        }
    }

    // --- footnotes -----------------------------------------------------------------------------------

    fn open_footnotes(&mut self) {
        self.block("<section class=\"footnotes\" role=\"doc-endnotes\"");
        self.attribute("aria-label", self.context.labels.footnotes);
        self.out.push_str(">\n<ol>\n");
    }

    fn open_footnote(&mut self, number: u32) {
        self.out.push_str("<li id=\"fn:");
        push_number(self.out, number);
        self.out.push_str("\">\n");
    }

    fn footnote_mark(&mut self, number: u32, mark: u32) {
        self.out.push_str("<sup class=\"footnote-mark\"><a href=\"#fn:");
        push_number(self.out, number);
        self.out.push_str("\" id=\"");
        self.mark_id(number, mark);
        self.out.push_str("\" role=\"doc-noteref\">");
        push_number(self.out, number);
        self.out.push_str("</a></sup>");
    }

    fn mark_id(&mut self, number: u32, mark: u32) {
        self.out.push_str("fnref:");
        push_number(self.out, number);
        if mark > 1 {
            self.out.push(':');
            push_number(self.out, mark);
        }
    }

    fn backlinks(&mut self, number: u32) {
        for mark in 1..=self.document.marks[number as usize - 1] {
            self.out.push_str(" <a href=\"#");
            self.mark_id(number, mark);
            self.out.push_str("\" class=\"footnote-back\" role=\"doc-backlink\"");
            self.attribute("aria-label", self.context.labels.back);
            self.out.push_str(">↩</a>");
        }
    }

    // --- contents --------------------------------------------------------------------------------------

    /// The table of contents as nested lists.
    fn contents(&mut self) {
        self.block("<nav class=\"toc\">\n");
        let mut levels: Vec<u8> = Vec::new();
        let document = self.document;
        for heading in document.headings.iter().filter(|heading| is_in_contents(document, heading)) {
            while levels.len() > 1 && levels.last().is_some_and(|level| *level > heading.level) {
                self.out.push_str("</li></ul>");
                levels.pop();
            }
            if levels.last().is_none_or(|level| *level < heading.level) {
                self.out.push_str("<ul>");
                levels.push(heading.level);
            } else {
                self.out.push_str("</li>\n");
            }
            self.contents_entry(heading);
        }
        for _ in levels {
            self.out.push_str("</li></ul>");
        }
        self.block("</nav>\n");
    }

    fn contents_entry(&mut self, heading: &HeadingEntry) {
        self.out.push_str("<li><a href=\"#");
        push_url(self.out, &heading.id);
        self.out.push_str("\">");
        push_text(self.out, &heading.title);
        self.out.push_str("</a>");
    }
}

/// kramdown leaves out headings of the class `no_toc`.
fn is_in_contents(document: &Document<'_>, heading: &HeadingEntry) -> bool {
    match &document.steps[heading.step] {
        Step::Open(_, Some(extras)) => !extras.classes.iter().any(|class| class == "no_toc"),
        _ => true,
    }
}

/// Whether other blocks begin on a line of their own in it.
fn begins_blocks(element: Element) -> bool {
    matches!(element, Element::Quote | Element::Alert(_) | Element::List | Element::Definitions)
}

fn alignment_class(alignment: Alignment) -> &'static str {
    match alignment {
        Alignment::None => "",
        Alignment::Left => "left",
        Alignment::Center => "center",
        Alignment::Right => "right",
    }
}

/// Start without `>` (a class after a blank) and end of an element's markup.
fn tags(element: Element) -> (&'static str, &'static str) {
    match element {
        Element::Paragraph => ("<p", "</p>"),
        Element::Heading(1) => ("<h1", "</h1>"),
        Element::Heading(2) => ("<h2", "</h2>"),
        Element::Heading(3) => ("<h3", "</h3>"),
        Element::Heading(4) => ("<h4", "</h4>"),
        Element::Heading(5) => ("<h5", "</h5>"),
        Element::Heading(_) => ("<h6", "</h6>"),
        Element::Quote => ("<blockquote", "</blockquote>"),
        Element::Alert(_) => ("<aside", "</aside>"),
        Element::List => ("<ul", "</ul>"),
        Element::OrderedList(_) => ("<ol", "</ol>"),
        Element::Item | Element::Footnote(_) => ("<li", "</li>"),
        Element::Table => ("<table", "</tbody></table>\n</div>"),
        Element::TableHead => ("<thead><tr", "</tr></thead><tbody>"),
        Element::TableRow => ("<tr", "</tr>"),
        Element::HeadCell(_) => ("<th", "</th>"),
        Element::Cell(_) => ("<td", "</td>"),
        Element::Definitions => ("<dl", "</dl>"),
        Element::Term => ("<dt", "</dt>"),
        Element::Definition => ("<dd", "</dd>"),
        Element::Emphasis => ("<em", "</em>"),
        Element::Strong => ("<strong", "</strong>"),
        Element::Strike => ("<del", "</del>"),
        Element::Link => ("<a", "</a>"),
        Element::Footnotes => ("<section", "</ol>\n</section>"),
        Element::Call(..) => ("", ""),
    }
}
