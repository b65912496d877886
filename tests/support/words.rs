//! Words, and the comparison of a source's with a page's.
//!
//! Normalisation, the same for both sides: the marks that Markdown may eat within a word (``* _ ` ~ \``) are
//! taken out, then a word is a run of letters and digits of any script, as written. Nothing else is touched: no
//! change of case, no list of words to skip.

use similar::{Algorithm, DiffTag, capture_diff_slices};
use std::collections::BTreeMap;

/// A word of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub text: String,
    /// Whether the page must show it. It need not where only a whole Markdown parser could tell whether it is
    /// text: the number of a list item, say.
    pub is_required: bool,
}

/// Marks that Markdown may eat within a word, and the soft hyphen.
fn is_eaten(c: char) -> bool {
    matches!(c, '*' | '_' | '`' | '~' | '\\' | '\u{ad}')
}

/// Whether a character ends no word.
pub fn is_within_word(c: char) -> bool {
    c.is_alphanumeric() || is_eaten(c)
}

/// The words of a text.
pub fn words(text: &str) -> Vec<String> {
    let kept: String = text.chars().filter(|c| !is_eaten(*c)).collect();
    kept.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// What differs between a source and its page.
#[derive(Debug, Default)]
pub struct Difference {
    /// Words that must be shown, and how many of them are, in order.
    pub required: usize,
    pub found: usize,
    /// Runs of words that are not shown in their place.
    pub missing: Vec<String>,
    /// Words of the page that are not in the source.
    pub added: Vec<String>,
}

/// Finds the source's words in the page's, in order.
///
/// A word that must be shown also counts as found where the comparison took a word in its neighbourhood that need
/// not be shown, but is the same.
pub fn compare(source: &[Word], page: &[String]) -> Difference {
    let written: Vec<&str> = source.iter().map(|word| word.text.as_str()).collect();
    let shown: Vec<&str> = page.iter().map(String::as_str).collect();
    let mut spare = Counts::default();
    let mut surplus = Counts::default();
    let (mut missing, mut added): (Vec<&[Word]>, Vec<&str>) = (Vec::new(), Vec::new());
    for step in capture_diff_slices(Algorithm::Myers, &written, &shown) {
        let (kind, old, new) = step.as_tag_tuple();
        let optional = source[old.clone()].iter().filter(|word| !word.is_required);
        if kind == DiffTag::Equal {
            optional.for_each(|word| surplus.put(&word.text));
        } else {
            optional.for_each(|word| spare.put(&word.text));
            missing.push(&source[old]);
            added.extend(&shown[new]);
        }
    }
    let missing: Vec<String> = missing
        .into_iter()
        .map(|run| {
            let lost = run.iter().filter(|word| word.is_required && !surplus.move_to(&mut spare, &word.text));
            lost.map(|word| word.text.as_str()).collect::<Vec<_>>().join(" ")
        })
        .filter(|run| !run.is_empty())
        .collect();
    let required = source.iter().filter(|word| word.is_required).count();
    let found = required - missing.iter().map(|run| run.split(' ').count()).sum::<usize>();
    let added = added.into_iter().filter(|word| !spare.take(word)).map(str::to_owned).collect();
    Difference { required, found, missing, added }
}

/// How often there is each word.
#[derive(Default)]
struct Counts<'a>(BTreeMap<&'a str, usize>);

impl<'a> Counts<'a> {
    fn put(&mut self, word: &'a str) {
        *self.0.entry(word).or_default() += 1;
    }

    fn take(&mut self, word: &str) -> bool {
        let Some(count) = self.0.get_mut(word).filter(|count| **count > 0) else { return false };
        *count -= 1;
        true
    }

    fn move_to(&mut self, other: &mut Self, word: &'a str) -> bool {
        let is_there = self.take(word);
        if is_there {
            other.put(word);
        }
        is_there
    }
}
