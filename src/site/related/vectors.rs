//! What each post is about, as weighted terms.
//!
//! Owns weights and posting lists. It must not know tags, dates or what posts are related.

use super::Numbers;
use crate::site::{EntryId, Site};
use std::{cmp::Reverse, sync::Arc};

/// Terms of a post that count.
const STRONGEST_TERMS: usize = 24;

/// The strongest terms of all posts.
pub struct Vectors {
    terms: Vec<Arc<str>>,
    /// One for each entry; empty for pages without words.
    of_entries: Vec<Vector>,
    /// The length of each; 1 for an empty one. They are apart from the terms because of most candidates no more than
    /// the length is asked for, in no order.
    lengths: Vec<f64>,
    /// Listed posts that have a term, newest first, with the term's weight in them.
    postings: Vec<Vec<(EntryId, u16)>>,
}

/// A post's strongest terms.
#[derive(Debug, Clone, PartialEq)]
pub struct Vector {
    /// By number, ascending.
    terms: Box<[Weighed]>,
}

/// A term of a post.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Weighed {
    term: u32,
    weight: u16,
    /// Where the post stands, or would stand, among the posts that have the term: looking for it each time would take
    /// longer than all else where there are very many posts.
    place: u32,
}

/// Twice the binary logarithm of `number`, rounded down: steps of half an octave.
pub fn half_octaves(number: usize) -> u32 {
    let number = (number.max(1) as u64).min(u64::from(u32::MAX));
    (number * number).ilog2()
}

impl Vectors {
    /// Weighs the terms of all posts.
    pub fn build(site: &Site, numbers: &mut Numbers) -> Self {
        let counted = numbers.of_all(site.entries.iter().map(|entry| &*entry.post));
        let names = numbers.names();
        let mut frequencies = vec![0; names.len()];
        for id in &site.listed {
            for (term, _) in &*counted[*id as usize] {
                frequencies[*term as usize] += 1;
            }
        }
        let all = half_octaves(site.listed.len());
        let mut of_entries: Vec<Vector> =
            counted.iter().map(|terms| Vector::weigh(terms, &frequencies, all)).collect();
        let mut postings: Vec<Vec<(EntryId, u16)>> = vec![Vec::new(); names.len()];
        let mut listed = site.listed.iter().copied().peekable();
        for (id, vector) in (0..).zip(&mut of_entries) {
            let is_listed = listed.next_if_eq(&id).is_some();
            for Weighed { term, weight, place } in &mut vector.terms {
                let posts = &mut postings[*term as usize];
                *place = u32::try_from(posts.len()).unwrap_or(u32::MAX);
                if is_listed {
                    posts.push((id, *weight));
                }
            }
        }
        let lengths = of_entries.iter().map(Vector::length).collect();
        Self { terms: names, of_entries, lengths, postings }
    }

    /// The terms of an entry.
    pub fn of(&self, id: EntryId) -> &Vector {
        &self.of_entries[id as usize]
    }

    /// For each term of an entry: its weight, the listed posts that have it, newest first, with its weight in them, and
    /// the place of the entry among them.
    pub fn postings(&self, id: EntryId) -> impl Iterator<Item = (u16, &[(EntryId, u16)], usize)> {
        let terms = self.of_entries[id as usize].terms.iter();
        terms.map(|term| (term.weight, self.postings[term.term as usize].as_slice(), term.place as usize))
    }

    /// The terms of an entry by name, each with its weight, the posts that have it, and the place of the entry among them.
    /// Their numbers, and with them their order, differ from build to build.
    pub fn named(&self, id: EntryId) -> impl Iterator<Item = (&str, u16, &[(EntryId, u16)], usize)> {
        let mut terms: Vec<(&str, &Weighed)> =
            self.of_entries[id as usize].terms.iter().map(|term| (self.term(term.term), term)).collect();
        terms.sort_unstable_by_key(|(name, _)| *name);
        terms.into_iter().map(|(name, term)| {
            (name, term.weight, self.postings[term.term as usize].as_slice(), term.place as usize)
        })
    }

    /// The listed posts among whose strongest terms one is, newest first, with its weight in each.
    pub fn posts_with(&self, term: u32) -> &[(EntryId, u16)] {
        &self.postings[term as usize]
    }

    /// The cosine between the vectors of two entries whose common terms have these products in sum.
    pub fn cosine(&self, one: EntryId, other: EntryId, products: u32) -> f64 {
        f64::from(products) / (self.lengths[one as usize] * self.lengths[other as usize])
    }

    /// The term of a number.
    pub fn term(&self, number: u32) -> &str {
        &self.terms[number as usize]
    }
}

impl Vector {
    /// The strongest of some terms, given with their counts.
    fn weigh(terms: &[(u32, u16)], frequencies: &[usize], all: u32) -> Self {
        let mut weighed: Vec<Weighed> = terms
            .iter()
            .map(|(term, count)| {
                let frequency = frequencies[*term as usize];
                // A term of one post ties nothing together, however often it occurs.
                let rarity = if frequency < 2 { 0 } else { all.saturating_sub(half_octaves(frequency)) };
                let weight = (2 + half_octaves(usize::from(*count))) * rarity;
                Weighed { term: *term, weight: u16::try_from(weight).unwrap_or(u16::MAX), place: 0 }
            })
            .filter(|term| term.weight > 0)
            .collect();
        // Terms come most frequent first, ties in alphabetical order; a stable sort keeps that among equals.
        weighed.sort_by_key(|term| Reverse(term.weight));
        weighed.truncate(STRONGEST_TERMS);
        weighed.sort_unstable_by_key(|term| term.term);
        Self { terms: weighed.into() }
    }

    fn length(&self) -> f64 {
        let squares: u32 = self.terms.iter().map(|term| u32::from(term.weight).pow(2)).sum();
        f64::from(squares.max(1)).sqrt()
    }

    /// Terms that both have, with the products of their weights.
    pub fn shared<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (u32, u32)> + 'a {
        let mut theirs = other.terms.iter().peekable();
        self.terms.iter().filter_map(move |ours| {
            while theirs.next_if(|other| other.term < ours.term).is_some() {}
            let other = theirs.next_if(|other| other.term == ours.term)?;
            Some((ours.term, u32::from(ours.weight) * u32::from(other.weight)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_have_room_at_any_size() {
        let (terms, most) = (vec![(0, u16::MAX); STRONGEST_TERMS], half_octaves(usize::MAX));
        let vector = Vector::weigh(&terms, &[2], most);
        assert_eq!(vector.terms.len(), STRONGEST_TERMS);
        assert!(vector.terms.iter().all(|term| term.weight == 33 * 61));
    }

    #[test]
    fn a_vector_is_like_itself_and_unlike_one_with_other_terms() {
        let weigh = |terms: &[(u32, u16)]| Vector::weigh(terms, &[2, 2, 3], half_octaves(100));
        let of_entries = vec![weigh(&[(0, 3), (1, 1)]), weigh(&[(2, 9)])];
        let lengths = of_entries.iter().map(Vector::length).collect();
        let vectors = Vectors { terms: Vec::new(), of_entries, lengths, postings: Vec::new() };
        let cosine = |one: EntryId, other: EntryId| {
            let products = vectors.of(one).shared(vectors.of(other)).map(|(_, product)| product).sum();
            vectors.cosine(one, other, products)
        };
        assert!((cosine(0, 0) - 1.0).abs() < 1e-12);
        assert!(cosine(0, 1) < 1e-12);
    }
}
