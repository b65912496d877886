//! The plan: every file of the output with the recipe that makes it.
//!
//! Owns which files a site has, what each depends on, and that no two things claim one path. Building renders the
//! stale recipes, previewing the one asked for, publishing compares. It must not know Tera or the disk.

mod inputs;
mod links;

pub use inputs::{Inputs, content_digest, feed_posts, inputs_digest, page_of, printed_bodies, sitemap_urls};
pub use links::check_links;

use crate::{
    diagnostic::Diagnostic,
    paths::{OutputPath, UrlPath},
    post::PostKind,
    site::{EntryId, Site, StaticFile, TermId},
    view,
};
use std::collections::{BTreeMap, HashMap};

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
    /// Page `number` (from 1) of the list of all posts.
    Home {
        /// From 1.
        number: usize,
    },
    /// A post or page.
    Article(EntryId),
    /// The posts related to a post.
    Related(EntryId),
    /// All tags.
    Tags,
    /// Page `number` of the list of a tag's posts.
    Tag {
        /// Which tag.
        term: TermId,
        /// From 1.
        number: usize,
    },
    /// What a server shows for a URL that does not exist.
    NotFound,
    /// An old URL that leads to an entry.
    Alias(EntryId),
    /// RSS of all posts, or of a tag's.
    Feed(Option<TermId>),
    /// Sitemap.
    Sitemap,
    /// For robots.
    Robots,
    /// A file as it is.
    Copy(StaticFile),
}

impl Page {
    /// The template that renders it, for the posts that name none; none for copies.
    pub fn template<'a>(&'a self, site: &'a Site) -> Option<&'a str> {
        Some(match self {
            Self::Home { .. } => "home.html",
            Self::Article(id) => article_template(site, *id),
            Self::Related(_) => "related.html",
            Self::Tags => "tags.html",
            Self::Tag { .. } => "tag.html",
            Self::NotFound => "404.html",
            Self::Alias(_) => "alias.html",
            Self::Feed(_) => "rss.xml",
            Self::Sitemap => "sitemap.xml",
            Self::Robots => "robots.txt",
            Self::Copy(_) => return None,
        })
    }
}

fn article_template(site: &Site, id: EntryId) -> &str {
    let post = &site.entry(id).post;
    let own = post.meta.template.as_ref().or(post.meta.layout.as_ref());
    let section = site.config.sections.get(&post.section);
    match (own, section.and_then(|section| section.template.as_deref()), post.kind) {
        (Some(own), _, _) => &own.value,
        (None, Some(template), PostKind::Post) => template,
        (None, _, PostKind::Post) => "post.html",
        (None, _, PostKind::Page) => "page.html",
    }
}

/// Every file of the output but those that pages ask for by fingerprint.
#[derive(Debug, Default)]
pub struct SitePlan {
    /// Recipes by path.
    pub recipes: BTreeMap<OutputPath, Recipe>,
}

/// Plans a site.
pub fn plan(site: &Site) -> (SitePlan, Vec<Diagnostic>) {
    let mut planning =
        Planning { site, plan: SitePlan::default(), claims: HashMap::new(), diagnostics: Vec::new() };
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
        for (id, entry) in entries() {
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
        let (site, per_page) = (self.site, self.site.config.paginate);
        let home = root();
        for number in 1..=view::page_count(site.listed.len(), per_page) {
            self.add(view::page_url(&home, number), Page::Home { number });
        }
        self.add(tags_url(), Page::Tags);
        for (term, tag) in (0..).zip(&site.tags) {
            for number in 1..=view::page_count(tag.posts.len(), site.config.paginate_terms("tags")) {
                self.add(view::page_url(&tag.url, number), Page::Tag { term, number });
            }
        }
    }

    fn machine_files(&mut self) {
        let site = self.site;
        self.add(root().join("404.html"), Page::NotFound);
        self.add(root().join("rss.xml"), Page::Feed(None));
        let with_feed = if site.config.taxonomy("tags").feed { site.tags.as_slice() } else { &[] };
        for (term, tag) in (0..).zip(with_feed) {
            self.add(tag.url.join("rss.xml"), Page::Feed(Some(term)));
        }
        self.add(root().join("sitemap.xml"), Page::Sitemap);
        self.add(root().join("robots.txt"), Page::Robots);
    }

    fn files(&mut self) {
        let site = self.site;
        for (path, file) in &site.static_files {
            if let Ok(output) = OutputPath::parse(path) {
                self.replace_or_add(&output, file);
            }
        }
        for (url, file) in &site.attachments {
            self.add(url.clone(), Page::Copy(file.clone()));
        }
    }

    /// A static `robots.txt` takes the place of ours: that is what its author means.
    fn replace_or_add(&mut self, output: &OutputPath, file: &StaticFile) {
        let url = UrlPath::of_file(output);
        let ours = self.plan.recipes.get_mut(output);
        match ours {
            Some(recipe) if recipe.page == Page::Robots => recipe.page = Page::Copy(file.clone()),
            _ => self.add(url, Page::Copy(file.clone())),
        }
    }
}

fn root() -> UrlPath {
    UrlPath::parse("/").expect("the root is a legal path")
}

fn tags_url() -> UrlPath {
    UrlPath::parse("/tags/").expect("a literal path")
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
    let mut diagnostic = Diagnostic::error("path-collision", message)
        .hint("give one of the two another `slug:` or `url:` in its front matter, or another name");
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

/// The file behind a page, if it has one, and how to call the page.
fn claimant(site: &Site, page: &Page) -> (Option<String>, String) {
    let source = |id: &EntryId| site.entry(*id).post.source.to_string();
    match page {
        Page::Article(id) => (Some(source(id)), format!("`{}`", source(id))),
        Page::Related(id) => (Some(source(id)), format!("the related posts of `{}`", source(id))),
        Page::Alias(id) => (Some(source(id)), format!("an alias of `{}`", source(id))),
        Page::Copy(file) => (Some(file.origin.label()), format!("`{}`", file.origin.label())),
        Page::Tag { term, number: 1 } => (None, format!("the page of the tag `{}`", site.tag(*term).name)),
        Page::Tag { term, number } => (None, format!("page {number} of the tag `{}`", site.tag(*term).name)),
        Page::Feed(Some(term)) => (None, format!("the feed of the tag `{}`", site.tag(*term).name)),
        Page::Home { number: 1 } => (None, "the home page".to_owned()),
        Page::Home { number } => (None, format!("page {number} of the list of all posts")),
        Page::Tags => (None, "the list of tags".to_owned()),
        Page::NotFound => (None, "the page for what is not found".to_owned()),
        Page::Feed(None) => (None, "the site's feed".to_owned()),
        Page::Sitemap => (None, "the sitemap".to_owned()),
        Page::Robots => (None, "the file for robots".to_owned()),
    }
}
