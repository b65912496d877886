//! Front matter and body of a file, apart.

use super::Body;
use crate::{decode::SourceText, diagnostic::Diagnostic};
use std::{borrow::Cow, ops::Range};

/// What a front matter is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// Between `---` lines; `...` ends it too.
    Yaml,
    /// Between `+++` lines.
    Toml,
}

/// A file taken apart. Offsets count in the source's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The front matter between its fences.
    pub block: Option<(Syntax, Range<usize>)>,
    /// Where the body begins.
    pub body: usize,
}

/// Finds the fences. A fence is a line of `---` or `+++` alone, perhaps with blanks after it; the first is the
/// file's first line.
///
/// # Errors
/// A front matter that is never closed, and one whose lines end in carriage returns alone.
pub fn split(source: SourceText<'_>) -> Result<Split, Box<Diagnostic>> {
    let text = source.as_str();
    let mut lines = Lines { text, at: 0 };
    let first = lines.next().unwrap_or(0..0);
    let syntax = match text[first.clone()].trim_end() {
        "---" => Syntax::Yaml,
        "+++" => Syntax::Toml,
        line if line.starts_with("---\r") || line.starts_with("+++\r") => {
            return Err(Box::new(lone_return(source, 3)));
        }
        _ => return Ok(Split { block: None, body: 0 }),
    };
    let start = lines.at;
    let Some(close) = lines.find(|line| is_closing(&text[line.clone()], syntax)) else {
        return Err(Box::new(unclosed(source, first, syntax)));
    };
    match lone_returns(&text[..lines.at]).next() {
        Some(offset) => Err(Box::new(lone_return(source, offset))),
        None => Ok(Split { block: Some((syntax, start..close.start)), body: lines.at }),
    }
}

/// Ranges of lines, their ends included.
struct Lines<'a> {
    text: &'a str,
    at: usize,
}

impl Iterator for Lines<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        let rest = &self.text[self.at..];
        if rest.is_empty() {
            return None;
        }
        let start = self.at;
        self.at += rest.find('\n').map_or(rest.len(), |newline| newline + 1);
        Some(start..self.at)
    }
}

fn is_closing(line: &str, syntax: Syntax) -> bool {
    match line.trim_end() {
        "---" | "..." => syntax == Syntax::Yaml,
        "+++" => syntax == Syntax::Toml,
        _ => false,
    }
}

fn unclosed(source: SourceText<'_>, first: Range<usize>, syntax: Syntax) -> Diagnostic {
    let fence = if syntax == Syntax::Yaml { "---" } else { "+++" };
    let message = format!("the front matter that `{fence}` opens is never closed");
    let hint = format!("put a line with `{fence}` alone between the front matter and the text");
    source.place(Diagnostic::error("front-matter-unclosed", message).hint(hint), first.start..first.start + 3)
}

/// Offsets of carriage returns that no line feed follows.
fn lone_returns(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    text.match_indices('\r')
        .map(|(offset, _)| offset)
        .filter(move |offset| bytes.get(offset + 1) != Some(&b'\n'))
}

fn lone_return(source: SourceText<'_>, offset: usize) -> Diagnostic {
    let byte = offset + source.skipped();
    let message = format!("byte {byte} is a carriage return without a line feed");
    let hint = "save the file with Unix line ends: `tr '\\r' '\\n'` converts it";
    source.place(Diagnostic::error("encoding", message).hint(hint), offset..offset + 1)
}

/// The body from `start` on, with `\n` at the end of each line however the file has it, so that line ends change
/// nothing in the output. A lone carriage return ends a line too (CommonMark, section 2.1), with a warning.
pub(super) fn read_body(source: SourceText<'_>, start: usize) -> (Body<'_>, Option<Diagnostic>) {
    let text = &source.as_str()[start..];
    let first_line = source.position(start..start).line;
    let at = start + source.skipped();
    if !text.contains('\r') {
        let body = Body { text: Cow::Borrowed(text), start: at, first_line, returns: Vec::new() };
        return (body, None);
    }
    let returns = text.match_indices("\r\n").enumerate().map(|(nth, (offset, _))| offset - nth).collect();
    let warning = lone_returns(text).next().map(|offset| {
        let mut warning = lone_return(source, start + offset);
        warning.level = crate::diagnostic::Level::Warning;
        warning
    });
    let normal = text.replace("\r\n", "\n").replace('\r', "\n");
    (Body { text: Cow::Owned(normal), start: at, first_line, returns }, warning)
}
