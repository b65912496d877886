//! What the texts of all generators have in common: where code is, links to other pages, shortcodes of ours, fences.
//!
//! It must not know the syntax of any generator.

use super::foreign::{Page, Remark};
use pulldown_cmark::{Event, Options, Parser, Tag};
use std::{collections::BTreeMap, fmt::Write as _, ops::Range};

/// A text after its conversion.
#[derive(Debug, Default)]
pub struct Converted {
    /// The text.
    pub text: String,
    /// How many pieces became something of ours.
    pub carried: usize,
    /// Those that did not.
    pub remarks: Vec<Remark>,
}

/// Where pages of the source are in the new site.
#[derive(Debug, Default)]
pub struct Index {
    by_source: BTreeMap<String, Goal>,
}

#[derive(Debug, Clone)]
struct Goal {
    target: Option<String>,
    url: String,
}

/// Where a link stands, which decides in which form it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It is the whole destination of a link in Markdown.
    Destination,
    /// Anywhere else.
    Text,
}

impl Index {
    /// The index of these pages, and of other files by path.
    pub fn of(pages: &[Page], addresses: &BTreeMap<String, String>) -> Self {
        let other = |(path, url): (&String, &String)| (path.clone(), Goal { target: None, url: url.clone() });
        let mut by_source: BTreeMap<String, Goal> = addresses.iter().map(other).collect();
        for page in pages {
            let Some(url) = page.url.clone() else { continue };
            let target = page.target.strip_prefix("content/").filter(|_| !page.draft).map(str::to_owned);
            by_source.insert(page.source.clone(), Goal { target, url });
        }
        Self { by_source }
    }

    /// Whether there is a page or file of this path in the source.
    pub fn has(&self, source: &str) -> bool {
        self.by_source.contains_key(source)
    }

    /// The link to the page of a file of the source. With a fragment, and where it is not a link's whole destination,
    /// it is the address: our own links are checked to the anchor, and other generators name headings in other ways.
    pub fn link(&self, source: &str, tail: &str, place: Place) -> Option<String> {
        let goal = self.by_source.get(source)?;
        match &goal.target {
            Some(target)
                if place == Place::Destination && tail.is_empty() && !target.contains([' ', '(', ')']) =>
            {
                Some(format!("@/{target}"))
            }
            _ => Some(format!("{}{tail}", goal.url.replace(' ', "%20"))),
        }
    }
}

/// The place between two texts.
pub fn place(before: &str, after: &str) -> Place {
    let ends = after.starts_with([')', '>']) || after.starts_with(" \"") || after.starts_with(" '");
    let is_reference = before.rsplit('\n').next().is_some_and(|line| {
        let line = line.trim();
        line.starts_with('[') && line.ends_with("]:")
    }) && after.trim_start_matches(' ').starts_with(['\n', '"']);
    let opens = before.ends_with("](") || before.ends_with("](<");
    if (opens && ends) || is_reference { Place::Destination } else { Place::Text }
}

/// The longest tag that is looked for, in bytes, so that what is never closed costs little.
const LONGEST_TAG: usize = 2048;

/// The offset of the mark that closes a tag, outside of quotes where these are closed. Outside of quotes no tag stands in
/// another.
pub fn end_of_tag(text: &str, opening: usize, mark: &str, quotes: &[char]) -> Option<usize> {
    let inner = text.get(opening..)?;
    let inner = &inner[..inner.floor_char_boundary(LONGEST_TAG)];
    let mut quote = None;
    for (offset, c) in inner.char_indices() {
        let rest = &inner[offset..];
        match (quote, c) {
            (None, c) if quotes.contains(&c) => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            (None, _) if rest.starts_with(mark) => return Some(opening + offset),
            (None, '{') if rest.starts_with("{{") || rest.starts_with("{%") => return None,
            _ => {}
        }
    }
    let plain = inner.find(mark)?;
    let other = ["{{", "{%"].iter().filter_map(|open| inner.find(open)).min();
    other.is_none_or(|other| plain < other).then_some(opening + plain)
}

/// Lines of offsets that come in order.
#[derive(Debug)]
pub struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: u32,
}

impl<'t> Lines<'t> {
    /// Those of a text whose first line has this number.
    pub fn of(text: &'t str, first: u32) -> Self {
        Self { text, at: 0, line: first }
    }

    /// The line of an offset that is not before the last.
    pub fn line(&mut self, offset: usize) -> u32 {
        let between = self.text.get(self.at..offset).unwrap_or_default();
        let more = between.bytes().filter(|byte| *byte == b'\n').count();
        self.line = self.line.saturating_add(u32::try_from(more).unwrap_or(u32::MAX));
        self.at = offset.max(self.at);
        self.line
    }
}

/// The ranges of code in a Markdown text: blocks and spans, in order.
pub fn code_ranges(text: &str) -> Vec<Range<usize>> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut ranges: Vec<Range<usize>> = Parser::new_ext(text, options)
        .into_offset_iter()
        .filter(|(event, _)| matches!(event, Event::Start(Tag::CodeBlock(_)) | Event::Code(_)))
        .map(|(_, range)| range)
        .collect();
    ranges.sort_by_key(|range| range.start);
    ranges
}

/// Whether an offset is inside one of `ranges`, which are in order.
pub fn is_inside(ranges: &[Range<usize>], offset: usize) -> bool {
    let next = ranges.partition_point(|range| range.start <= offset);
    ranges[..next].iter().rev().take(4).any(|range| range.contains(&offset))
}

/// A call of a shortcode of ours; arguments that are empty are left out. None where a text cannot be written, since it has
/// all marks that could stand around it.
pub fn call(name: &str, arguments: &[(&str, Argument<'_>)]) -> Option<String> {
    let mut written = Vec::new();
    for (key, argument) in arguments {
        match argument {
            Argument::Text("") => {}
            Argument::Text(text) | Argument::Always(text) => written.push(format!("{key}={}", quoted(text)?)),
            Argument::Number(number) => {
                written.extend(number.filter(|number| *number > 0).map(|number| format!("{key}={number}")));
            }
        }
    }
    Some(format!("{{{{ {name}({}) }}}}", written.join(", ")))
}

/// An argument of a shortcode of ours.
#[derive(Debug, Clone, Copy)]
pub enum Argument<'a> {
    /// Text, left out where it is empty.
    Text(&'a str),
    /// Text, also where it is empty.
    Always(&'a str),
    /// A number above 0.
    Number(Option<u32>),
}

fn quoted(text: &str) -> Option<String> {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mark = ['"', '\'', '`'].into_iter().find(|mark| !line.contains(*mark))?;
    Some(format!("{mark}{line}{mark}"))
}

/// What a picture with a caption is made of.
#[derive(Debug, Default)]
pub struct Figure<'a> {
    /// Its file.
    pub src: &'a str,
    /// What it shows.
    pub alt: &'a str,
    /// What is said of it.
    pub caption: &'a str,
    /// Whose it is.
    pub credit: &'a str,
    /// Where it leads.
    pub link: &'a str,
    /// Pixels.
    pub width: Option<u32>,
    /// Pixels.
    pub height: Option<u32>,
}

impl Figure<'_> {
    /// Our shortcode for it.
    pub fn call(&self) -> Option<String> {
        let caption = plain(self.caption);
        let arguments = [
            ("src", Argument::Always(self.src)),
            ("alt", Argument::Always(self.alt)),
            ("caption", Argument::Text(&caption)),
            ("credit", Argument::Text(self.credit)),
            ("link", Argument::Text(self.link)),
            ("width", Argument::Number(self.width.filter(|_| self.height.is_some()))),
            ("height", Argument::Number(self.height.filter(|_| self.width.is_some()))),
        ];
        call("figure", &arguments).filter(|_| !self.src.is_empty())
    }
}

/// A caption less its tags and its Markdown links, since ours are plain text.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for event in Parser::new(text) {
        match event {
            Event::Text(text) | Event::Code(text) => plain.push_str(&text),
            Event::SoftBreak | Event::HardBreak => plain.push(' '),
            _ => {}
        }
    }
    plain
}

/// A block of code, indented like what it replaces; its fence is longer than any in it.
pub fn fence(info: &str, code: &str, indent: &str) -> String {
    let longest = code.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let marks = "`".repeat(longest.max(2) + 1);
    let code = code.trim_matches('\n');
    let mut block = format!("{indent}{marks}{info}\n");
    for line in code.lines() {
        block.push_str(line);
        block.push('\n');
    }
    block.push_str(indent);
    block.push_str(&marks);
    block
}

/// Arguments as generators write them: `name="value"`, `name='value'`, `name=value`, `name: value`, or a value alone.
pub fn arguments(text: &str) -> Vec<(Option<String>, String)> {
    let mut found = Vec::new();
    let mut rest = text.trim_start_matches([' ', '\t', '\n', ',']);
    while !rest.is_empty() {
        let name_end =
            rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').unwrap_or(rest.len());
        let after = rest[name_end..].trim_start();
        let name = (name_end > 0).then(|| rest[..name_end].to_owned());
        let assigned = name.as_ref().and_then(|_| after.strip_prefix(['=', ':']));
        let (key, value_text) = match assigned {
            Some(value) if !value.starts_with("//") => (name, value.trim_start()),
            _ => (None, rest),
        };
        let (value, left) = argument(value_text);
        found.push((key, value));
        // Something is always taken, so that this ends.
        rest = if left.len() < rest.len() { left } else { "" };
        rest = rest.trim_start_matches([' ', '\t', '\n', ',']);
    }
    found
}

/// One value, and what follows it.
fn argument(text: &str) -> (String, &str) {
    if let Some(mark) = text.chars().next().filter(|first| matches!(first, '"' | '\'' | '`')) {
        let mut value = String::new();
        let mut escaped = false;
        for (offset, c) in text.char_indices().skip(1) {
            if escaped {
                value.push(c);
                escaped = false;
            } else if c == '\\' && mark == '"' {
                escaped = true;
            } else if c == mark {
                return (value, &text[offset + c.len_utf8()..]);
            } else {
                value.push(c);
            }
        }
        return (value, "");
    }
    let end = text.find([' ', '\t', '\n', ',']).unwrap_or(text.len());
    (text[..end].to_owned(), &text[end..])
}

/// The first named argument of these names.
pub fn named<'a>(arguments: &'a [(Option<String>, String)], names: &[&str]) -> &'a str {
    let find = |name: &&str| arguments.iter().find(|(key, _)| key.as_deref() == Some(*name));
    names.iter().find_map(find).map_or("", |(_, value)| value.as_str())
}

/// The argument without a name at `number`, from 0.
pub fn positional(arguments: &[(Option<String>, String)], number: usize) -> &str {
    arguments.iter().filter(|(key, _)| key.is_none()).nth(number).map_or("", |(_, value)| value.as_str())
}

/// The information of a fence from a language and options of a highlighter.
pub fn code_info(language: &str, options: &[(Option<String>, String)]) -> String {
    let mut info = language.to_owned();
    let lines = named(options, &["hl_lines", "mark_lines", "hl_Lines"]);
    if !lines.is_empty() {
        let _ = write!(info, " hl_lines=\"{lines}\"");
    }
    let numbered = named(options, &["linenos", "lineNos", "linenumbers"]);
    let alone = options.iter().any(|(key, value)| key.is_none() && value.eq_ignore_ascii_case("linenos"));
    if alone || !matches!(numbered, "" | "false") {
        info.push_str(" linenos");
    }
    let start = named(options, &["linenostart", "lineNoStart"]);
    if !start.is_empty() {
        let _ = write!(info, " linenostart={start}");
    }
    info
}

/// HTML as one block of Markdown: a block of HTML ends at an empty line and would be code where it is indented.
pub fn one_block(html: &str) -> String {
    let mut block = String::from("<div>\n");
    let mut verbatim = false;
    for line in html.lines() {
        let lower = line.to_ascii_lowercase();
        if verbatim || !line.trim().is_empty() {
            block.push_str(if verbatim { line } else { line.trim_start() });
            if verbatim && line.trim().is_empty() {
                block.push_str("<!-- -->");
            }
            block.push('\n');
        }
        let opens = lower.rfind("<pre");
        let closes = lower.rfind("</pre");
        verbatim = match (opens, closes) {
            (Some(open), Some(close)) => open > close,
            (Some(_), None) => true,
            (None, Some(_)) => false,
            (None, None) => verbatim,
        };
    }
    block + "</div>\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_of_all_forms() {
        let found = arguments(
            " src=\"a \\\"b\\\".jpg\" alt='x y', width: 3 plain \"two words\" `raw` u=https://a.b/c",
        );
        let shown: Vec<String> =
            found.iter().map(|(key, value)| format!("{}={value}", key.as_deref().unwrap_or("-"))).collect();
        assert_eq!(
            shown,
            ["src=a \"b\".jpg", "alt=x y", "width=3", "-=plain", "-=two words", "-=raw", "u=https://a.b/c"]
        );
        for odd in ["=", "\"", "a=", "::", "a=\"", ",,,", "é=ü", "https://x.y"] {
            let _ = arguments(odd);
        }
    }

    #[test]
    fn calls_take_a_mark_that_the_text_has_not() {
        let figure = Figure { src: "/a.jpg", caption: "It's *the* [lake](/x)", ..Figure::default() };
        assert_eq!(
            figure.call().expect("can be written"),
            r#"{{ figure(src="/a.jpg", alt="", caption="It's the lake") }}"#
        );
        let quotes = Figure { src: "a", caption: "say \"it\"", ..Figure::default() };
        assert!(quotes.call().expect("can be written").contains("caption='say \"it\"'"));
        assert_eq!(call("x", &[("a", Argument::Text("\"'`"))]), None);
    }

    #[test]
    fn fences_are_longer_than_what_is_in_them() {
        assert_eq!(fence("rust", "\na\n", ""), "```rust\na\n```");
        assert_eq!(fence("", "````", ""), "`````\n````\n`````");
    }

    #[test]
    fn code_is_known() {
        let text = "text `CODE` text\n\n```\nCODE\n```\n\n- text\n\n      CODE\n\ntext\n";
        let ranges = code_ranges(text);
        for (offset, _) in text.match_indices("CODE") {
            assert!(is_inside(&ranges, offset), "{offset}");
        }
        for (offset, _) in text.match_indices("text") {
            assert!(!is_inside(&ranges, offset), "{offset}");
        }
    }

    #[test]
    fn places_of_links() {
        let place = |text: &str| {
            let (before, after) = text.split_once('X').expect("there");
            place(before, after)
        };
        assert_eq!(place("[a](X)"), Place::Destination);
        assert_eq!(place("[a](X \"title\")"), Place::Destination);
        assert_eq!(place("[a]: X\n"), Place::Destination);
        assert_eq!(place("[a](/b/X)"), Place::Text);
        assert_eq!(place("[a](X#b)"), Place::Text);
        assert_eq!(place("<a href=\"X\">"), Place::Text);
    }

    #[test]
    fn html_is_one_block() {
        let html = "  <p>a</p>\n\n    <b>c</b>\n<pre>x\n\n  y</pre>\n";
        assert_eq!(one_block(html), "<div>\n<p>a</p>\n<b>c</b>\n<pre>x\n<!-- -->\n  y</pre>\n</div>\n");
    }
}
