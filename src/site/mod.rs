//! All posts → one [`Site`]: what is public, in which order, under which URLs, tied to what.
//!
//! Owns everything that takes more than one file to know: order, neighbours, terms, links between posts,
//! relatedness. It must not know templates, recipes or the disk.

mod assemble;
pub mod links;
pub mod permalink;
pub mod related;
pub mod status;
pub mod terms;
#[cfg(test)]
mod tests;

pub use assemble::{Files, assemble};
pub use links::Link;
pub use status::{Shown, Status};
pub use terms::{Term, TermId};

use crate::{
    config::Config,
    digest::Digest,
    paths::{SourcePath, UrlPath},
    post::{Post, PostKind, markdown::Labels},
    strings::Strings,
    value::Value,
};
use jiff::Timestamp;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// Number of an entry in [`Site::entries`].
pub type EntryId = u32;

/// A post or page that is built.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What its file says.
    pub post: Arc<Post>,
    /// Permanent ID.
    pub id: String,
    /// Where it lives.
    pub url: UrlPath,
    /// Where it stands at the clock's instant.
    pub status: Status,
    /// Its tags.
    pub tags: Vec<TermId>,
    /// What its holes are filled with, in the order of [`crate::post::Facts::holes`].
    pub links: Vec<Link>,
    /// Where its lead image is.
    pub image: Option<Link>,
    /// Minutes to read it, at least 1.
    pub reading_time: u32,
}

/// A post that is not built, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct LeftOut {
    /// What its file says.
    pub post: Arc<Post>,
    /// Permanent ID.
    pub id: String,
    /// Where it would live.
    pub url: Option<UrlPath>,
    /// Why it is not built.
    pub status: Status,
}

/// A data file.
#[derive(Debug, Clone, PartialEq)]
pub struct DataFile {
    /// Its file.
    pub source: SourcePath,
    /// Digest of its bytes.
    pub digest: Digest,
    /// What it holds.
    pub value: Arc<Value>,
}

/// A file that is copied as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaticFile {
    /// Where its bytes are.
    pub origin: FileOrigin,
    /// Digest of its bytes.
    pub digest: Digest,
}

/// Where the bytes of a file are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileOrigin {
    /// In the project.
    Project(SourcePath),
    /// In the binary, by its path below `static/`.
    Embedded(String),
}

impl FileOrigin {
    /// How diagnostics call it.
    pub fn label(&self) -> String {
        match self {
            Self::Project(path) => path.to_string(),
            Self::Embedded(path) => format!("the default theme's static/{path}"),
        }
    }
}

/// A whole site.
#[derive(Debug)]
pub struct Site {
    /// Its settings.
    pub config: Config,
    /// Everything that is built: posts newest first, then pages by path.
    pub entries: Vec<Entry>,
    /// Posts that lists show, newest first.
    pub listed: Vec<EntryId>,
    /// Posts that are not built.
    pub left_out: Vec<LeftOut>,
    /// Tags, by name.
    pub tags: Vec<Term>,
    /// The tag of each slug.
    pub tag_by_slug: BTreeMap<String, TermId>,
    /// Entries by source path.
    pub by_source: BTreeMap<String, EntryId>,
    /// Entries by permanent ID.
    pub by_id: BTreeMap<String, EntryId>,
    /// Entries by URL path.
    pub by_url: BTreeMap<String, EntryId>,
    /// Posts and pages by the last segment of their URL.
    pub by_slug: BTreeMap<String, EntryId>,
    /// Hand-picked related posts of each entry that has any.
    pub picked: BTreeMap<EntryId, Vec<EntryId>>,
    /// Data files by name without ending.
    pub data: BTreeMap<String, DataFile>,
    /// Static files by path below `static/`.
    pub static_files: BTreeMap<String, StaticFile>,
    /// Files beside posts that posts refer to: where they are published, and their source.
    pub attachments: BTreeMap<UrlPath, StaticFile>,
    /// The words of the theme.
    pub strings: Arc<Strings>,
    /// The first instant after the clock's at which the output changes with no edit.
    pub next_change_at: Option<Timestamp>,
}

impl Site {
    /// An entry by its number.
    pub fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id as usize]
    }

    /// A tag by its number.
    pub fn tag(&self, id: TermId) -> &Term {
        &self.tags[id as usize]
    }

    /// The listed posts just older and just newer than a listed post.
    pub fn neighbours(&self, id: EntryId) -> (Option<EntryId>, Option<EntryId>) {
        let Ok(place) = self.listed.binary_search(&id) else {
            return (None, None);
        };
        (self.listed.get(place + 1).copied(), place.checked_sub(1).map(|newer| self.listed[newer]))
    }

    /// The entry that a template or a front matter names: a path in the project (`@/posts/a.md`), a URL path, a
    /// permanent ID or a slug.
    pub fn find(&self, name: &str) -> Option<EntryId> {
        if let Some(path) = name.strip_prefix("@/") {
            let source = format!("{}/{path}", self.config.content_dir);
            return self.by_source.get(&source).copied();
        }
        if let Some(id) = self.by_id.get(name) {
            return Some(*id);
        }
        if let Ok(url) = UrlPath::parse(name)
            && let Some(id) = self.by_url.get(url.as_str())
        {
            return Some(*id);
        }
        self.by_slug.get(name).copied()
    }

    /// Where the page of an entry's related posts lives, if it has one.
    pub fn related_url(&self, id: EntryId) -> Option<UrlPath> {
        let entry = self.entry(id);
        (self.config.related.page && entry.post.kind == PostKind::Post).then(|| entry.url.join("related"))
    }

    /// The languages in which the site is written, for nothing but to know whether there are several.
    pub fn languages(&self) -> BTreeSet<&str> {
        self.entries.iter().map(|entry| self.lang(entry)).collect()
    }

    /// The words that bodies in a language say by themselves.
    pub fn labels(&self, lang: &str) -> Labels<'_> {
        Labels::of(&self.strings, lang)
    }

    /// The language of an entry.
    pub fn lang<'a>(&'a self, entry: &'a Entry) -> &'a str {
        entry.post.meta.lang.as_deref().unwrap_or(&self.config.language)
    }
}
