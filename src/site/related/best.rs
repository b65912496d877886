//! The best of many: which scores are kept.

use crate::site::EntryId;
use std::cmp::Ordering;

/// The best of the posts that are offered, as many as are wanted.
#[derive(Debug)]
pub struct Best {
    wanted: usize,
    /// Up to twice as many as are wanted; sorting out is put off until there are more.
    found: Vec<(f64, EntryId)>,
    /// What is below it is not among the best.
    least: f64,
}

impl Best {
    /// Of so many at least one.
    pub fn new(wanted: usize) -> Self {
        let wanted = wanted.max(1);
        Self { wanted, found: Vec::with_capacity(2 * wanted), least: f64::NEG_INFINITY }
    }

    /// Whether a post of no higher score than this can be among the best.
    pub fn may_take(&self, score: f64) -> bool {
        score >= self.least
    }

    /// Keeps a post if it is among the best so far.
    pub fn offer(&mut self, score: f64, id: EntryId) {
        if !self.may_take(score) {
            return;
        }
        self.found.push((score, id));
        if self.found.len() == 2 * self.wanted {
            self.sort_out();
        }
    }

    fn sort_out(&mut self) {
        let (_, worst, _) = self.found.select_nth_unstable_by(self.wanted - 1, best_first);
        self.least = worst.0;
        self.found.truncate(self.wanted);
    }

    /// The best, in no order.
    pub fn into_found(mut self) -> Vec<(f64, EntryId)> {
        if self.found.len() > self.wanted {
            self.sort_out();
        }
        self.found
    }
}

/// Higher scores first; ties newest first, then by path, which is the order of entries.
pub fn best_first(one: &(f64, EntryId), other: &(f64, EntryId)) -> Ordering {
    other.0.partial_cmp(&one.0).unwrap_or(Ordering::Equal).then(one.1.cmp(&other.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_are_kept_whatever_the_order() {
        for (count, wanted) in [(0, 3), (3, 3), (5, 3), (6, 3), (7, 3), (500, 20), (500, 1)] {
            for step in [1, 3, 7, 11, 499] {
                // Few scores, so that many are equal.
                let offered: Vec<(f64, EntryId)> = (0..count)
                    .map(|place| place * step % 503)
                    .map(|id: EntryId| (f64::from(id * 31 % 17), id))
                    .collect();
                let mut best = Best::new(wanted);
                for (score, id) in &offered {
                    best.offer(*score, *id);
                }
                let mut found = best.into_found();
                found.sort_unstable_by(best_first);
                let mut expected = offered;
                expected.sort_unstable_by(best_first);
                expected.truncate(wanted);
                assert_eq!(found, expected, "{wanted} of {count}, by steps of {step}");
            }
        }
    }
}
