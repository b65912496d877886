//! The ID of a story that there is not yet.

use super::Reasons;
use crate::{
    paths::slugify,
    site::{EntryId, Site},
};
use std::collections::BTreeSet;

/// Words of an ID.
const WORDS: usize = 3;

/// A slug that is not taken, made of what posts share: the rarest tag, if few other posts have it, then their strongest
/// words; of more words than usual, or with a number, where that is taken.
pub fn propose(site: &Site, posts: &[EntryId], reasons: &Reasons, taken: &BTreeSet<String>) -> String {
    let mode = site.config.slugify;
    let tag = reasons.tags.first().filter(|tag| {
        let list = posts.first().and_then(|id| {
            let mut tags = site.terms_of(site.entry(*id), "tags");
            tags.find(|(_, list)| list.title == **tag)
        });
        list.is_some_and(|(_, list)| list.posts.len() <= 2 * posts.len())
    });
    let mut parts: Vec<String> = tag.map(|tag| slugify(tag, mode)).into_iter().collect();
    for word in &reasons.words {
        let word = slugify(word, mode);
        let is_known = parts.iter().flat_map(|part| part.split('-')).any(|known| are_one_word(known, &word));
        if !is_known && !word.contains('-') {
            parts.push(word);
        }
    }
    parts.retain(|part| !part.is_empty());
    let joined = |count: usize| parts[..count].join("-");
    let usual =
        (1..parts.len()).find(|count| joined(*count).split('-').count() >= WORDS).unwrap_or(parts.len());
    if let Some(free) =
        (usual..=parts.len()).map(joined).find(|slug| !slug.is_empty() && !taken.contains(slug))
    {
        return free;
    }
    let base = if parts.is_empty() { "story".to_owned() } else { joined(usual) };
    let numbered = (2..).map(|number: u32| format!("{base}-{number}"));
    std::iter::once(base.clone()).chain(numbered).find(|slug| !taken.contains(slug)).unwrap_or(base)
}

/// Whether one is the other or a form of it with another ending: `chip` and `chips`.
fn are_one_word(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    short == long || (short.len() >= 4 && long.starts_with(short) && long.len() - short.len() <= 2)
}
