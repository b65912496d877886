//! The record of what a page asked while it was rendered, and the language that it speaks.
//!
//! Tera's functions are shared and see no page, so the record of the page at hand is kept in one thread-local:
//! the single exception to "no global state". [`recording`] alone opens and closes it, [`speaking`] sets its
//! language.

use super::{Query, query::texts_digest};
use crate::{
    digest::Digest,
    site::{LocaleId, locale::MAIN},
};
use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

thread_local! {
    static RECORD: RefCell<Option<Record>> = const { RefCell::new(None) };
    static LANGUAGE: RefCell<Option<String>> = const { RefCell::new(None) };
}

#[derive(Default)]
struct Record {
    /// In which language's tree the page is.
    locale: LocaleId,
    asked: Asked,
}

/// What a page, or a part of one, asked.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    queries: BTreeSet<(Query, Digest)>,
    /// Digests of the texts that were said, by language and key. A page says dozens: they are one question.
    texts: BTreeMap<String, BTreeMap<String, Digest>>,
}

impl Asked {
    fn add(&mut self, other: &Self) {
        self.queries.extend(other.queries.iter().cloned());
        for (language, texts) in &other.texts {
            let own = self.texts.entry(language.clone()).or_default();
            own.extend(texts.iter().map(|(key, digest)| (key.clone(), *digest)));
        }
    }

    fn close(self) -> Vec<(Query, Digest)> {
        let texts = self.texts.into_iter().map(|(language, texts)| {
            let digest = texts_digest(texts.values().copied());
            (Query::Texts(language, texts.into_keys().collect()), digest)
        });
        self.queries.into_iter().chain(texts).collect()
    }
}

/// Closes the record when a render ends, by return or by panic.
struct Open;

impl Drop for Open {
    fn drop(&mut self) {
        RECORD.with_borrow_mut(Option::take);
    }
}

/// Runs `render` for a page of a locale and returns with its result every question that was asked on this thread meanwhile, sorted,
/// each once.
pub fn recording<T>(locale: LocaleId, render: impl FnOnce() -> T) -> (T, Vec<(Query, Digest)>) {
    RECORD.with_borrow_mut(|record| *record = Some(Record { locale, ..Record::default() }));
    let open = Open;
    let result = render();
    let record = RECORD.with_borrow_mut(Option::take).unwrap_or_default();
    drop(open);
    (result, record.asked.close())
}

/// Makes a part of a page, and returns with it what it asked on this thread, which the record of the page has not: a page that
/// has the part notes it by [`note_again`].
pub fn noting<T>(make: impl FnOnce() -> T) -> (T, Asked) {
    let page = RECORD.take();
    RECORD.set(Some(Record { locale: page.as_ref().map_or(MAIN, |page| page.locale), ..Record::default() }));
    let part = make();
    let asked = RECORD.replace(page).unwrap_or_default().asked;
    (part, asked)
}

/// Notes what a part of the page at hand asked when it was made.
pub fn note_again(asked: &Asked) {
    RECORD.with_borrow_mut(|record| {
        if let Some(record) = record {
            record.asked.add(asked);
        }
    });
}

/// Sets the language back when a part of a page ends, by return or by panic.
struct Spoken(Option<String>);

impl Drop for Spoken {
    fn drop(&mut self) {
        LANGUAGE.replace(self.0.take());
    }
}

/// Runs `render` with this language as that of the page: `t`, `date` and `number` speak it.
pub fn speaking<T>(language: &str, render: impl FnOnce() -> T) -> T {
    let _before = Spoken(LANGUAGE.replace(Some(language.to_owned())));
    render()
}

/// The language of the page that is rendered on this thread.
pub fn language() -> Option<String> {
    LANGUAGE.with_borrow(Clone::clone)
}

/// Notes a question and the digest of its answer.
pub fn note(query: Query, answer: Digest) {
    RECORD.with_borrow_mut(|record| {
        if let Some(record) = record {
            record.asked.queries.insert((query, answer));
        }
    });
}

/// The locale of the page at hand; the site's own where there is none.
pub fn locale() -> LocaleId {
    RECORD.with_borrow(|record| record.as_ref().map_or(MAIN, |record| record.locale))
}

/// Notes that a text was said. Its digest is worked out the first time.
pub fn note_text(language: &str, key: &str, digest: impl FnOnce() -> Digest) {
    RECORD.with_borrow_mut(|record| {
        let Some(record) = record else { return };
        let texts = &mut record.asked.texts;
        if texts.get(language).is_some_and(|texts| texts.contains_key(key)) {
            return;
        }
        texts.entry(language.to_owned()).or_default().insert(key.to_owned(), digest());
    });
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

    #[test]
    fn the_texts_of_a_language_are_one_question() {
        let ((), queries) = recording(MAIN, || {
            for (language, key) in [("de", "b"), ("de", "a"), ("ar", "a"), ("de", "b")] {
                note_text(language, key, || Digest::of(key.as_bytes()));
            }
        });
        let questions: Vec<Query> = queries.into_iter().map(|(query, _)| query).collect();
        let texts = |language: &str, keys: &[&str]| {
            Query::Texts(language.to_owned(), keys.iter().map(|key| (*key).to_owned()).collect())
        };
        assert_eq!(questions, [texts("ar", &["a"]), texts("de", &["a", "b"])]);
    }

    #[test]
    fn what_a_part_asked_belongs_to_each_page_that_has_it() {
        let ask = |key: &str| {
            note(Query::Asset(key.into()), Digest::default());
            note_text("de", key, Digest::default);
        };
        let (part, first) = recording(MAIN, || {
            ask("page");
            let ((), part) = noting(|| ask("part"));
            note_again(&part);
            part
        });
        let ((), both) = recording(MAIN, || ["page", "part"].into_iter().for_each(ask));
        let ((), second) = recording(MAIN, || note_again(&part));
        let ((), alone) = recording(MAIN, || ask("part"));
        assert_eq!((first, second), (both, alone));
    }

    #[test]
    fn a_part_of_a_page_may_speak_another_language() {
        let spoken = speaking("en", || (speaking("ar", language), language()));
        assert_eq!(spoken, (Some("ar".to_owned()), Some("en".to_owned())));
        assert_eq!(language(), None);
    }
}
