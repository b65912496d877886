//! Steps to facts: what is kept of a body.
//!
//! Owns which text counts as what: prose for words and terms, the beginning for the summary.

use super::{
    Context,
    locate::locate,
    source::Source,
    step::{Document, Element, Layout, Step},
    summary, words,
};
use crate::{
    diagnostic::Diagnostic,
    post::body::{Facts, Heading, Hole, HoleKind},
};

/// The facts of a document, and the remarks on it with their places in the file.
pub(super) fn collect(
    document: Document<'_>,
    body: &str,
    source: &Source<'_>,
    context: &Context<'_>,
) -> (Facts, Vec<Diagnostic>) {
    let texts = read_texts(&document, context.summary_length, body.len());
    let counted = words::count(texts.prose, context.wants_terms);
    let places = document.holes.iter().map(|(_, range)| range);
    let places = places.chain(document.remarks.iter().map(|(range, _)| range)).chain(&document.arguments);
    let ranges: Vec<_> = places.map(|range| source.original_range(range)).collect();
    let mut positions = locate(body, &ranges, context.origin).into_iter();
    let holes = document.holes.into_iter().zip(positions.by_ref());
    let mut holes: Vec<Hole> = holes.map(|((kind, _), position)| Hole { kind, position }).collect();
    let remarks = document.remarks.into_iter().zip(positions.by_ref());
    let remarks = remarks.map(|((_, remark), position)| remark.at(position)).collect();
    let calls = holes.iter_mut().filter_map(|hole| match &mut hole.kind {
        HoleKind::Call(call) => Some(call),
        HoleKind::Link(_) | HoleKind::File(_) => None,
    });
    for (argument, position) in calls.flat_map(|call| &mut call.arguments).zip(positions) {
        argument.position = position;
    }
    let facts = Facts {
        headings: document
            .headings
            .into_iter()
            .map(|heading| Heading { level: heading.level, id: heading.id, title: heading.title })
            .collect(),
        holes,
        summary: if texts.has_more {
            summary::whole(&texts.beginning)
        } else {
            summary::cut(&texts.beginning, context.summary_length)
        },
        has_more: texts.has_more,
        leading_title: document.leading_title,
        words: counted.words.saturating_add(texts.addresses),
        cjk: counted.cjk,
        terms: counted.terms,
        anchors: document.anchors,
    };
    (facts, remarks)
}

/// The texts of a document.
#[derive(Debug, Default)]
struct Texts {
    /// All prose, blocks parted by line ends.
    prose: String,
    /// What a summary may say.
    beginning: String,
    has_more: bool,
    /// URLs that stand as text; each is read as one word.
    addresses: u32,
}

/// The texts of a document that was read from a body of so many bytes.
fn read_texts(document: &Document<'_>, summary_length: usize, length: usize) -> Texts {
    let has_more = document.shown().any(|step| matches!(step, Step::More));
    let enough = if has_more { usize::MAX } else { summary_length.saturating_add(2).saturating_mul(4) };
    let mut reader =
        TextReader { texts: Texts { has_more, ..Texts::default() }, enough, ..TextReader::default() };
    reader.texts.prose.reserve(length);
    reader.texts.beginning.reserve(length.min(enough));
    for step in document.shown() {
        reader.step(step);
    }
    reader.texts
}

#[derive(Default)]
struct TextReader {
    texts: Texts,
    /// Bytes of the beginning after which no more are needed.
    enough: usize,
    /// Open elements whose text is in no summary.
    outside: usize,
    is_hidden: bool,
}

impl TextReader {
    fn step(&mut self, step: &Step<'_>) {
        match step {
            Step::Open(element, _) => {
                self.part(*element);
                self.outside += usize::from(is_outside(*element));
            }
            Step::Close(element) => {
                self.part(*element);
                self.outside -= usize::from(is_outside(*element));
            }
            Step::Text(text) | Step::Code(text, _) => self.text(text),
            Step::Seen(text) => self.text(text),
            Step::Address(text) => {
                self.begin(text);
                self.texts.addresses += u32::from(!self.is_hidden);
            }
            Step::Math(formula) if formula.layout == Layout::Block => self.part(Element::Paragraph),
            Step::Math(formula) => self.begin(&formula.tex),
            Step::SoftBreak | Step::HardBreak => self.text("\n"),
            Step::CodeBlock(_) | Step::Rule => self.part(Element::Paragraph),
            Step::Hide => self.is_hidden = true,
            Step::Show => self.is_hidden = false,
            Step::More => self.enough = 0,
            _ => {}
        }
    }

    /// Blocks end a sentence even where they have no full stop.
    fn part(&mut self, element: Element) {
        if !element.is_inline() {
            self.texts.prose.push('\n');
            self.begin("\u{2029}");
        }
    }

    fn text(&mut self, text: &str) {
        if !self.is_hidden {
            self.texts.prose.push_str(text);
        }
        self.begin(text);
    }

    fn begin(&mut self, text: &str) {
        if !self.is_hidden && self.outside == 0 && self.texts.beginning.len() < self.enough {
            self.texts.beginning.push_str(text);
        }
    }
}

fn is_outside(element: Element) -> bool {
    matches!(element, Element::Heading(_) | Element::Table | Element::Footnotes)
}
