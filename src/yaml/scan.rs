//! A linear look at the nesting of a YAML text before the parser sees it.
//!
//! libyaml takes time quadratic in the depth of `[` and `{`, so depth is bounded here. The look knows quotes,
//! comments and block scalars; where it is not sure, it counts a bracket rather than not.

use crate::{decode::SourceText, diagnostic::Diagnostic};
use std::ops::Range;

/// Deeper than any real text and far below where the parser gets slow; it refuses 128 levels itself.
const DEEPEST: usize = 500;

/// Refuses text that is nested too deep.
pub(super) fn check(source: SourceText<'_>, range: &Range<usize>) -> Result<(), Box<Diagnostic>> {
    let block = &source.as_str()[range.clone()];
    match too_deep(block.as_bytes()) {
        None => Ok(()),
        Some(offset) => {
            let start = range.start + offset;
            let diagnostic = Diagnostic::error("yaml-limit", "lists and maps are nested too deep")
                .hint("at most 128 levels are read; quote text that begins with `[`, `{` or `- `");
            Err(Box::new(source.place(diagnostic, start..start + 1)))
        }
    }
}

/// The offset of the first bracket or dash that goes too deep.
fn too_deep(text: &[u8]) -> Option<usize> {
    let suspects = text.iter().filter(|byte| matches!(byte, b'[' | b'{' | b'-' | b'?')).count();
    if suspects <= DEEPEST {
        return None;
    }
    let mut scan = Scan { text, at: 0, flow: 0, dashes: 0, line: 0, entry: 0, fresh: true, json: false };
    while scan.at < text.len() {
        if scan.flow.max(scan.dashes) > DEEPEST {
            return Some(scan.at.saturating_sub(1));
        }
        scan.step();
    }
    None
}

/// Where the look stands.
struct Scan<'a> {
    text: &'a [u8],
    at: usize,
    /// Open brackets.
    flow: usize,
    /// Dashes and question marks that open a level on this line.
    dashes: usize,
    /// Offset of this line.
    line: usize,
    /// Column of the innermost key or dash on this line.
    entry: usize,
    /// Whether a token may begin here; inside a plain scalar none does.
    fresh: bool,
    /// Whether the last token was quoted or a closed bracket, after which `:` needs no blank.
    json: bool,
}

impl Scan<'_> {
    fn step(&mut self) {
        let byte = self.text[self.at];
        match byte {
            b'\n' | b'\r' => self.new_line(),
            b' ' | b'\t' => self.at += 1,
            b'#' if self.at == self.line || self.is_blank(self.at - 1) => self.at = self.line_end(),
            b'"' | b'\'' if self.fresh => self.skip_quoted(byte),
            b'[' | b'{' if self.fresh || self.flow > 0 => self.open(),
            b']' | b'}' if self.flow > 0 => self.close(),
            b',' if self.flow > 0 => self.begin_token(),
            b':' if self.json || self.is_blank(self.at + 1) => self.begin_token(),
            b'-' | b'?' if self.fresh && self.flow == 0 && self.is_blank(self.at + 1) => self.dash(),
            b'|' | b'>' if self.fresh && self.flow == 0 => self.skip_block_scalar(),
            b'&' | b'*' | b'!' if self.fresh => self.skip_property(),
            _ => self.plain(),
        }
    }

    /// Whether the byte at `at` is white space or past the end.
    fn is_blank(&self, at: usize) -> bool {
        self.text.get(at).is_none_or(u8::is_ascii_whitespace)
    }

    fn line_end(&self) -> usize {
        let rest = &self.text[self.at..];
        self.at + rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len())
    }

    fn new_line(&mut self) {
        self.at += 1;
        self.line = self.at;
        (self.entry, self.dashes, self.fresh) = (0, 0, true);
    }

    fn begin_token(&mut self) {
        self.at += 1;
        (self.fresh, self.json) = (true, false);
    }

    fn end_token(&mut self) {
        (self.fresh, self.json) = (false, true);
    }

    fn open(&mut self) {
        self.flow += 1;
        self.begin_token();
    }

    fn close(&mut self) {
        self.flow -= 1;
        self.at += 1;
        self.end_token();
    }

    fn dash(&mut self) {
        self.dashes += 1;
        self.entry = self.at - self.line;
        self.at += 1;
    }

    fn plain(&mut self) {
        if self.fresh && self.flow == 0 {
            self.entry = self.at - self.line;
        }
        (self.fresh, self.json) = (false, false);
        self.at += 1;
    }

    /// An anchor, alias or tag; another token may follow it.
    fn skip_property(&mut self) {
        self.at += 1;
        let ends: &[u8] = if self.flow > 0 { b",[]{}" } else { b"" };
        while !self.is_blank(self.at) && !ends.contains(&self.text[self.at]) {
            self.at += 1;
        }
    }

    fn skip_quoted(&mut self, quote: u8) {
        if self.flow == 0 {
            self.entry = self.at - self.line;
        }
        self.at += 1;
        while let Some(byte) = self.text.get(self.at) {
            self.at += 1;
            match *byte {
                b'\\' if quote == b'"' => self.at += 1,
                byte if byte == quote => break,
                _ => {}
            }
        }
        self.at = self.at.min(self.text.len());
        self.end_token();
    }

    /// The header of a block scalar and the lines that are indented below its key.
    fn skip_block_scalar(&mut self) {
        self.at = self.line_end();
        while self.at < self.text.len() {
            let next = self.at + 1;
            let rest = &self.text[next..];
            let indent = rest.iter().take_while(|byte| **byte == b' ').count();
            let blank = rest.get(indent).is_none_or(|byte| matches!(byte, b'\n' | b'\r'));
            if !blank && indent <= self.entry {
                break;
            }
            self.at = next;
            self.at = self.line_end();
        }
        self.fresh = false;
    }
}
