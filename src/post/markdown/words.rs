//! Words of a text: how many, and which ones tell what it is about.
//!
//! Owns what a word and a term are (Unicode Standard Annex 29; CJK by characters and pairs). It must not know
//! documents.

mod bounds;
mod fold;
mod rank;

use super::stop_words::is_stop_word;
use crate::post::body::Terms;
use fold::fold;
use foldhash::{HashMap, HashMapExt as _};
use std::cell::RefCell;

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

/// Counts the words of a prose text, and where they are wanted its terms.
pub(super) fn count(prose: String, wants_terms: bool) -> Counted {
    let text = fold(prose);
    if !wants_terms {
        let (words, cjk) = read(&text, |_| {}, |_| {});
        return Counted { words, cjk, terms: Terms::default() };
    }
    let mut terms = HashMap::with_capacity(text.len() / 16);
    let (words, cjk) = add(&text, 1, &mut terms);
    Counted { words, cjk, terms: rank::strongest(telling(terms)) }
}

/// Terms with their counts so far.
type Tally<'t> = HashMap<&'t str, u32>;

/// Adds the terms of a folded text, each as so many; gives its words, and the characters of CJK among them.
fn add<'t>(text: &'t str, weight: u32, terms: &mut Tally<'t>) -> (u32, u32) {
    let terms = RefCell::new(terms);
    let add = |term: &'t str| *terms.borrow_mut().entry(term).or_default() += weight;
    read(text, |word| term(word).into_iter().for_each(add), |run| pairs(run).for_each(add))
}

/// Gives each word of a folded text to `take`, and of CJK the characters of each word with the one before to
/// `take_run`; answers how many words there are, and characters of CJK among them.
fn read<'t>(text: &'t str, mut take: impl FnMut(&'t str), mut take_run: impl FnMut(&'t str)) -> (u32, u32) {
    let (mut words, mut cjk) = (0, 0);
    for line in text.lines() {
        let mut previous = None;
        bounds::words(line, |at, word| {
            if !word.starts_with(is_cjk) {
                words += 1;
                take(word);
                return;
            }
            let end = at + word.len();
            let characters = u32::try_from(word.chars().count()).unwrap_or(u32::MAX);
            words += characters;
            cjk += characters;
            let start = previous.filter(|(_, end)| *end == at).map_or(at, |(last, _)| last);
            take_run(&line[start..end]);
            previous = word.char_indices().next_back().map(|(last, _)| (at + last, end));
        });
    }
    (words, cjk)
}

/// The terms that say something.
fn telling(terms: Tally<'_>) -> impl Iterator<Item = (&str, u32)> {
    terms.into_iter().filter(|(term, _)| !is_stop_word(term))
}

/// Characters that are written without blanks between words and are read one by one.
pub fn is_cjk(c: char) -> bool {
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
    if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return (2..=LONGEST_TERM).contains(&word.len()).then_some(word);
    }
    let word = match word.find(['\'', '’']) {
        Some(at) if word[..at].chars().count() <= 2 => word[at..].trim_start_matches(['\'', '’']),
        Some(at) => &word[..at],
        None => word,
    };
    let word = word.trim_matches('_');
    let letters = word.chars().filter(|c| c.is_alphabetic()).take(2).count();
    (letters == 2 && word.len() <= LONGEST_TERM).then_some(word)
}

/// The terms of a body joined by those of other texts about it, each of which counts as often as its number says.
pub(super) fn merge(body: &Terms, heads: &[(&str, u32)]) -> Terms {
    let heads: Vec<(String, u32)> =
        heads.iter().map(|(text, weight)| (fold((*text).to_owned()), *weight)).collect();
    let mut terms = HashMap::new();
    for (text, weight) in &heads {
        add(text, *weight, &mut terms);
    }
    let head = rank::strongest(telling(terms));
    let mut terms = HashMap::with_capacity(head.counts.len() + body.counts.len());
    for (term, count) in body.iter().chain(head.iter()) {
        *terms.entry(term).or_default() += u32::from(count);
    }
    rank::strongest(terms.into_iter())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<(String, u16)> {
        count(text.to_owned(), true).terms.iter().map(|(term, count)| (term.to_owned(), count)).collect()
    }

    fn names(text: &str) -> Vec<String> {
        terms(text).into_iter().map(|(term, _)| term).collect()
    }

    #[test]
    fn words_are_counted() {
        let counted = count("It's 3.5 times snake_case — über GPT-4.".to_owned(), true);
        assert_eq!((counted.words, counted.cjk), (7, 0));
        let counted = count("今日はAIの話。カタカナ".to_owned(), true);
        assert_eq!((counted.words, counted.cjk), (10, 9));
        assert_eq!(count("한국어 뉴스".to_owned(), true).words, 2);
    }

    #[test]
    fn words_are_as_many_without_terms() {
        for text in ["It's 3.5 times — über GPT-4.", "今日はAIの話。カタカナ", "E\u{301}cole 한국어"]
        {
            let [with, without] = [true, false].map(|wants_terms| count(text.to_owned(), wants_terms));
            assert_eq!(without, Counted { terms: Terms::default(), ..with }, "{text}");
        }
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
    fn other_texts_count_as_often_as_they_are_told() {
        let body = count("Model of a market. Market!".to_owned(), true).terms;
        let merged = merge(&body, &[("The Model", 4), ("A chip’s model", 2), ("", 9)]);
        let merged: Vec<_> = merged.iter().collect();
        assert_eq!(merged, [("model", 7), ("chip", 2), ("market", 2)]);
        let repeated = count("The Model\n".repeat(4) + &"A chip’s model\n".repeat(2), true).terms;
        assert_eq!(repeated.iter().collect::<Vec<_>>(), [("model", 6), ("chip", 2)]);
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
