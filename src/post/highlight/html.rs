//! From coloured spans to HTML.
//!
//! Owns the markup of a code block. The text between its tags is always the code itself, byte for byte.

use super::{
    classes::Class,
    fence::Fence,
    language,
    spans::{Span, is_blank},
};
use pulldown_cmark_escape::escape_html_body_text;
use std::fmt::Write;

/// Which elements stand around lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lines {
    /// None.
    Bare,
    /// Marked lines have one.
    Marked,
    /// Every line has one, and numbers before it.
    Numbered,
}

impl Lines {
    /// What a block asks for.
    pub fn of(fence: &Fence<'_>, numbered_by_default: bool) -> Self {
        if fence.line_numbers.unwrap_or(numbered_by_default) {
            Self::Numbered
        } else if fence.marked.is_empty() {
            Self::Bare
        } else {
            Self::Marked
        }
    }
}

/// Writes what stands before the code.
pub fn open_block(fence: &Fence<'_>, lines: Lines, out: &mut String) {
    if let Some(title) = fence.title {
        out.push_str("<figure class=\"code-block\"><figcaption>");
        escape_text(title, out);
        out.push_str("</figcaption>");
    }
    out.push_str(match lines {
        Lines::Numbered => "<pre class=\"code numbered\" tabindex=\"0\"><code",
        Lines::Bare | Lines::Marked => "<pre class=\"code\" tabindex=\"0\"><code",
    });
    if let Some(name) = language::class_name(fence.language) {
        out.push_str(" class=\"language-");
        out.push_str(&name);
        out.push('"');
    }
    out.push('>');
}

/// Writes what stands after the code.
pub fn close_block(fence: &Fence<'_>, out: &mut String) {
    out.push_str("</code></pre>");
    if fence.title.is_some() {
        out.push_str("</figure>");
    }
    out.push('\n');
}

/// Writes code that has no colours.
pub fn write_plain(code: &str, fence: &Fence<'_>, lines: Lines, out: &mut String) {
    if lines == Lines::Bare {
        return escape_text(code, out);
    }
    let mut writer = Writer::new(code, fence, lines, out);
    code.split_inclusive('\n').for_each(|line| writer.line(line, &[]));
    writer.finish();
}

/// Writes code line by line. A span of one class goes on over blanks and line ends, so that neighbours share
/// one element, except where lines have elements of their own.
pub struct Writer<'a> {
    code: &'a str,
    fence: &'a Fence<'a>,
    lines: Lines,
    out: &'a mut String,
    /// How much of the code is written.
    written: usize,
    /// Where the next line begins.
    begin: usize,
    /// Number of the next line, from 1.
    number: u32,
    open: Option<Class>,
}

impl<'a> Writer<'a> {
    /// Begins the code of a block.
    pub fn new(code: &'a str, fence: &'a Fence<'a>, lines: Lines, out: &'a mut String) -> Self {
        Self { code, fence, lines, out, written: 0, begin: 0, number: 1, open: None }
    }

    /// Writes the next line of the code; what follows its last span may wait for the line after it.
    pub fn line(&mut self, line: &str, spans: &[Span]) {
        let has_element = self.open_line();
        for span in spans {
            self.span(*span);
        }
        self.begin += line.len();
        self.number = self.number.saturating_add(1);
        if self.lines != Lines::Bare {
            self.write_until(self.begin);
        }
        if has_element {
            self.out.push_str("</span>");
        }
    }

    /// Writes what is left.
    pub fn finish(mut self) {
        self.write_until(self.code.len());
    }

    fn span(&mut self, span: Span) {
        let start = self.begin + usize::from(span.start);
        let end = self.begin + usize::from(span.end);
        if self.open == Some(span.class) && is_blank(&self.code[self.written..start]) {
            self.write(end);
            return;
        }
        self.write_until(start);
        self.out.push_str("<span class=\"");
        self.out.push(span.class.letter());
        self.out.push_str("\">");
        self.open = Some(span.class);
        self.write(end);
    }

    /// Ends the open span and writes bare code up to a place.
    fn write_until(&mut self, end: usize) {
        if self.open.take().is_some() {
            self.out.push_str("</span>");
        }
        self.write(end);
    }

    fn write(&mut self, end: usize) {
        escape_text(&self.code[self.written..end], self.out);
        self.written = end;
    }

    /// Opens the line's own element; whether it has one.
    fn open_line(&mut self) -> bool {
        let is_marked = self.lines != Lines::Bare && self.fence.marks(self.number);
        match (self.lines, is_marked) {
            (Lines::Numbered, true) => self.out.push_str("<span class=\"line hl\""),
            (Lines::Numbered, false) => self.out.push_str("<span class=\"line\""),
            (Lines::Marked, true) => self.out.push_str("<span class=\"hl\""),
            (Lines::Marked | Lines::Bare, _) => return false,
        }
        if self.lines == Lines::Numbered && self.fence.first_line != 1 {
            // A style cannot begin a counter at a number that the page chooses; an attribute can show it.
            let shown = self.fence.first_line.saturating_add(self.number - 1);
            write!(self.out, " data-line=\"{shown}\"").expect("writing to a string cannot fail");
        }
        self.out.push('>');
        true
    }
}

fn escape_text(text: &str, out: &mut String) {
    escape_html_body_text(out, text).expect("writing to a string cannot fail");
}
