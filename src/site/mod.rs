//! All posts → one [`Site`]: what is public, in which order, under which URLs, tied to what.
//!
//! Owns everything that takes more than one file to know: lists and their order, terms, languages and translations,
//! bundles, links between posts, relatedness. It must not know templates, recipes or the disk.

mod assemble;
pub mod bundles;
pub mod fresh;
mod levels;
pub mod links;
pub mod lists;
pub mod locale;
pub mod masthead;
pub mod permalink;
pub mod related;
mod sign_offs;
pub mod status;
pub mod stories;
pub mod suggest;
pub mod terms;
#[cfg(test)]
mod tests;
mod translations;
mod words;

pub use assemble::{Files, assemble};
pub use levels::Levels;
pub use links::{Link, VideoLinks};
pub use lists::{List, ListId, ListKind};
pub use locale::{Locale, LocaleId, Taxonomy};
pub use status::{Shown, Status};
pub use terms::Term;

use crate::{
    config::{Config, SignOff},
    digest::Digest,
    newsroom::Strip,
    paths::{SourcePath, UrlPath, below_content, slugify},
    post::{
        Post, PostKind,
        markdown::Labels,
        meta::{PostDate, UpdateKind, Visibility},
    },
    strings::Strings,
    value::Value,
};
use jiff::{Timestamp, civil::Date};
use std::{collections::BTreeMap, sync::Arc};

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
    /// In which language's lists it is.
    pub locale: LocaleId,
    /// Its terms, taxonomy by taxonomy, as its author ordered them.
    pub terms: Vec<ListId>,
    /// What its holes are filled with, in the order of [`crate::post::Facts::holes`].
    pub links: Vec<Link>,
    /// Where its lead image is.
    pub image: Option<Link>,
    /// Where the files of its video are.
    pub video: Option<VideoLinks>,
    /// Minutes to read it, at least 1.
    pub reading_time: u32,
}

impl Entry {
    /// Whether everyone may find it.
    pub fn is_public(&self) -> bool {
        self.post.meta.visibility == Visibility::Public
    }

    /// Whether lists of posts show it: a post that everyone may find and that was not withdrawn.
    pub fn is_listed(&self) -> bool {
        self.post.kind == PostKind::Post && self.is_public() && !self.is_retracted()
    }

    /// Whether it was withdrawn. Its page stays, with a notice.
    pub fn is_retracted(&self) -> bool {
        self.post.meta.updates.iter().any(|update| update.kind == UpdateKind::Retraction)
    }

    /// When it was last corrected or withdrawn.
    pub fn corrected_at(&self) -> Option<PostDate> {
        let corrections = self.post.meta.updates.iter().filter(|update| update.kind.is_correction());
        corrections.map(|update| update.date).max()
    }
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
    /// How many.
    pub size: u64,
}

/// Where the bytes of a file are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileOrigin {
    /// In the project.
    Project(SourcePath),
    /// In the binary, by its path below `static/`.
    Embedded(String),
    /// Made from the settings: its text.
    Made(Arc<str>),
}

impl FileOrigin {
    /// How diagnostics call it.
    pub fn label(&self) -> String {
        match self {
            Self::Project(path) => path.to_string(),
            Self::Embedded(path) => format!("the default theme's static/{path}"),
            Self::Made(_) => "the settings below `theme`".to_owned(),
        }
    }

    /// Whether it is published only where a page asks for it by its fingerprint: what the theme has for presets that
    /// the site does not use, and what is made for it.
    pub fn is_on_demand(&self) -> bool {
        match self {
            Self::Project(_) => false,
            Self::Embedded(path) => {
                ["fonts/", "css/presets/", "css/faces/"].iter().any(|folder| path.starts_with(folder))
            }
            Self::Made(_) => true,
        }
    }
}

/// A whole site.
#[derive(Debug, Clone)]
pub struct Site {
    /// Its settings.
    pub config: Config,
    /// Everything that is built: posts newest first, then pages by path.
    pub entries: Vec<Entry>,
    /// Posts that lists show, newest first.
    pub listed: Vec<EntryId>,
    /// Posts that are not built.
    pub left_out: Vec<LeftOut>,
    /// The site in each of its languages, its own first.
    pub locales: Vec<Locale>,
    /// All lists of posts.
    pub lists: Vec<List>,
    /// The other entries that say the same in another language, of each entry that has any.
    pub translations: BTreeMap<EntryId, Vec<EntryId>>,
    /// Public entries of the same language whose bodies link to an entry, newest first.
    pub backlinks: BTreeMap<EntryId, Vec<EntryId>>,
    /// Posts that were first published in the last two days, newest first.
    pub fresh: Vec<EntryId>,
    /// Entries by source path.
    pub by_source: Arc<BTreeMap<String, EntryId>>,
    /// Entries by permanent ID.
    pub by_id: Arc<BTreeMap<String, EntryId>>,
    /// Entries by URL path.
    pub by_url: Arc<BTreeMap<String, EntryId>>,
    /// Posts and pages by the last segment of their URL.
    pub by_slug: Arc<BTreeMap<String, EntryId>>,
    /// Hand-picked related posts of each entry that has any.
    pub picked: BTreeMap<EntryId, Vec<EntryId>>,
    /// Files of bundles, of each entry that has any.
    pub bundles: BTreeMap<EntryId, Vec<bundles::BundleFile>>,
    /// What is known of stories.
    pub stories: stories::Stories,
    /// The lines at the end of an author's articles, by the slug of each.
    pub sign_offs: BTreeMap<String, SignOff>,
    /// Data files by name without ending.
    pub data: BTreeMap<String, DataFile>,
    /// The wire and the markets.
    pub strip: Strip,
    /// Static files by path below `static/`.
    pub static_files: BTreeMap<String, StaticFile>,
    /// Files beside posts that posts refer to, and those of bundles: where they are published, and their source.
    pub attachments: BTreeMap<UrlPath, StaticFile>,
    /// The words of the theme.
    pub strings: Arc<Strings>,
    /// What the home page's masthead is made of besides settings.
    pub masthead: masthead::Masthead,
    /// The first instant after the clock's at which the output changes with no edit, but for what is finer than a day.
    pub next_change_at: Option<Timestamp>,
    /// The first instant after the clock's at which anything in the output changes with no edit.
    pub changes_at: Option<Timestamp>,
}

impl Site {
    /// An entry by its number.
    pub fn entry(&self, id: EntryId) -> &Entry {
        &self.entries[id as usize]
    }

    /// A list by its number.
    pub fn list(&self, id: ListId) -> &List {
        &self.lists[id as usize]
    }

    /// A locale by its number.
    pub fn locale(&self, id: LocaleId) -> &Locale {
        &self.locales[id as usize]
    }

    /// The taxonomy of a term's list; none for other lists.
    pub fn taxonomy_of(&self, list: &List) -> Option<&Taxonomy> {
        match &list.kind {
            ListKind::Term(term) => self.locale(list.locale).taxonomies.get(term.taxonomy),
            _ => None,
        }
    }

    /// The terms of an entry in one taxonomy.
    pub fn terms_of<'a>(
        &'a self,
        entry: &'a Entry,
        taxonomy: &'a str,
    ) -> impl Iterator<Item = (ListId, &'a List)> {
        let lists = entry.terms.iter().map(|id| (*id, self.list(*id)));
        lists.filter(move |(_, list)| self.taxonomy_of(list).is_some_and(|own| own.name == taxonomy))
    }

    /// The term of a name or slug in a locale's taxonomy.
    pub fn term(&self, locale: LocaleId, taxonomy: &str, name: &str) -> Option<ListId> {
        let taxonomy = self.locale(locale).taxonomy(taxonomy)?;
        taxonomy.by_slug.get(&slugify(name, self.config.slugify)).copied()
    }

    /// The section of a folder in a locale.
    pub fn section(&self, locale: LocaleId, folder: &str) -> Option<ListId> {
        let is_it = |id: &&ListId| matches!(&self.list(**id).kind, ListKind::Section { folder: own, .. } if own == folder);
        self.locale(locale).sections.iter().find(is_it).copied()
    }

    /// The same list in another locale, if it is there.
    pub fn counterpart(&self, list: &List, locale: LocaleId) -> Option<ListId> {
        let there = self.locale(locale);
        let find = |lists: &[ListId]| lists.iter().find(|id| self.list(**id).kind == list.kind).copied();
        match &list.kind {
            ListKind::Home => Some(there.home),
            ListKind::Section { folder, .. } => self.section(locale, folder),
            ListKind::Term(term) => there.taxonomies.get(term.taxonomy)?.by_slug.get(&term.slug).copied(),
            ListKind::Corrections => there.corrections,
            ListKind::Claims => there.claims,
            ListKind::Year(_) => find(&there.years),
            ListKind::Month(..) => find(&there.months),
            ListKind::Day(date) => self.day(locale, *date),
        }
    }

    /// The posts of a day in a locale, where there are any and the site has editions.
    pub fn day(&self, locale: LocaleId, date: Date) -> Option<ListId> {
        self.day_place(locale, date).map(|place| self.locale(locale).days[place])
    }

    /// The place of a day among the days of a locale, which are newest first.
    pub fn day_place(&self, locale: LocaleId, date: Date) -> Option<usize> {
        let day = |id: &ListId| if let ListKind::Day(date) = self.list(*id).kind { Some(date) } else { None };
        self.locale(locale).days.binary_search_by(|id| Some(date).cmp(&day(id))).ok()
    }

    /// The listed posts of its language just older and just newer than a listed post.
    pub fn neighbours(&self, id: EntryId) -> (Option<EntryId>, Option<EntryId>) {
        let listed = &self.locale(self.entry(id).locale).listed;
        let Ok(place) = listed.binary_search(&id) else {
            return (None, None);
        };
        (listed.get(place + 1).copied(), place.checked_sub(1).map(|newer| listed[newer]))
    }

    /// The entry that a template or a front matter names: a path in the project (`@/posts/a.md`), a URL path, a
    /// permanent ID or a slug.
    pub fn find(&self, name: &str) -> Option<EntryId> {
        if let Some(path) = name.strip_prefix("@/") {
            let source = below_content(&self.config.content_dir, path);
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

    /// The file of an entry's lead image, when it is one of the site's.
    pub fn image_file(&self, id: EntryId) -> Option<&StaticFile> {
        match self.entry(id).image.as_ref()? {
            Link::Site(url, _) => self.attachments.get(url),
            Link::Rooted(path) => {
                let path = path.split(['#', '?']).next().unwrap_or(path);
                let below = path.strip_prefix(self.config.base_url.prefix()).unwrap_or(path);
                self.static_files.get(below.trim_start_matches('/'))
            }
            Link::AsWritten(_) => None,
        }
    }

    /// Where the page of an entry's related posts lives, if it has one: below its page, that of a file such as `/a.html`
    /// below `/a/`.
    pub fn related_url(&self, id: EntryId) -> Option<UrlPath> {
        let entry = self.entry(id);
        let has_one = self.config.related.page && entry.post.kind == PostKind::Post;
        has_one.then(|| entry.url.as_folder().join("related"))
    }

    /// The entry that a front matter or template in a locale names: as [`Site::find`] finds it, in that language
    /// where it is translated.
    pub fn find_in(&self, locale: LocaleId, name: &str) -> Option<EntryId> {
        let found = self.find(name)?;
        if self.entry(found).locale == locale || name.starts_with("@/") {
            return Some(found);
        }
        let translations = self.translations.get(&found).into_iter().flatten();
        Some(translations.copied().find(|id| self.entry(*id).locale == locale).unwrap_or(found))
    }

    /// The words that bodies in a language say by themselves.
    pub fn labels(&self, lang: &str) -> Labels<'_> {
        Labels::of(&self.strings, lang)
    }

    /// The language of an entry.
    pub fn lang<'a>(&'a self, entry: &'a Entry) -> &'a str {
        entry.post.meta.lang.as_deref().unwrap_or(&self.locale(entry.locale).tag)
    }
}
