//! The record of what a page asked while it was rendered.
//!
//! Tera's functions are shared and see no page, so the record of the page at hand is kept in one thread-local:
//! the single exception to "no global state". [`recording`] alone opens and closes it.

use super::Query;
use crate::digest::Digest;
use std::cell::RefCell;

thread_local! {
    static RECORD: RefCell<Option<Vec<(Query, Digest)>>> = const { RefCell::new(None) };
}

/// Closes the record when a render ends, by return or by panic.
struct Open;

impl Drop for Open {
    fn drop(&mut self) {
        RECORD.with_borrow_mut(Option::take);
    }
}

/// Runs `render` and returns with its result every question that was asked on this thread meanwhile, sorted,
/// each once.
pub fn recording<T>(render: impl FnOnce() -> T) -> (T, Vec<(Query, Digest)>) {
    RECORD.with_borrow_mut(|record| *record = Some(Vec::new()));
    let open = Open;
    let result = render();
    let mut queries = RECORD.with_borrow_mut(Option::take).unwrap_or_default();
    drop(open);
    queries.sort();
    queries.dedup();
    (result, queries)
}

/// Notes a question and the digest of its answer.
pub fn note(query: Query, answer: Digest) {
    RECORD.with_borrow_mut(|record| {
        if let Some(queries) = record {
            queries.push((query, answer));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_kept_once_and_only_while_recording() {
        note(Query::Asset("before".into()), Digest::default());
        let (result, queries) = recording(|| {
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
