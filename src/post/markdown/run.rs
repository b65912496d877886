//! A run of text between two other events.
//!
//! Owns the joining of the parser's fragments, and the typographic replacements that must not reach into URLs.

use super::source::is_illegal;
use std::{borrow::Cow, ops::Range};

/// Text as it was written, with the parser's typographic replacements kept beside it.
#[derive(Debug)]
pub(super) struct Run<'a> {
    source: &'a str,
    /// The text without replacements.
    pub text: Cow<'a, str>,
    /// What it was read from.
    pub range: Range<usize>,
    replacements: Vec<(Range<usize>, Cow<'a, str>)>,
    /// Where parts of the text begin that do not follow the part before in the source: in the text, in the source.
    gaps: Vec<(usize, usize)>,
}

impl<'a> Run<'a> {
    /// A run that begins with the text read from `range`.
    pub fn new(source: &'a str, text: Cow<'a, str>, range: Range<usize>) -> Self {
        let mut run = Self {
            source,
            text: Cow::Borrowed(""),
            range: range.start..range.start,
            replacements: Vec::new(),
            gaps: Vec::new(),
        };
        run.push(text, range);
        run
    }

    /// Appends the text read from `range`.
    pub fn push(&mut self, text: Cow<'a, str>, range: Range<usize>) {
        let written = self.source.get(range.clone()).unwrap_or_default();
        if self.place(self.text.len()) != range.start {
            self.gaps.push((self.text.len(), range.start));
        }
        if *text == *written {
            return self.push_literal(written, range);
        }
        let at = self.text.len();
        if is_typographic(&text) && matches!(written, "\"" | "'" | "--" | "---" | "...") {
            self.push_literal(written, range);
            self.replacements.push((at..self.text.len(), text));
        } else {
            // A character reference may stand for what no page may hold, such as `&#1;`.
            self.text.to_mut().extend(text.chars().filter(|c| !is_illegal(*c)));
            self.range.end = range.end;
        }
    }

    fn push_literal(&mut self, written: &'a str, range: Range<usize>) {
        if self.text.is_empty() {
            self.text = Cow::Borrowed(written);
            self.range = range;
            return;
        }
        let is_literal = matches!(self.text, Cow::Borrowed(_)) && self.text.len() == self.range.len();
        let follows = is_literal && self.range.end == range.start;
        self.range.end = range.end;
        if follows {
            self.text = Cow::Borrowed(&self.source[self.range.clone()]);
        } else {
            self.text.to_mut().push_str(written);
        }
    }

    /// The place in the source of a place in the text.
    pub fn place(&self, at: usize) -> usize {
        let gap = self.gaps.partition_point(|(start, _)| *start <= at).checked_sub(1);
        let (start, source) = gap.map_or((0, self.range.start), |gap| self.gaps[gap]);
        source + (at - start)
    }

    /// A part of the text with its replacements made.
    pub fn part(&self, range: Range<usize>) -> Cow<'a, str> {
        let first = self.replacements.partition_point(|(at, _)| at.start < range.start);
        let inside: Vec<_> =
            self.replacements[first..].iter().take_while(|(at, _)| at.end <= range.end).collect();
        if inside.is_empty() {
            return self.written(range);
        }
        let mut text = String::with_capacity(range.len() + inside.len() * 2);
        let mut from = range.start;
        for (at, replacement) in inside {
            text.push_str(&self.text[from..at.start]);
            text.push_str(replacement);
            from = at.end;
        }
        text.push_str(&self.text[from..range.end]);
        Cow::Owned(text)
    }

    /// A part of the text as it was written.
    pub fn written(&self, range: Range<usize>) -> Cow<'a, str> {
        match &self.text {
            Cow::Borrowed(text) => Cow::Borrowed(&text[range]),
            Cow::Owned(text) => Cow::Owned(text[range].to_owned()),
        }
    }
}

fn is_typographic(text: &str) -> bool {
    matches!(text, "“" | "”" | "‘" | "’" | "–" | "—" | "…")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_are_joined_without_copying() {
        let source = "a [b] c";
        let mut run = Run::new(source, Cow::Borrowed(&source[0..2]), 0..2);
        run.push(Cow::Borrowed(&source[2..3]), 2..3);
        assert!(matches!(&run.text, Cow::Borrowed("a [")));
        assert_eq!(run.range, 0..3);
    }

    #[test]
    fn escapes_leave_a_gap() {
        let source = "a\\*b";
        let mut run = Run::new(source, Cow::Borrowed(&source[0..1]), 0..1);
        run.push(Cow::Borrowed(&source[2..4]), 2..4);
        assert_eq!(run.text, "a*b");
    }

    #[test]
    fn replacements_are_made_where_asked() {
        let source = "x--y 'z'";
        let mut run = Run::new(source, Cow::Borrowed("x"), 0..1);
        for (text, range) in [("–", 1..3), ("y ", 3..5), ("‘", 5..6), ("z", 6..7), ("’", 7..8)] {
            run.push(Cow::Borrowed(text), range);
        }
        assert_eq!(run.written(0..8), source);
        assert_eq!(run.part(0..8), "x–y ‘z’");
        assert_eq!(run.part(4..8), " ‘z’");
    }
}
