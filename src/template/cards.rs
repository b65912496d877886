//! Cards as templates get them: made once for as many posts as there is room for, and shared by all pages that show
//! them. Terms are made once for all cards that name them.

use super::answers::into_map;
use crate::{
    site::{EntryId, ListId, Site},
    view,
};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use tera::{Value, value::Key};

/// How many cards are kept: some 2 kB each.
const MOST: usize = 65_536;

/// A card, and whose it is.
type Slot = Mutex<Option<(EntryId, Value)>>;

/// The cards that are kept. Each entry has one place, which it shares with others when there are very many: neighbours
/// in time, which is who a page shows, never meet there.
pub struct Cards {
    slots: Box<[Slot]>,
    terms: Box<[OnceLock<Value>]>,
}

impl Cards {
    /// Room for the cards of a site.
    pub fn new(site: &Site) -> Self {
        Self { slots: slots(site.entries.len()), terms: site.lists.iter().map(|_| OnceLock::new()).collect() }
    }

    /// The card of an entry, made if it is not at hand.
    pub fn get(&self, site: &Site, id: EntryId) -> Value {
        find(&self.slots, id, || self.make(site, id))
    }

    fn make(&self, site: &Site, id: EntryId) -> Value {
        // Numbers of lists where the terms are: these are put in their places afterwards.
        let mut card = into_map(Value::from_serializable(&view::card_with(site, id, &|list| list)));
        let named = |list: ListId| {
            self.terms[list as usize]
                .get_or_init(|| Value::from_serializable(&view::term_ref(site, list)))
                .clone()
        };
        for field in ["tags", "categories", "series", "terms"] {
            if let Some(value) = card.get_mut(&Key::Str(field)) {
                *value = filled(value, &named);
            }
        }
        Value::from(card)
    }
}

/// A value with terms in the places of the numbers of lists.
fn filled(value: &Value, term: &dyn Fn(ListId) -> Value) -> Value {
    if let Some(list) = value.as_u64().and_then(|number| ListId::try_from(number).ok()) {
        return term(list);
    }
    if let Some(values) = value.as_array() {
        return Value::from(values.iter().map(|value| filled(value, term)).collect::<Vec<_>>());
    }
    if let Some(map) = value.as_map() {
        let filled = map.iter().map(|(key, value)| (key.clone(), filled(value, term)));
        return Value::from(filled.collect::<tera::Map>());
    }
    value.clone()
}

fn slots(entries: usize) -> Box<[Slot]> {
    (0..entries.min(MOST)).map(|_| Slot::default()).collect()
}

fn find(slots: &[Slot], id: EntryId, make: impl FnOnce() -> Value) -> Value {
    let slot = &slots[id as usize % slots.len()];
    if let Some((owner, card)) = &*lock(slot)
        && *owner == id
    {
        return card.clone();
    }
    let card = make();
    *lock(slot) = Some((id, card.clone()));
    card
}

fn lock(slot: &Slot) -> MutexGuard<'_, Option<(EntryId, Value)>> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        clock::Clock,
        config::{Config, Taxonomy},
        digest::Digest,
        paths::SourcePath,
        post::{self, Wants},
        site::{Files, Shown, assemble},
    };
    use std::{cell::Cell, sync::Arc};

    fn site(front_matters: &[&str]) -> Site {
        let taxonomies = ["beats", "places"].map(|name| (name.to_owned(), Taxonomy::default())).into();
        let config = Config { taxonomies, ..Config::default() };
        let post = |(number, front_matter): (usize, &&str)| {
            let (path, text) =
                (format!("content/posts/{number}.md"), format!("---\n{front_matter}\n---\nText.\n"));
            let digest = Digest::of(text.as_bytes());
            let path = SourcePath::new(&path);
            let parsed = post::parse(&path, text.as_bytes(), digest, digest, &config, &Wants::default());
            Arc::new(parsed.post.expect("a post"))
        };
        let posts = front_matters.iter().enumerate().map(post).collect();
        let clock = Clock::at("2026-07-05T12:00:00Z".parse().expect("valid"));
        assemble(Files { posts, ..Files::default() }, config, clock, Shown::default()).0
    }

    #[test]
    fn a_card_with_shared_terms_says_what_the_card_says() {
        let site = site(&[
            "title: One\ndate: 2026-01-01\ntags: [a, b]\ncategories: [c]\nseries: S\nbeats: [x]\nplaces: [y, z]",
            "title: 7\ndate: 2026-01-02\ntags: [b]\nstory: s",
            "title: Three\ndate: 2026-01-03",
        ]);
        let cards = Cards::new(&site);
        for id in 0..3 {
            let expected = Value::from_serializable(&view::card(&site, id));
            // As JSON, because two maps are equal whatever the order of their fields.
            assert_eq!(json(&cards.get(&site, id)), json(&expected));
        }
        let one = json(&cards.get(&site, 2));
        assert!(one.contains(r#""beats":[{"name":"x""#) && one.contains(r#""places":[{"name":"y""#), "{one}");
    }

    fn json(value: &Value) -> String {
        serde_json::to_string(value).expect("a value")
    }

    #[test]
    fn a_card_is_made_again_only_when_another_took_its_place() {
        let (slots, count) = (slots(MOST + 2), Cell::new(0));
        let get = |id: EntryId| {
            let make = || {
                count.set(count.get() + 1);
                Value::from(id)
            };
            assert_eq!(find(&slots, id, make), Value::from(id));
            count.get()
        };
        let beyond = EntryId::try_from(MOST).expect("small") + 1;
        assert_eq!([get(1), get(2), get(1), get(beyond), get(2), get(1)], [1, 2, 2, 3, 3, 4]);
    }
}
