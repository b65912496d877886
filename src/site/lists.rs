//! Lists of posts that have a page of their own: home, sections, terms, years, months, in each language.

use super::{
    Entry, EntryId, Files,
    locale::{self, Locale, LocaleId},
    stories::{self, STORIES},
    terms::{self, Term},
};
use crate::{
    config::Config,
    diagnostic::Diagnostic,
    paths::{UrlPath, slugify},
    post::PostKind,
    strings::Strings,
};
use jiff::civil::Date;
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

/// Number of a list in [`super::Site::lists`].
pub type ListId = u32;

/// Posts that belong together.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// What they have in common.
    pub kind: ListKind,
    /// In which language.
    pub locale: LocaleId,
    /// Its page.
    pub url: UrlPath,
    /// What it is called.
    pub title: String,
    /// Its posts: newest first, the parts of a series in their order; after those of a section its pages.
    pub posts: Vec<EntryId>,
    /// Posts on one page; 0 puts all on one.
    pub per_page: usize,
    /// Whether it has pages.
    pub has_pages: bool,
    /// Whether it has feeds.
    pub has_feeds: bool,
    /// Whether everyone may find it.
    pub is_public: bool,
}

/// What the posts of a list have in common.
#[derive(Debug, Clone, PartialEq)]
pub enum ListKind {
    /// The language.
    Home,
    /// The folder.
    Section {
        /// Path below the content folder.
        folder: String,
        /// The `_index.md` that describes it.
        index: Option<EntryId>,
    },
    /// A term.
    Term(Term),
    /// The year of their date.
    Year(i16),
    /// The year and month of their date.
    Month(i16, i8),
    /// That something in them was wrong.
    Corrections,
    /// That they tell of claims.
    Claims,
    /// The day of their date: an edition.
    Day(Date),
}

/// All lists of a site and where they are in its locales.
pub struct Lists {
    /// By [`ListId`].
    pub lists: Vec<List>,
    /// By [`LocaleId`].
    pub locales: Vec<Locale>,
    /// Terms that are written in several ways, data that describes none.
    pub diagnostics: Vec<Diagnostic>,
}

/// Finds the lists of a site. `tags` are its languages.
pub fn collect(entries: &[Entry], tags: &[String], config: &Config, files: &Files) -> Lists {
    let mut found = Lists { lists: Vec::new(), locales: Vec::new(), diagnostics: Vec::new() };
    let abouts = terms::read_abouts(config, files);
    found.diagnostics.extend(abouts.diagnostics.iter().cloned());
    for (id, tag) in (0..).zip(tags) {
        let finder = Finder { entries, config, id, root: locale::root(id, tag) };
        let locale = finder.locale(tag, &abouts, &files.strings, &mut found);
        found.locales.push(locale);
    }
    found
}

struct Finder<'a> {
    entries: &'a [Entry],
    config: &'a Config,
    id: LocaleId,
    root: UrlPath,
}

impl Lists {
    fn add(&mut self, list: List) -> ListId {
        self.lists.push(list);
        ListId::try_from(self.lists.len() - 1).unwrap_or(ListId::MAX)
    }
}

impl Finder<'_> {
    fn locale(&self, tag: &str, abouts: &terms::Abouts, strings: &Strings, found: &mut Lists) -> Locale {
        let listed: Vec<EntryId> =
            self.own().filter(|(_, entry)| entry.is_listed()).map(|(id, _)| id).collect();
        let title = self.config.title.clone();
        let home = found.add(self.list(ListKind::Home, self.root.clone(), title, listed.clone()));
        let sections = self.sections().into_iter().map(|list| found.add(list)).collect();
        let (years, months) = if self.config.archive { self.archive(&listed) } else { Default::default() };
        let years = years.into_iter().map(|list| found.add(list)).collect();
        let months = months.into_iter().map(|list| found.add(list)).collect();
        let days = if self.config.edition.is_some() { self.days(&listed) } else { Vec::new() };
        let days = days.into_iter().map(|list| found.add(list)).collect();
        let names = self.config.taxonomy_names();
        let words = |taxonomy: &str, slug: &str| {
            let key = terms::name_key(taxonomy, slug)?;
            strings.words(tag, &key).map(str::to_owned)
        };
        let taxonomies = (0..)
            .zip(names)
            .map(|(number, name)| self.taxonomy(number, name, abouts, &words, &listed, found));
        let taxonomies = taxonomies.collect();
        let corrections = self.corrections(tag, strings).map(|list| found.add(list));
        let claims = self.claims(tag, strings, &listed).map(|list| found.add(list));
        let (tag, root) = (tag.to_owned(), self.root.clone());
        Locale { tag, root, listed, home, sections, years, months, days, taxonomies, corrections, claims }
    }

    /// The entries of this locale.
    fn own(&self) -> impl Iterator<Item = (EntryId, &Entry)> {
        (0..).zip(self.entries).filter(|(_, entry)| entry.locale == self.id)
    }

    fn list(&self, kind: ListKind, url: UrlPath, title: String, posts: Vec<EntryId>) -> List {
        let per_page = self.config.paginate;
        List {
            kind,
            locale: self.id,
            url,
            title,
            posts,
            per_page,
            has_pages: true,
            has_feeds: true,
            is_public: true,
        }
    }

    /// Folders that an `_index.md` describes, and those that the configuration names.
    fn sections(&self) -> Vec<List> {
        let described: BTreeMap<&str, EntryId> = self
            .own()
            .filter(|(_, entry)| entry.post.is_index())
            .map(|(id, entry)| (entry.post.folder.as_str(), id))
            .collect();
        let used: BTreeSet<&str> = self.own().map(|(_, entry)| entry.post.section.as_str()).collect();
        let configured = self.config.sections.keys().map(String::as_str).filter(|name| used.contains(name));
        let folders: BTreeSet<&str> = described.keys().copied().chain(configured).collect();
        folders.into_iter().map(|folder| self.section(folder, described.get(folder).copied())).collect()
    }

    fn section(&self, folder: &str, index: Option<EntryId>) -> List {
        let top = folder.split('/').next().unwrap_or(folder);
        let is_inside = |entry: &Entry| {
            entry
                .post
                .folder
                .strip_prefix(folder)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                || (folder == top && entry.post.kind == PostKind::Post && entry.post.section == folder)
        };
        let of = |kind: PostKind| {
            let public = self.own().filter(move |(_, entry)| entry.post.kind == kind && entry.is_public());
            public.filter(|(_, entry)| !entry.post.is_index() && is_inside(entry)).map(|(id, _)| id)
        };
        let posts: Vec<EntryId> = of(PostKind::Post).chain(of(PostKind::Page)).collect();
        let described = index.map(|id| &self.entries[id as usize]);
        let title =
            described.map_or_else(|| terms::capitalized(folder), |entry| entry.post.meta.title.clone());
        let url = described.map_or_else(|| self.root.join(folder), |entry| entry.url.clone());
        let settings = self.config.sections.get(top);
        let per_page = settings.and_then(|section| section.paginate).unwrap_or(self.config.paginate);
        let kind = ListKind::Section { folder: folder.to_owned(), index };
        let is_public = described.is_none_or(Entry::is_public);
        let is_dated = |id: &EntryId| self.entries[*id as usize].post.meta.date.is_some();
        let has_feeds = is_public && posts.iter().any(is_dated);
        List { per_page, has_feeds, is_public, ..self.list(kind, url, title, posts) }
    }

    /// Years and months, newest first.
    fn archive(&self, listed: &[EntryId]) -> (Vec<List>, Vec<List>) {
        let mut years: BTreeMap<Reverse<i16>, Vec<EntryId>> = BTreeMap::new();
        let mut months: BTreeMap<Reverse<(i16, i8)>, Vec<EntryId>> = BTreeMap::new();
        for id in listed {
            let Some(date) = self.entries[*id as usize].post.meta.date else { continue };
            let date = self.config.timezone.civil(date.instant);
            years.entry(Reverse(date.year())).or_default().push(*id);
            months.entry(Reverse((date.year(), date.month()))).or_default().push(*id);
        }
        let archive = self.root.join("archive");
        let year = |(Reverse(year), posts): (Reverse<i16>, Vec<EntryId>)| {
            let title = format!("{year:04}");
            List { has_feeds: false, ..self.list(ListKind::Year(year), archive.join(&title), title, posts) }
        };
        let month = |(Reverse((year, month)), posts)| {
            let url = archive.join(&format!("{year:04}/{month:02}"));
            let title = format!("{year:04}-{month:02}");
            List { has_feeds: false, ..self.list(ListKind::Month(year, month), url, title, posts) }
        };
        (years.into_iter().map(year).collect(), months.into_iter().map(month).collect())
    }

    /// Days, newest first.
    fn days(&self, listed: &[EntryId]) -> Vec<List> {
        let mut days: BTreeMap<Reverse<Date>, Vec<EntryId>> = BTreeMap::new();
        for id in listed {
            let Some(date) = self.entries[*id as usize].post.meta.date else { continue };
            days.entry(Reverse(self.config.timezone.civil(date.instant).date())).or_default().push(*id);
        }
        let editions = self.root.join("editions");
        let day = |(Reverse(date), posts): (Reverse<Date>, Vec<EntryId>)| {
            let url = editions.join(&date.strftime("%Y/%m/%d").to_string());
            List { has_feeds: false, ..self.list(ListKind::Day(date), url, date.to_string(), posts) }
        };
        days.into_iter().map(day).collect()
    }

    fn taxonomy(
        &self,
        number: usize,
        name: &str,
        abouts: &terms::Abouts,
        words: &dyn Fn(&str, &str) -> Option<String>,
        listed: &[EntryId],
        found: &mut Lists,
    ) -> locale::Taxonomy {
        let settings = self.config.taxonomy(name);
        let posts = listed.iter().map(|id| {
            let post = &self.entries[*id as usize].post;
            (*id, post.source.as_str(), terms::names_of(post, name, self.config))
        });
        let mut about = abouts.of(name).cloned();
        let mut pages = BTreeMap::new();
        if name == STORIES {
            about.get_or_insert_default().add(stories::about_pages(self.id, self.entries, self.config));
            let all = stories::pages(self.entries, self.config);
            let own = all.into_iter().filter(|((locale, _), _)| *locale == self.id);
            pages = own.map(|((_, slug), id)| (slug, id)).collect();
        }
        let about = about.as_ref();
        let (mut terms, spellings) =
            terms::collect(name, posts, about, self.config.slugify, |slug| words(name, slug));
        found.diagnostics.extend(spellings);
        let silent = pages.keys().filter(|slug| !terms.iter().any(|term| term.slug == **slug));
        let silent: Vec<_> = silent.filter_map(|slug| Some(about?.without_posts(slug))).collect();
        terms.extend(silent);
        terms::sort(&mut terms);
        let url = self.root.join(name);
        let mut ids = Vec::with_capacity(terms.len());
        let mut by_slug = BTreeMap::new();
        for collected in terms {
            let slug = collected.slug.clone();
            let posts =
                if name == "series" { self.in_series_order(collected.posts) } else { collected.posts };
            let page = pages.get(&slug).copied();
            let described = page.map(|id| &self.entries[id as usize]);
            let own_url = described.map_or_else(|| url.join_segment(&slug), |entry| entry.url.clone());
            let term = Term { taxonomy: number, slug: slug.clone(), about: collected.about, page };
            let has_feeds = settings.pages && settings.feed && !posts.is_empty();
            let list = self.list(ListKind::Term(term), own_url, collected.name, posts);
            let per_page = settings.paginate.unwrap_or(self.config.paginate);
            let id = found.add(List {
                per_page,
                has_pages: settings.pages,
                has_feeds,
                is_public: described.is_none_or(Entry::is_public),
                ..list
            });
            ids.push(id);
            by_slug.insert(slug, id);
        }
        for (synonym, slug) in about.into_iter().flat_map(|about| &about.slugs) {
            if let Some(id) = by_slug.get(slug).copied() {
                by_slug.entry(synonym.clone()).or_insert(id);
            }
        }
        locale::Taxonomy { name: name.to_owned(), url, has_pages: settings.pages, terms: ids, by_slug }
    }

    /// What was wrong, the latest correction first; none where nothing was.
    fn corrections(&self, tag: &str, strings: &Strings) -> Option<List> {
        let corrected = self.own().filter(|(_, entry)| entry.is_public());
        let corrected = corrected.filter_map(|(id, entry)| Some((Reverse(entry.corrected_at()?), id)));
        let mut corrected: Vec<_> = corrected.collect();
        corrected.sort_unstable();
        let posts: Vec<EntryId> = corrected.into_iter().map(|(_, id)| id).collect();
        let title = strings.words(tag, "corrections").unwrap_or("Corrections").to_owned();
        let list = self.list(ListKind::Corrections, self.root.join("corrections"), title, posts);
        (!list.posts.is_empty()).then_some(list)
    }

    /// The posts that tell of claims, all on one page; none where no post does.
    fn claims(&self, tag: &str, strings: &Strings, listed: &[EntryId]) -> Option<List> {
        let has_claims = |id: &EntryId| !self.entries[*id as usize].post.meta.claims.is_empty();
        let posts: Vec<EntryId> = listed.iter().copied().filter(has_claims).collect();
        let title = strings.words(tag, "claims").unwrap_or("Claims").to_owned();
        let list = self.list(ListKind::Claims, self.root.join("claims"), title, posts);
        (!list.posts.is_empty()).then_some(List { per_page: 0, has_feeds: false, ..list })
    }

    /// The parts of a series: by weight where they have one, then the oldest first.
    fn in_series_order(&self, mut posts: Vec<EntryId>) -> Vec<EntryId> {
        posts.sort_by_key(|id| {
            (self.entries[*id as usize].post.meta.weight.unwrap_or(i64::MAX), Reverse(*id))
        });
        posts
    }
}

/// The terms of each entry, as its author ordered them, taxonomy by taxonomy.
pub fn terms_of(entry: &Entry, locale: &Locale, config: &Config) -> Vec<ListId> {
    let mut terms = Vec::new();
    for taxonomy in &locale.taxonomies {
        for name in terms::names_of(&entry.post, &taxonomy.name, config) {
            if let Some(id) = taxonomy.by_slug.get(&slugify(&name, config.slugify))
                && !terms.contains(id)
            {
                terms.push(*id);
            }
        }
    }
    terms
}
