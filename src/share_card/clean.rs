//! Text as a card can show it: without what has no shape, and without letters that no font has.
//!
//! Owns what becomes of a text before it is broken into lines.

use super::faces::{Fonts, Weight};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// Characters of a text that are looked at: far more than a card has room for.
const LONGEST: usize = 1_000;

/// A text in letters that there are.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cleaned {
    /// The text, in one line.
    pub text: String,
    /// Letters that no font has; signs and emoji, which a text can do without, are not told of.
    pub missing: BTreeSet<char>,
    /// How many letters were lost, and how many there were.
    lost: usize,
    letters: usize,
    /// Whether something was left out since the last letter.
    has_gap: bool,
}

impl Cleaned {
    /// Whether most of its letters are lost, so that the rest says nothing.
    pub fn is_lost(&self) -> bool {
        self.lost * 2 > self.letters
    }
}

/// Takes from a text what cannot be shown.
pub fn clean(text: &str, fonts: &Fonts, weight: Weight) -> Cleaned {
    let mut cleaned = Cleaned::default();
    for letter in text.chars().take(LONGEST).nfc() {
        if letter.is_whitespace() || letter.is_control() {
            cleaned.blank();
        } else if is_joiner(letter) {
            cleaned.join(letter);
        } else if !has_no_shape(letter) {
            cleaned.take(letter, fonts, weight);
        }
    }
    let length = cleaned.text.trim_end().len();
    cleaned.text.truncate(length);
    cleaned
}

impl Cleaned {
    fn blank(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }

    /// A joiner stands between letters of scripts that join; elsewhere it held an emoji together.
    fn join(&mut self, joiner: char) {
        if self.text.chars().next_back().is_some_and(joins) {
            self.text.push(joiner);
        }
    }

    fn take(&mut self, letter: char, fonts: &Fonts, weight: Weight) {
        let counts = letter.is_alphabetic();
        self.letters += usize::from(counts);
        if fonts.find(letter, weight).is_some() {
            // A point moves up to the word before what was left out.
            if self.has_gap
                && matches!(letter, ',' | '.' | ':' | ';' | '!' | '?' | ')')
                && self.text.ends_with(' ')
            {
                self.text.pop();
            }
            self.has_gap = false;
            self.text.push(letter);
            return;
        }
        // `①` is 1, `ﬀ` is ff.
        let plain: String = std::iter::once(letter).nfkc().collect();
        let is_other = !plain.chars().eq(std::iter::once(letter));
        if is_other && plain.chars().all(|part| fonts.find(part, weight).is_some()) {
            self.text.push_str(&plain);
            return;
        }
        self.has_gap = true;
        if counts {
            self.missing.insert(letter);
            self.lost += 1;
        }
    }
}

fn is_joiner(letter: char) -> bool {
    matches!(letter, '\u{200C}' | '\u{200D}')
}

/// Whether letters of this script change with joiners: Arabic, and those of India.
fn joins(letter: char) -> bool {
    matches!(letter, '\u{600}'..='\u{8FF}' | '\u{900}'..='\u{DFF}')
}

/// What steers the text and is no letter: marks of direction, which cards find out by themselves, soft hyphens,
/// selectors of variants.
fn has_no_shape(letter: char) -> bool {
    matches!(letter,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFF}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(text: &str) -> Cleaned {
        clean(text, &Fonts::new(Vec::new()), Weight::Bold)
    }

    #[test]
    fn blanks_and_controls_are_single_blanks() {
        assert_eq!(cleaned("  a\n\tb\u{0}\u{7}c\u{2029}d \u{3000}e ").text, "a b c d e");
        assert_eq!(cleaned("\u{202E}\u{2066}ab\u{200B}c\u{AD}d\u{2069}").text, "abcd");
    }

    #[test]
    fn letters_are_composed_and_signs_made_plain() {
        assert_eq!(cleaned("Cafe\u{301} ① ﬀ ㎏").text, "Café 1 ff kg");
    }

    #[test]
    fn emoji_go_without_a_word_and_letters_are_told_of() {
        let emoji = cleaned("A 👩🏽‍💻 robot 🤖❤️");
        assert_eq!((emoji.text.as_str(), emoji.missing.len(), emoji.is_lost()), ("A robot", 0, false));
        assert_eq!(cleaned("Up 🚀: and (so 🙂) on").text, "Up: and (so) on");
        let tamil = cleaned("தமிழ் AI");
        assert!(tamil.is_lost() && tamil.missing.contains(&'த'), "{tamil:?}");
        let one = cleaned("The letter ት here");
        assert_eq!((one.text.as_str(), one.is_lost()), ("The letter here", false));
        assert_eq!(one.missing.into_iter().collect::<Vec<_>>(), ['ት']);
    }

    #[test]
    fn joiners_stay_where_letters_join() {
        assert_eq!(cleaned("می\u{200C}خواهم क्\u{200D}ष a\u{200D}b").text, "می\u{200C}خواهم क्\u{200D}ष ab");
    }

    #[test]
    fn a_text_without_end_is_cut() {
        assert_eq!(cleaned(&"ab ".repeat(10_000)).text.chars().count(), LONGEST);
    }
}
