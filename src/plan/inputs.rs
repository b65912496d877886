//! The digest of everything that a page's context is made of.

use super::{Page, Recipe, root, tags_url};
use crate::{
    digest::{Digest, Hasher},
    paths::UrlPath,
    post::meta::Visibility,
    site::{Entry, EntryId, Site, TermId, related::RelatedPost},
    view,
};

/// What the digests of a page's inputs are taken from, besides the site: answers that are worked out elsewhere.
pub trait Inputs: Sync {
    /// The digest of the settings that every template sees.
    fn config(&self) -> Digest;
    /// The digest of what a card shows.
    fn card(&self, id: EntryId) -> Digest;
    /// Posts related to an entry.
    fn related(&self, id: EntryId, limit: usize) -> Vec<RelatedPost>;
    /// The digest of what a list of related posts shows.
    fn related_digest(&self, related: &[RelatedPost]) -> Digest;
}

/// The digest of everything that `render` puts into a page's context: what is in no digest here, no template may
/// see.
pub fn inputs_digest(recipe: &Recipe, site: &Site, inputs: &dyn Inputs) -> Digest {
    let mut hasher = Hasher::new("inputs");
    hasher.digest(inputs.config()).text(recipe.url.as_str());
    match &recipe.page {
        Page::Home { number } => {
            cards_digest(&mut hasher, &site.listed, *number, site.config.paginate, inputs);
        }
        Page::Tag { term, number } => {
            let tag = site.tag(*term);
            hasher.value(&view::term_view(site, tag));
            cards_digest(&mut hasher, &tag.posts, *number, site.config.paginate_terms("tags"), inputs);
        }
        Page::Article(id) => article_digest(&mut hasher, site, *id, inputs),
        Page::Related(id) => {
            let related = inputs.related(*id, site.config.related.page_size);
            hasher.digest(inputs.card(*id)).digest(inputs.related_digest(&related));
        }
        Page::Tags => {
            for tag in &site.tags {
                hasher.value(&view::term_view(site, tag));
            }
        }
        Page::Alias(id) => {
            hasher.text(site.entry(*id).url.as_str()).digest(inputs.card(*id));
        }
        Page::Feed(term) => feed_digest(&mut hasher, site, *term, inputs),
        Page::Sitemap => {
            for url in sitemap_urls(site) {
                hasher.value(&url);
            }
        }
        Page::Copy(file) => {
            hasher.digest(file.digest);
        }
        Page::NotFound | Page::Robots => {}
    }
    hasher.finish()
}

/// The posts on page `number` of a list; `per_page` 0 puts all on one.
pub fn page_of(posts: &[EntryId], number: usize, per_page: usize) -> &[EntryId] {
    if per_page == 0 {
        return posts;
    }
    let start = ((number - 1) * per_page).min(posts.len());
    &posts[start..posts.len().min(start + per_page)]
}

fn cards_digest(hasher: &mut Hasher, posts: &[EntryId], number: usize, per_page: usize, inputs: &dyn Inputs) {
    hasher.number(number as u64).number(posts.len() as u64).number(per_page as u64);
    for id in page_of(posts, number, per_page) {
        hasher.digest(inputs.card(*id));
    }
}

fn article_digest(hasher: &mut Hasher, site: &Site, id: EntryId, inputs: &dyn Inputs) {
    let entry = site.entry(id);
    let (older, newer) = site.neighbours(id);
    hasher.digest(inputs.card(id)).value(&view::article(site, id));
    hasher.digest(content_digest(site, id));
    for neighbour in [older, newer] {
        hasher.digest(neighbour.map_or(Digest::default(), |id| inputs.card(id)));
    }
    hasher.text(entry.url.as_str());
}

/// The entries whose bodies a page prints.
pub fn printed_bodies(recipe: &Recipe, site: &Site) -> Vec<EntryId> {
    match &recipe.page {
        Page::Article(id) => vec![*id],
        Page::Feed(term) if site.config.feeds.full_text => feed_posts(site, *term).collect(),
        _ => Vec::new(),
    }
}

/// The digest of a body with what its holes are filled with, and of the settings that make it HTML.
pub fn content_digest(site: &Site, id: EntryId) -> Digest {
    let entry = site.entry(id);
    let mut hasher = Hasher::new("content");
    hasher.digest(entry.post.digest).value(&entry.links).value(&site.config.markdown);
    hasher.text(site.config.base_url.prefix()).text(site.config.base_url.origin());
    hasher.finish()
}

/// The posts of a feed, newest first; those without a date are in none.
pub fn feed_posts(site: &Site, term: Option<TermId>) -> impl Iterator<Item = EntryId> {
    let posts = term.map_or(&site.listed, |term| &site.tag(term).posts);
    let dated = posts.iter().copied().filter(|id| site.entry(*id).post.meta.date.is_some());
    dated.take(site.config.feeds.limit)
}

fn feed_digest(hasher: &mut Hasher, site: &Site, term: Option<TermId>, inputs: &dyn Inputs) {
    if let Some(term) = term {
        hasher.value(&view::term_view(site, site.tag(term)));
    }
    for id in feed_posts(site, term) {
        hasher.digest(inputs.card(id));
        if site.config.feeds.full_text {
            hasher.digest(content_digest(site, id));
        }
    }
}

/// The entries of the sitemap: posts that are listed, pages, lists, each once, by address.
pub fn sitemap_urls(site: &Site) -> Vec<view::SitemapUrl> {
    let base = &site.config.base_url;
    let unlisted = |entry: &Entry| entry.post.meta.visibility != Visibility::Public;
    let of_entries = site.entries.iter().filter(|entry| !unlisted(entry)).map(|entry| {
        let meta = &entry.post.meta;
        let date = meta.updated.or(meta.date);
        view::SitemapUrl {
            loc: base.absolute(&entry.url),
            lastmod: date.map(|date| site.config.timezone.rfc3339(date.instant)),
        }
    });
    let list = |url: &UrlPath| view::SitemapUrl { loc: base.absolute(url), lastmod: None };
    let lists = std::iter::once(list(&root())).chain(std::iter::once(list(&tags_url())));
    let mut urls: Vec<view::SitemapUrl> =
        lists.chain(site.tags.iter().map(|tag| list(&tag.url))).chain(of_entries).collect();
    urls.sort_by(|a, b| a.loc.cmp(&b.loc));
    urls
}
