//! Texts that say something else than when they were published, without a word of it.

use super::Version;
use crate::{
    check::{View, found},
    decode::SourceText,
    diagnostic::Diagnostic,
    post::{self, Post, PostKind, Shortcodes, meta::Visibility},
    site::Entry,
};
use rayon::prelude::*;
use std::collections::BTreeMap;

pub(in crate::check) fn look(view: &View<'_>) -> Vec<Diagnostic> {
    let entries: Vec<&Entry> = view.site().entries.iter().collect();
    entries.par_iter().filter_map(|entry| of_entry(view, entry)).collect()
}

fn of_entry(view: &View<'_>, entry: &Entry) -> Option<Diagnostic> {
    let post = &*entry.post;
    let line = view.past.history.lines.get(post.source.as_str())?;
    let is_as_committed = !view.past.history.changed.contains(post.source.as_str());
    if post.kind != PostKind::Post || (line.len() == 1 && is_as_committed) {
        return None;
    }
    let shown_at = shown_at(view, post)?;
    let published = published(view, line, shown_at)?;
    let (old, new) = (view.past.bytes(published)?, view.whole.text(post)?);
    let old = std::str::from_utf8(old).ok()?;
    if is_told_of(post, shown_at) {
        return None;
    }
    let words = |text: &str| words(&post::content_text(text, post, &view.site().config, &Shortcodes::new()));
    let (gone, added) = differences(&words(old), &words(&new));
    if gone == 0 && added == 0 {
        return None;
    }
    let message = format!(
        "the text was changed after it was published: {} gone, {added} new, and nothing tells readers",
        counted(gone)
    );
    let hint = "add `updates: [{date: …, kind: correction, text: \"what was changed\"}]`, or set `updated`";
    let diagnostic = found("correction-missing", message).in_file(post.source.as_str()).hint(hint);
    let body = post::front_matter::body(SourceText::new(post.source.as_str(), &new));
    Some(diagnostic.at(body.position(0..0)))
}

fn counted(words: usize) -> String {
    if words == 1 { "1 word is".to_owned() } else { format!("{words} words are") }
}

/// The second by which readers had it: its date, the end of the day where that has no time.
fn shown_at(view: &View<'_>, post: &Post) -> Option<i64> {
    let date = post.meta.publish_date.or(post.meta.date)?;
    let at = if date.has_time {
        date.instant
    } else {
        let day = view.site().config.timezone.civil(date.instant);
        day.end_of_day().ok()?.timestamp()
    };
    (date.instant <= view.clock().now()).then(|| at.as_second())
}

/// The version that readers had first: the last that could be shown up to then, else the first that could.
fn published<'a>(view: &View<'_>, line: &'a [Version], shown_at: i64) -> Option<&'a Version> {
    let config = &view.site().config;
    let could_be_shown = |version: &&Version| {
        view.past
            .post(version, config)
            .is_some_and(|post| !post.meta.draft && post.meta.visibility != Visibility::Private)
    };
    let before = line.iter().rev().filter(|version| version.at <= shown_at).find(could_be_shown);
    before.or_else(|| line.iter().find(could_be_shown))
}

/// Whether readers are told of a change after it was published.
fn is_told_of(post: &Post, shown_at: i64) -> bool {
    let meta = &post.meta;
    let day = 24 * 60 * 60;
    // A day without a time is that of the change, if it is not before that of the text.
    let is_later = |date: &post::meta::PostDate| {
        let at = date.instant.as_second();
        if date.has_time { at > shown_at - day && Some(*date) > meta.date } else { at + day > shown_at }
    };
    !meta.updates.is_empty() && meta.updates.iter().any(|update| is_later(&update.date))
        || meta.updated.as_ref().is_some_and(|updated| Some(*updated) > meta.date && is_later(updated))
}

/// The words of a text, with how often each stands in it, without case and marks.
fn words(text: &str) -> BTreeMap<String, usize> {
    let mut words = BTreeMap::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        *words.entry(word.to_lowercase()).or_default() += 1;
    }
    words
}

/// How many words are gone and how many new; one that only lost a mistake of spelling counts as neither.
fn differences(old: &BTreeMap<String, usize>, new: &BTreeMap<String, usize>) -> (usize, usize) {
    let more = |one: &BTreeMap<String, usize>, other: &BTreeMap<String, usize>| -> Vec<String> {
        let rest = one.iter().flat_map(|(word, count)| {
            let extra = count.saturating_sub(other.get(word).copied().unwrap_or_default());
            std::iter::repeat_n(word.clone(), extra)
        });
        rest.collect()
    };
    let (gone, mut added) = (more(old, new), more(new, old));
    let mut left = 0;
    for word in gone {
        match added.iter().position(|other| is_spelling(&word, other)) {
            Some(place) => {
                added.remove(place);
            }
            None => left += 1,
        }
    }
    (left, added.len())
}

/// Whether two words are one with a mistake of a letter. Numbers and short words are others by a letter.
fn is_spelling(one: &str, other: &str) -> bool {
    let is_word = |word: &str| word.chars().count() >= 5 && word.chars().all(char::is_alphabetic);
    is_word(one) && is_word(other) && strsim::damerau_levenshtein(one, other) == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_counted_but_for_spelling() {
        let count = |old: &str, new: &str| differences(&words(old), &words(new));
        assert_eq!(count("The strike ends today.", "the strike — ends **today**"), (0, 0));
        assert_eq!(count("the govermnent said", "the government said"), (0, 0));
        assert_eq!(count("it cost 12 million", "it cost 21 million"), (1, 1));
        assert_eq!(count("all of them", "all of them and some more"), (0, 3));
        assert_eq!(count("can happen", "can not happen"), (0, 1));
    }
}
