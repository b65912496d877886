//! A post's file → [`Meta`] and body.
//!
//! Owns the names of front matter, their synonyms and what each takes. Offsets in diagnostics are those of the
//! file on disk. It must not know the rest of the site: what must be checked against it stays [`Placed`].

mod add;
mod alias;
mod check;
mod entries;
mod fields;
mod newsroom;
mod read;
mod split;
mod video;

pub use add::{Addition, add_key, add_list, add_story};
pub use alias::add_alias;
pub use newsroom::source_number;
pub use read::IMAGE_NAMES;
pub use split::{Split, Syntax, split};

use super::{
    file_name::{FileName, title_from_name},
    meta::{Meta, Placed},
};
use crate::{
    clock::Zone,
    config::ClaimWords,
    decode::SourceText,
    diagnostic::{Diagnostic, Position, Step},
    yaml::{self, Limits, Node},
};
use std::{borrow::Cow, ops::Range};

/// What the site says to every front matter.
#[derive(Debug, Clone, Copy)]
pub struct FrontMatterContext<'a> {
    /// The zone of dates that name none.
    pub zone: &'a Zone,
    /// Authors of posts that name none.
    pub default_authors: &'a [String],
    /// The site's own words for how sure a claim is.
    pub claim_words: &'a ClaimWords,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed<'a> {
    /// What it says of itself; the title is empty where it gives none. After a mistake that could publish what
    /// was not meant to be, it is a draft.
    pub meta: Meta,
    /// Whether there was a front matter at all.
    pub has_front_matter: bool,
    /// The rest.
    pub body: Body<'a>,
    /// Mistakes and remarks.
    pub diagnostics: Vec<Diagnostic>,
}

/// The text below the front matter, its lines ended by `\n` whatever the file has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// Its first byte in the file.
    pub start: usize,
    /// Its first line in the file, from 1.
    pub first_line: u32,
    /// Offsets in `text` of each `\n` that is CR LF on disk.
    returns: Vec<usize>,
}

impl Body<'_> {
    /// The offset on disk of an offset in the text.
    pub fn on_disk(&self, offset: usize) -> usize {
        self.start + offset + self.returns.partition_point(|newline| *newline < offset)
    }

    /// The place on disk of a range of the text.
    pub fn position(&self, range: Range<usize>) -> Position {
        let mut position = Position::of(&self.text, range.clone());
        let byte = |offset| u32::try_from(self.on_disk(offset)).unwrap_or(u32::MAX);
        position.line = position.line.saturating_add(self.first_line - 1);
        position.byte_start = byte(range.start.min(self.text.len()));
        position.byte_end = byte(range.end.min(self.text.len())).max(position.byte_start);
        position
    }
}

/// Reads a file's front matter and finds its body.
pub fn parse_front_matter<'a>(source: SourceText<'a>, context: FrontMatterContext<'_>) -> Parsed<'a> {
    let (split, mut diagnostics) = match split(source) {
        Ok(split) => (split, Vec::new()),
        Err(mistake) => {
            (Split { block: Some((Syntax::Yaml, 0..0)), body: source.as_str().len() }, vec![*mistake])
        }
    };
    let (body, warning) = split::read_body(source, split.body);
    let has_front_matter = split.block.is_some();
    let mut meta = match split.block {
        Some((syntax, range)) if diagnostics.is_empty() => {
            let (root, found) = read_tree(source, syntax, range);
            diagnostics.extend(found);
            root.map(|root| read::read_meta(source, context, &root, &mut diagnostics))
        }
        Some(_) => None,
        None => Some(Meta::default()),
    };
    diagnostics.extend(warning);
    if let Some(meta) = &mut meta
        && meta.authors.is_empty()
    {
        meta.authors = context.default_authors.iter().map(|name| entries::author_named(name)).collect();
    }
    let meta = meta.unwrap_or_else(|| Meta { draft: true, ..Meta::default() });
    Parsed { meta, has_front_matter, body, diagnostics }
}

/// The body alone, as [`parse_front_matter`] finds it; empty where the front matter never ends.
pub fn body(source: SourceText<'_>) -> Body<'_> {
    let start = split(source).map_or(source.as_str().len(), |split| split.body);
    split::read_body(source, start).0
}

/// The place in the front matter of a file to which `steps` lead; none where it has none.
pub fn locate(file: &str, bytes: &[u8], steps: &[Step]) -> Option<Position> {
    let source = SourceText::decode(file, bytes).ok()?;
    let (syntax, range) = split(source).ok()?.block?;
    let root = read_tree(source, syntax, range).0?;
    Some(source.position(root.locate(steps)))
}

/// The first keys of a front matter, each with the byte of the text at which it stands, in that order; none of one that
/// cannot be read.
pub fn keys(source: SourceText<'_>) -> Vec<(String, usize)> {
    let block = split(source).ok().and_then(|split| split.block);
    let root = block.and_then(|(syntax, range)| read_tree(source, syntax, range).0);
    let entries = root.as_ref().and_then(Node::map).unwrap_or_default();
    let mut keys: Vec<_> = entries.iter().map(|entry| (entry.key.clone(), entry.key_range.start)).collect();
    keys.sort_by_key(|(_, at)| *at);
    keys
}

fn read_tree(source: SourceText<'_>, syntax: Syntax, range: Range<usize>) -> (Option<Node>, Vec<Diagnostic>) {
    match syntax {
        Syntax::Yaml => yaml::parse(source, range, Limits::FRONT_MATTER),
        Syntax::Toml => yaml::parse_toml(source, range, Limits::FRONT_MATTER),
    }
}

/// Fills in what the front matter left out and the first heading or the file's name tells: title, date,
/// language.
///
/// Warns of a file without front matter, since it may be there by accident. A date in the name that does not
/// exist is an error.
pub fn fill_from_name(
    mut meta: Meta,
    has_front_matter: bool,
    leading_title: Option<&str>,
    name: &FileName,
    file: &str,
    zone: &Zone,
) -> (Meta, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    if meta.title.is_empty() {
        let heading = leading_title.map(str::trim).filter(|title| !title.is_empty());
        meta.title = heading.map_or_else(|| title_from_name(&name.stem), str::to_owned);
    }
    if !has_front_matter {
        diagnostics.push(no_front_matter(&meta, file));
    }
    if let (None, Some(text)) = (meta.date, &name.date) {
        match super::date::parse_date(text, zone) {
            Ok(date) => meta.date = Some(date),
            Err(bad) => {
                let message = format!("the date in the file's name: {}", bad.message);
                diagnostics.push(Diagnostic::error("date", message).in_file(file).hint(bad.hint));
            }
        }
    }
    meta.lang = meta.lang.or_else(|| name.lang.clone());
    (meta, diagnostics)
}

fn no_front_matter(meta: &Meta, file: &str) -> Diagnostic {
    let title = meta.title.replace('"', "\\\"");
    Diagnostic::warning("no-front-matter", "the file has no front matter")
        .in_file(file)
        .at(Position { line: 1, column: 1, byte_start: 0, byte_end: 0 })
        .hint(format!("begin it with three lines: `---`, `title: \"{title}\"`, `---`"))
}

/// The warning for a post that has a date nowhere.
pub fn no_date(file: &str) -> Diagnostic {
    Diagnostic::warning("no-date", "the post has no date: it is sorted last and is in no feed")
        .in_file(file)
        .hint("add `date: 2026-07-05` to its front matter, or begin its name with `2026-07-05-`")
}

impl<T> Placed<T> {
    /// A value at a range of `source`.
    fn at(value: T, source: SourceText<'_>, range: Range<usize>) -> Self {
        Self { value, position: source.position(range) }
    }
}

#[cfg(test)]
mod tests;
