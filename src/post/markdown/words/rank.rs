//! The strongest of many terms.
//!
//! Owns their order: the most frequent first, ties in alphabetical order.

use crate::post::body::Terms;
use std::cmp::Reverse;

/// Terms that are kept.
const STRONGEST: usize = 64;

/// A term by its rank. What is compared first is numbers; two texts are seldom compared whole.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Ranked<'t> {
    count: Reverse<u32>,
    start: u64,
    term: &'t str,
}

/// The strongest of these terms, no two of which are equal. Counts beyond 65,535 are that.
pub(super) fn strongest<'t>(terms: impl Iterator<Item = (&'t str, u32)>) -> Terms {
    let mut ranked: Vec<Ranked<'t>> = terms.map(|(term, count)| Ranked::new(term, count)).collect();
    if ranked.len() > STRONGEST {
        ranked.select_nth_unstable(STRONGEST);
        ranked.truncate(STRONGEST);
    }
    ranked.sort_unstable();
    let mut text = String::with_capacity(ranked.iter().map(|ranked| ranked.term.len() + 1).sum());
    for (index, ranked) in ranked.iter().enumerate() {
        if index > 0 {
            text.push('\n');
        }
        text.push_str(ranked.term);
    }
    let counts = ranked.iter().map(|ranked| u16::try_from(ranked.count.0).unwrap_or(u16::MAX)).collect();
    Terms { text, counts }
}

impl<'t> Ranked<'t> {
    fn new(term: &'t str, count: u32) -> Self {
        Self { count: Reverse(count), start: start(term), term }
    }
}

/// The first eight bytes as a number. Of two terms whose numbers differ the lesser has the lesser number: a term
/// that ends earlier counts as if zeros followed, and nothing is less than they are.
fn start(term: &str) -> u64 {
    let bytes = term.as_bytes();
    if let Some((start, _)) = bytes.split_first_chunk() {
        return u64::from_be_bytes(*start);
    }
    let mut start = [0; 8];
    start[..bytes.len()].copy_from_slice(bytes);
    u64::from_be_bytes(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_have_the_order_of_their_bytes() {
        let parts = ["", "a", "b", "é", "aaaa", "bcde", "日本語", "\u{0}", "\u{10ffff}"];
        let terms: Vec<String> = parts
            .iter()
            .flat_map(|one| parts.map(|two| parts.map(|three| [one, two, three].concat())))
            .flatten()
            .collect();
        for one in &terms {
            for other in &terms {
                assert_eq!(
                    Ranked::new(one, 1).cmp(&Ranked::new(other, 1)),
                    one.cmp(other),
                    "{one:?} {other:?}"
                );
                assert!(Ranked::new(one, 2) < Ranked::new(other, 1));
            }
        }
    }

    #[test]
    fn the_strongest_are_those_of_a_whole_sort() {
        for count in [0, 1, 63, 64, 65, 300] {
            let names: Vec<String> =
                (0..count).map(|number: u32| format!("t{}", number.wrapping_mul(2_654_435_761))).collect();
            let terms: Vec<(&str, u32)> =
                names.iter().map(String::as_str).zip((0..).map(|number| number * number % 7)).collect();
            let mut sorted = terms.clone();
            sorted.sort_by_key(|(term, count)| (Reverse(*count), *term));
            sorted.truncate(64);
            let found = strongest(terms.into_iter());
            let found: Vec<(&str, u32)> =
                found.iter().map(|(term, count)| (term, u32::from(count))).collect();
            assert_eq!(found, sorted);
        }
    }
}
