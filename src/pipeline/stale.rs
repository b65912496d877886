//! What must be rendered again, and why: the only place where freshness is decided.

use crate::{digest::Digest, paths::OutputPath, template::Query};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt};

/// What a page was made of when it was rendered. While none of it changes, its bytes are the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRecord {
    /// Digest of its template with all that it reaches.
    pub template: Digest,
    /// Digest of everything that its context was made of.
    pub inputs: Digest,
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
}

/// Why a page is rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// The last build did not have it, or its record is lost.
    New,
    /// Its template, or one that it reaches, changed.
    Template,
    /// What its context is made of changed: the post, its neighbours, a setting.
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
            Self::Template => f.write_str("its template changed"),
            Self::Inputs => f.write_str("what it shows changed"),
            Self::Answer(query) => write!(f, "another answer to {query}"),
            Self::Missing => f.write_str("its file is missing"),
            Self::Altered => f.write_str("its file was altered"),
        }
    }
}

/// Why a page with these digests is stale; none when its record still holds.
pub fn reason(
    record: Option<&PageRecord>,
    queries: &[Query],
    template: Digest,
    inputs: Digest,
    answer: &dyn Fn(&Query) -> Digest,
) -> Option<Reason> {
    let Some(record) = record else {
        return Some(Reason::New);
    };
    if record.template != template {
        return Some(Reason::Template);
    }
    if record.inputs != inputs {
        return Some(Reason::Inputs);
    }
    for (number, digest) in &record.queries {
        match queries.get(*number as usize) {
            Some(query) if answer(query) == *digest => {}
            Some(query) => return Some(Reason::Answer(query.clone())),
            None => return Some(Reason::New),
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
        let record = PageRecord { template: one, inputs: one, queries: vec![(0, one)], output: one, size: 1 };
        let check =
            |template, inputs, answer: Digest| reason(Some(&record), &queries, template, inputs, &|_| answer);
        assert_eq!(check(one, one, one), None);
        assert_eq!(check(two, one, one), Some(Reason::Template));
        assert_eq!(check(one, two, one), Some(Reason::Inputs));
        assert_eq!(check(one, one, two), Some(Reason::Answer(queries[0].clone())));
        assert_eq!(reason(None, &queries, one, one, &|_| one), Some(Reason::New));
        assert_eq!(reason(Some(&record), &[], one, one, &|_| one), Some(Reason::New));
    }
}
