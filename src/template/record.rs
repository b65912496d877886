//! The record of what a page asked while it was rendered.
//!
//! Tera's functions are shared and see no page, so the record of the page at hand is kept in one thread-local:
//! the single exception to "no global state". [`recording`] alone opens and closes it.

use super::Query;
use crate::{
    digest::Digest,
    site::{LocaleId, locale::MAIN},
};
use std::cell::RefCell;

/// What is known of the page at hand.
struct Record {
    /// In which language's tree it is.
    locale: LocaleId,
    /// What it asked.
    queries: Vec<(Query, Digest)>,
}

thread_local! {
    static RECORD: RefCell<Option<Record>> = const { RefCell::new(None) };
}

/// Closes the record when a render ends, by return or by panic.
struct Open;

impl Drop for Open {
    fn drop(&mut self) {
        RECORD.with_borrow_mut(Option::take);
    }
}

/// Runs `render` for a page of a locale and returns with its result every question that was asked on this thread
/// meanwhile, sorted, each once.
pub fn recording<T>(locale: LocaleId, render: impl FnOnce() -> T) -> (T, Vec<(Query, Digest)>) {
    RECORD.with_borrow_mut(|record| *record = Some(Record { locale, queries: Vec::new() }));
    let open = Open;
    let result = render();
    let mut queries = RECORD.with_borrow_mut(Option::take).map_or_else(Vec::new, |record| record.queries);
    drop(open);
    queries.sort();
    queries.dedup();
    (result, queries)
}

/// Notes a question and the digest of its answer.
pub fn note(query: Query, answer: Digest) {
    RECORD.with_borrow_mut(|record| {
        if let Some(record) = record {
            record.queries.push((query, answer));
        }
    });
}

/// The locale of the page at hand; the site's own where there is none.
pub fn locale() -> LocaleId {
    RECORD.with_borrow(|record| record.as_ref().map_or(MAIN, |record| record.locale))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_kept_once_and_only_while_recording() {
        note(Query::Asset("before".into()), Digest::default());
        let (result, queries) = recording(MAIN, || {
            note(Query::Data("b".into()), Digest::default());
            note(Query::Asset("a".into()), Digest::default());
            note(Query::Data("b".into()), Digest::default());
            7
        });
        assert_eq!(result, 7);
        assert_eq!(
            queries.iter().map(|(query, _)| query.clone()).collect::<Vec<_>>(),
            [Query::Asset("a".into()), Query::Data("b".into())]
        );
    }
}
