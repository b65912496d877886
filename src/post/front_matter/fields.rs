//! One field of a front matter: which of its names is there, what it holds, whether two of them disagree.

use crate::{
    decode::SourceText,
    diagnostic::{Diagnostic, nearest},
    yaml::{Entry, Node},
};
use std::ops::Range;

/// A value with the bytes it came from, which do not count when two are compared.
#[derive(Debug, Clone)]
pub(super) struct Ranged<T> {
    pub(super) value: T,
    pub(super) range: Range<usize>,
}

impl<T: PartialEq> PartialEq for Ranged<T> {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// What a reader makes of a node: a value, nothing (null and empty values), or why not.
pub(super) type Read<T> = Result<Option<T>, Refusal>;

/// Why a node is not a field's value.
#[derive(Debug, Clone)]
pub(super) enum Refusal {
    /// It is of another type: a mistake under the field's own name, another field under a synonym.
    Type {
        /// What is expected: `a list of tags`.
        expected: &'static str,
        /// A line to type, after the key: `[ai, news]`.
        example: &'static str,
    },
    /// It is of the right type and wrong.
    Value {
        /// The stable name of the mistake.
        code: &'static str,
        /// What is wrong.
        message: String,
        /// What to type.
        hint: String,
        /// Where.
        range: Range<usize>,
    },
}

/// The entries of a front matter, with a note of which were taken.
pub(super) struct Fields<'a> {
    pub(super) source: SourceText<'a>,
    entries: &'a [Entry],
    taken: Vec<bool>,
    pub(super) found: Vec<Diagnostic>,
}

impl<'a> Fields<'a> {
    pub(super) fn new(source: SourceText<'a>, entries: &'a [Entry]) -> Self {
        Self { source, entries, taken: vec![false; entries.len()], found: Vec::new() }
    }

    /// The field under its own name, the first of `names`, or under a synonym.
    pub(super) fn take<T: PartialEq>(
        &mut self,
        names: &[&str],
        read: impl Fn(&Node) -> Read<T>,
    ) -> Option<T> {
        self.take_ranged(names, read).map(|found| found.value)
    }

    /// Like [`Self::take`], with the bytes of the value.
    pub(super) fn take_ranged<T: PartialEq>(
        &mut self,
        names: &[&str],
        read: impl Fn(&Node) -> Read<T>,
    ) -> Option<Ranged<T>> {
        let mut first: Option<(Ranged<T>, &'a Entry)> = None;
        #[cfg(test)]
        crate::yaml::asked::note(names.join("|"));
        for (nth, name) in names.iter().enumerate() {
            let Some(index) = self.index_of(name) else { continue };
            let entry = &self.entries[index];
            let is_synonym = nth > 0;
            let value = match read(&entry.value) {
                Err(Refusal::Type { .. }) if is_synonym => continue,
                _ if is_synonym && is_switch(&entry.value) => continue,
                result => self.settle(index, result),
            };
            let Some(value) = value.map(|value| Ranged { value, range: entry.value.range.clone() }) else {
                continue;
            };
            match &first {
                Some((other, before)) if *other != value => self.disagree(before, entry),
                Some(_) => {}
                None => first = Some((value, entry)),
            }
        }
        first.map(|(value, _)| value)
    }

    /// The entry of a name that is not taken yet.
    pub(super) fn index_of(&self, name: &str) -> Option<usize> {
        #[cfg(test)]
        crate::yaml::asked::note(name);
        self.entries.iter().position(|entry| entry.key == name).filter(|index| !self.taken[*index])
    }

    pub(super) fn entry(&self, index: usize) -> &'a Entry {
        &self.entries[index]
    }

    /// Takes an entry and reports a refusal.
    pub(super) fn settle<T>(&mut self, index: usize, result: Read<T>) -> Option<T> {
        self.taken[index] = true;
        let entry = &self.entries[index];
        result.unwrap_or_else(|refusal| {
            self.refuse(entry, refusal);
            None
        })
    }

    /// Reports a mistake in the value of an entry.
    pub(super) fn refuse(&mut self, entry: &Entry, refusal: Refusal) {
        let (diagnostic, range) = match refusal {
            Refusal::Type { expected, example } => {
                let message = match entry.value.list() {
                    Some(_) if expected.starts_with("a list") => {
                        format!("`{}` must be {expected}, and an entry is none", entry.key)
                    }
                    _ => format!("`{}` must be {expected}, not {}", entry.key, entry.value.describe()),
                };
                let hint = format!("write `{}: {example}`", entry.key);
                (Diagnostic::error("front-matter-type", message).hint(hint), entry.value.range.clone())
            }
            Refusal::Value { code, message, hint, range } => {
                (Diagnostic::error(code, format!("`{}`: {message}", entry.key)).hint(hint), range)
            }
        };
        let range = if range.is_empty() { entry.key_range.clone() } else { range };
        self.found.push(self.source.place(diagnostic, range));
    }

    /// Reports two names of one field that say different things.
    pub(super) fn disagree(&mut self, first: &Entry, second: &Entry) {
        let place = self.source.position(first.key_range.clone());
        let line = self.source.position(second.key_range.clone()).line;
        let message = format!(
            "`{}` on line {} and `{}` on line {line} mean the same and disagree",
            first.key, place.line, second.key
        );
        let diagnostic = Diagnostic::error("front-matter-conflict", message)
            .hint(format!("keep `{}` and remove `{}`", first.key, second.key))
            .related(format!("`{}` is given here", first.key), self.source.file(), Some(place));
        self.found.push(self.source.place(diagnostic, second.key_range.clone()));
    }

    /// Everything that no field took, in order.
    pub(super) fn rest(&self) -> impl Iterator<Item = &'a Entry> {
        self.entries.iter().zip(&self.taken).filter(|(_, taken)| !**taken).map(|(entry, _)| entry)
    }
}

/// A bare `true` or `false` under a synonym is a switch of some theme, not the field's text.
fn is_switch(node: &Node) -> bool {
    node.boolean().is_some()
}

/// Text, as written.
pub(super) fn text(node: &Node) -> Read<String> {
    if node.is_null() {
        return Ok(None);
    }
    let refusal = Refusal::Type { expected: "text", example: "\"…\"" };
    let text = node.text().ok_or(refusal)?.trim();
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

/// `true` or `false`.
pub(super) fn boolean(node: &Node) -> Read<bool> {
    if node.is_null() {
        return Ok(None);
    }
    let example = meant(node.text().unwrap_or_default());
    let refusal = Refusal::Type { expected: "`true` or `false`, without quotes", example };
    node.boolean().map(Some).ok_or(refusal)
}

/// Which boolean was probably meant.
fn meant(text: &str) -> &'static str {
    let text = text.to_lowercase();
    match text.as_str() {
        "no" | "n" | "off" | "0" => "false",
        _ => nearest(&text, ["false", "true"])
            .map_or("true", |word| if word == "false" { "false" } else { "true" }),
    }
}

/// A whole number.
pub(super) fn integer(node: &Node) -> Read<i64> {
    let refusal = Refusal::Type { expected: "a whole number", example: "10" };
    if node.is_null() { Ok(None) } else { node.integer().map(Some).ok_or(refusal) }
}

/// A list of texts, one text, or texts with commas between them.
pub(super) fn texts(node: &Node) -> Read<Vec<Ranged<String>>> {
    let refusal = Refusal::Type { expected: "a list of texts", example: "[one, two]" };
    let mut texts: Vec<Ranged<String>> = match (node.list(), node.text()) {
        (Some(nodes), _) => {
            let entry = |node: &Node| match node.text() {
                Some(text) => Some(Ok(ranged(text, node))),
                None => (!node.is_null()).then(|| Err(refusal.clone())),
            };
            nodes.iter().filter_map(entry).collect::<Result<_, _>>()?
        }
        (None, Some(text)) => text.split(',').map(|part| ranged(part, node)).collect(),
        (None, None) if node.is_null() => Vec::new(),
        (None, None) => return Err(refusal),
    };
    let mut seen = std::collections::HashSet::new();
    texts.retain(|text| !text.value.is_empty() && seen.insert(text.value.clone()));
    Ok((!texts.is_empty()).then_some(texts))
}

fn ranged(text: &str, node: &Node) -> Ranged<String> {
    Ranged { value: text.trim().to_owned(), range: node.range.clone() }
}

/// One of a few words.
pub(super) fn word<T: Copy>(node: &Node, words: &[(&'static str, T)], refusal: &Refusal) -> Read<T> {
    if node.is_null() {
        return Ok(None);
    }
    let text = node.text().ok_or_else(|| refusal.clone())?;
    if let Some((_, value)) = words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)) {
        return Ok(Some(*value));
    }
    let list: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let hint = nearest(text, list.iter().copied())
        .map_or_else(|| format!("write one of: {}", list.join(", ")), |word| format!("write `{word}`"));
    let message = format!("\"{text}\" is not one of {}", list.join(", "));
    Err(Refusal::Value { code: "front-matter-type", message, hint, range: node.range.clone() })
}

/// The value of a map under a name.
pub(super) fn value_of<'a>(entries: &'a [Entry], name: &str) -> Option<&'a Node> {
    #[cfg(test)]
    crate::yaml::asked::note(name);
    entries.iter().find(|entry| entry.key == name).map(|entry| &entry.value)
}

/// The first text among the entries of a map under one of `names`; what is no text counts as not there.
pub(super) fn text_in(entries: &[Entry], names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let node = value_of(entries, name)?;
        text(node).ok().flatten().filter(|_| !is_switch(node))
    })
}

/// The first text among the entries of a map under one of `names`, in a map of which all is ours: what is no text under one of
/// them is a mistake, and not lost.
pub(super) fn own_text(entries: &[Entry], names: &[&str]) -> Read<String> {
    let mut found = None;
    for name in names {
        let Some(node) = value_of(entries, name).filter(|node| !node.is_null()) else { continue };
        if is_switch(node) || node.text().is_none() {
            let message = format!("`{name}` must be text, not {}", node.describe());
            let hint = format!("write `{name}: \"…\"`");
            return Err(Refusal::Value {
                code: "front-matter-type",
                message,
                hint,
                range: node.range.clone(),
            });
        }
        found = found.or(text(node)?);
    }
    Ok(found)
}
