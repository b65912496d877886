//! Where a body has template syntax, tags of shortcodes and attribute lists: the stretches that are shielded from the
//! Markdown parser.
//!
//! It must not know what becomes of them.

use super::{
    attributes,
    tag::{self, Form, Tag, TagKind},
};
use crate::config::MarkdownOptions;
use std::{collections::BTreeSet, ops::Range};

/// The longest `{: … }` or `{.class}` that is looked at.
const LONGEST_LIST: usize = 400;

/// A stretch to shield.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Region {
    Template(Range<usize>),
    List(Range<usize>),
    /// Pandoc's list.
    Classes(Range<usize>),
    /// A tag alone on its line.
    Block(Range<usize>),
}

impl Region {
    pub fn range(&self) -> &Range<usize> {
        let (Self::Template(range) | Self::List(range) | Self::Classes(range) | Self::Block(range)) = self;
        range
    }
}

/// All stretches to shield and the tags of shortcodes among them, in order. Each search remembers how far it saw,
/// so that the whole is linear.
pub(super) fn regions(
    text: &str,
    options: &MarkdownOptions,
    names: &BTreeSet<String>,
) -> (Vec<Region>, Vec<Tag>) {
    let (mut regions, mut tags) = (Vec::new(), Vec::new());
    let mut ends = Ends::new(text);
    let mut dollars = Dollars::default();
    let (mut from, mut line, mut has_blocks) = (0, 0, false);
    while let Some(at) = text[from..].find('{').map(|found| from + found) {
        line = text[from..at].rfind('\n').map_or(line, |newline| from + newline + 1);
        let second = text.as_bytes().get(at + 1);
        let form = match second {
            Some(b'{') if options.math && dollars.holds_tex(text, at) => None,
            Some(b'{') => Some(Form::Braces),
            Some(b'%') => Some(Form::Percent),
            _ => None,
        };
        let tag = form.and_then(|form| read_tag(line, at, form, has_blocks, &mut ends, names));
        let region = match (&tag, form) {
            (Some(tag), _) if tag.is_alone => Some(Region::Block(tag.range.clone())),
            (Some(tag), _) => Some(Region::Template(tag.range.clone())),
            (None, Some(form)) => ends.template(at, form).map(Region::Template),
            (None, None) => match second {
                Some(b':') => attribute_list(text, line, at).map(Region::List),
                Some(b'.' | b'#' | b' ') => class_list(text, line, at).map(Region::Classes),
                _ => None,
            },
        };
        has_blocks |= tag.as_ref().is_some_and(|tag| matches!(tag.kind, TagKind::Begin(_)));
        from = region.as_ref().map_or(at + 1, |region| region.range().end);
        regions.extend(region);
        tags.extend(tag);
    }
    (regions, tags)
}

/// Whether a formula is open, as far as the dollar signs of a block tell.
#[derive(Default)]
struct Dollars {
    seen: usize,
    is_open: bool,
}

impl Dollars {
    /// Whether the `{{` at `at` is two groups of a formula, as in `$x^{{2}}$`, and no template.
    fn holds_tex(&mut self, text: &str, at: usize) -> bool {
        let bytes = text.as_bytes();
        for (index, byte) in bytes.iter().enumerate().take(at).skip(self.seen) {
            let before = index.checked_sub(1).map(|before| bytes[before]);
            match byte {
                b'$' if !matches!(before, Some(b'\\' | b'$')) => self.is_open = !self.is_open,
                b'\n' if before == Some(b'\n') => self.is_open = false,
                _ => {}
            }
        }
        self.seen = at;
        let command = text[..at].trim_end_matches(|c: char| c.is_ascii_alphabetic());
        self.is_open && (text[..at].ends_with(['^', '_', '}']) || command.ends_with('\\'))
    }
}

/// The tag of a shortcode that opens at `at` in the line that begins at `line`. An `{% end %}` can be one only after
/// a block has begun; whether one is open there, in code or not, the walk knows.
fn read_tag(
    line: usize,
    at: usize,
    form: Form,
    has_blocks: bool,
    ends: &mut Ends<'_>,
    names: &BTreeSet<String>,
) -> Option<Tag> {
    if names.is_empty() {
        return None;
    }
    let text = ends.text;
    let limit = ends.block(at + 2);
    if form == Form::Percent
        && has_blocks
        && let Some(end) = tag::read_end(text, at, limit)
    {
        let is_alone = is_alone(text, line, &(at..end));
        return Some(Tag { range: at..end, is_alone, kind: TagKind::End });
    }
    Some(match tag::read_call(text, at, form, limit, names)? {
        Ok((call, end)) => {
            let is_alone = is_alone(text, line, &(at..end));
            let kind = if form == Form::Braces { TagKind::Plain(call) } else { TagKind::Begin(call) };
            Tag { range: at..end, is_alone, kind }
        }
        Err(mistake) => {
            let range = ends.template(at, form).unwrap_or(at..at + 2);
            Tag { range, is_alone: false, kind: TagKind::Unreadable(mistake) }
        }
    })
}

/// Whether a tag is all that its line holds besides the marks of quotations and lists.
fn is_alone(text: &str, line: usize, range: &Range<usize>) -> bool {
    let mut before = text[line..range.start].trim_start_matches([' ', '\t', '>']);
    while let Some(rest) = after_list_mark(before) {
        before = rest.trim_start_matches([' ', '\t', '>']);
    }
    let after = text[range.end..].trim_start_matches([' ', '\t']);
    before.is_empty() && (after.is_empty() || after.starts_with('\n')) && !text[range.clone()].contains('\n')
}

/// What follows `- `, `1. ` and the like.
fn after_list_mark(line: &str) -> Option<&str> {
    let digits = line.bytes().take(9).take_while(u8::is_ascii_digit).count();
    let marks: &[char] = if digits > 0 { &['.', ')'] } else { &['-', '*', '+'] };
    line[digits..].strip_prefix(marks)?.strip_prefix([' ', '\t'])
}

/// The next ends of template syntax and of the block, each found once.
struct Ends<'t> {
    text: &'t str,
    closings: [usize; 2],
    block: usize,
}

impl<'t> Ends<'t> {
    fn new(text: &'t str) -> Self {
        Self { text, closings: [0; 2], block: 0 }
    }

    /// The template syntax that opens at `at`, if it closes within its block.
    fn template(&mut self, at: usize, form: Form) -> Option<Range<usize>> {
        let inside = at + 2;
        let known = &mut self.closings[usize::from(form == Form::Percent)];
        if *known < inside {
            let mark = form.end();
            *known = self.text[inside..].find(mark).map_or(usize::MAX, |found| inside + found);
        }
        let close = *known;
        (close < self.block(inside)).then(|| at..close + 2)
    }

    /// Where the block around `from` certainly ends.
    fn block(&mut self, from: usize) -> usize {
        if self.block < from {
            self.block = block_end(self.text, from);
        }
        self.block
    }
}

/// Where the block around `from` certainly ends: before an empty line, a fence, a heading or a quotation.
fn block_end(text: &str, from: usize) -> usize {
    let mut at = from;
    while let Some(newline) = text[at..].find('\n').map(|found| at + found) {
        let line = text[newline + 1..].trim_start_matches([' ', '\t']);
        if line.is_empty() || ["\n", "```", "~~~", "#", ">"].iter().any(|start| line.starts_with(start)) {
            return newline;
        }
        at = newline + 1;
    }
    text.len()
}

/// The `{: … }` at `at` in the line that begins at `line`, if it reads like one and stands where kramdown looks for one: alone on a line, after
/// an inline element, or at the end of a heading.
fn attribute_list(text: &str, line: usize, at: usize) -> Option<Range<usize>> {
    let range = braces(text, at)?;
    attributes::parse(&text[at + 2..range.end - 1])?;
    let starts_line = starts_line(text, line, at);
    let ends_line = ends_line(text, range.end);
    let in_heading = text[line..].trim_start_matches([' ', '>']).starts_with('#');
    let follows_element = text[..at].ends_with([')', '*', '_', '`', ']', '~']);
    let stands = (starts_line && ends_line) || follows_element || (ends_line && in_heading);
    stands.then_some(range)
}

/// Pandoc's `{.class #id}` at `at`, if it stands alone on a line, or after a link, an image or emphasis.
fn class_list(text: &str, line: usize, at: usize) -> Option<Range<usize>> {
    let range = braces(text, at)?;
    let content = text[at + 1..range.end - 1].trim();
    if !content.starts_with(['.', '#']) {
        return None;
    }
    attributes::parse(content)?;
    let alone = starts_line(text, line, at) && ends_line(text, range.end);
    (alone || text[..at].ends_with([')', '*', '`'])).then_some(range)
}

/// From `{` at `at` to the `}` in its line.
fn braces(text: &str, at: usize) -> Option<Range<usize>> {
    let window = &text.as_bytes()[at..text.len().min(at + LONGEST_LIST)];
    let length = window.iter().position(|byte| *byte == b'}' || *byte == b'\n')?;
    (window[length] == b'}').then_some(at..at + length + 1)
}

fn starts_line(text: &str, line: usize, at: usize) -> bool {
    text[line..at].trim_end_matches([' ', '\t', '>']).is_empty()
}

fn ends_line(text: &str, end: usize) -> bool {
    let after = text[end..].trim_start_matches([' ', '\t']);
    after.is_empty() || after.starts_with('\n') || after.starts_with("{:")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    fn shielded(body: &str) -> Vec<&str> {
        let (regions, _) = regions(body, &Config::default().markdown, &BTreeSet::new());
        regions.into_iter().map(|region| &body[region.range().clone()]).collect()
    }

    #[test]
    fn template_syntax_ends_within_its_block() {
        assert_eq!(shielded("{{ a }} {% b %}"), ["{{ a }}", "{% b %}"]);
        assert_eq!(shielded("{{< figure\n  src=\"x\" >}}"), ["{{< figure\n  src=\"x\" >}}"]);
        assert!(shielded("{{ a\n\n}}").is_empty());
        assert!(shielded("{{ a\n```\n}}").is_empty());
        assert!(shielded("{{ a").is_empty());
    }

    #[test]
    fn groups_of_a_formula_are_no_template() {
        let options = MarkdownOptions { math: true, ..Config::default().markdown };
        let count = |body: &str| regions(body, &options, &BTreeSet::new()).0.len();
        for formula in
            ["$x^{{2}}$", "$\\frac{{a}}{b}$", "$\\frac{a}{{b}}$", "$$\nx_{{1}}\n$$", "\\$5 $x^{{2}}$"]
        {
            assert_eq!(count(formula), 0, "{formula}");
        }
        for template in ["a_{{ b }}", "$x$ a_{{ b }}", "$5\n\na_{{ b }}", "$5 {{ b }}"] {
            assert_eq!(count(template), 1, "{template}");
        }
    }

    #[test]
    fn attribute_lists_stand_in_known_places() {
        assert_eq!(shielded("a\n{: .b}\n"), ["{: .b}"]);
        assert_eq!(shielded("![a](b){:.c} d"), ["{:.c}"]);
        assert_eq!(shielded("## A {: #b}"), ["{: #b}"]);
        assert_eq!(
            shielded("{::options parse_block_html=\"true\" /}"),
            ["{::options parse_block_html=\"true\" /}"]
        );
        for prose in ["format {:.2f} of", "{:?}", "a {: .b} c", "x{:y}"] {
            assert!(shielded(prose).is_empty(), "{prose}");
        }
    }

    #[test]
    fn class_lists_stand_alone_or_after_an_element() {
        assert_eq!(shielded("a\n{.b #c}\n"), ["{.b #c}"]);
        assert_eq!(shielded("> { #b }"), ["{ #b }"]);
        assert_eq!(shielded("[a](b){.c} d"), ["{.c}"]);
        for prose in ["a {.b} c", "{.5}", "{#}", "## A {.b}", "{.b} c", "x_{.a}", "{ a }"] {
            assert!(shielded(prose).is_empty(), "{prose}");
        }
    }
}
