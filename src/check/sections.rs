//! Headings with nothing below them.

use super::{Family, Look, Text, found};
use crate::diagnostic::Diagnostic;

pub(super) const FAMILY: Family = Family { codes: &["section-empty"], look: Look::Texts(look) };

fn look(text: &Text<'_>) -> Vec<Diagnostic> {
    // Of a page that is a title alone there is nothing to say: its template may make the rest.
    let headings = &text.survey.headings;
    if text.survey.blocks.len() <= headings.len() && headings.len() == 1 {
        return Vec::new();
    }
    let empty = headings.iter().filter(|heading| heading.is_empty);
    empty
        .map(|heading| {
            let diagnostic = found("section-empty", format!("nothing stands below `{}`", heading.title))
                .hint("write the section, or take its heading out");
            text.at(
                diagnostic,
                heading.range.start..heading.range.start + trimmed(text, heading.range.clone()),
            )
        })
        .collect()
}

/// The length of a heading without the end of its line.
fn trimmed(text: &Text<'_>, range: std::ops::Range<usize>) -> usize {
    text.body.text.get(range).map_or(0, |heading| heading.trim_end().len())
}
