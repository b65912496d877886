//! Footnotes: their numbers, their marks, their place at the end.
//!
//! Owns the order of footnotes. A footnote's events are walked when its turn comes, so that what it holds is
//! numbered as a reader meets it.

use super::{
    parse::Definition,
    step::{Element, Step},
    walk::Walker,
};
use std::{borrow::Cow, collections::HashMap};

/// The footnotes of a body.
pub(super) struct Footnotes {
    definitions: Vec<Definition>,
    by_label: HashMap<String, usize>,
    numbers: Vec<Option<u32>>,
    /// Definitions by number.
    order: Vec<usize>,
}

impl Footnotes {
    /// Footnotes without numbers; of several with one label the first counts.
    pub fn new(definitions: Vec<Definition>) -> Self {
        let mut by_label = HashMap::new();
        for (index, definition) in definitions.iter().enumerate() {
            by_label.entry(definition.label.clone()).or_insert(index);
        }
        Self { numbers: vec![None; definitions.len()], definitions, by_label, order: Vec::new() }
    }

    /// The event after the definition that begins at `at`.
    pub fn end(&self, at: usize) -> usize {
        let found = self.definitions.binary_search_by_key(&at, |definition| definition.events.start);
        found.map_or(at + 1, |index| self.definitions[index].events.end)
    }

    fn labelled(&self, label: &str) -> Option<usize> {
        self.by_label.get(&label.to_lowercase()).copied()
    }

    /// The number of a definition; one without gets the next.
    fn number(&mut self, index: usize) -> u32 {
        if let Some(number) = self.numbers[index] {
            return number;
        }
        self.order.push(index);
        let number = u32::try_from(self.order.len()).unwrap_or(u32::MAX);
        self.numbers[index] = Some(number);
        number
    }
}

impl Walker<'_> {
    /// A mark; without its footnote it is text.
    pub fn footnote_mark(&mut self, label: &str) {
        let Some(index) = self.footnotes.labelled(label) else {
            let written = self.source.restore(Cow::Owned(format!("[^{label}]")));
            return self.push(Step::Text(written));
        };
        let number = self.footnotes.number(index);
        self.document.marks.resize(self.footnotes.order.len(), 0);
        let marks = &mut self.document.marks[number as usize - 1];
        *marks += 1;
        let mark = Step::FootnoteMark(number, *marks);
        self.push(mark);
    }

    /// The footnotes in the order of their numbers; those without a mark come last.
    pub fn walk_footnotes(&mut self) {
        if self.footnotes.definitions.is_empty() {
            return;
        }
        self.push(Step::Open(Element::Footnotes, None));
        let (mut next, mut unmarked) = (0, 0);
        loop {
            if let Some(&index) = self.footnotes.order.get(next) {
                next += 1;
                self.walk_footnote(index);
            } else if unmarked < self.footnotes.definitions.len() {
                self.footnotes.number(unmarked);
                unmarked += 1;
            } else {
                break;
            }
        }
        self.document.marks.resize(self.footnotes.order.len(), 0);
        self.push(Step::Close(Element::Footnotes));
    }

    fn walk_footnote(&mut self, index: usize) {
        let number = self.footnotes.number(index);
        let events = self.footnotes.definitions[index].events.clone();
        self.open(Element::Footnote(number), None);
        self.walk(events.start + 1..events.end - 1);
        self.end_blocks();
        let last = self.document.steps.len() - 1;
        let in_paragraph = self.document.steps[last] == Step::Close(Element::Paragraph);
        let place = if in_paragraph { last } else { last + 1 };
        self.document.steps.insert(place, Step::Backlinks(number));
        self.close();
    }
}
