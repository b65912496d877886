//! TOML → the same tree.

use super::{Entry, Kind, Limits, Node, Shape, controls};
use crate::{decode::SourceText, diagnostic::Diagnostic};
use std::ops::Range;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// The tree of the TOML in `range` of `source`; see [`super::parse`].
pub fn parse_toml(
    source: SourceText<'_>,
    range: Range<usize>,
    limits: Limits,
) -> (Option<Node>, Vec<Diagnostic>) {
    if let Err(refusal) = super::check_size(source, &range, limits) {
        return (None, vec![*refusal]);
    }
    let block = &source.as_str()[range.clone()];
    match DeTable::parse(block) {
        Ok(table) => {
            let whole = table.span();
            let mut reading = Reading { block, base: range.start, removed: Vec::new() };
            let root = Node { range: reading.range(whole), shape: reading.table(table.get_ref()) };
            (Some(root), reading.removed.iter().map(|offset| controls::removed(source, *offset)).collect())
        }
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            let span = range.start + span.start..range.start + span.end;
            (None, vec![source.place(mistake(error.message()), span)])
        }
    }
}

fn mistake(message: &str) -> Diagnostic {
    let line = message.lines().next().unwrap_or(message);
    if line.contains("duplicate key") {
        return Diagnostic::error("duplicate-key", "the key is given twice")
            .hint("remove one of the two lines");
    }
    Diagnostic::error("toml-syntax", format!("cannot be read as TOML: {line}"))
        .hint("write `key = \"value\"`; text is in quotes, lists are in `[…]`")
}

struct Reading<'t> {
    block: &'t str,
    base: usize,
    removed: Vec<usize>,
}

impl Reading<'_> {
    fn range(&self, span: Range<usize>) -> Range<usize> {
        self.base + span.start..self.base + span.end
    }

    /// A table's entries in the order of the source; the parser sorts them by name.
    fn table(&mut self, table: &DeTable<'_>) -> Shape {
        let mut entries: Vec<Entry> = table
            .iter()
            .map(|(key, value)| Entry {
                key: key.get_ref().to_string(),
                key_range: self.range(key.span()),
                value: self.node(value),
            })
            .collect();
        entries.sort_by_key(|entry| entry.key_range.start);
        Shape::Map(entries)
    }

    fn node(&mut self, value: &Spanned<DeValue<'_>>) -> Node {
        let range = self.range(value.span());
        let shape = match value.get_ref() {
            DeValue::String(text) => Shape::Scalar(self.clean(text, range.start), Kind::Text),
            DeValue::Integer(_) => Shape::Scalar(self.written(value), Kind::Int),
            DeValue::Float(_) => Shape::Scalar(self.written(value), Kind::Float),
            DeValue::Boolean(truth) => Shape::Scalar(truth.to_string(), Kind::Bool(*truth)),
            DeValue::Datetime(_) => Shape::Scalar(self.written(value), Kind::Text),
            DeValue::Array(nodes) => Shape::List(nodes.iter().map(|node| self.node(node)).collect()),
            DeValue::Table(table) => self.table(table),
        };
        Node { shape, range }
    }

    /// A scalar's source; `_` between digits is for the eye.
    fn written(&self, value: &Spanned<DeValue<'_>>) -> String {
        let source = self.block.get(value.span()).unwrap_or_default();
        if value.get_ref().is_datetime() { source.to_owned() } else { source.replace('_', "") }
    }

    /// Text of several lines has `\n` between them however the file ends its own.
    fn clean(&mut self, text: &str, offset: usize) -> String {
        let text = text.replace("\r\n", "\n");
        if let Some(stripped) = controls::strip(&text) {
            self.removed.push(offset);
            return stripped;
        }
        text
    }
}
