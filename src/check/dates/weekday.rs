//! A weekday that is not the day of the date beside it.

use super::{day_of, names, scan, shown};
use crate::{
    check::{Text, found},
    diagnostic::Diagnostic,
    post::markdown::Block,
};

pub(super) fn look(text: &Text<'_>) -> Vec<Diagnostic> {
    text.survey.blocks.iter().flat_map(|block| of_block(text, block)).collect()
}

fn of_block(text: &Text<'_>, block: &Block) -> Vec<Diagnostic> {
    let names = names::of(text.language());
    let tokens = scan::tokens(&block.text);
    let mut diagnostics = Vec::new();
    for date in scan::dates(&tokens, names) {
        let Some((day, range)) = scan::weekday_beside(&block.text, &tokens, &date, names) else { continue };
        let Some(meant) = date.near(day_of(text)) else { continue };
        if meant.weekday() == day {
            continue;
        }
        let written = &block.text[range.clone()];
        let message = format!("“{written}” stands beside a date that is {}", shown(meant));
        let diagnostic = found("weekday", message).hint("mend the weekday or the date");
        diagnostics.push(text.at(diagnostic, block.place(range)));
    }
    diagnostics
}
