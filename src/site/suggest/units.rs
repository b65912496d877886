//! A post with its translations: what belongs to a story as a whole.

use crate::{
    paths::slugify,
    site::{EntryId, ListKind, Site},
};
use std::collections::{BTreeMap, BTreeSet};

/// Number of a unit.
pub type UnitId = usize;

/// Listed posts, each together with its translations.
pub struct Units {
    all: Vec<Unit>,
    of_entries: BTreeMap<EntryId, UnitId>,
    /// Stories that there are, by slug: as the newest post that tells one writes it.
    names: BTreeMap<String, String>,
    telling: BTreeMap<String, Vec<UnitId>>,
    /// Slugs that no new story may have.
    taken: BTreeSet<String>,
}

/// A post and its translations.
pub struct Unit {
    /// Newest first.
    pub posts: Vec<EntryId>,
    /// The slug of the story that one of them tells, and that post.
    pub story: Option<(String, EntryId)>,
}

/// The slug of the story that an entry tells.
fn story_of(site: &Site, id: EntryId) -> Option<String> {
    let entry = site.entry(id);
    let written = entry.post.meta.story.as_ref()?;
    let term = site.terms_of(entry, "stories").find_map(|(_, list)| match &list.kind {
        ListKind::Term(term) => Some(term.slug.clone()),
        _ => None,
    });
    // A site without pages of stories has stories all the same.
    Some(term.unwrap_or_else(|| slugify(written, site.config.slugify)))
}

impl Units {
    /// Puts the listed posts of a site together.
    pub fn of(site: &Site) -> Self {
        let mut units = Self {
            all: Vec::new(),
            of_entries: BTreeMap::new(),
            names: BTreeMap::new(),
            telling: BTreeMap::new(),
            taken: site.stories.slugs().map(str::to_owned).collect(),
        };
        for id in &site.listed {
            if units.of_entries.contains_key(id) {
                continue;
            }
            let others = site.translations.get(id).into_iter().flatten().copied();
            let is_free = |other: &EntryId| {
                site.listed.binary_search(other).is_ok() && !units.of_entries.contains_key(other)
            };
            let mut posts: Vec<EntryId> = std::iter::once(*id).chain(others.filter(is_free)).collect();
            posts.sort_unstable();
            posts.dedup();
            for post in &posts {
                units.of_entries.insert(*post, units.all.len());
            }
            let story = posts.iter().find_map(|post| Some((story_of(site, *post)?, *post)));
            if let Some((slug, _)) = &story {
                units.telling.entry(slug.clone()).or_default().push(units.all.len());
            }
            units.all.push(Unit { posts, story });
        }
        units.read_names(site);
        units
    }

    fn read_names(&mut self, site: &Site) {
        let of_entries = site.entries.iter().map(|entry| &entry.post);
        for post in of_entries.chain(site.left_out.iter().map(|left_out| &left_out.post)) {
            let written = post.meta.story.as_deref();
            self.taken.extend(written.map(|story| slugify(story, site.config.slugify)));
        }
        for id in &site.listed {
            if let (Some(slug), Some(written)) = (story_of(site, *id), &site.entry(*id).post.meta.story) {
                self.names.entry(slug.clone()).or_insert_with(|| written.clone());
                self.taken.insert(slug);
            }
        }
    }

    /// All, by their newest post.
    pub fn iter(&self) -> impl Iterator<Item = (UnitId, &Unit)> {
        self.all.iter().enumerate()
    }

    /// One of them.
    pub fn unit(&self, id: UnitId) -> &Unit {
        &self.all[id]
    }

    /// Those that tell a story.
    pub fn telling(&self, slug: &str) -> impl Iterator<Item = &Unit> {
        self.telling.get(slug).into_iter().flatten().map(|unit| self.unit(*unit))
    }

    /// That of a listed post.
    pub fn of_entry(&self, id: EntryId) -> Option<UnitId> {
        self.of_entries.get(&id).copied()
    }

    /// How posts write the story of a slug.
    pub fn name_of<'a>(&'a self, slug: &'a str) -> &'a str {
        self.names.get(slug).map_or(slug, String::as_str)
    }

    /// Slugs that no new story may have.
    pub fn taken(&self) -> &BTreeSet<String> {
        &self.taken
    }
}
