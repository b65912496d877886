//! What must be rendered again, and why: the only place where freshness is decided.

use super::{search::PartRecords, share_cards::CardRecords};
use crate::{digest::Digest, paths::OutputPath, template::Query};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// What decides whether a page is stale, besides the answers to its questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digests {
    /// Of its template with all that it reaches.
    pub template: Digest,
    /// Of the settings that these read.
    pub settings: Digest,
    /// Of everything else that its context is made of.
    pub inputs: Digest,
}

/// What a page was made of when it was rendered. While none of it changes, its bytes are the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRecord {
    /// Digests of what was known before it was rendered.
    pub digests: Digests,
    /// What it asked, by number in [`Records::queries`], with the digest of each answer.
    pub queries: Vec<(u32, Digest)>,
    /// Digest of its bytes.
    pub output: Digest,
    /// How many.
    pub size: u64,
}

/// The records of all pages of a build.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Records {
    /// Every question that was asked, once.
    pub queries: Vec<Query>,
    /// The record of each page.
    pub pages: BTreeMap<OutputPath, PageRecord>,
    /// The share cards that pages ask for.
    pub cards: CardRecords,
    /// What all pages were made with, to name what changed; no page is stale for it.
    pub made_with: MadeWith,
    /// The index that readers search.
    pub search: PartRecords,
}

/// The digests of what many pages share, as of one build.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct MadeWith {
    /// Of each template's text.
    pub templates: BTreeMap<String, Digest>,
    /// Of each setting that any template reads.
    pub settings: BTreeMap<String, Digest>,
}

/// Those of `names` that are not in `new` what they were in `old`.
pub fn changed(
    names: impl IntoIterator<Item = String>,
    old: &BTreeMap<String, Digest>,
    new: &BTreeMap<String, Digest>,
) -> Vec<String> {
    let names: BTreeSet<String> = names.into_iter().filter(|name| old.get(name) != new.get(name)).collect();
    names.into_iter().collect()
}

/// Why a page is rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The last build did not have it, or its record is lost.
    New,
    /// Of its template and those that it reaches, these changed; none where it has another template than before.
    Template(Vec<String>),
    /// Of the settings that its templates read, these changed.
    Settings(Vec<String>),
    /// What its context is made of changed: the post, its neighbours, what is made of settings.
    Inputs,
    /// A question has another answer.
    Answer(Query),
    /// Its file is gone from the output folder.
    Missing,
    /// Its file in the output folder is not what was written.
    Altered,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::New => f.write_str("no record of it: new, or the cache was lost"),
            Self::Template(names) if names.is_empty() => f.write_str("it has another template"),
            Self::Template(names) => write!(f, "its template changed: {}", names.join(", ")),
            Self::Settings(names) => write!(f, "a setting that it reads changed: {}", names.join(", ")),
            Self::Inputs => f.write_str("what it shows changed"),
            Self::Answer(query) => write!(f, "another answer to {query}"),
            Self::Missing => f.write_str("its file is missing"),
            Self::Altered => f.write_str("its file was altered"),
        }
    }
}

/// Which part of a page's digests is not what it was, before the parts of it are named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// That of templates.
    Template,
    /// That of settings.
    Settings,
    /// What can be said at once.
    Known(Reason),
}

/// Why a page with these digests is stale; none when its record still holds.
pub fn cause(
    record: Option<&PageRecord>,
    queries: &[Query],
    now: &Digests,
    answer: &dyn Fn(&Query) -> Digest,
) -> Option<Cause> {
    let Some(record) = record else {
        return Some(Cause::Known(Reason::New));
    };
    let old = &record.digests;
    if old.template != now.template {
        return Some(Cause::Template);
    }
    if old.settings != now.settings {
        return Some(Cause::Settings);
    }
    if old.inputs != now.inputs {
        return Some(Cause::Known(Reason::Inputs));
    }
    for (number, digest) in &record.queries {
        match queries.get(*number as usize) {
            Some(query) if answer(query) == *digest => {}
            Some(query) => return Some(Cause::Known(Reason::Answer(query.clone()))),
            None => return Some(Cause::Known(Reason::New)),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_of_a_record_counts() {
        let [one, two] = [Digest::of(b"1"), Digest::of(b"2")];
        let queries = [Query::Data("markets".into())];
        let digests = Digests { template: one, settings: one, inputs: one };
        let record = PageRecord { digests, queries: vec![(0, one)], output: one, size: 1 };
        let check = |now: Digests, answer: Digest| cause(Some(&record), &queries, &now, &|_| answer);
        assert_eq!(check(digests, one), None);
        assert_eq!(check(Digests { template: two, ..digests }, one), Some(Cause::Template));
        assert_eq!(check(Digests { settings: two, ..digests }, one), Some(Cause::Settings));
        let known = |reason| Some(Cause::Known(reason));
        assert_eq!(check(Digests { inputs: two, ..digests }, one), known(Reason::Inputs));
        assert_eq!(check(digests, two), known(Reason::Answer(queries[0].clone())));
        assert_eq!(cause(None, &queries, &digests, &|_| one), known(Reason::New));
        assert_eq!(cause(Some(&record), &[], &digests, &|_| one), known(Reason::New));
    }

    #[test]
    fn what_changed_is_named() {
        let table = |entries: &[(&str, &[u8])]| -> BTreeMap<String, Digest> {
            entries.iter().map(|(name, value)| ((*name).to_owned(), Digest::of(value))).collect()
        };
        let old = table(&[("a", b"1"), ("b", b"1"), ("gone", b"1")]);
        let new = table(&[("a", b"1"), ("b", b"2"), ("new", b"1")]);
        let names = ["a", "b", "gone", "new", "b"].map(str::to_owned);
        assert_eq!(changed(names, &old, &new), ["b", "gone", "new"]);
    }
}
