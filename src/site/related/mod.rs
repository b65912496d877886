//! Related posts: hand-picked, of the same story, then by likeness of text and shared tags.
//!
//! TF-IDF cosine over each post's strongest terms (Manning, Raghavan, Schütze: *Introduction to Information
//! Retrieval*, sections 6.2 to 6.3), with three changes. Counts and document frequencies enter in half-octave
//! steps, so that one edit does not move every score, and all weights are whole numbers, so that every machine
//! computes the same. Candidates are looked for only among the posts that are near in time of those that share
//! a term (a window in each posting list instead of the champion lists of section 7.1.3), so that the cost is
//! near-linear in posts and an edit stirs only its neighbourhood. Scores fade with the days between two posts,
//! never with the clock.

mod best;
mod numbers;
mod remembered;
#[cfg(test)]
mod tests;
mod vectors;

pub use numbers::Numbers;
pub use remembered::Keeper;

use super::{EntryId, ListId, LocaleId, Site};
use crate::config::RelatedWeights;
use best::{Best, best_first};
use remembered::Remembered;
use std::{collections::HashMap, sync::Arc};
use vectors::{Vectors, half_octaves};

/// Posts on each side of a post in a posting list that are candidates.
const WINDOW: usize = 48;
/// Candidates whose exact score is computed, for each post asked for.
const CANDIDATES_PER_POST: usize = 4;
/// Terms shown for a pair.
const TERMS_SHOWN: usize = 5;
/// What is less alike than this is not related.
const LEAST_SCORE: f64 = 0.03;
const SECONDS_PER_DAY: f64 = 86_400.0;

/// Why a post is related.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Named in the front matter.
    Picked,
    /// It tells the same story.
    Story,
    /// Its text and tags are alike.
    Text,
}

impl Reason {
    /// The lower-case word used in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Picked => "picked",
            Self::Story => "story",
            Self::Text => "text",
        }
    }
}

/// A post related to another, with what ties them.
#[derive(Debug, Clone, PartialEq)]
pub struct RelatedPost {
    /// The post.
    pub id: EntryId,
    /// Why it is here.
    pub reason: Reason,
    /// Terms that both share, strongest first.
    pub terms: Vec<String>,
    /// Tags that both share, by name.
    pub tags: Vec<ListId>,
    /// How near, and of what it is made.
    pub score: Score,
}

/// The numbers behind a relation; for people, never for pages.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Score {
    /// Cosine of the texts, 0 to 1.
    pub text: f64,
    /// Likeness of the tags, 0 to 1.
    pub tags: f64,
    /// Factor for the days between, 0 to 1.
    pub decay: f64,
    /// Weighted sum, decayed.
    pub total: f64,
}

/// What the posts of a site share, ready to be asked for relations.
pub struct RelatedIndex {
    /// What the posts are about.
    vectors: Vectors,
    /// Rarity of each list of posts, 0 to 1; asked for tags alone.
    rarity: Vec<f64>,
    /// The tags of each entry.
    tags: Vec<Box<[ListId]>>,
    /// When each entry is dated, in seconds; 0 without a date.
    seconds: Vec<i64>,
    /// The language of each entry, by number; none where all have the same.
    langs: Option<Vec<u16>>,
    /// Posts of each story in each language, newest first.
    stories: HashMap<(LocaleId, String), Vec<EntryId>>,
    /// What was found before.
    remembered: Option<Remembered>,
}

/// Room in which one question after another is worked out: as long as the site has entries, and so not made for
/// each of them.
#[derive(Debug, Default)]
pub struct Scratch {
    /// What each entry shares with the one asked for; all zero between two questions.
    sums: Vec<Shared>,
    /// Entries whose sums are not zero.
    touched: Vec<EntryId>,
}

/// What two posts share.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Shared {
    /// Products of the weights of common terms.
    terms: u32,
    /// Rarity of common tags.
    tags: f32,
}

impl Scratch {
    fn fit(&mut self, entries: usize) {
        if self.sums.len() < entries {
            self.sums.resize(entries, Shared::default());
        }
    }

    fn sum(&mut self, id: EntryId) -> &mut Shared {
        let sum = &mut self.sums[id as usize];
        if *sum == Shared::default() {
            self.touched.push(id);
        }
        sum
    }

    /// Gives the sums and forgets them.
    fn take(&mut self) -> impl Iterator<Item = (EntryId, Shared)> {
        let Self { sums, touched } = self;
        touched.drain(..).map(|id| (id, std::mem::take(&mut sums[id as usize])))
    }
}

/// The tags of an entry.
fn tags(site: &Site, id: EntryId) -> Box<[ListId]> {
    site.terms_of(site.entry(id), "tags").map(|(id, _)| id).collect()
}

impl RelatedIndex {
    /// Reads the terms of all posts.
    pub fn build(site: &Site, numbers: &mut Numbers) -> Self {
        let all = half_octaves(site.listed.len());
        Self {
            vectors: Vectors::build(site, numbers),
            rarity: site.lists.iter().map(|list| rarity(list.posts.len(), all)).collect(),
            tags: (0..).zip(&site.entries).map(|(id, _)| tags(site, id)).collect(),
            seconds: site
                .entries
                .iter()
                .map(|entry| entry.post.meta.date.map_or(0, |date| date.instant.as_second()))
                .collect(),
            langs: langs(site),
            stories: stories(site),
            remembered: None,
        }
    }

    /// The same with what was found before, to which it adds.
    #[must_use]
    pub fn remembering(self, site: &Site, keeper: Arc<dyn Keeper>) -> Self {
        Self { remembered: Some(Remembered::new(site, keeper)), ..self }
    }

    /// Up to `limit` posts related to an entry, best first: hand-picked in their order, then those of the same
    /// story by nearness in time, then by score; ties newest first, then by path.
    pub fn related(&self, site: &Site, id: EntryId, limit: usize, scratch: &mut Scratch) -> Vec<RelatedPost> {
        let weights = &site.config.related.weights;
        let mut found: Vec<RelatedPost> = Vec::with_capacity(limit);
        let picked = site.picked.get(&id).into_iter().flatten().map(|other| (*other, Reason::Picked));
        let told = self.same_story(site, id).into_iter().map(|other| (other, Reason::Story));
        let alike = match &self.remembered {
            _ if limit == 0 => Vec::new(),
            Some(remembered) => remembered.alike(site, self, id, limit, scratch),
            None => self.alike(site, id, weights, limit, scratch),
        };
        let alike = alike.into_iter().map(|other| (other, Reason::Text));
        for (other, reason) in picked.chain(told).chain(alike) {
            if found.len() == limit {
                break;
            }
            if other != id && !found.iter().any(|related| related.id == other) {
                found.push(self.explain(id, other, reason, weights));
            }
        }
        found
    }

    fn same_story(&self, site: &Site, id: EntryId) -> Vec<EntryId> {
        let entry = site.entry(id);
        let Some(story) = &entry.post.meta.story else {
            return Vec::new();
        };
        let mut posts = self.stories.get(&(entry.locale, story.clone())).cloned().unwrap_or_default();
        posts.sort_by_key(|other| (self.seconds_between(id, *other), *other));
        posts
    }

    /// The listed posts of its language that are most like an entry by text, tags and date, best first.
    pub fn alike(
        &self,
        site: &Site,
        id: EntryId,
        weights: &RelatedWeights,
        limit: usize,
        scratch: &mut Scratch,
    ) -> Vec<EntryId> {
        let mut rough = Best::new(limit * CANDIDATES_PER_POST + 8);
        self.offer_candidates(site, id, weights, scratch, &mut rough);
        let score = |(_, other)| (self.score(id, other, weights).total, other);
        let mut scored: Vec<(f64, EntryId)> = rough.into_found().into_iter().map(score).collect();
        scored.retain(|(score, _)| *score >= LEAST_SCORE);
        scored.sort_unstable_by(best_first);
        scored.into_iter().map(|(_, other)| other).collect()
    }

    /// Offers all posts that share a term or tag with this one and stand near it in a list of posts that have it,
    /// with a score over those lists alone, which is never more than the exact one.
    fn offer_candidates(
        &self,
        site: &Site,
        id: EntryId,
        weights: &RelatedWeights,
        scratch: &mut Scratch,
        best: &mut Best,
    ) {
        scratch.fit(site.entries.len());
        for (weight, posts, place) in self.vectors.postings(id) {
            for (other, theirs) in window(posts, place) {
                scratch.sum(*other).terms += u32::from(weight) * u32::from(*theirs);
            }
        }
        for tag in &self.tags[id as usize] {
            #[expect(clippy::cast_possible_truncation, reason = "a rough number of 0 to 1")]
            let rarity = self.rarity[*tag as usize] as f32;
            for other in near(site, *tag, id) {
                // A little even for the commonest tag, so that no candidate counts as untouched.
                scratch.sum(*other).tags += rarity + f32::MIN_POSITIVE;
            }
        }
        for (other, shared) in scratch.take() {
            if other == id || !self.same_language(id, other) {
                continue;
            }
            let text = self.vectors.cosine(id, other, shared.terms);
            let sum = weights.text * text + weights.tags * f64::from(shared.tags);
            // Days only take away from it, and most are far too low already.
            if best.may_take(sum.max(0.0)) {
                best.offer(sum * self.decay(id, other, weights), other);
            }
        }
    }

    fn same_language(&self, a: EntryId, b: EntryId) -> bool {
        self.langs.as_ref().is_none_or(|langs| langs[a as usize] == langs[b as usize])
    }

    /// The seconds between the dates of two entries.
    pub fn seconds_between(&self, a: EntryId, b: EntryId) -> i64 {
        (self.seconds[a as usize] - self.seconds[b as usize]).abs()
    }

    /// 1 for posts of one moment, a half after the half-life, a third after twice that.
    fn decay(&self, a: EntryId, b: EntryId, weights: &RelatedWeights) -> f64 {
        if weights.half_life_days <= 0.0 {
            return 1.0;
        }
        let half_life = weights.half_life_days * SECONDS_PER_DAY;
        half_life / (half_life + self.seconds_between(a, b) as f64)
    }

    /// How near two entries are.
    pub fn score(&self, id: EntryId, other: EntryId, weights: &RelatedWeights) -> Score {
        let (ours, theirs) = (self.vectors.of(id), self.vectors.of(other));
        let text = self.vectors.cosine(id, other, ours.shared(theirs).map(|(_, product)| product).sum());
        let tags = self.tag_likeness(&self.tags[id as usize], &self.tags[other as usize]);
        let decay = self.decay(id, other, weights);
        Score { text, tags, decay, total: (weights.text * text + weights.tags * tags) * decay }
    }

    /// Strongest terms that two entries share, strongest first: each with its number.
    pub fn shared_terms(&self, id: EntryId, other: EntryId) -> Vec<(u32, &str)> {
        let shared = self.vectors.of(id).shared(self.vectors.of(other));
        let mut terms: Vec<(u32, &str, u32)> =
            shared.map(|(term, product)| (term, self.vectors.term(term), product)).collect();
        terms.sort_by(|(_, a, first), (_, b, second)| second.cmp(first).then_with(|| a.cmp(b)));
        terms.into_iter().map(|(term, name, _)| (term, name)).collect()
    }

    /// The listed posts among whose strongest terms one is, newest first.
    pub fn posts_with(&self, term: u32) -> impl Iterator<Item = EntryId> {
        self.vectors.posts_with(term).iter().map(|(id, _)| *id)
    }

    /// The tags that two entries share.
    pub fn shared_tags(&self, id: EntryId, other: EntryId) -> impl Iterator<Item = ListId> {
        let theirs = &self.tags[other as usize];
        self.tags[id as usize].iter().copied().filter(|tag| theirs.contains(tag))
    }

    /// Shared rarity over the geometric mean of both posts' rarity.
    fn tag_likeness(&self, ours: &[ListId], theirs: &[ListId]) -> f64 {
        let sum = |tags: &mut dyn Iterator<Item = &ListId>| -> f64 {
            tags.map(|tag| self.rarity[*tag as usize]).sum()
        };
        let common = sum(&mut ours.iter().filter(|tag| theirs.contains(tag)));
        let all = sum(&mut ours.iter()) * sum(&mut theirs.iter());
        if common == 0.0 || all == 0.0 { 0.0 } else { common / all.sqrt() }
    }

    fn explain(&self, id: EntryId, other: EntryId, reason: Reason, weights: &RelatedWeights) -> RelatedPost {
        let terms = self.shared_terms(id, other).into_iter().take(TERMS_SHOWN);
        RelatedPost {
            id: other,
            reason,
            terms: terms.map(|(_, term)| term.to_owned()).collect(),
            tags: self.shared_tags(id, other).collect(),
            score: self.score(id, other, weights),
        }
    }
}

/// Rarity of a tag: 0 when every post has it, 1 when one post in very many does.
fn rarity(posts: usize, all: u32) -> f64 {
    f64::from(all.saturating_sub(half_octaves(posts))) / f64::from(all.max(1))
}

/// The items of a list that are near a place in it.
fn window<T>(list: &[T], place: usize) -> &[T] {
    &list[place.saturating_sub(WINDOW)..list.len().min(place + WINDOW + 1)]
}

/// The posts of a tag that are near an entry.
fn near(site: &Site, tag: ListId, id: EntryId) -> &[EntryId] {
    let posts = &site.list(tag).posts;
    window(posts, posts.partition_point(|other| *other < id))
}

/// A number for the language of each entry, where there are several.
fn langs(site: &Site) -> Option<Vec<u16>> {
    let mut known: Vec<&str> = Vec::new();
    let number = |entry| {
        let lang = site.lang(entry);
        let place = known.iter().position(|other| *other == lang).unwrap_or_else(|| {
            known.push(lang);
            known.len() - 1
        });
        u16::try_from(place).unwrap_or(u16::MAX)
    };
    let langs = site.entries.iter().map(number).collect();
    (known.len() > 1).then_some(langs)
}

fn stories(site: &Site) -> HashMap<(LocaleId, String), Vec<EntryId>> {
    let mut stories: HashMap<(LocaleId, String), Vec<EntryId>> = HashMap::new();
    for id in &site.listed {
        let entry = site.entry(*id);
        if let Some(story) = &entry.post.meta.story {
            stories.entry((entry.locale, story.clone())).or_default().push(*id);
        }
    }
    stories
}
