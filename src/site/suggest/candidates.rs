//! Which pairs of posts may have nearly the same text: found by their strongest terms, without comparing each post
//! with each.
//!
//! `MinHash` with bands (Broder 1997; Leskovec, Rajaraman, Ullman: *Mining of Massive Datasets*, sections 3.3 and 3.4)
//! over the terms that are kept of each post: posts with most terms in common meet in a band, and only of those that do
//! are the terms compared. Nothing is left to chance: the hash functions are fixed.

use crate::{
    post::Post,
    site::{EntryId, Site},
};
use foldhash::HashMap;
use std::collections::BTreeSet;

/// Bands, and hashes in each: posts with six of ten terms in common meet with 95 in 100, with three of ten with 28.
const BANDS: usize = 12;
const ROWS: usize = 3;
/// Of the posts that meet in a band, how many that follow one it is compared with: of a thousand copies each then has
/// its neighbours, not a thousand.
const NEIGHBOURS: usize = 4;
/// The least share of terms in common of two posts whose texts are read.
const LEAST_TERMS: f64 = 0.5;
/// The least number of equal hashes, of all, of two posts whose terms are compared: somewhat fewer than that share.
const LEAST_EQUAL: usize = 12;
/// Makes the hash functions differ: 2^64 over the golden ratio.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
/// Shorter texts are alike by form.
const LEAST_WORDS: u32 = 40;

/// The lowest hash of a post's terms by each function: as many of them are equal as terms are in common.
type Signature = [u64; BANDS * ROWS];

/// Pairs of listed posts in one language, no translations of one another, whose terms are mostly the same; in order.
pub fn candidates(site: &Site) -> Vec<(EntryId, EntryId)> {
    let is_long = |id: &&EntryId| {
        let facts = &site.entry(**id).post.facts;
        facts.words >= LEAST_WORDS && !facts.terms.counts.is_empty()
    };
    let posts: Vec<EntryId> = site.listed.iter().filter(is_long).copied().collect();
    let signatures: Vec<Signature> = posts.iter().map(|id| signature(&site.entry(*id).post)).collect();
    let mut pairs = BTreeSet::new();
    for band in 0..BANDS {
        let mut met: HashMap<u64, Vec<usize>> = HashMap::default();
        for (place, signature) in signatures.iter().enumerate() {
            let rows = signature[band * ROWS..][..ROWS].iter().fold(0, |key, row| mix(key ^ row));
            let before = met.entry(rows).or_default();
            pairs.extend(before.iter().rev().take(NEIGHBOURS).map(|other| (*other, place)));
            before.push(place);
        }
    }
    let are_near = |(one, other): &(usize, usize)| {
        let equal = signatures[*one].iter().zip(&signatures[*other]).filter(|(one, other)| one == other);
        equal.count() >= LEAST_EQUAL
    };
    let near = pairs.into_iter().filter(are_near).map(|(one, other)| (posts[one], posts[other]));
    near.filter(|(one, other)| are_alike(site, *one, *other)).collect()
}

fn are_alike(site: &Site, one: EntryId, other: EntryId) -> bool {
    let is_translation = site.translations.get(&one).is_some_and(|others| others.contains(&other));
    if is_translation || site.lang(site.entry(one)) != site.lang(site.entry(other)) {
        return false;
    }
    let terms =
        |id| -> BTreeSet<&str> { site.entry(id).post.facts.terms.iter().map(|(term, _)| term).collect() };
    let (ours, theirs) = (terms(one), terms(other));
    let common = ours.intersection(&theirs).count();
    common as f64 >= LEAST_TERMS * (ours.len() + theirs.len() - common) as f64
}

fn signature(post: &Post) -> Signature {
    let mut lowest = [u64::MAX; BANDS * ROWS];
    for (term, _) in post.facts.terms.iter() {
        let hash = hash(term.as_bytes());
        for (nth, least) in (1_u64..).zip(&mut lowest) {
            *least = (*least).min(mix(hash ^ nth.wrapping_mul(STEP)));
        }
    }
    lowest
}

/// FNV-1a, the same on every machine.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// Spreads a number over all its bits (the last step of `SplitMix64`).
pub(super) fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
