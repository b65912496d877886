//! Text as it stands in YAML, and between double quotes in TOML.

use std::{borrow::Cow, fmt::Write as _};

/// Words that YAML 1.1 or 1.2 reads as something else than text, whatever their case.
const OWN_WORDS: [&str; 10] = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan"];

/// A text as a value of YAML: as it is where it can be nothing else, such as words with single blanks and hyphens between
/// them; else between quotes.
pub fn scalar(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
    let is_own = OWN_WORDS.iter().any(|word| word.eq_ignore_ascii_case(text));
    let stays = text.starts_with(char::is_alphabetic)
        && text.ends_with(|c: char| c.is_alphanumeric())
        && text.chars().all(is_plain)
        && !is_own;
    if stays { Cow::Borrowed(text) } else { Cow::Owned(quoted(text)) }
}

/// A text between double quotes, which YAML and TOML read with the escapes of JSON; and all that YAML does not print,
/// escaped.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                quoted.push('\\');
                quoted.push(c);
            }
            '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_as_they_are_and_all_else_between_quotes() {
        for plain in ["Dock strike", "élection", "日本", "chip-export-rules", "a1"] {
            assert_eq!(scalar(plain), plain);
        }
        for text in
            ["Yes", "null", "2026", "a: b", "-", "", " a", "a ", "it's", "a\nb", "#1", "1e3", "a #b", "[a]"]
        {
            assert_eq!(scalar(text), quoted(text));
        }
    }
}
