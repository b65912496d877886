//! Which entries say the same in several languages.

use super::{Entry, EntryId};
use std::collections::BTreeMap;

/// What joins translations: a key of the front matter, or the path less its language.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Written(&'a str),
    Path(String),
}

/// For each entry that is translated, the entries that say the same in other languages, in the order of those.
pub fn find(entries: &[Entry], locales: &[String]) -> BTreeMap<EntryId, Vec<EntryId>> {
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
    let mut translations = BTreeMap::new();
    for mut group in groups.into_values().filter(|group| group.len() > 1) {
        group.sort_by_key(|id| (entries[*id as usize].locale, *id));
        for id in &group {
            let others = group.iter().copied().filter(|other| other != id);
            translations.insert(*id, others.collect());
        }
    }
    translations
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
