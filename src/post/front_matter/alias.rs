//! An old address, written into a front matter among those that it has.
//!
//! Owns where it goes. As with a key that is added, the result is read again, and stands only if it says what was said
//! before and the address.

use super::{add::add_list, read_tree, split::split};
use crate::{
    decode::SourceText,
    diagnostic::Fix,
    yaml::{Entry, Node, quoted},
};
use std::ops::Range;

/// Names of the field.
const KEYS: [&str; 2] = ["aliases", "redirect_from"];

/// The edit that gives a post one more old address; none where its front matter is of a form that no edit fits.
pub fn add_alias(source: SourceText<'_>, alias: &str) -> Option<Fix> {
    let (syntax, range) = split(source).ok()?.block?;
    let root = read_tree(source, syntax, range).0?;
    let entries = if root.is_null() { &[] } else { root.map()? };
    let Some(entry) = entries.iter().find(|entry| KEYS.contains(&entry.key.as_str())) else {
        let addition = add_list(source, KEYS[0], alias).ok()?;
        return Fix::insert(addition.at, addition.line);
    };
    let tried = candidates(source.as_str(), &entry.value, alias);
    let (range, text) =
        tried.into_iter().find(|(range, text)| fits(source, entries, entry, range, text, alias))?;
    let skipped = source.skipped();
    Fix::replace(range.start + skipped..range.end + skipped, text)
}

type Edit = (Range<usize>, String);

/// Edits that may do it.
fn candidates(text: &str, value: &Node, alias: &str) -> Vec<Edit> {
    let new = quoted(alias);
    let Some(nodes) = value.list() else {
        // One address stands without a list; its quotation marks may be outside of its range.
        let range = value.range.clone();
        let wider = range.start.saturating_sub(1)..(range.end + 1).min(text.len());
        let edit = |range: Range<usize>| {
            let old = text.get(range.clone())?;
            Some((range, format!("[{old}, {new}]")))
        };
        return [edit(range), edit(wider)].into_iter().flatten().collect();
    };
    let Some(last) = nodes.last() else { return Vec::new() };
    let start = text[..last.range.start].rfind('\n').map_or(0, |newline| newline + 1);
    let before = &text[start..last.range.start];
    if let Some(dash) = before.find('-').filter(|dash| before[..*dash].trim().is_empty()) {
        let end =
            text[last.range.end..].find('\n').map_or(text.len(), |newline| last.range.end + newline + 1);
        let line_end = if text[..end].ends_with("\r\n") { "\r\n" } else { "\n" };
        return vec![(end..end, format!("{}- {new}{line_end}", &before[..dash]))];
    }
    let ends = [last.range.end, last.range.end + 1];
    ends.into_iter()
        .filter(|end| text.is_char_boundary(*end))
        .map(|end| (end..end, format!(", {new}")))
        .collect()
}

/// Whether a front matter says the same after an edit, and the address.
fn fits(
    source: SourceText<'_>,
    before: &[Entry],
    edited: &Entry,
    range: &Range<usize>,
    replacement: &str,
    alias: &str,
) -> bool {
    let text = source.as_str();
    let (Some(head), Some(tail)) = (text.get(..range.start), text.get(range.end..)) else { return false };
    let new = [head, replacement, tail].concat();
    let source = SourceText::new(source.file(), &new);
    let Some((syntax, block)) = split(source).ok().and_then(|split| split.block) else { return false };
    let Some(root) = read_tree(source, syntax, block).0 else { return false };
    let Some(after) = root.map() else { return false };
    let texts = |node: &Node| -> Option<Vec<String>> {
        match node.list() {
            Some(nodes) => nodes.iter().map(|node| node.text().map(str::to_owned)).collect(),
            None => node.text().map(|text| vec![text.to_owned()]),
        }
    };
    let is_right = |one: &Entry, other: &Entry| {
        if one.key != edited.key {
            return one.says_same(other);
        }
        let (Some(mut old), Some(new)) = (texts(&other.value), texts(&one.value)) else { return false };
        old.push(alias.to_owned());
        one.key == other.key && new == old
    };
    after.len() == before.len() && after.iter().zip(before).all(|(one, other)| is_right(one, other))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_alias(text: &str) -> Option<String> {
        let fix = add_alias(SourceText::new("a.md", text), "/old/")?;
        let (start, end) = (fix.byte_start as usize, fix.byte_end as usize);
        Some([&text[..start], &fix.replacement, &text[end..]].concat())
    }

    #[test]
    fn it_joins_those_that_are_there() {
        for (before, after) in [
            ("---\ntitle: A\n---\n", "---\ntitle: A\naliases: [\"/old/\"]\n---\n"),
            ("---\naliases: [/a/]\n---\n", "---\naliases: [/a/, \"/old/\"]\n---\n"),
            (
                "---\naliases: [\"/a/\", '/b/']\nx: 1\n---\n",
                "---\naliases: [\"/a/\", '/b/', \"/old/\"]\nx: 1\n---\n",
            ),
            (
                "---\naliases:\n  - /a/ # why\nx: 1\n---\n",
                "---\naliases:\n  - /a/ # why\n  - \"/old/\"\nx: 1\n---\n",
            ),
            ("---\nredirect_from: /a/\n---\n", "---\nredirect_from: [/a/, \"/old/\"]\n---\n"),
            ("---\naliases: \"/a/\"\n---\n", "---\naliases: [\"/a/\", \"/old/\"]\n---\n"),
            ("+++\ntitle = \"A\"\n+++\n", "+++\ntitle = \"A\"\naliases = [\"/old/\"]\n+++\n"),
            ("+++\naliases = [\"/a/\"]\n+++\n", "+++\naliases = [\"/a/\", \"/old/\"]\n+++\n"),
        ] {
            assert_eq!(with_alias(before).as_deref(), Some(after));
        }
    }

    #[test]
    fn what_cannot_be_extended_is_left() {
        for text in ["Text\n", "---\n{title: A}\n---\n", "---\naliases: {a: b}\n---\n", "---\na: [\n---\n"] {
            assert_eq!(with_alias(text), None, "{text}");
        }
    }
}
