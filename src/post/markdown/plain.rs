//! A body as plain text: all that a reader can look for.
//!
//! Owns which of it are words. Unlike the prose that is counted, blocks of code are among them, and what the calls of
//! shortcodes are told to say.

use super::{
    step::{Document, Step},
    summary,
    words::is_cjk,
};
use crate::post::body::{HoleKind, Literal};

/// Ends a block.
const BLOCK_END: char = '\u{2029}';

/// The text of a document, on one line.
pub(super) fn read(document: &Document<'_>, length: usize) -> String {
    let mut text = String::with_capacity(length);
    let mut is_hidden = false;
    for step in document.shown() {
        match step {
            Step::Hide => is_hidden = true,
            Step::Show => is_hidden = false,
            _ if is_hidden => {}
            Step::Open(element, _) | Step::Close(element) => {
                if !element.is_inline() {
                    text.push(BLOCK_END);
                }
                if let (super::step::Element::Call(hole, _), Step::Open(..)) = (element, step) {
                    push_call(document, *hole, &mut text);
                }
            }
            Step::Text(words) | Step::Code(words, _) | Step::Address(words) => text.push_str(words),
            Step::Seen(words) => text.push_str(words),
            Step::Math(formula) => text.push_str(&formula.tex),
            Step::Image(image) => {
                for words in [image.alt.as_str(), &image.title] {
                    push_apart(words, &mut text);
                }
            }
            Step::CodeBlock(block) => push_apart(&block.code, &mut text),
            Step::Call(hole, _) => push_call(document, *hole, &mut text),
            Step::SoftBreak | Step::HardBreak => text.push('\n'),
            Step::Rule => text.push(BLOCK_END),
            _ => {}
        }
    }
    summary::whole(&text)
}

fn push_apart(words: &str, text: &mut String) {
    text.push(BLOCK_END);
    text.push_str(words);
    text.push(BLOCK_END);
}

/// What a call is told to say: those of its arguments that are sentences, and not names or sizes.
fn push_call(document: &Document<'_>, hole: usize, text: &mut String) {
    let Some((HoleKind::Call(call), _)) = document.holes.get(hole) else { return };
    for argument in &call.arguments {
        push_literal(&argument.value, text);
    }
}

fn push_literal(literal: &Literal, text: &mut String) {
    match literal {
        Literal::Text(words) if words.contains(|c: char| c.is_whitespace() || is_cjk(c)) => {
            push_apart(words, text);
        }
        Literal::List(items) => items.iter().for_each(|item| push_literal(item, text)),
        Literal::Text(_) | Literal::Hole(_) | Literal::Number(_) | Literal::Bool(_) => {}
    }
}
