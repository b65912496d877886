//! Slugs: names for URLs made from titles, tags and file names.

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

/// Which letters a slug keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Slugify {
    /// Letters and digits of every script, lower case.
    #[default]
    Unicode,
    /// Latin letters and digits; others are spelled out as well as can be.
    Ascii,
    /// The text as written, less what no file name may have.
    None,
}

/// The slug of `text`. Never empty, never a path, never a name that Windows reserves.
///
/// What is not a letter, digit, `_` or `+` becomes `-`; a sharp after a letter is spelled (`C#` is `c-sharp`).
/// Text without any letter (an emoji) is named by its code points.
pub fn slugify(text: &str, mode: Slugify) -> String {
    let slug = match mode {
        Slugify::Unicode if text.is_ascii() => dashed(&text.to_ascii_lowercase()),
        Slugify::Unicode => composed(dashed(&text.nfc().collect::<String>().to_lowercase())),
        Slugify::Ascii => dashed(&deunicode::deunicode(text).to_lowercase()),
        Slugify::None => as_written(text),
    };
    if slug.is_empty() {
        return code_points(text);
    }
    if super::is_reserved(&slug) { format!("{slug}-") } else { slug }
}

/// Composed again when all is in its place: in lower case a letter may take a mark that it left alone in upper case
/// (`ẗ`, U+1E97), and what a sign was spelled as takes the mark that stood after the sign.
fn composed(slug: String) -> String {
    if slug.is_ascii() { slug } else { slug.nfc().collect() }
}

fn dashed(text: &str) -> String {
    let mut slug = String::with_capacity(text.len());
    let mut previous = ' ';
    for c in text.chars() {
        if c == '#' && previous.is_alphabetic() {
            slug.push_str("-sharp");
        } else if is_kept(c) {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
        previous = c;
    }
    slug.trim_matches(['-', '+']).to_owned() + &"+".repeat(trailing_pluses(&slug))
}

/// `c++` keeps its signs, `+` alone is no name.
fn trailing_pluses(slug: &str) -> usize {
    let body = slug.trim_end_matches('+');
    if body.is_empty() || body.ends_with('-') { 0 } else { slug.len() - body.len() }
}

fn is_kept(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '+' || unicode_normalization::char::is_combining_mark(c)
}

fn as_written(text: &str) -> String {
    let legal: String = text
        .nfc()
        .map(|c| if c.is_control() || c.is_whitespace() || "\\/:?*<>|\"#%".contains(c) { '-' } else { c })
        .collect();
    legal.trim_matches(['.', '-']).to_owned()
}

fn code_points(text: &str) -> String {
    let points: Vec<String> =
        text.chars().filter(|c| !c.is_whitespace()).take(8).map(|c| format!("u{:x}", u32::from(c))).collect();
    if points.is_empty() { "untitled".to_owned() } else { points.join("-") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs() {
        let cases = [
            ("Hello, World!", "hello-world"),
            ("Anthropic's Claude", "anthropic-s-claude"),
            ("日本語 ニュース", "日本語-ニュース"),
            ("हिन्दी", "हिन्दी"),
            ("C++", "c++"),
            ("C#", "c-sharp"),
            ("🚀", "u1f680"),
            ("../../etc/passwd", "etc-passwd"),
            ("..", "u2e-u2e"),
            ("CON", "con-"),
            ("  ", "untitled"),
            ("snake_case", "snake_case"),
            ("+", "u2b"),
        ];
        for (text, slug) in cases {
            assert_eq!(slugify(text, Slugify::Unicode), slug, "{text}");
        }
        assert_eq!(slugify("Ærø 日本", Slugify::Ascii), "aero-ri-ben");
        assert_eq!(slugify("Mixed Case/x", Slugify::None), "Mixed-Case-x");
    }

    #[test]
    fn composed_and_decomposed_are_one() {
        assert_eq!(slugify("e\u{301}", Slugify::Unicode), slugify("é", Slugify::Unicode));
    }

    /// Fuzzing found `T\u{344}` and `a#\u{301}`, the slugs of which had other slugs.
    #[test]
    fn a_slug_is_its_own_slug() {
        for before in ('A'..='Z').chain('Α'..='Ω').map(String::from).chain(["C#".to_owned(), "a+".to_owned()])
        {
            for mark in '\u{300}'..='\u{36f}' {
                let slug = slugify(&format!("{before}{mark}"), Slugify::Unicode);
                assert_eq!(slugify(&slug, Slugify::Unicode), slug, "{before}{mark}");
            }
        }
    }
}
