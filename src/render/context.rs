//! The context of each kind of page.

use super::{Renderer, feed, pictures::Pictures, shortcodes::Calls};
use crate::{
    config::BUILT_IN_TAXONOMIES,
    diagnostic::Diagnostic,
    plan::{self, Page, Recipe},
    post::{
        self, PostKind,
        body::HoleKind,
        markdown::{Labels, Parts},
    },
    site::{EntryId, Link, ListId, ListKind, LocaleId, terms::capitalized},
    template::{say, speaking},
    view::{self, PageView},
};
use tera::{Context, Map, Value, value::Key};

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

/// The context of a page in a locale.
pub fn build(recipe: &Recipe, locale: LocaleId, renderer: &Renderer<'_>) -> Result<Context, Diagnostic> {
    let mut context = Context::new();
    let site = renderer.site();
    context.insert_value("site", renderer.answers.locale(locale));
    let mut page = |page_type: &'static str, title: &str| {
        context.insert("page", &PageView::new(site, locale, page_type, title, &recipe.url));
    };
    match &recipe.page {
        Page::List { list, number } => add_list(&mut context, recipe, renderer, *list, *number)?,
        Page::Article(id) => context.insert_value("page", article(*id, renderer)?),
        Page::Related(id) => add_related(&mut context, recipe, renderer, *id),
        Page::Terms(_, taxonomy) => {
            let taxonomy = &site.locale(locale).taxonomies[*taxonomy];
            page("terms", &taxonomy_title(renderer, locale, &taxonomy.name));
            context.insert("taxonomy", &taxonomy.name);
            let terms: Vec<_> =
                taxonomy.terms.iter().map(|id| view::term_view(site, site.list(*id))).collect();
            context.insert("terms", &terms);
        }
        Page::Archive(_) => {
            page("archive", &said(renderer, locale, "archive"));
            context.insert("years", &view::archive(site, locale));
        }
        Page::Editions(_) => {
            page("editions", &said(renderer, locale, "editions"));
            context.insert("editions", &view::editions(site, locale));
        }
        Page::Search(_) => page("search", &said(renderer, locale, "search")),
        Page::NotFound(_) => page("not-found", &said(renderer, locale, "not_found")),
        Page::Alias(id) => {
            let entry = site.entry(*id);
            page("alias", &entry.post.meta.title);
            context.insert("target", &site.config.base_url.absolute(&entry.url));
        }
        Page::Feed(list, format) => feed::add(&mut context, recipe, renderer, site.list(*list), *format)?,
        Page::Robots => page("robots", &site.config.title),
        Page::Sitemap
        | Page::SitemapPart(_)
        | Page::NewsSitemap
        | Page::Claims
        | Page::Redirects
        | Page::Headers
        | Page::Wire
        | Page::Copy(_) => {}
    }
    Ok(context)
}

/// A word of the theme in the language of the page.
fn said(renderer: &Renderer<'_>, locale: LocaleId, key: &str) -> String {
    say(renderer.answers, &renderer.site().locale(locale).tag, key)
}

/// What the page of all terms is called: a built-in taxonomy as the theme says, another by its name.
fn taxonomy_title(renderer: &Renderer<'_>, locale: LocaleId, name: &str) -> String {
    if BUILT_IN_TAXONOMIES.contains(&name) { said(renderer, locale, name) } else { capitalized(name) }
}

/// One page of a list: its posts, its pager, and what the list is.
fn add_list(
    context: &mut Context,
    recipe: &Recipe,
    renderer: &Renderer<'_>,
    id: ListId,
    number: usize,
) -> Result<(), Diagnostic> {
    let site = renderer.site();
    let list = site.list(id);
    context.insert("page", &PageView::of_list(site, list, &recipe.url));
    let shown = plan::page_of(&list.posts, number, list.per_page);
    context.insert_value("posts", renderer.answers.cards(shown));
    let count = list.posts.len();
    context.insert("pager", &view::pager(&site.config, &list.url, number, count, list.per_page));
    context.insert("feeds", &view::feed_links(site, list));
    match &list.kind {
        ListKind::Home => {
            let masthead = (number == 1).then(|| view::masthead(site, list.locale)).flatten();
            context.insert("masthead", &masthead);
            let strip = view::strip_of(site, id, number);
            context.insert("wire", &strip.wire);
            context.insert("markets", &strip.markets);
        }
        ListKind::Section { folder, index } => {
            let mut section = match index {
                Some(index) => article(*index, renderer)?.into_map().unwrap_or_default(),
                None => Map::new(),
            };
            section.insert("name".into(), Value::from(folder.as_str()));
            section.insert("title".into(), Value::from(list.title.as_str()));
            let has_posts = list.posts.iter().any(|id| site.entry(*id).post.kind == PostKind::Post);
            section.insert("has_posts".into(), Value::from(has_posts));
            context.insert_value("section", Value::from(section));
        }
        ListKind::Term(term) => {
            let text = term.page.map(|page| content(page, renderer, Place::Page)).transpose()?;
            let text = text.map_or(Value::none(), |html| Value::safe_string(&html));
            context.insert_value("story_content", text);
            context.insert("term", &view::term_view(site, list));
            let cited: Vec<_> = shown.iter().map(|id| view::cited(site, list, *id)).collect();
            context.insert("cited", &cited);
            context.insert("story", &view::story(site, list));
        }
        ListKind::Corrections => {
            let corrections: Vec<_> = shown.iter().map(|id| view::corrections(site, *id)).collect();
            context.insert("corrections", &corrections);
        }
        ListKind::Claims => context.insert("claims", &view::claims_by_status(site, list)),
        ListKind::Year(year) => {
            context.insert("year", year);
            context.insert("years", &view::archive(site, list.locale));
        }
        ListKind::Month(year, month) => {
            context.insert("year", year);
            context.insert("month", &view::month_date(*year, *month));
            context.insert("years", &view::archive(site, list.locale));
        }
        ListKind::Day(_) => {
            let page = view::edition_page(site, list);
            context.insert("edition", &page.as_ref().map(|page| &page.edition));
            context.insert("older_edition", &page.as_ref().and_then(|page| page.older.as_ref()));
            context.insert("newer_edition", &page.as_ref().and_then(|page| page.newer.as_ref()));
        }
    }
    Ok(())
}

fn add_related(context: &mut Context, recipe: &Recipe, renderer: &Renderer<'_>, id: EntryId) {
    let site = renderer.site();
    let entry = site.entry(id);
    let page = PageView::new(site, entry.locale, "related", &entry.post.meta.title, &recipe.url);
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
    let parts = plan::series_parts(site, id);
    if let Some(mut part) = page.get(&Key::from("part")).cloned().and_then(Value::into_map) {
        part.insert("posts".into(), renderer.answers.cards(parts));
        page.insert("part".into(), Value::from(part));
    }
    page.insert("share".into(), Value::from_serializable(&view::share(site, id)));
    let backlinks = site.backlinks.get(&id).map_or(&[] as &[_], Vec::as_slice);
    page.insert("backlinks".into(), renderer.answers.cards(backlinks));
    page.insert("story_posts".into(), renderer.answers.cards(&plan::story_posts(site, id)));
    page.insert("content".into(), Value::safe_string(&content(id, renderer, Place::Page)?));
    let html = |markdown: &str| {
        let labels = site.labels(site.lang(site.entry(id)));
        Value::safe_string(&post::fragment_html(markdown, &site.config, labels))
    };
    let meta = &site.entry(id).post.meta;
    if let Some(note) = &meta.desk_note {
        page.insert("desk_note".into(), html(note));
    }
    let transcript = meta.video.as_ref().and_then(|video| video.transcript.as_deref());
    let video = page.get(&Key::from("video")).cloned().and_then(Value::into_map);
    if let Some((mut video, transcript)) = video.zip(transcript) {
        video.insert("transcript".into(), html(transcript));
        page.insert("video".into(), Value::from(video));
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
    let labels = site.labels(site.lang(entry));
    // A reader of feeds has its own ways to open a link.
    let labels = if place == Place::Feed { Labels { new_tab: None, ..labels } } else { labels };
    let calls = Calls::new(id, renderer, place);
    let pictures = Pictures::new(entry, renderer, place);
    let parts = Parts { code: renderer.code, calls: &calls, pictures: &pictures };
    let shortcodes = renderer.templates.shortcodes();
    // In a feed too a body speaks its own language.
    let write = || post::content_html(&text, &entry.post, &site.config, labels, shortcodes, fill, parts);
    let html = speaking(site.lang(entry), write);
    calls.finish(html)
}
