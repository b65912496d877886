//! The digest of everything that a page's context is made of, less the settings that its template reads by name.

use super::{Page, Recipe, Sitemap};
use crate::{
    digest::{Digest, Hasher},
    paths::UrlPath,
    post::PostKind,
    site::{EntryId, List, ListId, ListKind, LocaleId, Site, related::RelatedPost, terms::Term},
    view,
};

/// What the digests of a page's inputs are taken from, besides the site: answers that are worked out elsewhere.
pub trait Inputs: Sync {
    /// The digest of what a card shows.
    fn card(&self, id: EntryId) -> Digest;
    /// Posts related to an entry.
    fn related(&self, id: EntryId, limit: usize) -> Vec<RelatedPost>;
    /// The digest of what a list of related posts shows.
    fn related_digest(&self, related: &[RelatedPost]) -> Digest;
    /// The sitemap.
    fn sitemap(&self) -> &Sitemap;
}

/// The digest of everything that `render` puts into a page's context: what is in no digest here, no template may
/// see. The values `config` and `site` alone are left out, of which the settings have digests of their own, and with
/// them the address, the language and the time zone of the site, which all pages depend on.
pub fn inputs_digest(recipe: &Recipe, site: &Site, inputs: &dyn Inputs) -> Digest {
    let mut hasher = Hasher::new("inputs");
    hasher.text(recipe.url.as_str());
    // Questions name a language by its number, which another language may have had.
    let locale = locale_of(&recipe.page, site).map(|id| (id, &site.locale(id).tag));
    hasher.value(&locale);
    if site.config.minify {
        hasher.text("minified");
    }
    match &recipe.page {
        Page::List { list, number } => list_digest(&mut hasher, site, *list, *number, inputs),
        Page::Article(id) => article_digest(&mut hasher, site, *id, inputs),
        Page::Related(id) => {
            let related = inputs.related(*id, site.config.related.page_size);
            hasher.digest(inputs.card(*id)).digest(inputs.related_digest(&related));
        }
        Page::Terms(locale, taxonomy) => {
            let taxonomy = &site.locale(*locale).taxonomies[*taxonomy];
            hasher.text(&taxonomy.name);
            for term in &taxonomy.terms {
                hasher.value(&view::term_view(site, site.list(*term)));
            }
        }
        Page::Archive(locale) => {
            hasher.value(&view::archive(site, *locale));
        }
        Page::Editions(locale) => {
            hasher.value(&view::editions(site, *locale));
        }
        Page::Alias(id) => {
            hasher.text(site.entry(*id).url.as_str()).digest(inputs.card(*id));
        }
        Page::Feed(list, format) => {
            hasher.text(format.file_name());
            feed_digest(&mut hasher, site, *list, inputs);
        }
        Page::Sitemap => match inputs.sitemap().parts().as_slice() {
            [] => {
                hasher.value(inputs.sitemap().part(1));
            }
            parts => {
                hasher.value(&parts);
            }
        },
        Page::SitemapPart(number) => {
            hasher.value(inputs.sitemap().part(*number));
        }
        Page::NewsSitemap => {
            let urls: Vec<view::NewsUrl> = site.fresh.iter().map(|id| view::news_url(site, *id)).collect();
            hasher.value(&urls);
        }
        Page::Claims => {
            hasher.value(&view::claims_data(site));
        }
        Page::Redirects => {
            hasher.value(&redirects(site));
        }
        Page::Copy(file) => {
            hasher.digest(file.digest);
            if site.config.images.keep_location {
                hasher.text("with location");
            }
        }
        Page::Robots => {
            hasher.text(&site.config.title);
        }
        Page::Wire => {
            hasher.value(&view::wire_file(site));
        }
        Page::Headers => {
            hasher.value(&site.config.search);
        }
        Page::NotFound(_) | Page::Search(_) => {}
    }
    hasher.finish()
}

/// The language of a page; none for files of the site as a whole.
pub fn locale_of(page: &Page, site: &Site) -> Option<LocaleId> {
    match page {
        Page::List { list, .. } | Page::Feed(list, _) => Some(site.list(*list).locale),
        Page::Article(id) | Page::Related(id) | Page::Alias(id) => Some(site.entry(*id).locale),
        Page::Terms(locale, _)
        | Page::Archive(locale)
        | Page::Editions(locale)
        | Page::Search(locale)
        | Page::NotFound(locale) => Some(*locale),
        Page::Robots => Some(crate::site::locale::MAIN),
        Page::Sitemap
        | Page::SitemapPart(_)
        | Page::NewsSitemap
        | Page::Claims
        | Page::Redirects
        | Page::Headers
        | Page::Wire
        | Page::Copy(_) => None,
    }
}

/// The posts on page `number` of a list; `per_page` 0 puts all on one.
pub fn page_of(posts: &[EntryId], number: usize, per_page: usize) -> &[EntryId] {
    if per_page == 0 {
        return posts;
    }
    let start = ((number - 1) * per_page).min(posts.len());
    &posts[start..posts.len().min(start + per_page)]
}

fn list_digest(hasher: &mut Hasher, site: &Site, id: ListId, number: usize, inputs: &dyn Inputs) {
    let list = site.list(id);
    hasher.value(&view::PageView::of_list(site, list, &list.url)).value(&view::feed_links(site, list));
    hasher.number(number as u64).number(list.posts.len() as u64).number(list.per_page as u64);
    for post in page_of(&list.posts, number, list.per_page) {
        hasher.digest(inputs.card(*post));
    }
    match &list.kind {
        ListKind::Home => {
            // The first page alone shows what changes by the minute.
            hasher.value(&(number == 1).then(|| view::masthead(site, list.locale)).flatten());
            hasher.value(&view::strip_of(site, id, number));
        }
        ListKind::Section { folder, index } => {
            hasher.text(folder);
            let has_posts = list.posts.iter().any(|id| site.entry(*id).post.kind == PostKind::Post);
            hasher.number(u64::from(has_posts));
            if let Some(index) = index {
                hasher.digest(inputs.card(*index)).value(&view::article(site, *index));
                hasher.digest(content_digest(site, *index));
            }
        }
        ListKind::Term(term) => {
            hasher.digest(term.page.map_or(Digest::default(), |page| content_digest(site, page)));
            hasher.value(&view::term_view(site, list)).value(&view::story(site, list));
            for post in page_of(&list.posts, number, list.per_page) {
                hasher.value(&view::cited(site, list, *post));
            }
        }
        ListKind::Corrections => {
            for post in page_of(&list.posts, number, list.per_page) {
                hasher.value(&view::corrections(site, *post));
            }
        }
        ListKind::Claims => {
            hasher.value(&view::claims_by_status(site, list));
        }
        ListKind::Year(_) | ListKind::Month(..) => {
            hasher.value(&view::archive(site, list.locale));
        }
        ListKind::Day(_) => {
            hasher.value(&view::edition_page(site, list));
        }
    }
}

fn article_digest(hasher: &mut Hasher, site: &Site, id: EntryId, inputs: &dyn Inputs) {
    let entry = site.entry(id);
    let (older, newer) = site.neighbours(id);
    hasher.digest(inputs.card(id)).value(&view::article(site, id));
    hasher.digest(content_digest(site, id)).value(&site.config.share);
    for neighbour in [older, newer] {
        hasher.digest(neighbour.map_or(Digest::default(), |id| inputs.card(id)));
    }
    let backlinks = site.backlinks.get(&id).map_or(&[] as &[_], Vec::as_slice);
    for shown in [series_parts(site, id), backlinks, &story_posts(site, id)] {
        hasher.number(shown.len() as u64);
        for other in shown {
            hasher.digest(inputs.card(*other));
        }
    }
    hasher.text(entry.url.as_str());
}

/// The parts of the series that a post is in, in their order.
pub fn series_parts(site: &Site, id: EntryId) -> &[EntryId] {
    let series = site.terms_of(site.entry(id), "series").next();
    series.map_or(&[], |(_, series)| if series.posts.contains(&id) { series.posts.as_slice() } else { &[] })
}

/// Other posts of its story that a post's page shows.
const MORE_OF_STORY: usize = 5;

/// Other posts of the story that a post tells, newest first; at most five.
pub fn story_posts(site: &Site, id: EntryId) -> Vec<EntryId> {
    let story = site.terms_of(site.entry(id), "stories").next();
    let posts = story.into_iter().flat_map(|(_, story)| &story.posts).copied();
    posts.filter(|other| *other != id).take(MORE_OF_STORY).collect()
}

/// The entries whose bodies a page prints.
pub fn printed_bodies(recipe: &Recipe, site: &Site) -> Vec<EntryId> {
    match &recipe.page {
        Page::Article(id) => vec![*id],
        Page::Feed(list, _) if site.config.feeds.full_text => feed_posts(site, site.list(*list)),
        Page::List { list, .. } => match site.list(*list).kind {
            ListKind::Section { index: page, .. } | ListKind::Term(Term { page, .. }) => {
                page.into_iter().collect()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The digest of a body with what its holes are filled with, and of the settings that make it HTML.
pub fn content_digest(site: &Site, id: EntryId) -> Digest {
    let entry = site.entry(id);
    let mut hasher = Hasher::new("content");
    hasher.digest(entry.post.digest).value(&entry.links).value(&site.config.markdown);
    hasher.text(site.config.base_url.prefix()).text(site.config.base_url.origin());
    hasher.value(&site.labels(site.lang(entry)));
    hasher.finish()
}

/// The posts of a feed, newest first; those without a date are in none.
pub fn feed_posts(site: &Site, list: &List) -> Vec<EntryId> {
    let mut posts: Vec<EntryId> =
        list.posts.iter().copied().filter(|id| site.entry(*id).post.meta.date.is_some()).collect();
    if site.taxonomy_of(list).is_some_and(|taxonomy| taxonomy.name == "series") {
        posts.sort_unstable();
    }
    posts.truncate(site.config.feeds.limit);
    posts
}

fn feed_digest(hasher: &mut Hasher, site: &Site, list: ListId, inputs: &dyn Inputs) {
    let list = site.list(list);
    hasher.value(&view::PageView::of_list(site, list, &list.url)).text(view::site_title(site, list.locale));
    if let ListKind::Term(_) = list.kind {
        hasher.value(&view::term_view(site, list));
    }
    for id in feed_posts(site, list) {
        if list.kind == ListKind::Corrections {
            hasher.value(&view::corrections(site, id));
        }
        hasher.digest(inputs.card(id)).value(&site.image_file(id).map(|file| file.size));
        hasher.value(&view::feed_notes(site, id));
        if site.config.feeds.full_text {
            hasher.digest(content_digest(site, id));
        }
    }
}

/// Old URLs and where they lead, both from the root of the host.
pub fn redirects(site: &Site) -> Vec<(String, String)> {
    let base = &site.config.base_url;
    let of_entry = site.entries.iter().flat_map(|entry| {
        let own = entry.url.output().collision_key();
        let aliases = entry.post.meta.aliases.iter().filter_map(|alias| UrlPath::parse(&alias.value).ok());
        let others = aliases.filter(move |url| url.output().collision_key() != own);
        others.map(|url| (base.relative(&url), base.relative(&entry.url)))
    });
    let mut redirects: Vec<(String, String)> = of_entry.collect();
    redirects.sort();
    redirects.dedup_by(|a, b| a.0 == b.0);
    redirects
}
