//! The plan: every file of the output with the recipe that makes it.
//!
//! Owns which files a site has, what each depends on, and that no two things claim one path. Building renders the
//! stale recipes, previewing the one asked for, publishing compares. It must not know Tera or the disk.

mod inputs;
mod links;
mod sitemap;

pub use inputs::{
    Inputs, content_digest, feed_posts, inputs_digest, locale_of, page_of, printed_bodies, redirects,
    series_parts, story_posts,
};
pub use links::check_links;
pub use sitemap::Sitemap;

use crate::{
    config::FeedFormat,
    diagnostic::Diagnostic,
    paths::{OutputPath, UrlPath},
    post::PostKind,
    site::{EntryId, List, ListId, ListKind, LocaleId, Site, StaticFile, terms::Term},
    view,
};
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
};

/// A file of the output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipe {
    /// Where it is on the site.
    pub url: UrlPath,
    /// What it is.
    pub page: Page,
}

/// What a file of the output is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Page {
    /// Page `number` (from 1) of a list of posts.
    List {
        /// Which list.
        list: ListId,
        /// From 1.
        number: usize,
    },
    /// All terms of a taxonomy in one language.
    Terms(LocaleId, usize),
    /// Years and months in one language.
    Archive(LocaleId),
    /// Days that have posts in one language.
    Editions(LocaleId),
    /// A post or page.
    Article(EntryId),
    /// The posts related to a post.
    Related(EntryId),
    /// Where the site is searched in one language.
    Search(LocaleId),
    /// What a server shows for a URL that does not exist.
    NotFound(LocaleId),
    /// An old URL that leads to an entry.
    Alias(EntryId),
    /// A feed of a list.
    Feed(ListId, FeedFormat),
    /// The sitemap: whole, or its index where it is too long for one file.
    Sitemap,
    /// Part `number` (from 1) of a sitemap that is too long for one file.
    SitemapPart(usize),
    /// The sitemap of the last two days' posts.
    NewsSitemap,
    /// Old URLs and where they lead, for the server.
    Redirects,
    /// Headers of responses, for the server.
    Headers,
    /// All claims, for programs.
    Claims,
    /// For robots.
    Robots,
    /// The wire and the markets, for scripts.
    Wire,
    /// A file as it is.
    Copy(StaticFile),
}

/// Where the bytes of a page come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Maker<'a> {
    /// The first of these templates that exists.
    Template(Vec<Cow<'a, str>>),
    /// The program itself: a format that leaves nothing to choose.
    Program,
    /// A file.
    Copy,
}

impl Page {
    /// What makes it.
    pub fn maker<'a>(&self, site: &'a Site) -> Maker<'a> {
        let one = |name: &'static str| Maker::Template(vec![Cow::Borrowed(name)]);
        match self {
            Self::List { list, .. } => Maker::Template(list_templates(site, site.list(*list))),
            Self::Terms(locale, taxonomy) => {
                let name = &site.locale(*locale).taxonomies[*taxonomy].name;
                Maker::Template(vec![Cow::Owned(format!("{name}/terms.html")), Cow::Borrowed("terms.html")])
            }
            Self::Archive(_) => one("archive.html"),
            Self::Editions(_) => one("editions.html"),
            Self::Article(id) => Maker::Template(article_templates(site, *id)),
            Self::Related(_) => one("related.html"),
            Self::Search(_) => one("search.html"),
            Self::NotFound(_) => one("404.html"),
            Self::Alias(_) => one("alias.html"),
            Self::Feed(_, format) => one(format.file_name()),
            Self::Robots => one("robots.txt"),
            Self::Sitemap
            | Self::SitemapPart(_)
            | Self::NewsSitemap
            | Self::Claims
            | Self::Redirects
            | Self::Headers
            | Self::Wire => Maker::Program,
            Self::Copy(_) => Maker::Copy,
        }
    }
}

fn list_templates<'a>(site: &'a Site, list: &'a List) -> Vec<Cow<'a, str>> {
    match &list.kind {
        ListKind::Home => vec!["home.html".into()],
        ListKind::Section { index, .. } => {
            let meta = index.map(|id| &site.entry(id).post.meta);
            let own = meta.and_then(|meta| meta.template.as_ref().or(meta.layout.as_ref()));
            let own = own.map(|own| Cow::Borrowed(own.value.as_str()));
            own.into_iter().chain(["section.html".into()]).collect()
        }
        ListKind::Term(term) => {
            let meta = term.page.map(|id| &site.entry(id).post.meta);
            let own = meta.and_then(|meta| meta.template.as_ref().or(meta.layout.as_ref()));
            let own = own.map(|own| Cow::Borrowed(own.value.as_str()));
            let taxonomy = site.taxonomy_of(list).map_or("", |taxonomy| taxonomy.name.as_str());
            own.into_iter().chain([Cow::Owned(format!("{taxonomy}/term.html")), "term.html".into()]).collect()
        }
        ListKind::Year(_) => vec!["year.html".into(), "archive.html".into()],
        ListKind::Month(..) => vec!["month.html".into(), "archive.html".into()],
        ListKind::Corrections => vec!["corrections.html".into()],
        ListKind::Claims => vec!["claims.html".into()],
        ListKind::Day(_) => vec!["edition.html".into()],
    }
}

fn article_templates(site: &Site, id: EntryId) -> Vec<Cow<'_, str>> {
    let post = &site.entry(id).post;
    let own = post.meta.template.as_ref().or(post.meta.layout.as_ref()).map(|own| own.value.as_str());
    let section = site.config.sections.get(&post.section).filter(|_| post.kind == PostKind::Post);
    let of_section = section.and_then(|section| section.template.as_deref());
    let default = if post.kind == PostKind::Post { "post.html" } else { "page.html" };
    // A section's template that does not exist is an error; a post's own is reported elsewhere.
    match (own, of_section) {
        (Some(own), _) => vec![own.into(), default.into()],
        (None, Some(template)) => vec![template.into()],
        (None, None) => vec![default.into()],
    }
}

/// Every file of the output but those that pages ask for by fingerprint.
#[derive(Debug, Default)]
pub struct SitePlan {
    /// Recipes by path.
    pub recipes: BTreeMap<OutputPath, Recipe>,
    /// What the sitemap's files list.
    pub sitemap: Sitemap,
}

/// Plans a site.
pub fn plan(site: &Site) -> (SitePlan, Vec<Diagnostic>) {
    let mut planning = Planning {
        site,
        plan: SitePlan { sitemap: Sitemap::of(site), ..SitePlan::default() },
        claims: HashMap::new(),
        diagnostics: Vec::new(),
    };
    planning.articles();
    planning.lists();
    planning.machine_files();
    planning.files();
    (planning.plan, planning.diagnostics)
}

struct Planning<'a> {
    site: &'a Site,
    plan: SitePlan,
    /// Paths taken, without case and in one normal form, and who took them.
    claims: HashMap<String, OutputPath>,
    diagnostics: Vec<Diagnostic>,
}

impl Planning<'_> {
    fn add(&mut self, url: UrlPath, page: Page) {
        let path = url.output();
        let recipe = Recipe { url, page };
        if let Some(taken) = self.claims.get(&path.collision_key()) {
            let first = &self.plan.recipes[taken];
            self.diagnostics.push(collision(self.site, &path, first, taken, &recipe));
            return;
        }
        self.claims.insert(path.collision_key(), path.clone());
        self.plan.recipes.insert(path, recipe);
    }

    fn articles(&mut self) {
        let site = self.site;
        let entries = || (0..).zip(&site.entries);
        // What describes a section or a story is on its own page.
        for (id, entry) in
            entries().filter(|(id, entry)| !entry.post.is_index() && !site.stories.has_page(*id))
        {
            self.add(entry.url.clone(), Page::Article(id));
        }
        for (id, entry) in entries() {
            // Where two posts claim one path, saying it of the pages below as well would be noise.
            let has_page =
                self.plan.recipes.get(&entry.url.output()).is_some_and(|own| own.page == Page::Article(id));
            if let Some(url) = site.related_url(id).filter(|_| has_page) {
                self.add(url, Page::Related(id));
            }
        }
        for (id, entry) in entries() {
            for alias in &entry.post.meta.aliases {
                // One that differs from the post's own URL in case alone would be the same file on some disks.
                let own = entry.url.output().collision_key();
                if let Some(url) =
                    UrlPath::parse(&alias.value).ok().filter(|url| url.output().collision_key() != own)
                {
                    self.add(url, Page::Alias(id));
                }
            }
        }
    }

    fn lists(&mut self) {
        let site = self.site;
        for (id, list) in (0..).zip(&site.lists).filter(|(_, list)| list.has_pages) {
            // A year shows its months, which have pages of their own.
            let pages = if let ListKind::Year(_) = list.kind {
                1
            } else {
                view::page_count(list.posts.len(), list.per_page)
            };
            for number in 1..=pages {
                self.add(view::page_url(&list.url, number), Page::List { list: id, number });
            }
        }
        for (id, locale) in (0..).zip(&site.locales) {
            for (number, taxonomy) in locale.taxonomies.iter().enumerate() {
                if taxonomy.has_pages && !taxonomy.terms.is_empty() {
                    self.add(taxonomy.url.clone(), Page::Terms(id, number));
                }
            }
            if let Some(url) = locale.archive() {
                self.add(url, Page::Archive(id));
            }
            if let Some(url) = locale.editions() {
                self.add(url, Page::Editions(id));
            }
            if site.config.search {
                self.add(locale.search(), Page::Search(id));
            }
        }
    }

    fn machine_files(&mut self) {
        let (site, root) = (self.site, UrlPath::root());
        for (id, locale) in (0..).zip(&site.locales) {
            self.add(locale.root.join("404.html"), Page::NotFound(id));
        }
        for (id, list) in (0..).zip(&site.lists).filter(|(_, list)| list.has_feeds) {
            for format in &site.config.feeds.formats {
                self.add(list.url.join(format.file_name()), Page::Feed(id, *format));
            }
        }
        if site.locales.iter().any(|locale| locale.claims.is_some()) {
            self.add(root.join("claims.json"), Page::Claims);
        }
        self.add(root.join("sitemap.xml"), Page::Sitemap);
        for number in 1..=self.plan.sitemap.parts().len() {
            self.add(root.join(&format!("sitemap-{number}.xml")), Page::SitemapPart(number));
        }
        self.add(root.join("sitemap-news.xml"), Page::NewsSitemap);
        self.add(root.join("robots.txt"), Page::Robots);
        if site.config.wire.is_some() || site.config.markets.is_some() {
            self.add(view::wire_url(), Page::Wire);
        }
        self.add(of_server("_headers"), Page::Headers);
        if !redirects(site).is_empty() {
            self.add(of_server("_redirects"), Page::Redirects);
        }
    }

    fn files(&mut self) {
        let site = self.site;
        for (path, file) in site.static_files.iter().filter(|(_, file)| !file.origin.is_on_demand()) {
            match OutputPath::of_file(path) {
                Ok(output) => {
                    self.check_name(&output, file);
                    self.replace_or_add(&output, file);
                }
                Err(why) => {
                    let message = format!("it is not published: {why}");
                    let warning = Diagnostic::warning("file-name", message).in_file(file.origin.label());
                    self.diagnostics.push(warning.hint("rename it"));
                }
            }
        }
        for (url, file) in &site.attachments {
            self.check_name(&url.output(), file);
            self.add(url.clone(), Page::Copy(file.clone()));
        }
    }

    /// A name that not every system takes is kept, and told.
    fn check_name(&mut self, output: &OutputPath, file: &StaticFile) {
        if let Some(portable) = output.portable() {
            let message = format!("it is published as `{output}`, a name that Windows does not take");
            let hint = format!("call it `{portable}` if the site is ever to be built or copied there");
            let warning = Diagnostic::warning("file-name", message).in_file(file.origin.label());
            self.diagnostics.push(warning.hint(hint));
        }
    }

    /// A static `robots.txt`, `_headers` or `_redirects` takes the place of ours: that is what its author means.
    fn replace_or_add(&mut self, output: &OutputPath, file: &StaticFile) {
        let url = UrlPath::of_file(output);
        let ours = self.plan.recipes.get_mut(output);
        match ours {
            Some(Recipe { page: page @ (Page::Robots | Page::Headers | Page::Redirects), .. }) => {
                *page = Page::Copy(file.clone());
            }
            _ => self.add(url, Page::Copy(file.clone())),
        }
    }
}

/// A file that the server reads and does not serve.
fn of_server(name: &str) -> UrlPath {
    UrlPath::of_file(&OutputPath::parse(name).expect("a literal name"))
}

fn collision(
    site: &Site,
    path: &OutputPath,
    first: &Recipe,
    first_path: &OutputPath,
    second: &Recipe,
) -> Diagnostic {
    let (first_file, first_name) = claimant(site, &first.page);
    let (second_file, second_name) = claimant(site, &second.page);
    let message = if first_path == path {
        format!("two sources for `{path}`: {first_name} and {second_name}")
    } else {
        format!(
            "`{first_path}` ({first_name}) and `{path}` ({second_name}) are one file where case or normal form does not count"
        )
    };
    let mut diagnostic =
        Diagnostic::error("path-collision", message).hint(collision_hint(&first.page, &second.page));
    if let Some(file) = &second_file {
        diagnostic = diagnostic.in_file(file.clone());
    }
    match first_file {
        Some(file) if second_file.is_some() => {
            diagnostic.related(format!("the other is {first_name}"), file, None)
        }
        Some(file) => diagnostic.in_file(file),
        None => diagnostic,
    }
}

fn collision_hint(first: &Page, second: &Page) -> &'static str {
    let has = |is: fn(&Page) -> bool| is(first) || is(second);
    if has(|page| matches!(page, Page::Archive(_))) {
        "give the other another `slug:` or `url:`, or set `archive: false` in `sitegen.yaml`"
    } else if has(|page| matches!(page, Page::Search(_))) {
        "give the other another `slug:` or `url:`, or set `search: false` in `sitegen.yaml`"
    } else if has(|page| matches!(page, Page::Terms(..))) {
        "give the other another `slug:` or `url:`, or turn the taxonomy off in `sitegen.yaml`"
    } else {
        "give one of the two another `slug:` or `url:` in its front matter, or another name"
    }
}

/// The file behind a page, if it has one.
pub fn source_of(site: &Site, page: &Page) -> Option<String> {
    claimant(site, page).0
}

/// The file behind a page, if it has one, and how to call the page.
fn claimant(site: &Site, page: &Page) -> (Option<String>, String) {
    let source = |id: &EntryId| site.entry(*id).post.source.to_string();
    match page {
        Page::Article(id) => (Some(source(id)), format!("`{}`", source(id))),
        Page::Related(id) => (Some(source(id)), format!("the related posts of `{}`", source(id))),
        Page::Alias(id) => (Some(source(id)), format!("an alias of `{}`", source(id))),
        Page::Copy(file) => (Some(file.origin.label()), format!("`{}`", file.origin.label())),
        Page::List { list, number } => {
            let name = list_name(site, site.list(*list));
            let source = list_source(site, site.list(*list));
            (source, if *number == 1 { name } else { format!("page {number} of {name}") })
        }
        Page::Feed(list, format) => {
            (None, format!("{} of {}", format.file_name(), list_name(site, site.list(*list))))
        }
        Page::Terms(locale, taxonomy) => {
            (None, format!("the list of {}", site.locale(*locale).taxonomies[*taxonomy].name))
        }
        Page::Archive(_) => (None, "the archive".to_owned()),
        Page::Editions(_) => (None, "the list of editions".to_owned()),
        Page::Search(_) => (None, "the search page".to_owned()),
        Page::NotFound(_) => (None, "the page for what is not found".to_owned()),
        Page::Sitemap | Page::SitemapPart(_) | Page::NewsSitemap => (None, "the sitemap".to_owned()),
        Page::Claims => (None, "the file of claims".to_owned()),
        Page::Redirects => (None, "the list of redirects".to_owned()),
        Page::Headers => (None, "the list of headers".to_owned()),
        Page::Robots => (None, "the file for robots".to_owned()),
        Page::Wire => (None, "the wire".to_owned()),
    }
}

/// How to call a list.
fn list_name(site: &Site, list: &List) -> String {
    match &list.kind {
        ListKind::Home => "the list of all posts".to_owned(),
        ListKind::Section { folder, .. } => format!("the list of the section `{folder}`"),
        ListKind::Term(_) => {
            let taxonomy = site.taxonomy_of(list).map_or("", |taxonomy| taxonomy.name.as_str());
            format!("the page of `{}` in {taxonomy}", list.title)
        }
        ListKind::Year(_) | ListKind::Month(..) => format!("the archive of {}", list.title),
        ListKind::Corrections => "the list of corrections".to_owned(),
        ListKind::Claims => "the list of claims".to_owned(),
        ListKind::Day(_) => format!("the edition of {}", list.title),
    }
}

/// The file that describes a list.
fn list_source(site: &Site, list: &List) -> Option<String> {
    match list.kind {
        ListKind::Section { index: Some(page), .. } | ListKind::Term(Term { page: Some(page), .. }) => {
            Some(site.entry(page).post.source.to_string())
        }
        _ => None,
    }
}
