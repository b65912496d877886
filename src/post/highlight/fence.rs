//! The info string of a fenced code block: everything that may follow the opening backticks.
//!
//! Owns the spellings that other generators and editors taught people. What it does not know it passes over:
//! an info string is never an error.

use std::ops::RangeInclusive;

/// What an info string says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fence<'a> {
    /// Language as written; empty when none is named.
    pub language: &'a str,
    /// Title, often a file name.
    pub title: Option<&'a str>,
    /// Marked lines, counted from 1 whatever number the first line shows.
    pub marked: Vec<RangeInclusive<u32>>,
    /// Whether lines are numbered, where the block says so.
    pub line_numbers: Option<bool>,
    /// Number that the first line shows.
    pub first_line: u32,
}

impl Fence<'_> {
    /// Whether the line of that number, counted from 1, is marked.
    pub fn marks(&self, line: u32) -> bool {
        self.marked.iter().any(|range| range.contains(&line))
    }
}

/// Reads an info string: `rust`, `rust,no_run`, `rust:src/main.rs`, `{.rust}`, `rust {2,4-6}`,
/// `rust title="main.rs" hl_lines=[1,3] linenos linenostart=5`, in any mixture.
pub fn parse_info(info: &str) -> Fence<'_> {
    let mut reader = Reader { rest: info.trim(), fence: Fence::new(), expects_lines: false };
    reader.head();
    while reader.attribute() {}
    reader.fence
}

impl Fence<'_> {
    const fn new() -> Self {
        Self { language: "", title: None, marked: Vec::new(), line_numbers: None, first_line: 1 }
    }
}

/// Reads attributes from the front of `rest`.
struct Reader<'a> {
    rest: &'a str,
    fence: Fence<'a>,
    /// The last key wanted lines, so that bare ranges after it are more of them: `hl_lines=2 4-6`.
    expects_lines: bool,
}

/// What a key asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
    Title,
    Lines,
    Numbers,
    NoNumbers,
    FirstLine,
    Unknown,
}

impl<'a> Reader<'a> {
    /// Reads the language, and what follows it after a colon.
    fn head(&mut self) {
        let end = self.rest.find(|c: char| c.is_whitespace() || ",;{}[]=\"':".contains(c));
        let (word, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        if rest.starts_with('=') || Key::of(word) != Key::Unknown {
            return;
        }
        self.fence.language = word.trim_start_matches('.');
        self.rest = rest;
        if let Some(rest) = self.rest.strip_prefix(':') {
            self.rest = rest;
            self.after_colon();
        }
    }

    /// Reads `src/main.rs` of `rust:src/main.rs`, or `line-numbers` of `js:line-numbers`.
    fn after_colon(&mut self) {
        if Key::of(self.word_ahead()) == Key::Unknown {
            let title = self.value();
            self.set_title(title);
        }
    }

    /// Reads one attribute; `false` at the end.
    fn attribute(&mut self) -> bool {
        self.rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || ",;}])".contains(c));
        match self.rest.chars().next() {
            None => return false,
            Some('{') => self.brace(),
            Some('.') => self.class(),
            Some('"' | '\'' | '[' | '(') => drop(self.value()),
            Some('=' | ':' | '#') => self.rest = &self.rest[1..],
            Some(_) => self.pair(),
        }
        true
    }

    /// Reads `{2,4-6}` as lines; any other brace opens more attributes.
    fn brace(&mut self) {
        self.rest = &self.rest[1..];
        let inner = self.rest.split('}').next().unwrap_or("");
        if let Some(lines) = read_lines(inner) {
            self.fence.marked.extend(lines);
            self.rest = &self.rest[inner.len()..];
        } else if self.fence.language.is_empty() && !self.rest.starts_with(['.', '#']) {
            self.head();
        }
    }

    /// Reads `.rust`: the first class is the language, a later one may ask for numbers.
    fn class(&mut self) {
        self.rest = &self.rest[1..];
        let word = self.take_word();
        match Key::of(word) {
            Key::Numbers => self.fence.line_numbers = Some(true),
            Key::NoNumbers => self.fence.line_numbers = Some(false),
            _ if self.fence.language.is_empty() => self.fence.language = word,
            _ => {}
        }
    }

    /// Reads `key=value`, `key{5}`, or a word alone.
    fn pair(&mut self) {
        let word = self.take_word();
        if word.is_empty() {
            // A character that begins nothing known.
            let mut characters = self.rest.chars();
            characters.next();
            self.rest = characters.as_str();
            return;
        }
        let key = Key::of(word);
        if let Some(rest) = self.rest.strip_prefix('=') {
            self.rest = rest;
            let value = self.value();
            self.set(key, value);
        } else if key == Key::Numbers {
            self.numbers_alone();
        } else if key == Key::NoNumbers {
            self.fence.line_numbers = Some(false);
        } else if self.expects_lines {
            self.fence.marked.extend(read_lines(word).into_iter().flatten());
        }
    }

    /// `linenos`, or `showLineNumbers{5}` with the first number.
    fn numbers_alone(&mut self) {
        self.fence.line_numbers = Some(true);
        if let Some(rest) = self.rest.strip_prefix('{')
            && let Some((inner, rest)) = rest.split_once('}')
            && let Ok(first) = inner.trim().parse()
        {
            self.fence.first_line = first;
            self.rest = rest;
        }
    }

    fn set(&mut self, key: Key, value: &'a str) {
        self.expects_lines = key == Key::Lines;
        match key {
            Key::Title => self.set_title(value),
            Key::Lines => self.fence.marked.extend(read_lines(value).into_iter().flatten()),
            Key::Numbers => self.set_numbers(value),
            Key::NoNumbers => self.fence.line_numbers = Some(is_no(value)),
            Key::FirstLine => self.set_first_line(value),
            Key::Unknown => {}
        }
    }

    /// `linenos=false`, `linenos=table`, or `showLineNumbers=5` with the first number.
    fn set_numbers(&mut self, value: &str) {
        self.fence.line_numbers = Some(!is_no(value));
        self.set_first_line(value);
    }

    fn set_first_line(&mut self, value: &str) {
        if let Ok(first @ 1..) = value.trim().parse() {
            self.fence.first_line = first;
        }
    }

    fn set_title(&mut self, title: &'a str) {
        if !title.trim().is_empty() {
            self.fence.title = Some(title.trim());
        }
    }

    fn word_ahead(&self) -> &'a str {
        let end = self.rest.find(|c: char| c.is_whitespace() || ",;{}[]()=\"'".contains(c));
        &self.rest[..end.unwrap_or(self.rest.len())]
    }

    fn take_word(&mut self) -> &'a str {
        let word = self.word_ahead();
        self.rest = &self.rest[word.len()..];
        word
    }

    /// Reads a value: quoted, in brackets, or up to the next blank, comma or closing brace.
    fn value(&mut self) -> &'a str {
        let closing = match self.rest.chars().next() {
            Some(quote @ ('"' | '\'')) => quote,
            Some('[') => ']',
            Some('(') => ')',
            _ => return self.bare_value(),
        };
        let inner = &self.rest[1..];
        let end = inner.find(closing).unwrap_or(inner.len());
        self.rest = inner.get(end + 1..).unwrap_or("");
        &inner[..end]
    }

    fn bare_value(&mut self) -> &'a str {
        let end = self.rest.find(|c: char| c.is_whitespace() || ",{}".contains(c));
        let (value, rest) = self.rest.split_at(end.unwrap_or(self.rest.len()));
        self.rest = rest;
        value
    }
}

impl Key {
    fn of(word: &str) -> Self {
        let plain: String =
            word.chars().filter(|c| !matches!(c, '-' | '_')).map(|c| c.to_ascii_lowercase()).collect();
        match plain.as_str() {
            "title" | "file" | "filename" | "name" | "caption" | "path" => Self::Title,
            "hllines" | "highlight" | "highlightlines" | "mark" | "marklines" | "emphasizelines"
            | "dataline" => Self::Lines,
            "linenos" | "linenumbers" | "showlinenumbers" | "numberlines" | "numbered" => Self::Numbers,
            "nolinenos" | "nolinenumbers" => Self::NoNumbers,
            "linenostart" | "linenumberstart" | "firstline" | "firstnumber" | "startfrom" | "startline" => {
                Self::FirstLine
            }
            _ => Self::Unknown,
        }
    }
}

fn is_no(value: &str) -> bool {
    matches!(value.trim().to_ascii_lowercase().as_str(), "false" | "no" | "off" | "0" | "none")
}

/// Lines such as `2 4-6` or `1, "15-17"`; nothing if any part is no line.
fn read_lines(text: &str) -> Option<Vec<RangeInclusive<u32>>> {
    let parts = text.split(|c: char| c.is_whitespace() || ",;\"'".contains(c));
    let lines: Option<Vec<_>> = parts.filter(|part| !part.is_empty()).map(read_range).collect();
    lines.filter(|lines| !lines.is_empty())
}

fn read_range(text: &str) -> Option<RangeInclusive<u32>> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    Some(read_number(first)?..=read_number(last)?)
}

/// A number that stays a number when it is too large to be one of ours.
fn read_number(text: &str) -> Option<u32> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The language, title, marked lines, numbers and first line, on one line.
    fn read(info: &str) -> String {
        let fence = parse_info(info);
        let marked: Vec<_> = fence.marked.iter().map(|r| format!("{}-{}", r.start(), r.end())).collect();
        let numbers = fence.line_numbers.map_or("", |on| if on { "numbers" } else { "no numbers" });
        [fence.language, fence.title.unwrap_or(""), &marked.join(" "), numbers, &fence.first_line.to_string()]
            .join("|")
    }

    #[test]
    fn languages_are_found_in_every_spelling() {
        for info in
            ["rust", " rust ", "rust,no_run", "{.rust}", "{ .rust #id }", "rust{2}", "{rust}", ".rust"]
        {
            assert_eq!(parse_info(info).language, "rust", "{info}");
        }
        for language in ["c++", "c#", "objective-c++", "html+jinja", "asp.net", "f#"] {
            assert_eq!(parse_info(language).language, language);
        }
        for info in ["", "   ", "hl_lines=[1,3]", "{2,3}", "title=\"x\"", "=", "{}", "linenos"] {
            assert_eq!(parse_info(info).language, "", "{info}");
        }
    }

    #[test]
    fn marked_lines_are_found_in_every_spelling() {
        for info in [
            "rust {2,4-6}",
            "rust{2,4-6}",
            "rust {hl_lines=\"2 4-6\"}",
            "rust {hl_lines=[2,\"4-6\"]}",
            "rust hl_lines=[2,4-6]",
            "rust,hl_lines=2 4-6",
            "rust hl_lines=2,4-6",
            "rust highlight='2, 4-6' x",
            "{.rust hl_lines=\"2 4-6\"}",
        ] {
            assert_eq!(read(info), "rust||2-2 4-6||1", "{info}");
        }
        assert!(parse_info("rust {2,4-6}").marks(5));
        assert!(!parse_info("rust {2,4-6}").marks(3));
        assert_eq!(read("x {99999999999-3}"), "x||4294967295-3||1");
    }

    #[test]
    fn numbers_are_found_in_every_spelling() {
        for info in [
            "rust linenos=true linenostart=5",
            "rust {linenos=table,linenostart=5}",
            "rust,linenos,linenostart=5",
            "rust showLineNumbers{5}",
            "rust showLineNumbers=5",
            "{.rust .numberLines startFrom=\"5\"}",
            "rust:line-numbers=5",
        ] {
            assert_eq!(read(info), "rust|||numbers|5", "{info}");
        }
        for info in ["rust linenos=false", "rust no-line-numbers", "rust:no-line-numbers", "rust {linenos=0}"]
        {
            assert_eq!(read(info), "rust|||no numbers|1", "{info}");
        }
    }

    #[test]
    fn titles_are_found_in_every_spelling() {
        for info in [
            "rust title=\"src/a b.rs\"",
            "rust {title='src/a b.rs'}",
            "rust:\"src/a b.rs\"",
            "rust file=\"src/a b.rs\"",
        ] {
            assert_eq!(read(info), "rust|src/a b.rs|||1", "{info}");
        }
        assert_eq!(read("rust:src/main.rs {3}"), "rust|src/main.rs|3-3||1");
        assert_eq!(read("rust title=\"\""), "rust||||1");
    }

    #[test]
    fn rubbish_is_passed_over() {
        assert_eq!(read("rust {{{ ]] = == \"open"), "rust||||1");
        assert_eq!(read("rust ,,;;(x) [y] é=ü title="), "rust||||1");
        assert_eq!(read("rust linenostart=0 linenostart=x"), "rust||||1");
        assert_eq!(read("日本語 title=\"é"), "日本語|é|||1");
    }
}
