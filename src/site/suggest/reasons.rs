//! Why posts are proposed, in words.

use super::{Kind, Likeness, Reasons, Suggestion, Ties};
use crate::site::{EntryId, Site};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

/// Words that are shown.
const WORDS_SHOWN: usize = 6;

/// Those of some posts in the language that most of them have; of languages with as many, the newest post's.
pub fn main_language(site: &Site, posts: &[EntryId]) -> Vec<EntryId> {
    let mut languages: Vec<(&str, Vec<EntryId>)> = Vec::new();
    for id in posts {
        let lang = site.lang(site.entry(*id));
        match languages.iter_mut().find(|(known, _)| *known == lang) {
            Some((_, posts)) => posts.push(*id),
            None => languages.push((lang, vec![*id])),
        }
    }
    languages.sort_by_key(|(lang, posts)| (Reverse(posts.len()), *lang != site.config.language));
    languages.into_iter().next().map(|(_, posts)| posts).unwrap_or_default()
}

/// What two or more posts of one language share. Words come first that tie the most pairs, and tie them the most.
pub fn of_posts(site: &Site, ties: &Ties, posts: &[EntryId]) -> Reasons {
    let pairs = posts
        .iter()
        .enumerate()
        .flat_map(|(at, one)| posts[at + 1..].iter().map(move |other| (*one, *other)));
    let mut words: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut days = 0;
    for (one, other) in pairs {
        days = days.max(ties.days(one, other));
        for (place, (_, word)) in ties.index.shared_terms(one, other).into_iter().enumerate() {
            let (count, places) = words.entry(word).or_default();
            *count += 1;
            *places += place;
        }
    }
    let mut words: Vec<(&str, (usize, usize))> = words.into_iter().collect();
    words.sort_by(|(a, (count, places)), (b, (others, other_places))| {
        // The mean place, without division.
        let order = (places * others).cmp(&(other_places * count));
        others.cmp(count).then(order).then_with(|| a.cmp(b))
    });
    let words = words.into_iter().take(WORDS_SHOWN).map(|(word, _)| word.to_owned()).collect();
    Reasons { words, tags: shared_tags(site, posts), days, ..Reasons::default() }
}

/// Names of the tags that all have, the rarest first.
fn shared_tags(site: &Site, posts: &[EntryId]) -> Vec<String> {
    let tags =
        |id: EntryId| site.terms_of(site.entry(id), "tags").map(|(list, _)| list).collect::<BTreeSet<_>>();
    let common = posts.iter().map(|id| tags(*id)).reduce(|ours, theirs| &ours & &theirs).unwrap_or_default();
    let mut common: Vec<_> = common.into_iter().map(|id| site.list(id)).collect();
    common.sort_by(|a, b| (a.posts.len(), &a.title).cmp(&(b.posts.len(), &b.title)));
    common.into_iter().map(|list| list.title.clone()).collect()
}

/// The proposal to look at two posts whose texts are nearly the same.
pub fn duplicate(site: &Site, ties: &Ties, pair: &Likeness) -> Suggestion {
    let posts = vec![pair.posts.0, pair.posts.1];
    let reasons = Reasons { shared: Some(pair.shared), ..of_posts(site, ties, &posts) };
    Suggestion { kind: Kind::NearDuplicate, story: None, posts, near: None, score: pair.shared, reasons }
}
