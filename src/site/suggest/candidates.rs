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
use std::collections::{BTreeSet, HashMap};

/// Bands, and hashes in each: posts with six of ten terms in common meet with 95 in 100, with three of ten with 28.
const BANDS: usize = 12;
const ROWS: usize = 3;
/// Of the posts that meet in a band, how many that follow one it is compared with: of a thousand copies each then has
/// its neighbours, not a thousand.
const NEIGHBOURS: usize = 4;
/// The least share of terms in common of two posts whose texts are read.
const LEAST_TERMS: f64 = 0.5;
/// Shorter texts are alike by form.
const LEAST_WORDS: u32 = 40;

/// Pairs of listed posts in one language, no translations of one another, whose terms are mostly the same; in order.
pub fn candidates(site: &Site) -> Vec<(EntryId, EntryId)> {
    let mut met: HashMap<(usize, &str, [u64; ROWS]), Vec<EntryId>> = HashMap::new();
    let mut pairs = BTreeSet::new();
    for id in site.listed.iter().copied() {
        let entry = site.entry(id);
        if entry.post.facts.words < LEAST_WORDS || entry.post.facts.terms.counts.is_empty() {
            continue;
        }
        let lowest = signature(&entry.post);
        for (band, rows) in lowest.into_iter().enumerate() {
            let posts = met.entry((band, site.lang(entry), rows)).or_default();
            pairs.extend(posts.iter().rev().take(NEIGHBOURS).map(|before| (*before, id)));
            posts.push(id);
        }
    }
    pairs.into_iter().filter(|(one, other)| are_alike(site, *one, *other)).collect()
}

fn are_alike(site: &Site, one: EntryId, other: EntryId) -> bool {
    if site.translations.get(&one).is_some_and(|others| others.contains(&other)) {
        return false;
    }
    let terms =
        |id| -> BTreeSet<&str> { site.entry(id).post.facts.terms.iter().map(|(term, _)| term).collect() };
    let (ours, theirs) = (terms(one), terms(other));
    let common = ours.intersection(&theirs).count();
    common as f64 >= LEAST_TERMS * (ours.len() + theirs.len() - common) as f64
}

/// The lowest hash of a post's terms by each function.
fn signature(post: &Post) -> [[u64; ROWS]; BANDS] {
    let mut lowest = [[u64::MAX; ROWS]; BANDS];
    for (term, _) in post.facts.terms.iter() {
        let hash = hash(term.as_bytes());
        for (nth, least) in (1..).zip(lowest.as_flattened_mut()) {
            *least = (*least).min(mix(hash ^ mix(nth)));
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
