//! Words of a text: how many, and which ones tell what it is about.
//!
//! Owns what a word and a term are (Unicode Standard Annex 29; CJK by characters and pairs). It must not know
//! documents.

use super::stop_words::{STOP_WORDS, is_stop_word};
use crate::post::body::Terms;
use std::collections::HashMap;
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation as _;

/// Terms that are kept.
const STRONGEST: usize = 64;

/// Longer words are hashes and addresses, not terms.
const LONGEST_TERM: usize = 48;

/// The words of a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Counted {
    /// Words, each character of CJK one.
    pub words: u32,
    /// Characters of CJK.
    pub cjk: u32,
    /// The strongest terms.
    pub terms: Terms,
}

/// Counts words and terms of a prose text.
pub(super) fn count(prose: String) -> Counted {
    let text = fold(prose);
    let mut counted = Counted::default();
    let mut terms: HashMap<&str, u32> = HashMap::with_capacity(text.len() / 24);
    for line in text.lines() {
        let mut previous = None;
        for (at, word) in line.unicode_word_indices() {
            let end = at + word.len();
            let is_cjk = word.starts_with(is_cjk);
            if is_cjk {
                let characters = u32::try_from(word.chars().count()).unwrap_or(u32::MAX);
                counted.words += characters;
                counted.cjk += characters;
                let start = previous.filter(|(_, end)| *end == at).map_or(at, |(last, _)| last);
                pairs(&line[start..end]).for_each(|pair| *terms.entry(pair).or_default() += 1);
                previous = word.char_indices().next_back().map(|(last, _)| (at + last, end));
            } else {
                counted.words += 1;
                if let Some(term) = term(word) {
                    *terms.entry(term).or_default() += 1;
                }
            }
        }
    }
    counted.terms = strongest(terms);
    counted
}

/// Lower case and composed.
fn fold(text: String) -> String {
    if text.is_ascii() {
        let mut text = text;
        text.make_ascii_lowercase();
        return text;
    }
    let text = text.to_lowercase();
    if is_nfc_quick(text.chars()) == IsNormalized::Yes { text } else { text.nfc().collect() }
}

/// Characters that are written without blanks between words and are read one by one.
pub(super) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{31f0}'..='\u{31ff}' | '\u{3105}'..='\u{312f}' | '\u{f900}'..='\u{faff}'
        | '\u{ff66}'..='\u{ff9d}' | '\u{20000}'..='\u{3ffff}')
}

/// Each two neighbours; two of Hiragana are grammar, not a term.
fn pairs(run: &str) -> impl Iterator<Item = &str> {
    let ends = run.char_indices().skip(1).map(|(at, c)| (at, at + c.len_utf8()));
    run.char_indices().zip(ends).map(|((start, _), (_, end))| &run[start..end]).filter(|pair| {
        pair.chars().all(is_cjk) && !pair.chars().all(|c| matches!(c, '\u{3041}'..='\u{309f}'))
    })
}

/// The term that a word stands for, if it says anything: without the apostrophe's other side, with two letters
/// at least.
fn term(word: &str) -> Option<&str> {
    let word = match word.find(['\'', '’']) {
        Some(at) if word[..at].chars().count() <= 2 => word[at..].trim_start_matches(['\'', '’']),
        Some(at) => &word[..at],
        None => word,
    };
    let word = word.trim_matches('_');
    let letters = word.chars().filter(|c| c.is_alphabetic()).take(2).count();
    (letters == 2 && word.len() <= LONGEST_TERM).then_some(word)
}

fn strongest(terms: HashMap<&str, u32>) -> Terms {
    let mut terms: Vec<(&str, u32)> = terms.into_iter().collect();
    let order = |one: &(&str, u32), other: &(&str, u32)| other.1.cmp(&one.1).then(one.0.cmp(other.0));
    // Stop words are sought only among those that could be kept: looking each word up costs more than counting.
    let candidates = STRONGEST + STOP_WORDS.len();
    if terms.len() > candidates {
        terms.select_nth_unstable_by(candidates, order);
        terms.truncate(candidates);
    }
    terms.sort_unstable_by(order);
    let kept = terms.into_iter().filter(|(term, _)| !is_stop_word(term)).take(STRONGEST);
    let (text, counts): (Vec<&str>, Vec<u16>) =
        kept.map(|(term, count)| (term, u16::try_from(count).unwrap_or(u16::MAX))).unzip();
    Terms { text: text.join("\n"), counts }
}

/// The terms of two texts as if they were one.
pub(super) fn merge(one: &Terms, other: &Terms) -> Terms {
    let mut terms: HashMap<&str, u32> = HashMap::new();
    for (term, count) in one.iter().chain(other.iter()).filter(|(term, _)| !term.is_empty()) {
        *terms.entry(term).or_default() += u32::from(count);
    }
    strongest(terms)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<(String, u16)> {
        count(text.to_owned()).terms.iter().map(|(term, count)| (term.to_owned(), count)).collect()
    }

    fn names(text: &str) -> Vec<String> {
        terms(text).into_iter().map(|(term, _)| term).collect()
    }

    #[test]
    fn words_are_counted() {
        let counted = count("It's 3.5 times snake_case — über GPT-4.".to_owned());
        assert_eq!((counted.words, counted.cjk), (7, 0));
        let counted = count("今日はAIの話。カタカナ".to_owned());
        assert_eq!((counted.words, counted.cjk), (10, 9));
        assert_eq!(count("한국어 뉴스".to_owned()).words, 2);
    }

    #[test]
    fn terms_are_what_a_text_is_about() {
        assert_eq!(
            terms("The model of Models, the MODEL 2024 4k"),
            [("model".to_owned(), 2), ("models".to_owned(), 1)]
        );
        assert_eq!(names("Nvidia's l'entreprise don't we'll it’s"), ["entreprise", "nvidia"]);
        assert_eq!(names("e\u{301}cole École"), ["école"]);
    }

    #[test]
    fn cjk_gives_pairs() {
        assert_eq!(names("日本語です、モデル"), ["デル", "モデ", "日本", "本語", "語で"]);
    }

    #[test]
    fn only_the_strongest_are_kept() {
        let names: Vec<String> = (0..200).chain([150]).map(|n| format!("term{n:03}")).collect();
        let found = terms(&names.join(" "));
        assert_eq!(found.len(), 64);
        assert_eq!(found[0], ("term150".to_owned(), 2));
        assert_eq!(found[1].0, "term000");
    }
}
