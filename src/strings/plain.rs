//! The plain form in which the theme's files are written, read without the YAML parser: that takes some
//! milliseconds for ten languages, at every start.
//!
//! Owns what that form is: a part of YAML in which every line says by itself what it is. Text in any other form is
//! left to [`super::read`], which also tells mistakes.

use super::{
    format::CATEGORIES,
    message::{Message, OTHER, Part, parse},
};
use std::collections::BTreeMap;

/// The messages of a text in the plain form, by key: what the YAML parser would read there. None for a text in
/// another form, or with a mistake.
pub fn read_plain(text: &str) -> Option<BTreeMap<String, Message>> {
    if text.contains(is_odd) {
        return None;
    }
    let mut messages = BTreeMap::new();
    let is_said = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let mut lines = text.split('\n').filter(is_said).peekable();
    while let Some(line) = lines.next() {
        let (key, value) = entry(line)?;
        let message = if value.is_empty() {
            let mut forms = BTreeMap::new();
            while let Some(form) = lines.next_if(|line| line.starts_with(INDENT)) {
                let (category, value) = entry(&form[INDENT.len()..])?;
                let pattern = CATEGORIES.contains(&category).then(|| pattern(value)).flatten()?;
                if forms.insert(category.to_owned(), pattern).is_some() {
                    return None;
                }
            }
            forms.contains_key(OTHER).then_some(Message::Plural(forms))?
        } else {
            Message::Text(pattern(value)?)
        };
        if messages.insert(key.to_owned(), message).is_some() {
            return None;
        }
    }
    Some(messages)
}

/// Stands before a plural category.
const INDENT: &str = "  ";

/// Line ends other than a line feed, and what no file should hold.
fn is_odd(c: char) -> bool {
    c.is_control() && c != '\n'
        || matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{202d}' | '\u{202e}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
        )
}

/// The key and the value of a line; the value is empty where nothing follows the colon.
fn entry(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let is_name = key.starts_with(|c: char| c.is_ascii_lowercase())
        && key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    let value =
        if value.is_empty() { value } else { value.strip_prefix(' ').filter(|value| !value.is_empty())? };
    is_name.then_some((key, value))
}

/// The parts of a text that stands in double quotes without escapes, or that YAML takes for text without quotes.
fn pattern(value: &str) -> Option<Vec<Part>> {
    let text = match value.strip_prefix('"') {
        Some(quoted) => quoted.strip_suffix('"').filter(|text| !text.contains(['"', '\\']))?,
        None => Some(value).filter(|value| is_bare(value))?,
    };
    parse(text).ok()
}

/// Whether a text without quotes is that text: it begins with no indicator, is no number and not null, holds neither
/// the end of a key nor a comment, and no blank is lost at its end. Indicators and numbers are ASCII.
fn is_bare(value: &str) -> bool {
    let starts_well = value.starts_with(|c: char| c.is_ascii_alphabetic() || !c.is_ascii())
        || value.starts_with(|c: char| c.is_ascii_digit()) && !value.is_ascii();
    let ends_well = !value.ends_with(':') && !value.ends_with(char::is_whitespace);
    let is_one = !value.contains(": ") && !value.contains(" #");
    starts_well && ends_well && is_one && !value.eq_ignore_ascii_case("null")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::strings::{StringsFile, read};

    /// What the YAML parser reads, if there is nothing wrong with it.
    fn read_yaml(text: &str) -> Option<BTreeMap<String, Message>> {
        let (file, language) = ("en.yaml".to_owned(), "en".to_owned());
        let file = StringsFile { file, language, bytes: text.as_bytes().to_owned(), is_theme: false };
        let (strings, diagnostics) = read(&[file], "en");
        let messages = strings.languages().next().map(|(_, messages)| messages.clone());
        messages.filter(|_| diagnostics.is_empty())
    }

    #[test]
    fn the_plain_form_is_read() {
        let text = "# About\n\na: Text, {b} and “c”\nq: \" x: # \"\n# On plurals\np:\n  one: \"{count} a\"\n  other: bs\nz: Z\n";
        let messages = read_plain(text).expect("it is plain");
        assert_eq!(messages.keys().collect::<Vec<_>>(), ["a", "p", "q", "z"]);
        assert_eq!(Some(messages), read_yaml(text));
        assert_eq!(read_plain(""), Some(BTreeMap::new()));
    }

    #[test]
    fn other_forms_are_left_to_the_yaml_parser() {
        for text in [
            "a: 'b'",
            "a: |\n  b",
            "a: b\n  c",
            "a: \"b\\n\"",
            "a: \"b",
            "a: \"b\" # c",
            "a: [b]",
            "a: &b c",
            "a: *b",
            "a: !b c",
            "a: b # c",
            "a: b: c",
            "a: b:",
            "a: b ",
            "a: null",
            "a: Null",
            "a: ~",
            "a:",
            "a: ",
            "a:\n  other: \n",
            "a:  b",
            "a:\tb",
            "a : b",
            "a:b",
            "\"a\": b",
            "- a",
            "a: b\na: c",
            "a:\n  one: b\n",
            "a:\n   other: b",
            "a:\n  odd: b\n  other: c",
            "a:\n  other: b\n  other: c",
            "a: {b",
            "a: }",
            "---\na: b",
            "a: b\r\n",
            "a: b\u{2028}c",
            "\u{feff}a: b",
            "A: b",
            "1: b",
            "? a",
            "a: -",
            "a: % b",
            "a: @b",
            "a: `b`",
            "a: ,",
            "a: 12",
            "a: 1e3",
            "a: > b",
            "a: \u{202e}b",
        ] {
            assert_eq!(read_plain(text), None, "{text:?}");
        }
    }

    #[test]
    fn what_is_read_is_what_the_yaml_parser_reads() {
        const PARTS: [&str; 27] = [
            "a",
            "b",
            "other",
            "one",
            ":",
            ": ",
            "\n",
            "\n  ",
            "\n",
            " ",
            "\u{a0}",
            "\"",
            "'",
            "#",
            " #",
            "{count}",
            "{",
            "“",
            "é",
            "null",
            "true",
            "1",
            "-",
            "\\",
            ",",
            "c: x\n",
            "d:\n  other: y\n",
        ];
        let mut state = 1_u64;
        let mut read = 0;
        for _ in 0..40_000 {
            let mut text = String::new();
            for _ in 0..2 + state % 9 {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                text.push_str(PARTS[usize::try_from(state >> 33).expect("31 bits") % PARTS.len()]);
            }
            if let Some(messages) = read_plain(&text).filter(|messages| !messages.is_empty()) {
                assert_eq!(Some(messages), read_yaml(&text), "{text:?}");
                read += 1;
            }
        }
        assert!(read > 100, "{read}");
    }
}
