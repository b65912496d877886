//! What can only be decided once the whole body was walked: anchors of headings, the repeated title.
//!
//! Owns the uniqueness of anchors. It must not change the order of steps.

use super::{
    Context,
    step::{Document, Element, HeadingEntry, Step},
};
use crate::{
    diagnostic::Diagnostic,
    paths::{Slugify, slugify},
};
use std::collections::{HashMap, HashSet};

/// Completes a document.
pub(super) fn finish<'a>(document: Document<'a>, context: &Context<'_>) -> Document<'a> {
    let mut document = document;
    leave_out_title(&mut document, context.title);
    let given: Vec<String> = document.steps.iter().filter_map(given_anchor).collect();
    document.anchors.extend(given);
    name_headings(&mut document);
    document
}

/// Finds a first heading that repeats the title, so that the page does not show it twice. A post without a
/// title of its own takes that of a first heading of level 1.
fn leave_out_title(document: &mut Document<'_>, title: &str) {
    let Some(first) = document.headings.first() else { return };
    if !document.steps[..first.step].iter().all(is_invisible) {
        return;
    }
    if first.level == 1 {
        document.leading_title = Some(first.title.clone());
    }
    let becomes_title = first.level == 1 && title.trim().is_empty();
    if becomes_title || says_the_same(&first.title, title) {
        let end = Step::Close(Element::Heading(first.level));
        let start = first.step;
        let length = document.steps[start..].iter().position(|step| *step == end).map_or(0, |at| at + 1);
        document.left_out = start..start + length;
        document.headings.remove(0);
    }
}

/// The anchor that an attribute list gives to something other than a heading.
fn given_anchor(step: &Step<'_>) -> Option<String> {
    let extras = match step {
        Step::Open(Element::Heading(_), _) => return None,
        Step::Open(_, extras) | Step::Code(_, extras) => extras.as_ref(),
        Step::Link(link) => link.extras.as_ref(),
        Step::Image(image) => image.extras.as_ref(),
        _ => None,
    };
    extras?.id.clone()
}

fn is_invisible(step: &Step<'_>) -> bool {
    match step {
        Step::More | Step::Contents => true,
        Step::Seen(text) => text.trim().is_empty(),
        Step::Raw(html) => {
            html.trim().is_empty() || html.starts_with("<!--") && html.trim_end().ends_with("-->")
        }
        _ => false,
    }
}

/// Whether two titles differ in nothing but case, blanks, punctuation and markup.
fn says_the_same(one: &str, other: &str) -> bool {
    let (letters, others) = (letters(one), letters(other));
    if letters.is_empty() { one.trim() == other.trim() } else { letters == others }
}

fn letters(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    text.nfkc().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Gives each heading an anchor: the one that was written, else the slug of its text, with `-1`, `-2` … where
/// that is taken. Written anchors come first, so that no generated one displaces them.
fn name_headings(document: &mut Document<'_>) {
    let mut anchors = Anchors { taken: document.anchors.iter().cloned().collect(), next: HashMap::new() };
    for heading in &mut document.headings {
        let Some(id) = written_id(&document.steps[heading.step]) else { continue };
        if anchors.taken.insert(id.clone()) {
            heading.id = id;
        } else {
            heading.id = anchors.free(&id);
            document.remarks.push((heading.range.clone(), duplicate_id(&id, &heading.id)));
        }
    }
    for heading in document.headings.iter_mut().filter(|heading| heading.id.is_empty()) {
        heading.id = anchors.free(&slug(heading));
    }
    for HeadingEntry { id, step, .. } in &document.headings {
        if let Step::Open(_, extras) = &mut document.steps[*step] {
            extras.get_or_insert_default().id = Some(id.clone());
        }
    }
}

fn written_id(step: &Step<'_>) -> Option<String> {
    let Step::Open(_, Some(extras)) = step else { return None };
    extras.id.clone().filter(|id| !id.is_empty())
}

fn slug(heading: &HeadingEntry) -> String {
    if heading.title.is_empty() { "section".to_owned() } else { slugify(&heading.title, Slugify::Unicode) }
}

/// Anchors in use.
struct Anchors {
    taken: HashSet<String>,
    /// The number to try next for each anchor that was asked for twice; without it, equal headings would cost
    /// the square of their number.
    next: HashMap<String, usize>,
}

impl Anchors {
    /// Takes `wanted`, or the first free one of `wanted-1`, `wanted-2` …
    fn free(&mut self, wanted: &str) -> String {
        if self.taken.insert(wanted.to_owned()) {
            return wanted.to_owned();
        }
        let next = self.next.entry(wanted.to_owned()).or_insert(1);
        loop {
            let candidate = format!("{wanted}-{next}");
            *next += 1;
            if self.taken.insert(candidate.clone()) {
                return candidate;
            }
        }
    }
}

fn duplicate_id(id: &str, instead: &str) -> Diagnostic {
    Diagnostic::warning(
        "duplicate-anchor",
        format!("the anchor `{id}` is already taken; this heading has `{instead}`"),
    )
    .hint(format!("give one of the two another anchor, such as {{#{instead}}}"))
}
