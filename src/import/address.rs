//! Which patterns give the addresses that pages had, and which pages need one of their own.
//!
//! Addresses of the new site are asked of the code that builds it. It must not know any generator.

use super::config_file::{Patterns, is_pattern};
use crate::{
    config::{Config, Section},
    paths::{OutputPath, UrlPath},
    post::{Post, PostKind},
    site::permalink,
};
use std::collections::{BTreeMap, BTreeSet};

/// The address that the new site gives a post or page by itself.
pub fn ours(post: &Post, config: &Config) -> Option<UrlPath> {
    let slug = permalink::slug(post, config);
    let id = permalink::permanent_id(post, &slug, config);
    permalink::url(post, &slug, &id, config).ok()
}

/// A post and the address that it had.
pub struct Wanted<'a> {
    /// The post as the new site reads it.
    pub post: &'a Post,
    /// Its address under the rules of its generator.
    pub url: &'a UrlPath,
}

/// Sets the patterns that give most posts the addresses that they had.
pub fn choose_patterns(
    wanted: &[Wanted<'_>],
    site: &[String],
    sections: &BTreeMap<String, Vec<String>>,
    config: &mut Config,
) -> Patterns {
    let mut patterns = Patterns::default();
    let of = |section: Option<&str>| -> Vec<&Wanted<'_>> {
        let is_own = |wanted: &&Wanted<'_>| {
            let own = sections.contains_key(&wanted.post.section).then_some(wanted.post.section.as_str());
            wanted.post.kind == PostKind::Post && own == section
        };
        wanted.iter().filter(is_own).collect()
    };
    let posts = of(None);
    if let Some(best) =
        best(&posts, site, config, |config, pattern| pattern.clone_into(&mut config.permalink))
    {
        patterns.site = Some(best.clone());
        config.permalink = best;
    }
    for (name, candidates) in sections {
        let posts = of(Some(name));
        let set = |config: &mut Config, pattern: &str| {
            let section = Section { permalink: Some(pattern.to_owned()), ..Section::default() };
            config.sections.insert(name.clone(), section);
        };
        let best = best(&posts, candidates, config, set);
        config.sections.entry(name.clone()).or_default().permalink.clone_from(&best);
        patterns.sections.insert(name.clone(), best);
    }
    patterns
}

/// The candidate that gives the most posts their address; of several the first.
fn best(
    posts: &[&Wanted<'_>],
    candidates: &[String],
    config: &Config,
    set: impl Fn(&mut Config, &str),
) -> Option<String> {
    let mut tried = config.clone();
    let legal = candidates.iter().filter(|pattern| is_pattern(pattern));
    let misses = |pattern: &&String| {
        set(&mut tried, pattern);
        posts.iter().filter(|wanted| ours(wanted.post, &tried).as_ref() != Some(wanted.url)).count()
    };
    legal.min_by_key(misses).cloned()
}

/// What the new site makes by itself, and what stands there already.
#[derive(Debug, Default)]
pub struct Taken {
    lists: BTreeMap<String, String>,
    pages: BTreeMap<String, String>,
}

impl Taken {
    /// What is made of these posts: home pages, lists of terms, sections and days, feeds, and files for machines.
    pub fn by_site<'a>(posts: &(impl Iterator<Item = &'a Post> + Clone), config: &Config) -> Self {
        let mut taken = Self::default();
        let mut roots: BTreeSet<String> =
            posts.clone().filter_map(|post| post.locale.clone()).map(|tag| format!("/{tag}")).collect();
        roots.insert(String::new());
        for root in roots {
            taken.list(&format!("{root}/"), "the list of all posts");
            taken.list(&format!("{root}/404.html"), "the page for what is not found");
            let own =
                |post: &&Post| post.locale.as_ref().map(|tag| format!("/{tag}")).unwrap_or_default() == root;
            for post in posts.clone().filter(|post| own(post) && post.kind == PostKind::Post) {
                taken.of_post(post, &root, config);
            }
        }
        for name in ["rss.xml", "atom.xml", "feed.json"] {
            taken.list(&format!("/{name}"), "a feed");
        }
        for name in ["sitemap.xml", "sitemap-1.xml", "sitemap-news.xml", "wire.json", "claims.json"] {
            taken.list(&format!("/{name}"), "a file for programs");
        }
        taken
    }

    fn of_post(&mut self, post: &Post, root: &str, config: &Config) {
        if let Some(date) = post.meta.date {
            let day = config.timezone.civil(date.instant);
            for format in ["/archive/", "/archive/%Y/", "/archive/%Y/%m/"] {
                self.list(&format!("{root}{}", day.strftime(format)), "a list of posts by date");
            }
        }
        if config.sections.contains_key(&post.section) {
            self.list(&format!("{root}/{}/", post.section), "the list of a section");
        }
        let authors: Vec<String> = post.meta.authors.iter().map(|author| author.name.clone()).collect();
        let series: Vec<String> = post.meta.series.iter().cloned().collect();
        let known = [
            ("tags", &post.meta.tags),
            ("categories", &post.meta.categories),
            ("authors", &authors),
            ("series", &series),
        ];
        for (name, terms) in
            known.into_iter().filter(|(name, terms)| !terms.is_empty() && config.taxonomy(name).pages)
        {
            self.list(&format!("{root}/{name}/"), "a list of terms");
            for term in terms {
                let slug = crate::paths::slugify(term, config.slugify);
                self.list(&format!("{root}/{name}/{slug}/"), "the list of a term");
            }
        }
    }

    fn list(&mut self, path: &str, what: &str) {
        if let Ok(url) = UrlPath::parse(path) {
            self.lists.insert(url.output().collision_key(), what.to_owned());
        }
    }

    /// What the new site itself has at an address.
    pub fn list_at(&self, url: &UrlPath) -> Option<&str> {
        self.lists.get(&url.output().collision_key()).map(String::as_str)
    }

    /// Takes an address for a file of the source; answers whose it is already.
    pub fn take(&mut self, output: &OutputPath, source: &str) -> Option<String> {
        let key = output.collision_key();
        if let Some(other) = self.pages.get(&key) {
            return Some(other.clone());
        }
        self.pages.insert(key, source.to_owned());
        None
    }
}
