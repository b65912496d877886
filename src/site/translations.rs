//! Which entries say the same in several languages.

use super::{Entry, EntryId};
use crate::diagnostic::Diagnostic;
use std::collections::{BTreeMap, btree_map};

/// What joins translations: a key of the front matter, or the path less its language.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Written(&'a str),
    Path(String),
}

/// For each entry that is translated, the entries that say the same in other languages, in the order of those; and
/// warnings for the second of two that say it in one language, which is then no translation.
pub fn find(entries: &[Entry], locales: &[String]) -> (BTreeMap<EntryId, Vec<EntryId>>, Vec<Diagnostic>) {
    let mut groups: BTreeMap<Key<'_>, Vec<EntryId>> = BTreeMap::new();
    let several = locales.len() > 1;
    for (id, entry) in (0..).zip(entries) {
        let key = match &entry.post.meta.translation_key {
            Some(key) => Key::Written(key),
            None if several => Key::Path(path_without_language(entry)),
            None => continue,
        };
        groups.entry(key).or_default().push(id);
    }
    let (mut translations, mut diagnostics) = (BTreeMap::new(), Vec::new());
    for mut group in groups.into_values().filter(|group| group.len() > 1) {
        group.sort_by_key(|id| (entries[*id as usize].locale, *id));
        keep_one_of_each_language(&mut group, entries, locales, &mut diagnostics);
        for id in &group {
            let others = group.iter().copied().filter(|other| other != id);
            translations.insert(*id, others.collect());
        }
    }
    (translations, diagnostics)
}

/// Search engines are told of one page for each language.
fn keep_one_of_each_language(
    group: &mut Vec<EntryId>,
    entries: &[Entry],
    locales: &[String],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut by_language = BTreeMap::new();
    group.retain(|id| {
        let entry = &entries[*id as usize];
        let lang = entry.post.meta.lang.as_deref().unwrap_or(&locales[usize::from(entry.locale)]);
        match by_language.entry(lang) {
            btree_map::Entry::Vacant(place) => {
                place.insert(entry);
                true
            }
            btree_map::Entry::Occupied(first) => {
                diagnostics.push(said_twice(first.get(), entry, lang));
                false
            }
        }
    });
}

fn said_twice(first: &Entry, second: &Entry, lang: &str) -> Diagnostic {
    let message = format!("`{}` says the same in the same language, `{lang}`", first.post.source);
    Diagnostic::warning("translation-twice", message)
        .in_file(second.post.source.as_str())
        .hint("give one of the two another `lang:` or `translation_key:`")
}

/// `content/posts/a.zh.md` → `content/posts/a`.
fn path_without_language(entry: &Entry) -> String {
    let path = entry.post.source.as_str();
    let stem = path.rsplit_once('.').map_or(path, |(stem, _)| stem);
    let tag = match (stem.rsplit_once('.'), &entry.post.locale, &entry.post.meta.lang) {
        (Some((rest, tag)), Some(locale), _) if tag.replace('_', "-") == *locale => Some(rest),
        // `a.en.md` beside `a.zh.md` on an English site.
        (Some((rest, tag)), None, Some(lang)) if *lang == tag => Some(rest),
        _ => None,
    };
    tag.unwrap_or(stem).to_owned()
}
