//! Which posts are proposed for which story, by the ties between them.

use super::{
    Kind, Reasons, Suggestion, Tie, Ties, name, reasons,
    ties::MOST_DAYS,
    units::{UnitId, Units},
};
use crate::site::{EntryId, Site};
use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

/// The least mean of the scores between two groups that become one: a chain of posts, each near the next, is not one
/// story.
const LEAST_MEAN: f64 = 0.27;
/// Posts of a group, their translations not counted; more have a subject in common, not a story.
const MOST_POSTS: usize = 24;

/// Translations of posts that tell a story, which tell it too.
pub fn of_translations(site: &Site, units: &Units) -> Vec<Suggestion> {
    let suggestion = |unit: &super::units::Unit| {
        let (slug, near) = unit.story.as_ref()?;
        let posts = silent(site, &unit.posts);
        let reasons = Reasons { is_translation: true, ..Reasons::default() };
        (!posts.is_empty()).then(|| Suggestion {
            kind: Kind::Join,
            story: Some(units.name_of(slug).to_owned()),
            posts,
            near: Some(*near),
            score: 1.0,
            reasons,
        })
    };
    units.iter().filter_map(|(_, unit)| suggestion(unit)).collect()
}

/// Those that name no story.
fn silent(site: &Site, posts: &[EntryId]) -> Vec<EntryId> {
    posts.iter().copied().filter(|id| site.entry(*id).post.meta.story.is_none()).collect()
}

/// Posts that belong to a story that there is, by their strongest tie to a post that tells one; and the ties of the
/// others among each other.
pub fn joins(site: &Site, ties: &Ties, units: &Units, found: &[Tie]) -> (Vec<Suggestion>, Vec<Tie>) {
    let mut best: BTreeMap<UnitId, Tie> = BTreeMap::new();
    let of = |id| units.of_entry(id).map(|unit| (unit, units.unit(unit).story.is_some()));
    for tie in found {
        if let (Some((unit, false)), Some((_, true))) = (of(tie.one), of(tie.other)) {
            let known = best.entry(unit).or_insert(*tie);
            if surest(tie, known) == Ordering::Less {
                *known = *tie;
            }
        }
    }
    best.retain(|unit, tie| fits(site, ties, units, *unit, tie));
    let is_free = |id| of(id).is_some_and(|(unit, tells)| !tells && !best.contains_key(&unit));
    let rest = found.iter().copied().filter(|tie| is_free(tie.one) && is_free(tie.other)).collect();
    let suggestion = |(unit, tie): (&UnitId, &Tie)| {
        let (slug, _) = units.unit(units.of_entry(tie.other)?).story.as_ref()?;
        Some(Suggestion {
            kind: Kind::Join,
            story: Some(units.name_of(slug).to_owned()),
            posts: units.unit(*unit).posts.clone(),
            near: Some(tie.other),
            score: tie.score,
            reasons: reasons::of_posts(site, ties, &[tie.one, tie.other]),
        })
    };
    (best.iter().filter_map(suggestion).collect(), rest)
}

/// Whether a unit is near the posts of a story, as far as they are of its time: what one digest has in common with one of
/// them is not enough.
fn fits(site: &Site, ties: &Ties, units: &Units, unit: UnitId, tie: &Tie) -> bool {
    let told = units.of_entry(tie.other).and_then(|other| units.unit(other).story.as_ref());
    let told = told.into_iter().flat_map(|(slug, _)| units.telling(slug));
    let is_near = |post: &EntryId| ties.days(tie.one, *post) <= MOST_DAYS;
    let near = told.filter(|other| other.posts.iter().any(is_near));
    mean(near.map(|other| between(site, ties, &units.unit(unit).posts, &other.posts))) >= LEAST_MEAN
}

/// The higher score first, then the newer posts.
fn surest(one: &Tie, other: &Tie) -> Ordering {
    let score = other.score.partial_cmp(&one.score).unwrap_or(Ordering::Equal);
    score.then_with(|| (one.one, one.other).cmp(&(other.one, other.other)))
}

/// Groups of posts that tell a story which there is not yet.
pub fn groups(site: &Site, ties: &Ties, units: &Units, found: &[Tie]) -> Vec<Suggestion> {
    let mut taken: BTreeSet<String> = units.taken().clone();
    let suggestion = |group: Group| {
        let mut posts: Vec<EntryId> =
            group.units.iter().flat_map(|unit| units.unit(*unit).posts.iter().copied()).collect();
        posts.sort_unstable();
        let told = reasons::main_language(site, &posts);
        let reasons = reasons::of_posts(site, ties, &told);
        let story = name::propose(site, &told, &reasons, &taken);
        taken.insert(story.clone());
        Suggestion { kind: Kind::Group, story: Some(story), posts, near: None, score: group.score, reasons }
    };
    gather(site, ties, units, found).into_iter().map(suggestion).collect()
}

/// Units that tell one story.
struct Group {
    /// Newest first.
    units: Vec<UnitId>,
    /// The mean of the scores between all of them.
    score: f64,
}

/// Joins the nearest first, as long as what is joined is near as a whole.
fn gather(site: &Site, ties: &Ties, units: &Units, found: &[Tie]) -> Vec<Group> {
    let mut scores: BTreeMap<(UnitId, UnitId), f64> = BTreeMap::new();
    for tie in found {
        let (Some(one), Some(other)) = (units.of_entry(tie.one), units.of_entry(tie.other)) else { continue };
        if one != other {
            let score = scores.entry((one.min(other), one.max(other))).or_default();
            *score = score.max(tie.score);
        }
    }
    let score = |one: UnitId, other: UnitId| {
        let known = scores.get(&(one.min(other), one.max(other))).copied();
        known.unwrap_or_else(|| between(site, ties, &units.unit(one).posts, &units.unit(other).posts))
    };
    let mut pairs: Vec<((UnitId, UnitId), f64)> =
        scores.iter().map(|(pair, score)| (*pair, *score)).collect();
    pairs.sort_by(|(a, one), (b, other)| other.partial_cmp(one).unwrap_or(Ordering::Equal).then(a.cmp(b)));
    let mut group_of: BTreeMap<UnitId, UnitId> = BTreeMap::new();
    let mut members: BTreeMap<UnitId, Vec<UnitId>> = BTreeMap::new();
    for ((one, other), _) in pairs {
        let [a, b] = [one, other].map(|unit| group_of.get(&unit).copied().unwrap_or(unit));
        let [ours, theirs] = [a, b].map(|group| members.get(&group).cloned().unwrap_or_else(|| vec![group]));
        if a == b || ours.len() + theirs.len() > MOST_POSTS {
            continue;
        }
        let across = ours.iter().flat_map(|one| theirs.iter().map(move |other| (*one, *other)));
        if mean(across.map(|(one, other)| score(one, other))) >= LEAST_MEAN {
            members.remove(&b);
            for unit in ours.iter().chain(&theirs) {
                group_of.insert(*unit, a);
            }
            members.insert(a, [ours, theirs].concat());
        }
    }
    let group = |mut units: Vec<UnitId>| {
        units.sort_unstable();
        let pairs = units
            .iter()
            .enumerate()
            .flat_map(|(at, one)| units[at + 1..].iter().map(move |other| (*one, *other)));
        let score = mean(pairs.map(|(one, other)| score(one, other)));
        Group { units, score }
    };
    members.into_values().map(group).collect()
}

/// How near two units are: as near as the nearest two of their posts in one language.
fn between(site: &Site, ties: &Ties, ours: &[EntryId], theirs: &[EntryId]) -> f64 {
    let lang = |id: EntryId| site.lang(site.entry(id));
    let pairs = ours.iter().flat_map(|one| theirs.iter().map(move |other| (*one, *other)));
    let scores = pairs
        .filter(|(one, other)| lang(*one) == lang(*other))
        .map(|(one, other)| ties.score(site, one, other));
    scores.fold(0.0, f64::max)
}

fn mean(scores: impl Iterator<Item = f64>) -> f64 {
    let (count, sum) = scores.fold((0_u32, 0.0), |(count, sum), score| (count + 1, sum + score));
    sum / f64::from(count.max(1))
}
