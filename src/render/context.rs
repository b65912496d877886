//! The context of each kind of page.

use super::{Renderer, feed, shortcodes::Calls};
use crate::{
    diagnostic::Diagnostic,
    paths::UrlPath,
    plan::{self, Page, Recipe},
    post::{self, body::HoleKind, markdown::Parts},
    site::{EntryId, Link, TermId},
    view::{self, PageView},
};
use tera::{Context, Map, Value};

/// Where the links of a body are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// On the site itself.
    Page,
    /// Elsewhere, in a feed: whole URLs.
    Feed,
}

impl Place {
    /// How shortcodes are told of it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Feed => "feed",
        }
    }
}

/// The context of a page.
pub fn build(recipe: &Recipe, renderer: &Renderer<'_>) -> Result<Context, Diagnostic> {
    let mut context = Context::new();
    let site = renderer.site();
    let mut page = |page_type: &'static str, title: &str| {
        context.insert("page", &PageView::new(site, page_type, title, &recipe.url));
    };
    match &recipe.page {
        Page::Home { number } => {
            page("home", &site.config.title);
            add_list(&mut context, renderer, &root(), &site.listed, *number, site.config.paginate);
        }
        Page::Article(id) => context.insert_value("page", article(*id, renderer)?),
        Page::Related(id) => add_related(&mut context, recipe, renderer, *id),
        Page::Tags => {
            page("tags", "Tags");
            let terms: Vec<_> = site.tags.iter().map(|tag| view::term_view(site, tag)).collect();
            context.insert("terms", &terms);
        }
        Page::Tag { term, number } => {
            let tag = site.tag(*term);
            page("tag", &tag.name);
            context.insert("term", &view::term_view(site, tag));
            add_list(
                &mut context,
                renderer,
                &tag.url,
                &tag.posts,
                *number,
                site.config.paginate_terms("tags"),
            );
        }
        Page::NotFound => page("not-found", "Page not found"),
        Page::Alias(id) => {
            let entry = site.entry(*id);
            page("alias", &entry.post.meta.title);
            context.insert("target", &site.config.base_url.absolute(&entry.url));
        }
        Page::Feed(term) => feed::add(&mut context, recipe, renderer, *term)?,
        Page::Sitemap => {
            page("sitemap", &site.config.title);
            context.insert("urls", &plan::sitemap_urls(site));
        }
        Page::Robots => page("robots", &site.config.title),
        Page::Copy(_) => {}
    }
    Ok(context)
}

fn root() -> UrlPath {
    UrlPath::parse("/").expect("the root is a legal path")
}

fn add_list(
    context: &mut Context,
    renderer: &Renderer<'_>,
    list: &UrlPath,
    posts: &[EntryId],
    number: usize,
    per_page: usize,
) {
    let config = &renderer.site().config;
    let shown = plan::page_of(posts, number, per_page);
    context.insert_value(
        "posts",
        Value::from(shown.iter().map(|id| renderer.answers.card(*id)).collect::<Vec<_>>()),
    );
    context.insert("pager", &view::pager(config, list, number, posts.len(), per_page));
}

fn add_related(context: &mut Context, recipe: &Recipe, renderer: &Renderer<'_>, id: EntryId) {
    let site = renderer.site();
    let entry = site.entry(id);
    let page = PageView::new(site, "related", &entry.post.meta.title, &recipe.url);
    context.insert("page", &page);
    context.insert_value("post", renderer.answers.card(id));
    let related = renderer.answers.related(id, site.config.related.page_size);
    context.insert_value("related", renderer.answers.related_value(&related));
}

/// The page of a post: its card, what its own page adds, its body and the cards of its neighbours.
fn article(id: EntryId, renderer: &Renderer<'_>) -> Result<Value, Diagnostic> {
    let site = renderer.site();
    let mut page: Map = renderer.answers.card(id).into_map().unwrap_or_default();
    page.extend(Value::from_serializable(&view::article(site, id)).into_map().unwrap_or_default());
    let (older, newer) = site.neighbours(id);
    let card = |neighbour: Option<EntryId>| neighbour.map_or(Value::none(), |id| renderer.answers.card(id));
    page.insert("previous".into(), card(older));
    page.insert("next".into(), card(newer));
    page.insert("content".into(), Value::safe_string(&content(id, renderer, Place::Page)?));
    if let Some(note) = &site.entry(id).post.meta.desk_note {
        let html = post::fragment_html(note, &site.config);
        page.insert("desk_note".into(), Value::safe_string(&html));
    }
    Ok(Value::from(page))
}

/// The body of a post as HTML, its holes filled.
pub fn content(id: EntryId, renderer: &Renderer<'_>, place: Place) -> Result<String, Diagnostic> {
    let site = renderer.site();
    let entry = site.entry(id);
    let base = &site.config.base_url;
    let text = renderer.bodies.text(&entry.post)?;
    let fill = |number: usize, kind: &HoleKind| match (entry.links.get(number), place) {
        (Some(link), Place::Page) => link.on_site(base),
        (Some(link), Place::Feed) => link.absolute(base, &entry.url),
        // The file was read again since it was parsed; the build ends with an error of its own.
        (None, _) => Link::AsWritten(kind.as_written().to_owned()).on_site(base),
    };
    let calls = Calls::new(id, renderer, place);
    let parts = Parts { code: renderer.code, calls: &calls };
    let shortcodes = renderer.templates.shortcodes();
    let html = post::content_html(&text, &entry.post, &site.config, shortcodes, fill, parts);
    calls.finish(html)
}

/// The name of a feed: the site's, or with the tag's before it.
pub fn feed_title(renderer: &Renderer<'_>, term: Option<TermId>) -> String {
    let site = renderer.site();
    term.map_or_else(
        || site.config.title.clone(),
        |term| format!("{} · {}", site.tag(term).name, site.config.title),
    )
}
