//! How near two posts are, where that is near enough to tell one story.
//!
//! Owns the thresholds. They were chosen by reading pairs of several blogs: a story that is missed costs less than one
//! that is none.

use crate::{
    config::RelatedWeights,
    site::{
        EntryId, Site,
        related::{Numbers, RelatedIndex, Scratch},
    },
};

/// Texts count three times as much as tags; the score of two posts halves with four months between them.
const WEIGHTS: RelatedWeights = RelatedWeights { text: 0.75, tags: 0.25, half_life_days: 120.0 };
/// Posts that are looked at for each.
const NEAREST: usize = 6;
/// The least score of a tie.
const LEAST_SCORE: f64 = 0.36;
/// The least likeness of the texts, whatever tags say.
const LEAST_TEXT: f64 = 0.28;
/// Words of both among the strongest of each.
const LEAST_WORDS: usize = 4;
/// Days between two posts that tell one story, and where no tag says so too.
pub(super) const MOST_DAYS: i64 = 90;
const MOST_DAYS_UNTAGGED: i64 = 14;
const SECONDS_PER_DAY: i64 = 86_400;
/// Pairs of characters are shared by chance more often than words are.
const CJK_TEXT: f64 = 0.7;

/// Two posts of one language that may tell one story.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tie {
    /// The one that was asked for.
    pub one: EntryId,
    /// The other.
    pub other: EntryId,
    /// How near they are, 0 to 1.
    pub score: f64,
}

/// What the posts of a site share.
pub struct Ties {
    pub(super) index: RelatedIndex,
}

impl Ties {
    /// Weighs the words of all posts.
    pub fn build(site: &Site) -> Self {
        Self { index: RelatedIndex::build(site, &mut Numbers::default()) }
    }

    /// The posts that may tell what a post tells; none of one that names its story.
    pub fn of(&self, site: &Site, id: EntryId, scratch: &mut Scratch) -> Vec<Tie> {
        if site.entry(id).post.meta.story.is_some() {
            return Vec::new();
        }
        let nearest = self.index.alike(site, id, &WEIGHTS, NEAREST, scratch);
        let ties = nearest.into_iter().filter_map(|other| self.between(site, id, other));
        ties.collect()
    }

    /// A tie where there is one. The parts of a series are tied already.
    fn between(&self, site: &Site, one: EntryId, other: EntryId) -> Option<Tie> {
        let (a, b) = (&site.entry(one).post.meta, &site.entry(other).post.meta);
        let is_one_series = a.series.is_some() && a.series == b.series;
        let is_tagged = self.index.shared_tags(one, other).next().is_some();
        let most_days = if is_tagged { MOST_DAYS } else { MOST_DAYS_UNTAGGED };
        if is_one_series || a.date.is_none() || b.date.is_none() || self.days(one, other) > most_days {
            return None;
        }
        let (score, text) = self.score_and_text(site, one, other);
        let is_tie = score >= LEAST_SCORE
            && text >= LEAST_TEXT
            && self.index.shared_terms(one, other).len() >= LEAST_WORDS;
        is_tie.then_some(Tie { one, other, score })
    }

    /// How near two posts are, tied or not.
    pub(super) fn score(&self, site: &Site, one: EntryId, other: EntryId) -> f64 {
        self.score_and_text(site, one, other).0
    }

    /// The same, and how alike their texts alone are.
    fn score_and_text(&self, site: &Site, one: EntryId, other: EntryId) -> (f64, f64) {
        let is_cjk = |id| {
            let facts = &site.entry(id).post.facts;
            facts.cjk > facts.words / 2
        };
        let score = self.index.score(one, other, &WEIGHTS);
        let text = if is_cjk(one) && is_cjk(other) { score.text * CJK_TEXT } else { score.text };
        ((WEIGHTS.text * text + WEIGHTS.tags * score.tags) * score.decay, text)
    }

    /// Whole days between two posts.
    pub(super) fn days(&self, one: EntryId, other: EntryId) -> i64 {
        self.index.seconds_between(one, other) / SECONDS_PER_DAY
    }
}
