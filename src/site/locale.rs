//! The site in each of its languages: a tree of lists below `/` or `/LANG/`.
//!
//! A file says by its name that it belongs to another language (`NAME.zh.md`); `lang:` in a front matter only says
//! in which language a text is.

use super::{EntryId, ListId};
use crate::{config::Config, paths::UrlPath, post::Post};
use std::{collections::BTreeMap, collections::BTreeSet};

/// Number of a locale in [`super::Site::locales`]; the site's own language is 0.
pub type LocaleId = u16;

/// The site's own language.
pub const MAIN: LocaleId = 0;

/// The site in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locale {
    /// BCP 47 tag.
    pub tag: String,
    /// Its home page.
    pub root: UrlPath,
    /// Posts that lists show, newest first.
    pub listed: Vec<EntryId>,
    /// The list of all posts.
    pub home: ListId,
    /// Sections, by path.
    pub sections: Vec<ListId>,
    /// Years that have posts, newest first; none where there is no archive.
    pub years: Vec<ListId>,
    /// Months that have posts, newest first.
    pub months: Vec<ListId>,
    /// Days that have posts, newest first; none where there are no editions.
    pub days: Vec<ListId>,
    /// Taxonomies, in the order of [`Config::taxonomy_names`].
    pub taxonomies: Vec<Taxonomy>,
    /// Posts in which something was wrong.
    pub corrections: Option<ListId>,
    /// Posts that tell of claims.
    pub claims: Option<ListId>,
}

/// A taxonomy in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taxonomy {
    /// Its name, which is that of its key in the front matter.
    pub name: String,
    /// The page of its terms.
    pub url: UrlPath,
    /// Whether it and its terms have pages.
    pub has_pages: bool,
    /// Terms by name.
    pub terms: Vec<ListId>,
    /// The term of each slug, those of synonyms among them.
    pub by_slug: BTreeMap<String, ListId>,
}

impl Locale {
    /// The taxonomy of a name.
    pub fn taxonomy(&self, name: &str) -> Option<&Taxonomy> {
        self.taxonomies.iter().find(|taxonomy| taxonomy.name == name)
    }

    /// The page of the archive; none where there is none.
    pub fn archive(&self) -> Option<UrlPath> {
        (!self.years.is_empty()).then(|| self.root.join("archive"))
    }

    /// The page on which it is searched, where the site can be searched.
    pub fn search(&self) -> UrlPath {
        self.root.join("search")
    }

    /// The page of all editions; none where there are none.
    pub fn editions(&self) -> Option<UrlPath> {
        (!self.days.is_empty()).then(|| self.root.join("editions"))
    }
}

/// The languages of a site: its own, then those that files which are built are in, by tag.
pub fn tags<'a>(posts: impl Iterator<Item = &'a Post>, config: &Config) -> Vec<String> {
    let others: BTreeSet<&str> = posts.filter_map(|post| post.locale.as_deref()).collect();
    std::iter::once(config.language.as_str()).chain(others).map(str::to_owned).collect()
}

/// The number of the locale that a post is in.
pub fn of_post(post: &Post, tags: &[String]) -> LocaleId {
    let place = post.locale.as_ref().and_then(|tag| tags.iter().skip(1).position(|known| known == tag));
    place.map_or(MAIN, |place| LocaleId::try_from(place + 1).unwrap_or(MAIN))
}

/// The home page of a locale.
pub fn root(id: LocaleId, tag: &str) -> UrlPath {
    if id == MAIN { UrlPath::root() } else { UrlPath::root().join(tag) }
}
