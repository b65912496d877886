//! Terms of a taxonomy that differ only in spelling: “e-mail” and “email”, “Chip” and “Chips”.
//!
//! The build joins those whose slugs are equal, and tells of it by itself.

use super::{Family, Look, View, found};
use crate::{
    diagnostic::{Diagnostic, Position},
    post::Post,
    site::{List, ListId, Locale, Taxonomy},
};
use std::collections::{BTreeMap, BTreeSet};
use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

pub(super) const FAMILY: Family = Family { codes: &["term-near"], look: Look::Site(look) };

/// Letters of a word that may have a mistake: of shorter ones another letter makes another word.
const LONG: usize = 8;
/// Letters of a word that may have a plural.
const LEAST_PLURAL: usize = 4;
/// Taxonomies whose terms are not free words.
const FIXED: [&str; 4] = ["kinds", "sentiments", "stories", "series"];

fn look(view: &View<'_>) -> Vec<Diagnostic> {
    let taxonomies = view.site().locales.iter().flat_map(|locale: &Locale| &locale.taxonomies);
    let free = taxonomies.filter(|taxonomy| !FIXED.contains(&taxonomy.name.as_str()));
    free.flat_map(|taxonomy| of_taxonomy(view, taxonomy)).collect()
}

fn of_taxonomy(view: &View<'_>, taxonomy: &Taxonomy) -> Vec<Diagnostic> {
    let terms: Vec<(ListId, &List)> = taxonomy.terms.iter().map(|id| (*id, view.site().list(*id))).collect();
    let mut by_key: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, (_, list)) in terms.iter().enumerate() {
        for key in keys(&list.title) {
            by_key.entry(key).or_default().push(place);
        }
    }
    let mut pairs = BTreeSet::new();
    for places in by_key.values() {
        for (nth, one) in places.iter().enumerate() {
            pairs.extend(places[nth + 1..].iter().map(|other| (*one.min(other), *one.max(other))));
        }
    }
    let near = pairs.into_iter().filter(|(one, other)| one != other);
    let near = near.filter(|(one, other)| are_near(&terms[*one].1.title, &terms[*other].1.title));
    near.map(|(one, other)| tell(view, &taxonomy.name, terms[one].1, terms[other].1)).collect()
}

/// A name without what spelling leaves free: case, accents, blanks and hyphens.
fn plain(name: &str) -> String {
    let letters = name.nfkd().filter(|c| !is_combining_mark(*c) && c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Names that may be near share one of these: themselves, and of long ones themselves without one letter.
fn keys(name: &str) -> BTreeSet<String> {
    let plain = plain(name);
    let letters: Vec<char> = plain.chars().collect();
    let mut keys = BTreeSet::from([plain.clone()]);
    if letters.len() > LEAST_PLURAL && letters.last() == Some(&'s') {
        keys.insert(letters[..letters.len() - 1].iter().collect());
    }
    if letters.len() >= LONG {
        for without in 0..letters.len() {
            let rest = letters.iter().enumerate().filter(|(place, _)| *place != without);
            keys.insert(rest.map(|(_, letter)| *letter).collect());
        }
    }
    keys.remove("");
    keys
}

/// Whether two names are one in two spellings.
fn are_near(one: &str, other: &str) -> bool {
    let (one, other) = (plain(one), plain(other));
    if one == other {
        return true;
    }
    // Of versions and years each digit counts.
    if one.chars().chain(other.chars()).any(char::is_numeric) {
        return false;
    }
    let is_plural = |short: &str, long: &str| {
        long.strip_suffix('s') == Some(short) && short.is_ascii() && short.len() >= LEAST_PLURAL
    };
    let is_long = one.chars().count().min(other.chars().count()) >= LONG;
    let is_latin = one.is_ascii() && other.is_ascii();
    is_plural(&one, &other)
        || is_plural(&other, &one)
        || (is_long && is_latin && strsim::damerau_levenshtein(&one, &other) == 1)
}

fn tell(view: &View<'_>, taxonomy: &str, one: &List, other: &List) -> Diagnostic {
    // The one that fewer posts have is to go; of equals the later.
    let (rare, usual) = if one.posts.len() < other.posts.len() { (one, other) } else { (other, one) };
    let posts = |list: &List| match list.posts.len() {
        1 => "1 post has".to_owned(),
        count => format!("{count} posts have"),
    };
    let message = format!(
        "`{}` and `{}` in {taxonomy} look like one term: {} the first, {} the second",
        rare.title,
        usual.title,
        posts(rare),
        posts(usual)
    );
    let are_equal = rare.posts.len() == usual.posts.len();
    let which = if are_equal { "one of the two".to_owned() } else { format!("`{}`", usual.title) };
    let hint = format!("write {which}, or join them in `data/{taxonomy}.yaml` by `synonyms`");
    let diagnostic = found("term-near", message).hint(hint);
    let Some(post) = rare.posts.first().map(|id| &*view.site().entry(*id).post) else { return diagnostic };
    let diagnostic = diagnostic.in_file(post.source.as_str());
    Diagnostic { position: place(view, post, &rare.title), ..diagnostic }
}

/// Where a post's front matter names a term.
fn place(view: &View<'_>, post: &Post, name: &str) -> Option<Position> {
    let text = view.whole.text(post)?;
    let source = crate::decode::SourceText::new(post.source.as_str(), &text);
    let split = crate::post::front_matter::split(source).ok()?;
    let head = source.as_str().get(..split.body)?;
    let at = head.find(name)?;
    Some(source.position(at..at + name.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_word_and_words_of_their_own() {
        let meet = |one: &str, other: &str| !keys(one).is_disjoint(&keys(other)) && are_near(one, other);
        for (one, other) in [
            ("e-mail", "email"),
            ("Café", "cafe"),
            ("Chip", "Chips"),
            ("Open source", "OpenSource"),
            ("Reguation", "Regulation"),
            ("Anthropic", "Antrhopic"),
            ("GPT-4", "GPT 4"),
        ] {
            assert!(meet(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("GPT-4", "GPT-5"),
            ("News", "New"),
            ("Claude", "Clause"),
            ("芯片", "芯"),
            ("AI", "API"),
            ("Claude 3", "Claude 35"),
        ] {
            assert!(!meet(one, other), "{one} {other}");
        }
    }
}
