//! All pages, made for nothing but the mistakes that making them shows.

use super::Snapshot;
use crate::{
    diagnostic::Diagnostic,
    pipeline::{
        compare::{Comparison, Means},
        pages::merge_alike,
        questions::Questions,
        stale::{PageRecord, Records},
    },
};
use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicBool, Ordering},
};

/// What making pages showed, and what they were made of: only those are made again of which something changed.
#[derive(Default)]
pub struct Looked {
    records: Records,
    broken: Vec<Diagnostic>,
}

impl Looked {
    /// Makes the pages of a snapshot that are not as they were made last; none if it was stopped, and then as if it
    /// had not begun. Answers what is wrong with all of them.
    pub fn look(&mut self, snapshot: &Snapshot, stop: &AtomicBool) -> Option<&[Diagnostic]> {
        let Some((answers, templates, plan)) = snapshot.parts() else { return Some(&[]) };
        let comparison = Comparison::new(answers, templates, plan, &self.records);
        let questions = Questions::new(&self.records);
        let (mut pages, mut broken) = (BTreeMap::new(), Vec::new());
        for (path, recipe) in &plan.recipes {
            if stop.load(Ordering::Relaxed) {
                return None;
            }
            let (means, digests, cause) = comparison.check(path, recipe);
            if means == Means::Copy {
                continue;
            }
            let asked = match (cause, self.records.pages.get(path)) {
                (None, Some(record)) => {
                    record.queries.iter().map(|(old, digest)| (questions.renumber(*old), *digest)).collect()
                }
                _ => match snapshot.make(path)? {
                    Ok(made) => {
                        let numbered = made.queries.into_iter();
                        numbered.map(|(query, digest)| (questions.number(query), digest)).collect()
                    }
                    Err(diagnostic) => {
                        broken.push(diagnostic);
                        continue;
                    }
                },
            };
            let record = PageRecord { digests, queries: asked, output: <_>::default(), size: 0 };
            pages.insert(path.clone(), record);
        }
        let made_with = comparison.made_with.clone();
        self.records = Records { queries: questions.into_list(), pages, made_with, ..Records::default() };
        self.broken = merge_alike(broken);
        Some(&self.broken)
    }
}
