//! The context of a feed.

use super::{
    Renderer,
    context::{Place, content, feed_title},
};
use crate::{
    clock::Zone,
    diagnostic::Diagnostic,
    paths::UrlPath,
    plan::{self, Recipe},
    post::meta::PostDate,
    site::{EntryId, TermId},
    view::{self, PageView},
};
use tera::{Context, Map, Value};

/// Adds what `rss.xml` is given.
pub fn add(
    context: &mut Context,
    recipe: &Recipe,
    renderer: &Renderer<'_>,
    term: Option<TermId>,
) -> Result<(), Diagnostic> {
    let site = renderer.site();
    let title = feed_title(renderer, term);
    context.insert("page", &PageView::new(site, "feed", &title, &recipe.url));
    context.insert("title", &title);
    let home = term.map_or_else(root, |term| site.tag(term).url.clone());
    context.insert("home", &site.config.base_url.absolute(&home));
    context.insert("term", &term.map(|term| view::term_view(site, site.tag(term))));
    let posts: Vec<EntryId> = plan::feed_posts(site, term).collect();
    let zone = &site.config.timezone;
    let newest = posts.first().and_then(|id| site.entry(*id).post.meta.date);
    context.insert("updated", &newest.map(|date| rfc2822(zone, date)));
    let items: Result<Vec<Value>, Diagnostic> = posts.iter().map(|id| item(*id, renderer)).collect();
    context.insert_value("items", Value::from(items?));
    Ok(())
}

fn root() -> UrlPath {
    UrlPath::parse("/").expect("the root is a legal path")
}

fn item(id: EntryId, renderer: &Renderer<'_>) -> Result<Value, Diagnostic> {
    let site = renderer.site();
    let entry = site.entry(id);
    let mut item = Map::new();
    item.insert("post".into(), renderer.answers.card(id));
    item.insert("guid".into(), Value::from(entry.id.as_str()));
    let date = entry.post.meta.date.map(|date| rfc2822(&site.config.timezone, date));
    item.insert("date_rfc2822".into(), date.map_or(Value::none(), Value::from));
    // Text, not HTML of the page: a feed escapes it once more.
    let html = if site.config.feeds.full_text { Some(content(id, renderer, Place::Feed)?) } else { None };
    item.insert("content".into(), html.map_or(Value::none(), Value::from));
    Ok(Value::from(item))
}

/// The date form of RSS 2.0 (RFC 822 as amended: four digits of the year).
fn rfc2822(zone: &Zone, date: PostDate) -> String {
    zone.civil(date.instant).strftime("%a, %d %b %Y %H:%M:%S %z").to_string()
}
