//! How much of two texts is the same.

use super::candidates::{hash, mix};
use crate::{post::markdown::is_cjk, site::EntryId};
use std::collections::HashSet;

/// Words in a row that are the same by copying, not by chance.
const RUN: usize = 5;
/// How much of the longer text the other must have too.
const LEAST_SHARED: f64 = 0.75;
/// Shorter texts are alike by form.
const LEAST_WORDS: usize = 40;

/// Two posts whose texts are nearly the same.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// The newer one first.
    pub posts: (EntryId, EntryId),
    /// How much of the longer text the other has too, 0 to 1.
    pub shared: f64,
}

/// Two posts, if their texts are nearly the same.
pub fn alike(posts: (EntryId, EntryId), one: &str, other: &str) -> Option<Likeness> {
    let (one, other) = (words(one), words(other));
    if one.len().min(other.len()) < LEAST_WORDS {
        return None;
    }
    let shared = covered(&one, &other).min(covered(&other, &one));
    (shared >= LEAST_SHARED).then_some(Likeness { posts, shared })
}

/// The words of a text as numbers; each character of CJK is one.
fn words(text: &str) -> Vec<u64> {
    let text = text.to_lowercase();
    let mut words = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let mut start = 0;
        for (at, c) in word.char_indices().filter(|(_, c)| is_cjk(*c)) {
            words.extend((start < at).then(|| hash(&word.as_bytes()[start..at])));
            start = at + c.len_utf8();
            words.push(hash(&word.as_bytes()[at..start]));
        }
        words.extend((start < word.len()).then(|| hash(&word.as_bytes()[start..])));
    }
    words
}

fn runs(words: &[u64]) -> impl Iterator<Item = u64> {
    words.windows(RUN).map(|run| run.iter().fold(0, |sum, word| mix(sum ^ word)))
}

/// The share of one text's words that stand in a run of words which the other has too.
fn covered(one: &[u64], other: &[u64]) -> f64 {
    let theirs: HashSet<u64> = runs(other).collect();
    let (mut count, mut end) = (0, 0);
    for (start, _) in runs(one).enumerate().filter(|(_, run)| theirs.contains(run)) {
        count += start + RUN - start.max(end);
        end = start + RUN;
    }
    count as f64 / one.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: std::ops::Range<u32>) -> String {
        words.map(|word| format!("word{word} ")).collect::<Vec<_>>().concat()
    }

    fn shared(one: &str, other: &str) -> Option<f64> {
        alike((0, 1), one, other).map(|pair| pair.shared)
    }

    #[test]
    fn a_copy_shares_all_and_an_edit_only_what_is_left() {
        let whole = text(0..100);
        assert_eq!(shared(&whole, &whole.to_uppercase()), Some(1.0));
        assert_eq!(shared(&whole, &whole.replace("word50 ", "another ")), Some(0.99));
        assert_eq!(shared(&whole, &text(20..120)), Some(0.8));
        assert_eq!(shared(&whole, &text(30..130)), None);
        // All of the shorter text is in the longer one, and yet they differ.
        assert_eq!(shared(&whole, &text(0..50)), None);
        // The same words in another order are another text.
        let back = (0..100).rev().map(|word| text(word..word + 1)).collect::<Vec<_>>().concat();
        assert_eq!(shared(&whole, &back), None);
    }

    #[test]
    fn short_texts_do_not_count() {
        assert_eq!(shared(&text(0..39), &text(0..39)), None);
        assert_eq!(shared(&text(0..40), &text(0..40)), Some(1.0));
    }

    #[test]
    fn cjk_is_read_by_characters() {
        assert_eq!(words("日本x語 ab").len(), 5);
        assert_eq!(words("Ein Wort-Paar, 2026.").len(), 4);
    }
}
