//! The questions of all pages, each kept once.

use super::stale::Records;
use crate::template::Query;
use std::{
    collections::HashMap,
    sync::{Mutex, OnceLock, PoisonError},
};

/// Numbers questions, from any thread, as they come.
pub struct Questions<'a> {
    /// The last build's questions.
    old: &'a [Query],
    /// The number that each of those has now, once a page has asked it again.
    renumbered: Vec<OnceLock<u32>>,
    numbers: Mutex<HashMap<Query, u32>>,
}

impl<'a> Questions<'a> {
    /// None yet; `old` is what the pages that are not rendered asked.
    pub fn new(old: &'a Records) -> Self {
        Self {
            old: &old.queries,
            renumbered: old.queries.iter().map(|_| OnceLock::new()).collect(),
            numbers: Mutex::default(),
        }
    }

    /// The number of a question.
    pub fn number(&self, query: Query) -> u32 {
        let mut numbers = self.numbers.lock().unwrap_or_else(PoisonError::into_inner);
        let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
        *numbers.entry(query).or_insert(next)
    }

    /// The number of the question that had this number in the last build. The number is that of a record which stands,
    /// and so was looked up before.
    pub fn renumber(&self, old: u32) -> u32 {
        let place = old as usize;
        *self.renumbered[place].get_or_init(|| self.number(self.old[place].clone()))
    }

    /// All questions by their numbers.
    pub fn into_list(self) -> Vec<Query> {
        let numbers = self.numbers.into_inner().unwrap_or_else(PoisonError::into_inner);
        let mut list: Vec<(Query, u32)> = numbers.into_iter().collect();
        list.sort_unstable_by_key(|(_, number)| *number);
        list.into_iter().map(|(query, _)| query).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_has_one_number_whoever_asks() {
        let query = |name: &str| Query::Data(name.to_owned());
        let old = Records { queries: vec![query("gone"), query("kept")], ..Records::default() };
        let questions = Questions::new(&old);
        assert_eq!(questions.number(query("new")), 0);
        assert_eq!(questions.renumber(1), 1);
        assert_eq!((questions.number(query("kept")), questions.renumber(1)), (1, 1));
        assert_eq!(questions.into_list(), [query("new"), query("kept")]);
    }
}
