//! Text on its way to a terminal.
//!
//! Owns what a terminal may be sent: titles and messages come from files, and a file must not move the cursor,
//! change colours or turn the line around.

use std::borrow::Cow;

/// The text with a visible mark (U+FFFD) for each character that would act on a terminal. Line breaks and tabs
/// stay.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if !text.contains(acts) {
        return text.into();
    }
    text.chars().map(|c| if acts(c) { '\u{fffd}' } else { c }).collect::<String>().into()
}

/// The same on one line: breaks and tabs become blanks.
pub fn on_one_line(text: &str) -> String {
    harmless(text).replace(['\n', '\t'], " ")
}

/// Controls, and the marks that set the direction of text (Unicode Standard Annex 9, section 2).
fn acts(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_are_shown_not_sent() {
        assert_eq!(harmless("a\u{1b}[2Jb"), "a\u{fffd}[2Jb");
        assert_eq!(harmless("gnp.\u{202e}exe"), "gnp.\u{fffd}exe");
        assert_eq!(harmless("日本\n\tx"), "日本\n\tx");
        assert_eq!(on_one_line("a\nb\tc\r"), "a b c\u{fffd}");
    }
}
