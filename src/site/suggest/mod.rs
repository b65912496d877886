//! What an editor may want to tie: posts that belong to a story, posts that tell one together, and posts whose texts
//! are nearly the same.
//!
//! Owns what counts as such and why; nothing of it reaches a page. It must not know files, how a proposal is shown, or
//! how it is carried out: the texts that it compares are given to it.
//!
//! It is three steps, so that the caller can do the parts of the first two on several threads: [`Ties::of`] each post
//! that tells no story, [`alike`] each pair of [`candidates`], then [`suggest`].

mod candidates;
mod groups;
mod name;
mod reasons;
mod texts;
mod ties;
mod units;

pub use candidates::candidates;
pub use texts::{Likeness, alike};
pub use ties::{Tie, Ties};

use super::{EntryId, Site};
use std::{cmp::Ordering, collections::BTreeSet};
use units::Units;

/// A proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// What is proposed.
    pub kind: Kind,
    /// The story, as a front matter would name it; none where texts are nearly the same.
    pub story: Option<String>,
    /// The posts that it is about, newest first.
    pub posts: Vec<EntryId>,
    /// The post of the story that they belong to by.
    pub near: Option<EntryId>,
    /// How sure it is, 0 to 1.
    pub score: f64,
    /// Why.
    pub reasons: Reasons,
}

/// What is proposed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A post, with its translations, belongs to a story that there is.
    Join,
    /// Posts tell a story that there is not yet.
    Group,
    /// Two posts have nearly the same text.
    NearDuplicate,
}

impl Kind {
    /// The lower-case word used in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Join => "join",
            Self::Group => "group",
            Self::NearDuplicate => "near-duplicate",
        }
    }
}

/// Why something is proposed.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reasons {
    /// Words that they share, the most telling first.
    pub words: Vec<String>,
    /// Names of tags that they share.
    pub tags: Vec<String>,
    /// Days between their dates; of a group, between the first and the last.
    pub days: i64,
    /// Whether it is because a translation tells the story.
    pub is_translation: bool,
    /// Of texts that are nearly the same, how much of the longer one the other has too, 0 to 1.
    pub shared: Option<f64>,
}

/// Puts together what was found: the ties of each post that tells no story, and pairs of texts that are nearly the same.
pub fn suggest(site: &Site, ties: &Ties, found: Vec<Tie>, duplicates: &[Likeness]) -> Vec<Suggestion> {
    let copies: BTreeSet<(EntryId, EntryId)> = duplicates.iter().map(|pair| pair.posts).collect();
    // A copy tells nothing that the other does not.
    let found: Vec<Tie> = found
        .into_iter()
        .filter(|tie| !copies.contains(&(tie.one.min(tie.other), tie.one.max(tie.other))))
        .collect();
    let units = Units::of(site);
    let mut all = groups::of_translations(site, &units);
    let (joins, rest) = groups::joins(site, ties, &units, &found);
    all.extend(joins);
    all.extend(groups::groups(site, ties, &units, &rest));
    all.extend(duplicates.iter().map(|pair| reasons::duplicate(site, ties, pair)));
    all.sort_by(in_order);
    all
}

/// By kind, the surest first, then by the posts.
fn in_order(one: &Suggestion, other: &Suggestion) -> Ordering {
    let score = other.score.partial_cmp(&one.score).unwrap_or(Ordering::Equal);
    one.kind.cmp(&other.kind).then(score).then_with(|| one.posts.cmp(&other.posts))
}

#[cfg(test)]
mod tests;
